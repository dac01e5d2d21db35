"""What holds for every card, whatever the words."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_article import SITE, made
from made_card import SIZES, THEMES, lay_out, workshop

from composer.cards.album import Flow, flows, numbered, offered
from composer.cards.frame import CardLine, Frame, GlyphRun
from composer.cards.studio import Studio
from composer.domain.article import Article, Line, Span
from composer.domain.card import CardContent
from composer.domain.highlight import Highlights
from composer.errors import TextDoesNotFit

KINDS = ("headline", "highlights", "quote", "comparison", "figure", "closing")

_WORD = st.one_of(
    st.text("ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءأإآؤئ", min_size=1, max_size=9),
    st.text(
        "ابتجحدرسصطعفقكلمنهوي" + "\u064b\u064e\u064f\u0650\u0651\u0652", min_size=2, max_size=9
    ),
    st.sampled_from(["من", "في", "F-35", "Su-57", "NATO", "٢٠٢٥", "C++", "(بدر)", "«فجر»", "—"]),
    st.integers(0, 99_999).map(str),
    st.integers(0, 100).map(lambda number: f"{number}%"),
    st.sampled_from(["كم/س،", "2024-2025", "10–15%", "-5", "+966", "؟!", "...", "…", "لكن؛"]),
)


def words(most: int) -> st.SearchStrategy[str]:
    return st.lists(_WORD, min_size=1, max_size=most).map(" ".join)


_rows = st.integers(2, 5).flatmap(
    lambda columns: st.lists(
        st.lists(words(3), min_size=columns, max_size=columns), min_size=2, max_size=8
    )
)
_articles = st.builds(
    lambda title, points, quote, rows: made(
        title, points=points, quote=quote, rows=rows, codes=None
    ),
    words(16),
    st.lists(words(16), min_size=1, max_size=7),
    words(35),
    _rows,
)


def contents(
    studio: Studio, article: Article, highlights: Highlights, size: str, kind: str
) -> list[CardContent]:
    offer = offered(article, highlights, site=SITE)
    found: tuple[Flow, ...] = flows(offer, studio.theme, studio.size(size), (kind,))[0]
    return numbered(found, studio.theme.labels)


def needed(content: CardContent) -> Iterable[Line | tuple[Line, Line | None]]:
    """Give the texts of the article that a card of a kind cannot leave out, or two, for either."""
    match content.kind:
        case "headline":
            yield content.headline
        case "highlights":
            yield from content.points
        case "quote" if content.quotation is not None:
            yield content.quotation.text
        case "comparison" if content.comparison is not None:
            yield from (cell for row in content.comparison.rows for cell in row)
        case "figure" if content.figure is not None:
            yield content.figure.label, content.figure.context
        case "closing" if content.conclusion is not None:
            yield content.conclusion


def inside(lines: Iterable[CardLine], span: Span) -> list[CardLine]:
    """Return the lines that come from inside a place, in the order of the article."""
    found = [
        (line.source, line)
        for line in lines
        if line.source
        and line.source.block == span.block
        and span.start <= line.source.start
        and line.source.end <= span.end
    ]
    return [line for _, line in sorted(found, key=lambda each: each[0])]


def extent(item: object) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of what an item paints."""
    if isinstance(item, GlyphRun):
        ink = item.run.box
        assert ink is not None
        size = item.size_px
        return (
            item.x + ink.left * size,
            item.y + ink.top * size,
            item.x + ink.right * size,
            item.y + ink.bottom * size,
        )
    box = item.box  # type: ignore[attr-defined] # all others have one
    return box.x, box.y, box.right, box.bottom


def assert_within(frame: Frame) -> None:
    for item in (*frame.ground, *frame.items):
        left, top, right, bottom = extent(item)
        assert -0.5 <= left <= right <= frame.width + 0.5, item
        assert -0.5 <= top <= bottom <= frame.height + 0.5, item
    for line in frame.lines:
        x, y, width, height = line.box
        assert x >= 0
        assert y >= 0
        assert x + width <= frame.width
        assert y + height <= frame.height


def assert_refused(error: TextDoesNotFit, kind: str) -> None:
    assert error.needed_px > error.available_px
    assert error.card == kind


def assert_apart(lines: Iterable[CardLine]) -> None:
    for one, other in combinations(lines, 2):
        x, y, width, height = one.box
        left, top, across, down = other.box
        apart = x >= left + across or left >= x + width or y >= top + down or top >= y + height
        assert apart, (one, other)


def shown(frame: Frame, text: Line) -> str:
    assert text.source is not None
    return " ".join(line.text for line in inside(frame.lines, text.source))


def apart_from_number(frame: Frame, content: CardContent) -> Frame:
    """Leave out the large number, which the sentence below it has once more."""
    figure = content.figure
    if content.kind != "figure" or figure is None:
        return frame
    apart = {part.source for part in (figure.value, figure.unit) if part is not None}
    return replace(frame, lines=tuple(line for line in frame.lines if line.source not in apart))


def assert_verbatim(article: Article, frame: Frame, content: CardContent) -> None:
    for line in frame.lines:
        if line.source is not None:
            assert article.at(line.source) == line.text
    frame = apart_from_number(frame, content)
    for text in needed(content):
        if isinstance(text, tuple):
            assert any(each is not None and shown(frame, each) == each.text for each in text)
        else:
            assert shown(frame, text) == text.text


@given(
    made_of=_articles,
    kind=st.sampled_from(KINDS),
    size=st.sampled_from(SIZES),
    theme=st.sampled_from(THEMES),
)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_card_is_whole_and_inside_or_refused(
    made_of: tuple[Article, Highlights], kind: str, size: str, theme: str
) -> None:
    article, highlights = made_of
    studio = workshop(theme).studio
    for content in contents(studio, article, highlights, size, kind):
        try:
            frame = studio.frame(content, studio.size(size))
        except TextDoesNotFit as error:
            assert_refused(error, kind)
            continue
        assert 0 <= frame.scale <= 1
        assert_within(frame)
        assert_verbatim(article, frame, content)
        assert studio.frame(content, studio.size(size)) == frame


@given(made_of=_articles, size=st.sampled_from(SIZES), theme=st.sampled_from(THEMES))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_set_holds_every_point_and_row_once_and_in_order(
    made_of: tuple[Article, Highlights], size: str, theme: str
) -> None:
    article, highlights = made_of
    studio = workshop(theme).studio
    try:
        made_set = studio.cards(
            article, highlights, sizes=(size,), kinds=("highlights", "comparison")
        )
    except TextDoesNotFit:
        return
    shown = [card.content for card in made_set.cards]
    points = [
        point for content in shown if content.kind == "highlights" for point in content.points
    ]
    assert points == list(highlights.picked)
    assert highlights.comparison is not None
    rows = [
        row
        for content in shown
        if content.kind == "comparison" and content.comparison
        for row in content.comparison.rows
    ]
    assert rows == list(highlights.comparison.rows)
    assert [content.page for content in shown] == list(range(1, len(shown) + 1))


@given(
    text=words(30),
    role=st.sampled_from(["headline", "quote", "point", "cell", "figure"]),
    theme=st.sampled_from(THEMES),
    width=st.integers(300, 1100),
)
@settings(max_examples=80, deadline=None)
def test_the_lines_of_a_text_are_apart_and_in_order(
    text: str, role: str, theme: str, width: int
) -> None:
    inner = f'<column padding="150"><text role="{role}" min="24">{text}</text></column>'
    try:
        frame = lay_out(inner, name=theme, width=width + 300, height=2500)
    except TextDoesNotFit as error:
        assert_refused(error, "made")
        return
    assert " ".join(line.text for line in frame.lines) == text
    assert_apart(frame.lines)
    assert_within(frame)
    assert len({line.px for line in frame.lines}) == 1
    assert all(line.rtl for line in frame.lines)


@pytest.mark.parametrize("mark", ["ِ", "ّ", "ً"])
def test_marks_of_neighbouring_lines_do_not_meet(mark: str) -> None:
    word = "".join(f"{letter}{mark}" for letter in "رجحقلأ")
    words = " ".join([word] * 9)
    inner = f'<column padding="150"><text role="headline" max="60">{words}</text></column>'
    frame = lay_out(inner, width=900, height=1900)
    assert len(frame.lines) > 2
    assert_apart(frame.lines)
