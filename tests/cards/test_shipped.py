"""The shipped themes: every kind in every size, of real and invented articles."""

import io
from collections.abc import Iterator
from functools import cache

import pytest
from golden import Golden
from made_article import SITE, made
from made_card import SIZES, THEMES, paint, theme, workshop
from PIL import Image

from composer import ingest
from composer.app.workshop import Workshop, gazetteer
from composer.cards.album import flows, numbered, offered
from composer.cards.frame import Level
from composer.cards.picture import Photo
from composer.cards.studio import CardSet, RenderedCard
from composer.domain.article import Article
from composer.domain.highlight import Highlights
from composer.resources import shipped_root

KINDS = ("headline", "highlights", "quote", "comparison", "figure", "closing")
EXAMPLES = ("lavrov.txt", "usv.txt", "growth.md", "fleets.txt", "reservoir.md")
LACKS = {("lavrov.txt", "figure")}
MOST_BYTES = 1_000_000
SMALL = 160, 200
SMALLER = 144, 180


@cache
def example(name: str) -> tuple[Article, Highlights]:
    reading = ingest.read(str(shipped_root() / "examples" / name))
    found = ingest.pick_highlights(reading.article, reading.findings, gazetteer=gazetteer())
    return reading.article, found


def cards(name: str, theme_name: str, *sizes: str, photo: Photo | None = None) -> CardSet:
    article, highlights = example(name)
    return workshop(theme_name).studio.cards(
        article, highlights, site=SITE, sizes=sizes or SIZES, photo=photo
    )


def labels(card: RenderedCard) -> set[str]:
    """Return what a card may say that is not in the article."""
    content = card.content
    own = {*theme(card.theme).labels.values(), content.section or "", f"/ {content.pages}"}
    own |= {str(number) for number in range(101)}
    own |= {content.next_title or "", f"{theme(card.theme).labels['on']} {content.site}"}
    return own | pieces(content.site) | (pieces(content.title.text) if content.title else set())


def pieces(text: str) -> set[str]:
    """Return all stretches of whole words of a text."""
    words = text.split()
    return {
        " ".join(words[first:last])
        for first in range(len(words))
        for last in range(first + 1, len(words) + 1)
    }


def bright_photo() -> Photo:
    """Return the worst there can be behind a text: white, with noise."""
    image = Image.merge("RGB", [Image.effect_noise((640, 800), 120) for _ in "rgb"])
    white = Image.new("RGB", image.size, "white")
    buffer = io.BytesIO()
    Image.blend(image, white, 0.7).save(buffer, "PNG", compress_level=1)
    return Photo(buffer.getvalue())


def failures(card: RenderedCard) -> Iterator[str]:
    for check in card.checks:
        if check.level == Level.FAIL:
            yield f"{card.kind} {card.size}: {check.rule}: {check.detail}"


@pytest.mark.parametrize("theme_name", THEMES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_every_card_of_the_examples_is_well(name: str, theme_name: str) -> None:
    made = cards(name, theme_name)
    assert {(card.kind, card.size) for card in made.cards} == {
        (kind, size) for kind in KINDS for size in SIZES if (name, kind) not in LACKS
    }
    assert [failure for card in made.cards for failure in failures(card)] == []
    article = example(name)[0]
    for card in made.cards:
        assert len(card.data) <= MOST_BYTES
        for line in card.lines:
            if line.source is None:
                assert line.text in labels(card)
            else:
                assert article.at(line.source) == line.text


@pytest.mark.parametrize("theme_name", THEMES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_card_looks_as_accepted(golden: Golden, kind: str, theme_name: str) -> None:
    studio = workshop(theme_name).studio
    article, highlights = made(emphasis="12 زورقًا")
    (card,) = studio.cards(article, highlights, kinds=(kind,)).cards
    assert [*failures(card)] == []
    with Image.open(io.BytesIO(card.data)) as image:
        golden.check(
            image.convert("RGB").resize(SMALL, Image.Resampling.BOX), f"card-{theme_name}-{kind}"
        )


@pytest.mark.parametrize("theme_name", THEMES)
def test_a_list_of_sides_looks_as_accepted(golden: Golden, theme_name: str) -> None:
    article, highlights = example("usv.txt")
    studio = workshop(theme_name).studio
    (card,) = studio.cards(article, highlights, kinds=("comparison",)).cards
    with Image.open(io.BytesIO(card.data)) as image:
        golden.check(
            image.convert("RGB").resize(SMALLER, Image.Resampling.BOX), f"card-{theme_name}-sides"
        )


@pytest.mark.parametrize("theme_name", THEMES)
def test_text_stays_legible_on_any_photograph(theme_name: str) -> None:
    photo = bright_photo()
    for card in cards("lavrov.txt", theme_name, photo=photo).cards:
        assert [*failures(card)] == []
        assert card.content.image == (card.kind == "headline")


def test_a_card_with_a_photograph_shows_it() -> None:
    article, highlights = made()
    studio = workshop().studio
    (plain,) = studio.cards(article, highlights, kinds=("headline",)).cards
    (card,) = studio.cards(article, highlights, kinds=("headline",), photo=bright_photo()).cards
    with Image.open(io.BytesIO(card.data)) as image:
        assert image.size == (1080, 1350)
        red, green, blue = image.getpixel((500, 500))  # type: ignore[misc] # three channels
        assert min(red, green, blue) > 60
    assert plain.data != card.data


@pytest.mark.parametrize("theme_name", THEMES)
def test_a_jpeg_shows_the_same_card(theme_name: str) -> None:
    article, highlights = made()
    studio = workshop(theme_name).studio
    (png,) = studio.cards(article, highlights, kinds=("quote",)).cards
    (jpeg,) = studio.cards(article, highlights, kinds=("quote",), image_format="jpeg").cards
    assert jpeg.image_format == "jpeg"
    assert jpeg.lines == png.lines
    assert len(jpeg.data) <= MOST_BYTES
    with Image.open(io.BytesIO(png.data)) as one, Image.open(io.BytesIO(jpeg.data)) as other:
        assert (one.format, other.format) == ("PNG", "JPEG")
        assert one.size == other.size
        small = one.convert("L").reduce(10), other.convert("L").reduce(10)
        pairs = zip(small[0].tobytes(), small[1].tobytes(), strict=True)
        assert max(abs(a - b) for a, b in pairs) < 12


@pytest.mark.parametrize("size", SIZES)
def test_what_was_drawn_before_changes_nothing(size: str) -> None:
    fresh = Workshop.of(theme(), backend="harfbuzz").studio
    article, highlights = made()
    used = workshop().studio
    for sizes in (("story",), ("link",), (size,)):
        used.cards(*example("fleets.txt"), sizes=sizes)
    first = fresh.cards(article, highlights, sizes=(size,))
    second = used.cards(article, highlights, sizes=(size,))
    assert [card.data for card in first.cards] == [card.data for card in second.cards]
    assert first == second
    assert fresh.cards(article, highlights, sizes=(size,)) == first


def test_a_frame_is_painted_as_it_is_rendered() -> None:
    article, highlights = made()
    studio = workshop().studio
    size = studio.size("portrait")
    (card,) = studio.cards(article, highlights, kinds=("closing",), site=SITE).cards
    offer = offered(article, highlights, site=SITE)
    found, _ = flows(offer, studio.theme, size, ("closing",))
    (content,) = numbered(found, studio.theme.labels)
    assert card.content == content
    with Image.open(io.BytesIO(card.data)) as image:
        assert image.tobytes() == paint(studio.frame(content, size)).tobytes()
