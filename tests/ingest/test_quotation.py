"""Who is named as the speaker of a quotation."""

import pytest

from composer.domain.article import Article, Paragraph
from composer.domain.highlight import Quotation
from composer.ingest import pick_highlights, read
from composer.ingest.speech import as_quote

WORDS = "لن نغلق الميناء قبل نهاية الموسم الحالي"


def quotes_of(*paragraphs: str) -> tuple[Quotation, ...]:
    blocks = tuple(Paragraph(text=text) for text in paragraphs)
    return pick_highlights(Article(title="عنوان الخبر", blocks=blocks)).quotes


def speakers(*paragraphs: str) -> list[str | None]:
    return [quote.speaker for quote in quotes_of(*paragraphs)]


@pytest.mark.parametrize(
    ("lead", "name"),
    [
        ("وقال الأمين العام المساعد لعمليات السلام جان بيار ديوب: ", "جان بيار ديوب"),
        ("وقال المتحدث باسم الوزارة كينجي مورياما: ", "كينجي مورياما"),
        ("وأكدت الوزيرة سلمى الإدريسي: ", "سلمى الإدريسي"),
        ("قال لافروف: ", "لافروف"),
        ("وأضاف وزير الخارجية الروسي لافروف: ", "لافروف"),
        ("وقال الرئيس عبد الفتاح السيسي: ", "عبد الفتاح السيسي"),
        ("وقال حسام كنعان المتحدث باسم مجلس الإدارة: ", "حسام كنعان"),
        ("وقال السفير نادر أبو زيد المتحدث الرسمي باسم الوزارة: ", "نادر أبو زيد"),
    ],
)
def test_a_name_after_a_defined_office_is_taken_whole(lead: str, name: str) -> None:
    quote = as_quote(f"{lead}«من دون تمويل ثابت سنكون شهودًا بلا عيون.»")
    assert quote is not None
    assert quote.speaker == name


@pytest.mark.parametrize(
    ("lead", "office"),
    [
        ("وقال المتحدث الرسمي باسم رئاسة مجلس الوزراء", "المتحدث الرسمي باسم رئاسة مجلس الوزراء"),
        ("وقال المدير الفني لـ منتخب فلسطين", "المدير الفني لـ منتخب فلسطين"),
        ("وقال قائد سلاح الجو", "قائد سلاح الجو"),
        ("وقالت الوزارة", "الوزارة"),
    ],
)
def test_an_office_without_a_name_is_named_whole(lead: str, office: str) -> None:
    assert speakers(f"{lead} في بيان له: «{WORDS}» ثم غادر القاعة.") == [office]


@pytest.mark.parametrize(
    "lead",
    ["وأشار إلى أن", "مؤكدة أنها", "كما دعا على وجه السرعة إلى", "وأضاف أنه", "مبينا ان"],
)
def test_a_verb_without_a_subject_takes_over_the_speaker_before(lead: str) -> None:
    first = f"قال سامر القاضي إن «{WORDS}» كما كان مقررا."
    assert speakers(first, f"{lead} «{WORDS} ولا بعده» بأي حال.") == ["سامر القاضي"] * 2


def test_without_anybody_before_nobody_is_named() -> None:
    assert speakers(f"وأشار إلى أن «{WORDS}» ثم غادر القاعة.") == [None]


def test_a_quotation_on_a_line_of_its_own_takes_over_a_speaker_from_a_paragraph() -> None:
    text = f"عنوان\nقال سامر القاضي إن «{WORDS}» كما كان.\nوتابع: «{WORDS} ولا بعده».\nخاتمة."
    found = pick_highlights(read("a.txt", data=text.encode()).article).quotes
    assert [quote.speaker for quote in found] == ["سامر القاضي"] * 2


def test_an_office_right_behind_a_name_is_his() -> None:
    lead = "أكد حسام كنعان المتحدث باسم مجلس الإدارة أن الخطة قائمة، مبينا أن"
    (quote,) = quotes_of(f"{lead} «{WORDS}» ثم غادر القاعة.")
    assert (quote.name and quote.name.text) == "حسام كنعان"
    assert (quote.role and quote.role.text) == "المتحدث باسم مجلس الإدارة"
