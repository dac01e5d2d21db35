"""Draws every kind of card in every size of a theme with the sample articles."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from composer.app import services
from composer.app.checkup import Result, report
from composer.app.order import Order
from composer.app.workshop import Workshop
from composer.cards.frame import Level
from composer.cards.studio import RenderedCard
from composer.domain.article import Article
from composer.domain.highlight import Highlights
from composer.errors import ArticleError, InputError, ThemeError
from composer.posts import compose_post
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
    """Give one result for each kind of card in each size, and one for the post."""
    samples = _samples()
    yield _check_post(workshop, samples)
    for kind in workshop.theme.kinds:
        for size in workshop.theme.sizes:
            yield _check(workshop, samples, kind=kind, size=size)


def _samples() -> tuple[Sample, ...]:
    folder = shipped_root() / "examples"
    readings = [services.read(str(folder / name)) for name in SAMPLES]
    return tuple(
        (each.article, services.pick_highlights(each.article, each.findings)) for each in readings
    )


def _check_post(workshop: Workshop, samples: tuple[Sample, ...]) -> Result:
    try:
        posts = [compose_post(*each, workshop.templates) for each in samples]
    except InputError as error:
        return Result(check="post", level=Level.FAIL, detail=str(error))
    return Result(check="post", level=Level.OK, detail=f"{len(posts)} posts written")


def _check(workshop: Workshop, samples: tuple[Sample, ...], *, kind: str, size: str) -> Result:
    order = Order(sizes=(size,), kinds=(kind,))
    try:
        cards = [card for each in samples for card in _cards(workshop, each, order)]
        workshop.named(cards)
    except InputError as error:
        return Result(check=f"{kind} {size}", level=Level.FAIL, detail=str(error))
    return _judged(f"{kind} {size}", cards)


def _cards(workshop: Workshop, sample: Sample, order: Order) -> tuple[RenderedCard, ...]:
    """Return the cards of one sample; none where it has no content for the kind."""
    try:
        return workshop.cards(*sample, order).cards
    except ArticleError:
        return ()


def _judged(name: str, cards: Sequence[RenderedCard]) -> Result:
    if not cards:
        return Result(check=name, level=Level.WARN, detail="no sample article has content for it")
    checks = [each for card in cards for each in card.checks]
    worst = max((Level(each.level.value) for each in checks), key=list(Level).index)
    said = dict.fromkeys(f"{each.rule}: {each.detail}" for each in checks if each.level != "ok")
    return Result(check=name, level=worst, detail="; ".join(said) or f"{len(cards)} cards drawn")
