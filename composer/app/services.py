"""What the program does, for people and for other programs: one function for each thing."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from composer import ingest
from composer.app.bundle import Bundle
from composer.app.draft import Draft
from composer.app.folder import FolderTaken, write_folders
from composer.app.order import Order
from composer.app.place import Place, PlaceState
from composer.app.web import Web
from composer.app.workshop import Workshop, gazetteer
from composer.cards.paint import GROUNDS_KEPT
from composer.cards.picture import Photo
from composer.cards.studio import RenderedCard
from composer.cards.theme import Theme
from composer.domain.article import Article, Finding
from composer.domain.card import CardContent
from composer.domain.highlight import Highlights
from composer.domain.trace import trace_of
from composer.errors import SettingsError
from composer.ingest import Reading
from composer.ingest.fetched import Fetches
from composer.resources import load_theme as find_theme
from composer.resources import theme_names, theme_roots
from composer.settings import Settings

logger = logging.getLogger(__name__)


def read_article(source: str | Path, *, data: bytes | None = None) -> Article:
    """Return the article that a source holds, with what proofreading found in ``findings``.

    Args:
        source: Path of a file; with ``data`` any name to call it by.
        data: The bytes, where they are at hand already.

    Raises:
        ArticleError: It cannot be read.
    """
    reading = read(str(source), data)
    return replace(reading.article, findings=reading.findings)


def read(
    source: str,
    data: bytes | None = None,
    *,
    item: int | None = None,
    web: Fetches | None = None,
) -> Reading:
    """Return the article that a source holds, and what proofreading found.

    Args:
        source: Path of a file, or an address; with ``data`` any name to call it by.
        data: The bytes, where they are at hand already.
        item: Which article of a feed, counted from 1; None for the first.
        web: What fetches an address; otherwise as the settings of the current folder allow.

    Raises:
        ArticleError: It cannot be read.
    """
    reading = ingest.read(source, data=data, item=item, fetcher=web or Web())
    facts = {"source": source, "blocks": len(reading.article.blocks)}
    facts |= {"findings": len(reading.findings), "trace": trace_of(reading.article)}
    logger.info("article read", extra=facts)
    return reading


def pick_highlights(article: Article, findings: Sequence[Finding] | None = None) -> Highlights:
    """Return what an article offers to cards and post, each text with its place.

    Args:
        article: The article.
        findings: What proofreading found; nothing beside a flagged stop is offered. None takes
            the article's own.
    """
    found = article.findings if findings is None else findings
    return ingest.pick_highlights(article, found, gazetteer=gazetteer())


def load_theme(name: str, *, folder: Path | None = None) -> Theme:
    """Return a theme by name, from the user's folder of themes first, then the shipped ones."""
    return find_theme(name, _roots(folder))


def all_themes(folder: Path | None) -> tuple[Theme, ...]:
    """Return all themes that can be named, the user's and the shipped."""
    roots = _roots(folder)
    return tuple(find_theme(name, roots) for name in theme_names(roots))


def build(settings: Settings, order: Order, *, grounds: int = GROUNDS_KEPT) -> Workshop:
    """Make the parts that an order needs and join them.

    Args:
        settings: What is set.
        order: What will be made.
        grounds: How many backgrounds of cards to keep, at 4 to 6 MB each.
    """
    page = settings.main
    theme = load_theme(order.theme or page.theme.name, folder=settings.themes)
    backend = order.backend or settings.rendering.backend.value
    site = page.site
    return Workshop.of(theme, backend=backend, site=site.name, zone=site.zone, grounds=grounds)


def compose(source: str | Path, order: Order | None = None, *, data: bytes | None = None) -> Draft:
    """Read an article and make its draft, with the built-in settings; nothing is written.

    Args:
        source: Path of a file; with ``data`` any name to call it by.
        order: What to make; otherwise all kinds of cards in the theme ``midnight``.
        data: The bytes, where they are at hand already.
    """
    order = order or Order()
    workshop = build(Settings(workspace=Path()), order)
    return workshop.draft(read(str(source), data), order)


def render_card(
    content: CardContent,
    *,
    theme: Theme | None = None,
    size: str = "portrait",
    image_format: str = "png",
    photo: Photo | None = None,
) -> RenderedCard:
    """Return one finished card.

    Args:
        content: What it says; its ``kind`` names the template.
        theme: The theme; otherwise ``midnight``.
        size: Name of one of the theme's sizes.
        image_format: ``png`` or ``jpeg``.
        photo: A photograph for a kind that takes one.
    """
    workshop = Workshop.of(theme or load_theme("midnight"), backend="auto")
    return workshop.studio.render(content, size, image_format=image_format, photo=photo)


def pack(draft: Draft, workshop: Workshop) -> Bundle:
    """Return a draft as the files that folders of it hold."""
    return Bundle.of(draft, workshop.pages)


def save(bundle: Bundle, find_place: Callable[[], Place], *, settings: Settings) -> Path:
    """Write a draft to the folder for people and, the same, into the inbox of the workspace.

    Args:
        bundle: What was made.
        find_place: Returns the folder; it is asked again where another run of the program has
            taken a new folder in the meantime.
        settings: Where the inbox is.

    Returns:
        The folder.

    Raises:
        SettingsError: A folder cannot be written, or is the workspace itself.
    """
    inbox = settings.state.absolute() / "inbox" / bundle.id
    while True:
        place = find_place()
        folder = place.folder
        if inbox != folder and inbox.resolve().is_relative_to(folder):
            msg = f"{folder} holds the workspace: name a folder inside it with --out"
            raise SettingsError(msg)
        folders = (inbox,) if place.state is PlaceState.FILLED else (folder, inbox)
        fresh = (folder,) if place.state is PlaceState.FREE else ()
        try:
            write_folders({each: bundle.files_in(each) for each in folders}, fresh=fresh)
        except FolderTaken:
            continue
        facts = {"draft": bundle.id, "folder": folder, "trace": bundle.trace}
        logger.info("draft written", extra=facts)
        return folder


def _roots(own: Path | None) -> tuple[Path, ...]:
    return theme_roots(() if own is None else (own,))
