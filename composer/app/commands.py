"""What each command does with the services, and what it prints."""

import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from composer.app import services
from composer.app.batch import Batch, Failure
from composer.app.batch_command import compose_batch, refuse_failures
from composer.app.console import say, tell
from composer.app.document import (
    Document,
    compose_document,
    highlights_document,
    read_document,
    to_json,
)
from composer.app.json_list import json_list
from composer.app.order import Order
from composer.app.place import Place, single_place
from composer.app.show import remarks, show_article, show_draft, show_highlights
from composer.app.sources import Choice, Source, choose
from composer.app.workshop import Workshop
from composer.errors import NashirError
from composer.settings import Settings, current_folder, load_settings


def read(names: Sequence[str], *, item: int | None, as_json: bool) -> None:
    """Show articles as they are understood."""

    def one(source: Source) -> Document:
        reading = services.read(source.name, source.data, item=source.item)
        if not as_json:
            show_article(reading)
        return read_document(reading.article, reading.findings)

    _each(choose(names, item=item), one, as_json=as_json)


def highlights(names: Sequence[str], *, item: int | None, as_json: bool) -> None:
    """Show what articles offer."""

    def one(source: Source) -> Document:
        reading = services.read(source.name, source.data, item=source.item)
        found = services.pick_highlights(reading.article, reading.findings)
        document = highlights_document(found)
        if not as_json:
            show_highlights(document)
        return document

    _each(choose(names, item=item), one, as_json=as_json)


def compose(
    choice: Choice, order: Order, *, page: str, out: Path | None, jobs: int | None, as_json: bool
) -> int:
    """Make a draft of each article for a page and write it; return the exit code."""
    settings = load_settings(current_folder()).for_page(page)
    workshop = services.build(settings, order)
    if workshop.engine.warning:
        tell(f"warning: {workshop.engine.warning}")
    if choice.many:
        batch = Batch(settings=settings, order=order, jobs=jobs)
        return compose_batch(choice, batch, workshop, out=out, as_json=as_json)
    _compose(choice.sources[0], order, workshop, settings=settings, out=out, as_json=as_json)
    return 0


def _compose(
    source: Source,
    order: Order,
    workshop: Workshop,
    *,
    settings: Settings,
    out: Path | None,
    as_json: bool,
) -> None:
    reading = services.read(source.name, source.data, item=source.item)
    today = datetime.now(settings.main.site.zone).date()

    def find_place() -> Place:
        return single_place(reading.article, out=out, today=today)

    find_place()  # a folder that is refused is better told before the cards are drawn
    draft = workshop.draft(reading, order)
    folder = services.save(services.pack(draft, workshop), find_place, settings=settings)
    for line in remarks(draft):
        tell(line)
    if as_json:
        sys.stdout.write(to_json(compose_document(draft, folder=str(folder))))
    else:
        show_draft(draft, folder)


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


def _each(choice: Choice, one: Callable[[Source], Document], *, as_json: bool) -> None:
    """Do one thing with each article; one that fails does not stop the others.

    Raises:
        NashirError: The only article failed.
        ArticleError: Some of several failed; it was told which and why.
    """
    for each in choice.skipped:
        tell(f"note: {each}")
    if not choice.many:
        document = one(choice.sources[0])
        if as_json:
            sys.stdout.write(to_json(document))
        return
    failures: list[Failure] = []
    with json_list(wanted=as_json) as documents:
        for source in choice.sources:
            result = _tried(source, one)
            if isinstance(result, Failure):
                failures.append(result)
            elif documents is not None:
                documents.add(result)
    refuse_failures(failures, len(choice.sources))


def _tried(source: Source, one: Callable[[Source], Document]) -> Document | Failure:
    try:
        return one(source)
    except NashirError as error:
        return Failure.of(source.name, str(error))
