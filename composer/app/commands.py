"""What each command does with the services, and what it prints."""

import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from composer.app import services
from composer.app.console import progress, say, tell
from composer.app.document import (
    Document,
    compose_document,
    highlights_document,
    read_document,
    to_json,
)
from composer.app.order import Order
from composer.app.show import remarks, show_article, show_draft, show_highlights
from composer.errors import ArticleError, NashirError
from composer.ingest import Reading
from composer.settings import current_folder, load_settings

STANDARD_INPUT = "-"


def read(sources: Sequence[str], *, as_json: bool) -> None:
    """Show articles as they are understood."""

    def one(source: str) -> Document:
        reading = _read(source)
        if not as_json:
            show_article(reading)
        return read_document(reading.article, reading.findings)

    _each(sources, one, as_json=as_json)


def highlights(sources: Sequence[str], *, as_json: bool) -> None:
    """Show what articles offer."""

    def one(source: str) -> Document:
        reading = _read(source)
        found = services.pick_highlights(reading.article, reading.findings)
        document = highlights_document(found)
        if not as_json:
            show_highlights(document)
        return document

    _each(sources, one, as_json=as_json)


def compose(sources: Sequence[str], order: Order, *, out: Path | None, as_json: bool) -> None:
    """Make a draft of each article and write it."""
    settings = load_settings(current_folder())
    workshop = services.build(settings, order)
    many = len(sources) > 1
    today = datetime.now(settings.main.site.zone).date()
    if workshop.engine.warning:
        tell(f"warning: {workshop.engine.warning}")

    def one(source: str) -> Document:
        reading = _read(source)

        def find_folder() -> tuple[Path, bool]:
            folder = services.out_folder(reading.article, out=out, many=many, today=today)
            return folder, out is None or many

        find_folder()  # a folder that is refused is better told before the cards are drawn
        draft = workshop.draft(reading, order)
        folder = services.save(draft, find_folder, settings=settings, pages=workshop.pages)
        for line in remarks(draft):
            tell(line)
        if not as_json:
            show_draft(draft, folder)
        return compose_document(draft, folder=str(folder))

    _each(sources, one, as_json=as_json)


def themes(*, as_json: bool) -> None:
    """List the themes."""
    settings = load_settings(current_folder())
    found = services.all_themes(settings.themes)
    if as_json:
        sys.stdout.write(to_json([{"name": t.name, "description": t.description} for t in found]))
        return
    width = max(len(theme.name) for theme in found)
    for theme in found:
        say(f"{theme.name:{width}}  {theme.description}".rstrip())


def _read(source: str) -> Reading:
    if source != STANDARD_INPUT:
        return services.read(source)
    if sys.stdin is None:
        msg = "standard input is closed; give a file, or pipe the article in"
        raise ArticleError(msg)
    return services.read(source, sys.stdin.buffer.read())


def _each(sources: Sequence[str], one: Callable[[str], Document], *, as_json: bool) -> None:
    """Do one thing with each source; a source that fails does not stop the others.

    Raises:
        NashirError: The only source failed.
        ArticleError: Some of several failed; each was told when it did.
    """
    if len(sources) == 1:
        documents: Document | list[Document] = one(sources[0])
        failed = 0
    else:
        documents, failed = _all(sources, one)
    if as_json:
        sys.stdout.write(to_json(documents))
    if failed:
        msg = f"{failed} of {len(sources)} articles failed, as said above; the others are done"
        raise ArticleError(msg)


def _all(sources: Sequence[str], one: Callable[[str], Document]) -> tuple[list[Document], int]:
    done = []
    with progress(sources, about="articles") as watched:
        for source in watched:
            try:
                done.append(one(source))
            except NashirError as error:
                said = str(error)
                tell(f"nashir: {said if said.startswith(f'{source}: ') else f'{source}: {said}'}")
    return done, len(sources) - len(done)
