"""The check that nothing is published which the article does not say."""

import time
from dataclasses import replace

import pytest
from articles import COUNTRIES, SOURCES, sample
from hypothesis import given
from hypothesis import strategies as st

from composer.domain.article import Article, Line, Paragraph, Span
from composer.domain.highlight import Highlights, KeyFigure
from composer.ingest import Gazetteer, pick_highlights, read
from composer.ingest.faithful import (
    Evidence,
    is_founded,
    lines_of,
    misquoted,
    parted_figure,
    tokens,
)

TEXT = "تبلغ تكلفة السفينة الواحدة نحو 38 مليون دولار، وتبلغ كلفة الأسطول 2 مليار دولار."
HEADLINE = "اليابان تختبر سفينة"
ARTICLE = Article(title=HEADLINE, blocks=(Paragraph(text=TEXT),), tags=("الدفاع البحري",))


def line(text: str, *, block: int = 0) -> Line:
    start = ARTICLE.plain(block).index(text)
    return Line(text=text, source=Span(block=block, start=start, end=start + len(text)))


LINES = (line(HEADLINE, block=-1), line(TEXT), line("38"), line("مليون دولار"), line("مليار دولار"))
EVIDENCE = Evidence.of(ARTICLE, lines=LINES, own=("المصدر", "اقتباس من", "3"))


@pytest.mark.parametrize(
    "text",
    [
        f"🔴 {HEADLINE}\n\n• {TEXT}\n",
        f"المصدر: «{HEADLINE}»",
        "38 مليون دولار",
        "٣٨ مليون دولار",
        "3. 38",
        "اليابان تختبر…\nالمصدر",
        "",
    ],
)
def test_whole_pieces_with_punctuation_between_them_are_borne_out(text: str) -> None:
    assert EVIDENCE.unsaid_in(text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"{HEADLINE} وتغرقها", "وتغرقها"),
        ("سفينة اليابان", "سفينة اليابان"),
        ("اليابان تختبر", "اليابان تختبر"),
        ("39 مليون دولار", "39 مليون دولار"),
        ("٣٩", "٣٩"),
        ("38 مليار دولار", "38 مليار"),
        ("38%", "%"),
        ("-38", "-38"),
        ("المصدر 4", "4"),
        ("اقتباس", "اقتباس"),
        ("الصين… المصدر", "الصين… المصدر"),
    ],
)
def test_what_is_added_turned_round_or_cut_is_not_borne_out(text: str, found: str) -> None:
    assert EVIDENCE.unsaid_in(text) == found


def test_a_stretch_must_stand_at_the_place_it_claims() -> None:
    place = Span(block=0, start=0, end=4)
    assert EVIDENCE.unsaid([("تبلغ", place), (" ", None), ("المصدر", None)]) is None
    assert EVIDENCE.unsaid([("تبلع", place)]) == "تبلع"
    assert EVIDENCE.unsaid([("تبلغ", replace(place, block=7))]) == "تبلغ"
    assert EVIDENCE.unsaid([("تبلغ", replace(place, start=-5, end=-1))]) == "تبلغ"


def test_a_number_and_a_unit_from_elsewhere_make_no_figure() -> None:
    number, unit = line("38"), line("مليار دولار")
    stretches = [(number.text, number.source), (" ", None), (unit.text, unit.source)]
    assert EVIDENCE.unsaid(stretches) == "38 مليار"


def test_what_a_person_wrote_is_theirs_to_answer_for() -> None:
    edited = Line(text="اليابان تختبر 3 سفن جديدة", source=LINES[0].source, edited=True)
    assert misquoted(ARTICLE, [edited]) is None
    assert EVIDENCE.unsaid_in(edited.text) is not None
    known = EVIDENCE.along_with(lines=[edited])
    assert known.unsaid_in(edited.text) is None
    assert known.unsaid([(edited.text, edited.source)]) is None
    assert EVIDENCE.unsaid_in(edited.text) is not None


@pytest.mark.parametrize(
    "wrong",
    [
        Line(text=HEADLINE),
        Line(text=HEADLINE, source=Span(block=-1, start=0, end=3)),
        Line(text="تبلغ", source=Span(block=1, start=0, end=4)),
        Line(text="", source=Span(block=-2, start=0, end=0)),
    ],
)
def test_a_line_that_stands_elsewhere_or_nowhere_is_told(wrong: Line) -> None:
    assert misquoted(ARTICLE, [*LINES, wrong]) == wrong
    assert misquoted(ARTICLE, LINES) is None


@pytest.mark.parametrize(("unit", "whole"), [("مليون دولار", True), ("مليار دولار", False)])
def test_a_figure_has_the_unit_that_stands_behind_it(unit: str, whole: bool) -> None:  # noqa: FBT001
    figure = KeyFigure(value=line("38"), unit=line(unit), label=line("تكلفة السفينة"))
    highlights = Highlights(headline=LINES[0], figures=(figure,))
    assert parted_figure(ARTICLE, highlights) == (None if whole else figure.value)


@pytest.mark.parametrize(
    ("tag", "founded"),
    [("اليابان", True), ("تكلفة_السفينة", True), ("الدفاع_البحري", True), ("الصين", False)],
)
def test_a_hashtag_is_made_of_words_of_the_article_or_its_tags(
    tag: str,
    founded: bool,  # noqa: FBT001
) -> None:
    assert is_founded(tag, ARTICLE) is founded


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("٤٫٢٪ و4.2%", ["4.2", "%", "و4.2", "%"]),
        ("1,000 ١٬٠٠٠ 1000", ["1000", "1000", "1000"]),
        ("3,5", ["3,5"]),
        ("«أومي-3».", ["أومي-3"]),
        ("— 5 إلى -5", ["5", "إلى", "-5"]),
        ("مُسَيَّرة", ["مُسَيَّرة"]),
    ],
)
def test_numbers_are_read_by_their_value_and_words_to_the_letter(
    text: str, values: list[str]
) -> None:
    assert [token.text for token in tokens(text)] == values


@pytest.mark.parametrize("name", SOURCES)
def test_all_that_a_sample_offers_is_borne_out_by_it(name: str) -> None:
    reading = read(sample(name).path)
    found = pick_highlights(reading.article, reading.findings, gazetteer=Gazetteer.load(COUNTRIES))
    lines = tuple(lines_of(found))
    assert len(lines) > 20
    assert misquoted(reading.article, lines) is None
    assert parted_figure(reading.article, found) is None
    evidence = Evidence.of(reading.article, lines=lines, own=())
    assert evidence.unsaid_in("\n".join(each.text for each in lines)) is None
    assert all(is_founded(tag, reading.article) for tag in found.hashtags)


VOCABULARY = ("اليابان", "تختبر", "سفينة", "38", "مليون", "دولار", "%", "2", "مليار", "المصدر")
WORDS = st.lists(st.sampled_from(VOCABULARY))


@given(words=WORDS)
def test_the_words_of_an_article_in_another_order_are_not_its_words(words: list[str]) -> None:
    said = " ".join(words)
    free = said
    for piece in (HEADLINE, "38 مليون دولار", "2 مليار دولار", "مليون دولار", "مليار دولار"):
        free = free.replace(piece, "")
    for piece in ("38", "المصدر"):
        free = free.replace(piece, "")
    if free.strip():
        assert EVIDENCE.unsaid_in(said) is not None


def test_a_long_text_is_checked_in_a_moment() -> None:
    text = "\n".join([TEXT, HEADLINE] * 2000)
    start = time.perf_counter()
    assert EVIDENCE.unsaid_in(text) is None
    assert time.perf_counter() - start < 2
