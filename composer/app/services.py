"""What the program does for people and for other programs: the parts, joined."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path, PurePosixPath

from composer import ingest
from composer.app.bundle import write_bundle
from composer.app.draft import MOST_CARDS, Draft, DraftCard, file_name
from composer.app.folder import check_replaceable, free_folder, slug
from composer.app.order import Order
from composer.cards.picture import Photo, Pictures
from composer.cards.studio import CardSet, RenderedCard, Studio
from composer.cards.theme import Theme
from composer.domain.article import Article
from composer.domain.highlight import Highlights
from composer.errors import ArticleError
from composer.ingest import Reading
from composer.posts import PostTemplates, alt_text, compose_post
from composer.resources import load_theme as load_theme_from
from composer.resources import shipped_root, theme_names
from composer.settings import Settings
from composer.text import load_engine

OUT_NAME = "nashir-out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """All that composing needs, made once for any number of articles."""

    studio: Studio
    templates: PostTemplates
    theme: Theme
    site: str | None = None

    def draft(self, reading: Reading, order: Order) -> Draft:
        """Return the draft of an article.

        Raises:
            ArticleError: The article lacks what is asked for.
            TextDoesNotFit: A text is longer than its card can hold.
        """
        article = self._with_site(reading.article)
        highlights = pick_highlights(article)
        made = self.studio.cards(
            article,
            highlights,
            sizes=order.sizes,
            kinds=order.kinds,
            image_format=order.image_format,
            photo=_photo(article, order),
        )
        _check_kinds(order, made)
        cards, left_out = self._named(made)
        return Draft(
            article=article,
            findings=reading.findings,
            highlights=highlights,
            theme=self.theme.name,
            cards=cards,
            post=compose_post(article, highlights, self.templates),
            notes=made.notes + left_out,
        )

    def _with_site(self, article: Article) -> Article:
        if article.site or not self.site:
            return article
        return replace(article, site=self.site)

    def _named(self, made: CardSet) -> tuple[tuple[DraftCard, ...], tuple[str, ...]]:
        """Return the cards with names and alternative texts, and what was one too many."""
        numbers: dict[str, int] = {}
        cards, notes = [], []
        for card in made.cards:
            number = numbers[card.size] = numbers.get(card.size, 0) + 1
            if number > MOST_CARDS:
                notes.append(f"left out: {card.kind} ({card.size}), card {number} of its size")
                continue
            told = alt_text(card.content, self.templates)
            name = file_name(number, card)
            cards.append(DraftCard(rendered=card, file=name, alt_text=told))
        return tuple(cards), tuple(notes)


def build(settings: Settings, order: Order) -> Workshop:
    """Make the parts and join them."""
    theme = load_theme(order.theme or settings.main.theme.name, folder=settings.themes)
    root = shipped_root()
    engine = load_engine(
        theme.fonts,
        root / "fonts",
        fallback=theme.fallback,
        backend=order.backend or settings.rendering.backend.value,
    )
    pictures = Pictures(root / "assets" / "flags", theme.folders)
    return Workshop(
        studio=Studio(theme, engine, pictures),
        templates=PostTemplates(theme.folders),
        theme=theme,
        site=settings.main.site.name,
    )


def read_article(source: str, data: bytes | None = None) -> Reading:
    """Return the article that a source holds, with what proofreading found.

    Args:
        source: Path of a file; with ``data`` any name to call it by.
        data: The bytes, where they are at hand already.

    Raises:
        ArticleError: It cannot be read.
    """
    return ingest.read(source, data)


def pick_highlights(article: Article) -> Highlights:
    """Return what an article offers to cards and post, each text with its place."""
    return ingest.pick_highlights(article)


def load_theme(name: str, *, folder: Path | None = None) -> Theme:
    """Return a theme by name, from the user's folder of themes first, then the shipped ones."""
    return load_theme_from(name, theme_roots(folder))


def all_themes(folder: Path | None) -> tuple[Theme, ...]:
    """Return all themes that can be named, the user's and the shipped."""
    roots = theme_roots(folder)
    return tuple(load_theme_from(name, roots) for name in theme_names(roots))


def theme_roots(folder: Path | None) -> tuple[Path, ...]:
    """Return the folders in which themes are searched, in order."""
    shipped = shipped_root() / "templates"
    return (shipped,) if folder is None else (folder, shipped)


def compose(source: str, order: Order | None = None, *, data: bytes | None = None) -> Draft:
    """Read an article and make its draft, with the built-in settings; nothing is written.

    Args:
        source: Path of a file; with ``data`` any name to call it by.
        order: What to make; otherwise all kinds of cards in the theme ``midnight``.
        data: The bytes, where they are at hand already.
    """
    order = order or Order()
    workshop = build(Settings(workspace=Path()), order)
    return workshop.draft(read_article(source, data), order)


def save(draft: Draft, settings: Settings, folder: Path) -> None:
    """Write a draft to the folder for people and, the same, into the inbox of the workspace."""
    templates = shipped_root() / "templates"
    write_bundle(draft, folder, templates=templates)
    inbox = settings.state.absolute() / "inbox" / draft.id
    write_bundle(draft, inbox, templates=templates)


def out_folder(article: Article, settings: Settings, *, out: Path | None, many: bool) -> Path:
    """Return the absolute folder for a draft: the one asked for, else a new one of its own.

    Args:
        article: The article; its date and headline name the folder.
        settings: The zone decides which day it is where the article has no date.
        out: The folder that was asked for.
        many: Whether other articles are composed too: then each gets a folder inside ``out``.
    """
    if out is None:
        day = _day(article) or datetime.now(settings.main.site.zone).date()
        return free_folder(Path(OUT_NAME).absolute(), f"{day.isoformat()}-{slug(article.title)}")
    folder = out.absolute()
    if many:
        return free_folder(folder, slug(article.title))
    check_replaceable(folder)
    return folder


def _day(article: Article) -> date | None:
    """Return the article's own date, where it gives one that is a date."""
    try:
        return date.fromisoformat((article.published or "")[:10])
    except ValueError:
        return None


def _check_kinds(order: Order, made: CardSet) -> None:
    """Refuse to pass over in silence a kind that was asked for by name."""
    absent = [kind for kind in order.kinds or () if kind not in {each.kind for each in made.cards}]
    if absent:
        msg = f"the article has nothing for the card {absent[0]!r}: leave --card {absent[0]} out"
        raise ArticleError(msg)


def _photo(article: Article, order: Order) -> Photo | None:
    """Return the photograph asked for, else the article's own where it lies beside its file."""
    if order.image is not None:
        try:
            data = order.image.read_bytes()
        except OSError as error:
            msg = f"{order.image} cannot be read: {error.strerror}"
            raise ArticleError(msg) from error
        return Photo(data, name=str(order.image), focus=order.focus)
    file = _own_picture(article)
    return Photo(file.read_bytes(), name=str(file), focus=order.focus) if file else None


def _own_picture(article: Article) -> Path | None:
    """Return the article's picture: a path that stays below the folder of the article's file."""
    named = PurePosixPath(article.image or "")
    if not article.image or named.is_absolute() or ".." in named.parts or ":" in article.image:
        return None
    file = Path(article.source).parent / named
    return file if file.is_file() else None


__all__ = [
    "Order",
    "Reading",
    "RenderedCard",
    "Workshop",
    "build",
    "compose",
    "load_theme",
    "out_folder",
    "pick_highlights",
    "read_article",
    "save",
]
