"""Content that is longer than a card."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from made_article import made
from made_card import SIZES, THEMES, workshop

from composer.cards.frame import Level
from composer.cards.studio import CardSet, RenderedCard
from composer.domain.article import Article
from composer.domain.highlight import Highlights
from composer.errors import TextDoesNotFit

SENTENCE = "تدخل سفينة جديدة إلى الخدمة قبل نهاية العام في ميناء الشمال وتحمل رادارًا بعيد المدى"
POINT = "تدخل السفينة رقم {} إلى الخدمة قبل نهاية العام في ميناء الشمال"


def words(count: int) -> str:
    return " ".join((SENTENCE.split() * count)[:count])


def characters(count: int) -> str:
    text = " ".join([SENTENCE] * (count // len(SENTENCE) + 2))[: count - 1]
    return f"{text.strip()}ا".ljust(count, "ه")


def grid(rows: int, columns: int) -> list[list[str]]:
    """Return a table with a head."""
    head = [f"صفة {column}" for column in range(columns)]
    return [
        head,
        *([f"سفينة {row}", *[f"{row}{c} كم" for c in range(1, columns)]] for row in range(rows)),
    ]


def cards(
    made_of: tuple[Article, Highlights],
    kind: str | None,
    *,
    size: str = "portrait",
    theme: str = "midnight",
) -> CardSet:
    kinds = None if kind is None else (kind,)
    return workshop(theme).studio.cards(*made_of, sizes=(size,), kinds=kinds)


def fails(found: Sequence[RenderedCard]) -> list[str]:
    return [
        f"{check.rule}: {check.detail}"
        for card in found
        for check in card.checks
        if check.level == Level.FAIL
    ]


def sizes_of(card: RenderedCard, block: int) -> list[float]:
    return [line.px for line in card.lines if line.source and line.source.block == block]


@pytest.mark.parametrize("theme", THEMES)
def test_a_headline_of_200_characters_fits_whole_without_its_deck(theme: str) -> None:
    title = characters(200)
    assert len(title) == 200
    (card,) = cards(made(title), "headline", theme=theme).cards
    lines = [line for line in card.lines if line.source and line.source.block == -1]
    assert " ".join(line.text for line in lines) == title
    assert min(sizes_of(card, -1)) >= 60
    assert sizes_of(card, 0) == []
    assert fails((card,)) == []


@pytest.mark.parametrize("size", SIZES)
def test_a_headline_of_300_words_is_refused_with_what_to_do(size: str) -> None:
    title = words(300)
    with pytest.raises(TextDoesNotFit, match="shorten this text") as caught:
        cards(made(title), "headline", size=size)
    assert caught.value.card == "headline"
    assert caught.value.text == title
    assert caught.value.needed_px > caught.value.available_px > 0


def test_ten_points_stand_on_two_cards_of_five_and_are_numbered_on() -> None:
    points = [POINT.format(number) for number in range(1, 11)]
    found = cards(made(points=points), "highlights").cards
    assert [len(card.content.points) for card in found] == [5, 5]
    assert [card.content.first for card in found] == [1, 6]
    assert [(card.content.part, card.content.parts) for card in found] == [(1, 2), (2, 2)]
    for card, first in zip(found, (1, 6), strict=True):
        shown = {line.text for line in card.lines if line.source is None}
        assert {str(number) for number in range(first, first + 5)} <= shown
        assert "أبرز النقاط" in shown
    assert fails(found) == []


@pytest.mark.parametrize(
    ("count", "parts"), [(1, [1]), (5, [5]), (6, [3, 3]), (9, [5, 4]), (11, [4, 4, 3])]
)
def test_points_are_spread_evenly(count: int, parts: list[int]) -> None:
    points = [POINT.format(number) for number in range(count)]
    found = cards(made(points=points), "highlights").cards
    assert [len(card.content.points) for card in found] == parts


def test_points_too_long_for_one_card_flow_onto_more() -> None:
    points = [characters(200) for _ in range(5)]
    found = cards(made(points=points), "highlights").cards
    assert len(found) > 1
    assert [point.text for card in found for point in card.content.points] == points
    assert fails(found) == []


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", ["portrait", "square"])
def test_a_table_of_12_rows_and_5_columns_stays_legible(size: str, theme: str) -> None:
    rows = grid(12, 5)
    found = cards(made(rows=rows, codes=None), "comparison", size=size, theme=theme).cards
    shown = [
        row for card in found if card.content.comparison for row in card.content.comparison.rows
    ]
    assert [[cell.text for cell in row] for row in shown] == rows[1:]
    for card in found:
        texts = [line.text for line in card.lines]
        assert texts.index("صفة 0") < texts.index("صفة 4")
        assert min(sizes_of(card, 8)) >= 28
        first, last = (next(line for line in card.lines if line.text == f"صفة {n}") for n in (0, 4))
        assert first.box[0] > last.box[0]
    assert fails(found) == []


def test_a_table_flows_when_its_cells_need_more_lines() -> None:
    rows = [["الدولة", "ما تملكه"], *(["اليابان", characters(120)] for _ in range(10))]
    found = cards(made(rows=rows, codes=None), "comparison").cards
    assert len(found) > 1
    sizes = [len(card.content.comparison.rows) for card in found if card.content.comparison]
    assert sum(sizes) == 10
    assert max(sizes) - min(sizes) <= 1
    assert all("ما تملكه" in [line.text for line in card.lines] for card in found)


def test_a_table_of_12_columns_becomes_a_card_for_each_row() -> None:
    rows = grid(4, 12)
    found = cards(made(rows=rows, codes=None), "comparison").cards
    assert len(found) == 4
    for card, row in zip(found, rows[1:], strict=True):
        table = card.content.comparison
        assert table is not None
        assert table.entity is not None
        assert table.entity.text == row[0]
        assert [cell.text for cell, _ in table.rows] == rows[0][1:]
        assert [cell.text for _, cell in table.rows] == row[1:]
        assert row[0] in {line.text for line in card.lines}
        assert min(sizes_of(card, 8)) >= 28
    assert fails(found) == []


def test_what_ten_cards_cannot_hold_is_left_out_and_told() -> None:
    made_of = made(rows=grid(14, 12), codes=None)
    found = cards(made_of, None)
    assert len(found.cards) == 10
    assert {card.kind for card in found.cards} == {
        "headline",
        "highlights",
        "quote",
        "comparison",
        "figure",
        "closing",
    }
    kept = sum(card.kind == "comparison" for card in found.cards)
    assert found.notes == (f"left out {14 - kept} comparison cards: a post holds 10",)
    assert [card.content.page for card in found.cards] == list(range(1, 11))
    assert {card.content.pages for card in found.cards} == {10}


@pytest.mark.parametrize("theme", THEMES)
def test_a_quotation_of_600_characters_is_whole_or_refused(theme: str) -> None:
    quote = characters(600)
    try:
        (card,) = cards(made(quote=quote), "quote", theme=theme).cards
    except TextDoesNotFit as error:
        assert error.text == quote  # noqa: PT017 - it may be raised or not
        return
    lines = [line.text for line in card.lines if line.source and line.source.block == 1]
    assert " ".join(lines) == quote
    assert fails((card,)) == []


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", SIZES)
def test_a_headline_of_one_word_is_large_and_well(size: str, theme: str) -> None:
    (card,) = cards(made("حرب"), "headline", size=size, theme=theme).cards
    assert [line.text for line in card.lines if line.source and line.source.block == -1] == ["حرب"]
    assert max(sizes_of(card, -1)) >= 90
    assert fails((card,)) == []


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("start", ["«", "“", "(", "ئج ", "فحسب، "])
def test_what_hangs_over_the_margin_stays_in_the_safe_zone(start: str, theme: str) -> None:
    text = f"{start}بحر الصين"
    made_of = made(text, quote=text, points=[text] * 3)
    assert fails(workshop(theme).studio.cards(*made_of, sizes=SIZES).cards) == []


def test_no_card_ends_a_text_with_dots_of_its_own() -> None:
    made_of = made(points=[POINT.format(number) for number in range(7)], quote=characters(250))
    found = workshop().studio.cards(*made_of, sizes=SIZES)
    assert not [line.text for card in found.cards for line in card.lines if "…" in line.text]


LONG_NAME = (
    "المركز العربي للدراسات الاستراتيجية والأبحاث العسكرية والسياسات الدولية المقارنة"
    " وشؤون الطاقة والمناخ العالمي"
)
LONG_HEADING = (
    "مقارنة بين موازنات الدفاع وأعداد السفن والطائرات والمدرعات في ثماني دول خلال العقد الماضي"
)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", SIZES)
def test_a_long_name_of_the_site_stops_no_card(size: str, theme: str) -> None:
    studio = workshop(theme).studio
    found = studio.cards(*made(), site=LONG_NAME, sizes=(size,)).cards
    short = studio.cards(*made(), site="موقع", sizes=(size,)).cards
    assert len(found) > 1
    assert fails(found) == []
    assert max(sizes_of(found[0], -1)) > 0.8 * max(sizes_of(short[0], -1))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", SIZES)
def test_a_long_section_and_a_long_table_heading_stop_no_card(size: str, theme: str) -> None:
    article, highlights = made(rows=[["مصر", "5"], ["تركيا", "7"]])
    assert highlights.comparison is not None
    heading = replace(highlights.headline, text=LONG_HEADING, emphasis=(), source=None)
    table = replace(highlights.comparison, title=heading)
    found = workshop(theme).studio.cards(
        replace(article, section=LONG_NAME),
        replace(highlights, comparison=table, subjects=()),
        sizes=(size,),
    )
    assert "comparison" in {card.kind for card in found.cards}
    assert fails(found.cards) == []
