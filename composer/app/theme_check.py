"""Draws every kind of card in every size of a theme with the sample articles."""

from collections.abc import Iterator
from pathlib import Path

from composer.app import services
from composer.app.checkup import Level, Result, report
from composer.app.order import Order
from composer.app.workshop import Workshop
from composer.domain.article import Article
from composer.domain.highlight import Highlights
from composer.errors import InputError, ThemeError
from composer.resources import shipped_root

SAMPLES = ("lavrov.txt", "usv.txt", "growth.md")

Sample = tuple[Article, Highlights]


def run(folder: Path, *, as_json: bool) -> None:
    """Check the theme in a folder and print what is wrong with it.

    Raises:
        InputError: Something is wrong.
    """
    place = folder.resolve()
    if not (place / "theme.toml").is_file():
        msg = f"{folder} is no theme: there is no theme.toml in it"
        raise ThemeError(msg)
    theme = services.load_theme(place.name, folder=place.parent)
    results = check_theme(Workshop.of(theme, backend="auto"))
    report(results, {"theme": theme.name}, as_json=as_json)


def check_theme(workshop: Workshop) -> Iterator[Result]:
    """Give one result for each kind of card in each size."""
    samples = _samples()
    for kind in workshop.theme.kinds:
        for size in workshop.theme.sizes:
            yield _check(workshop, samples, kind=kind, size=size)


def _samples() -> tuple[Sample, ...]:
    folder = shipped_root() / "examples"
    readings = [services.read_article(str(folder / name)) for name in SAMPLES]
    return tuple(
        (each.article, services.pick_highlights(each.article, each.findings)) for each in readings
    )


def _check(workshop: Workshop, samples: tuple[Sample, ...], *, kind: str, size: str) -> Result:
    name = f"{kind} {size}"
    order = Order(sizes=(size,), kinds=(kind,))
    try:
        cards = [card for each in samples for card in workshop.cards(*each, order).cards]
    except InputError as error:
        return Result(check=name, level=Level.FAIL, detail=str(error))
    troubles = [each for card in cards for each in card.checks if str(each.level) != Level.OK]
    if not cards:
        return Result(check=name, level=Level.WARN, detail="no sample has content for it")
    level = max(
        (Level(str(each.level)) for each in troubles), key=list(Level).index, default=Level.OK
    )
    details = dict.fromkeys(f"{each.rule}: {each.detail}" for each in troubles)
    return Result(check=name, level=level, detail="; ".join(details) or f"{len(cards)} cards drawn")
