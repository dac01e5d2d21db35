import pytest

from composer.domain.article import Line, Span
from composer.domain.card import CardContent
from composer.domain.highlight import Comparison, Country, KeyFigure, Quotation
from composer.posts import PostTemplates, alt_text
from composer.posts.alternative import LONGEST, shortened
from composer.posts.count import COLUMN, POINT, ROW, counted
from composer.resources import load_theme, shipped_root

SHIPPED = shipped_root() / "templates"
LABELS = load_theme("default", (SHIPPED,)).labels
TEMPLATES = PostTemplates((SHIPPED / "default",), labels=LABELS)
SITE = "الموقع العربي للدفاع والتسليح"
HEADLINE = Line(text="روسيا تؤكد أنها لن تدافع عن فنزويلا")


def lines(*texts: str) -> tuple[Line, ...]:
    return tuple(Line(text=each) for each in texts)


TABLE = Comparison(
    columns=lines("الدولة", "طبيعة العلاقة", "الالتزامات"),
    rows=(lines("بيلاروسيا", "اتحاد رسمي", "مشتركة"), lines("فنزويلا", "شراكة", "لا توجد")),
    countries=("BY", "VE"),
    source=Span(block=10, start=0, end=50),
    title=Line(text="مقارنة بين الشراكات الروسية"),
)


def test_a_headline_is_told_with_its_deck() -> None:
    card = CardContent(kind="headline", headline=HEADLINE, site=SITE, deck=Line(text="سطر تحته"))
    assert alt_text(card, TEMPLATES) == f"{HEADLINE.text}.\nسطر تحته.\nالمصدر: {SITE}"


def test_highlights_keep_the_numbers_they_have_on_the_card() -> None:
    card = CardContent(
        kind="highlights",
        headline=HEADLINE,
        site=SITE,
        title=Line(text="أبرز ما جاء"),
        points=lines("نقطة سادسة", "نقطة سابعة؟"),
        first=6,
        part=2,
        parts=2,
    )
    assert alt_text(card, TEMPLATES).split("\n") == [
        "أبرز ما جاء، نقطتان:",
        "6. نقطة سادسة.",
        "7. نقطة سابعة؟",
        "الجزء 2 من 2.",
        f"المصدر: {SITE}",
    ]


def test_a_quotation_is_introduced_with_its_speaker() -> None:
    said = Quotation(text=Line(text="ليس لدينا التزامات."), name=Line(text="سيرغي لافروف"))
    card = CardContent(kind="quote", headline=HEADLINE, site=SITE, quotation=said)
    assert alt_text(card, TEMPLATES).startswith("اقتباس من سيرغي لافروف: «ليس لدينا التزامات.»\n")


def test_a_table_is_told_row_by_row_after_its_size() -> None:
    card = CardContent(kind="comparison", headline=HEADLINE, site=SITE, comparison=TABLE)
    assert alt_text(card, TEMPLATES).split("\n") == [
        "مقارنة بين الشراكات الروسية.",
        "جدول، صفّان و3 أعمدة: الدولة، طبيعة العلاقة، الالتزامات.",
        "بيلاروسيا: طبيعة العلاقة اتحاد رسمي؛ الالتزامات مشتركة.",
        "فنزويلا: طبيعة العلاقة شراكة؛ الالتزامات لا توجد.",
        f"المصدر: {SITE}",
    ]


def test_a_figure_is_told_with_its_unit_and_label() -> None:
    figure = KeyFigure(value=Line(text="94"), unit=Line(text="%"), label=Line(text="من الأهداف"))
    card = CardContent(kind="figure", headline=HEADLINE, site=SITE, figure=figure)
    assert alt_text(card, TEMPLATES).startswith("94%: من الأهداف.\n")


def test_a_unit_that_is_a_word_stands_apart() -> None:
    figure = KeyFigure(value=Line(text="38"), unit=Line(text="مليون"), label=Line(text="الكلفة"))
    card = CardContent(kind="figure", headline=HEADLINE, site=SITE, figure=figure)
    assert alt_text(card, TEMPLATES).startswith("38 مليون: الكلفة.\n")


def test_a_closing_card_says_its_conclusion() -> None:
    card = CardContent(
        kind="closing", headline=HEADLINE, site=SITE, conclusion=Line(text="لا حماية عسكرية")
    )
    assert alt_text(card, TEMPLATES) == f"لا حماية عسكرية.\nالمصدر: {SITE}"


def test_a_kind_without_a_template_is_told_by_its_lines() -> None:
    card = CardContent(kind="timeline", headline=HEADLINE, site=SITE)
    shown = alt_text(card, TEMPLATES, lines=["أولًا كان", "هذا"])
    assert shown == f"أولًا كان هذا.\nالمصدر: {SITE}"
    assert alt_text(card, TEMPLATES) == f"{HEADLINE.text}.\nالمصدر: {SITE}"


def test_what_the_card_leaves_out_is_not_told() -> None:
    card = CardContent(kind="headline", headline=HEADLINE, site=SITE, deck=Line(text="سطر تحته"))
    headline = ["روسيا تؤكد أنها", "لن تدافع عن فنزويلا"]
    assert "سطر تحته" not in alt_text(card, TEMPLATES, lines=headline)
    assert "سطر تحته" in alt_text(card, TEMPLATES, lines=[*headline, "سطر", "تحته"])


def test_a_tag_is_told_unless_the_card_says_it_anyway() -> None:
    subjects = (
        Country(code="RU", name=Line(text="روسيا")),
        Country(code="VE", name=Line(text="فنزويلا")),
    )
    card = CardContent(
        kind="highlights",
        headline=HEADLINE,
        site=SITE,
        title=Line(text="أبرز النقاط"),
        points=lines("روسيا لن تدافع"),
        subjects=subjects,
    )
    assert alt_text(card, TEMPLATES).endswith(f"\nالموضوع: فنزويلا.\nالمصدر: {SITE}")
    assert "الموضوع" not in alt_text(card, TEMPLATES, lines=["أبرز النقاط", "روسيا لن تدافع"])


def test_highlights_are_told_though_the_article_has_a_table_too() -> None:
    points = lines("نقطة")
    card = CardContent(
        kind="highlights", headline=HEADLINE, site=SITE, points=points, comparison=TABLE
    )
    assert "1. نقطة." in alt_text(card, TEMPLATES)


def test_it_never_begins_with_the_word_for_picture() -> None:
    card = CardContent(kind="headline", headline=Line(text="صورة تكشف السر"), site=SITE)
    assert alt_text(card, TEMPLATES).startswith("نص البطاقة: صورة تكشف السر.")


def test_a_long_one_is_cut_at_a_word_and_keeps_its_source() -> None:
    points = lines(*(["كلمة طويلة نسبيا " * 20] * 8))
    card = CardContent(kind="highlights", headline=HEADLINE, site=SITE, points=points)
    text = alt_text(card, TEMPLATES)
    assert len(text) <= LONGEST
    body, last = text.rsplit("\n", 1)
    assert last == f"المصدر: {SITE}"
    assert body.removesuffix("…").rsplit(maxsplit=1)[-1] in {"كلمة", "طويلة", "نسبيا"}


def test_a_text_that_fits_is_left_as_it_is() -> None:
    assert shortened("كلمة\nالمصدر", 30) == "كلمة\nالمصدر"
    assert shortened("كلمة ثم كلمة", 9) == "كلمة ثم"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "صف واحد"),
        (2, "صفّان"),
        (3, "3 صفوف"),
        (10, "10 صفوف"),
        (11, "11 صفًّا"),
        (99, "99 صفًّا"),
        (100, "100 صف"),
        (102, "102 صف"),
        (103, "103 صفوف"),
    ],
)
def test_a_number_agrees_with_its_noun(number: int, said: str) -> None:
    assert counted(number, ROW) == said


def test_each_noun_has_a_dual() -> None:
    assert [counted(2, noun) for noun in (COLUMN, POINT)] == ["عمودان", "نقطتان"]
