"""Which lists compare, and which only have labels."""

import pytest
from articles import COUNTRIES, sample

from composer.domain.article import Article, Block, Bullets, Heading, Paragraph, Table
from composer.domain.highlight import Comparison
from composer.ingest import Gazetteer, pick_highlights, read

GAZETTEER = Gazetteer.load(COUNTRIES)


def compared(*items: str, above: tuple[Block, ...] = ()) -> Comparison | None:
    article = Article(title="عنوان الخبر", blocks=(*above, Bullets(items=items)))
    found = pick_highlights(article, gazetteer=GAZETTEER).comparison
    for row in found.rows if found else ():
        for cell in row:
            assert cell.source is not None
            assert article.at(cell.source) == cell.text
    return found


MOSCOW = "لموسكو: الحفاظ على نفوذها في فنزويلا عبر التعاون التجاري."
CARACAS = "لكاراكاس: تعزيز العلاقات مع روسيا، لكن دون ضمان حماية."


def test_sides_for_whom_something_holds_are_compared_with_their_flags() -> None:
    above = (Heading(text="البعد الاستراتيجي"), Paragraph(text="وتعني هذه التصريحات ما يأتي:"))
    found = compared(MOSCOW, CARACAS, above=above)
    assert found is not None
    assert found.columns == ()
    assert found.countries == ("RU", "VE")
    assert (found.title and found.title.text) == "البعد الاستراتيجي"
    assert [[cell.text for cell in row] for row in found.rows] == [
        ["لموسكو", "الحفاظ على نفوذها في فنزويلا عبر التعاون التجاري"],
        ["لكاراكاس", "تعزيز العلاقات مع روسيا، لكن دون ضمان حماية"],
    ]


@pytest.mark.parametrize(
    "items",
    [
        ("للبحرية: تغطية أطول بعدد أقل من الأطقم.", "للخصوم: سبب جديد لتطوير التشويش."),
        ("روسيا: تؤيد التمديد لعام واحد.", "الولايات المتحدة: تربط التمديد بشروط."),
        ("الجانب الروسي: يريد ضمانات مكتوبة.", "الجانب الأوكراني: يطلب انسحابا كاملا."),
        ("السيناريو الأول: تسوية سريعة برعاية دولية.", "السيناريو الثاني: حرب طويلة الأمد."),
        ("في المدى القصير: ترتفع الأسعار قليلا.", "في المدى البعيد: تعود إلى ما كانت."),
    ],
)
def test_labels_that_name_sides_in_one_way_compare(items: tuple[str, ...]) -> None:
    assert compared(*items) is not None


@pytest.mark.parametrize(
    "items",
    [
        ("الطول: 14 مترا", "السرعة: 1200 كيلومتر في الساعة", "المدى: 2000 كيلومتر"),
        ("التسليح: ثمانية صواريخ موجهة.", "الطاقم: فردان اثنان فقط."),
        ("الطول: 14 مترا.", "العرض: 9 أمتار.", "الارتفاع: 4 أمتار."),
        ("الاثنين: افتتاح المعرض رسميا.", "الثلاثاء: جلسات الخبراء.", "الأربعاء: الختام هناك."),
        ("المرحلة الأولى: بناء الهيكل كله.", "المرحلة الثانية: تركيب المحركات."),
        ("قال الوزير: لن نغير موقفنا.", "قال السفير: لن نذهب هناك."),
        ("روسيا: تؤيد التمديد لعام واحد.", "موسكو: تضع شروطا جديدة له."),
        ("روسيا: تؤيد التمديد لعام واحد.", "ملاحظة: الأرقام غير نهائية بعد."),
        (MOSCOW, "تعزيز العلاقات مع روسيا دون ضمان حماية."),
        (MOSCOW, MOSCOW),
        (MOSCOW,),
        (MOSCOW, "لكاراكاس: نعم"),
        ("لقاء الرئيس: في العاشرة صباحا.", "لجنة الدفاع: تجتمع بعد الظهر."),
        ("لم يتغير شيء: الأسعار كما هي.", "لن يتغير شيء: الأجور كما هي."),
        ("للمزيد من الأخبار: زوروا موقعنا هنا.", "الهاتف: اتصلوا بنا صباحا."),
        ("أولا: تعزيز الدفاع الجوي كله.", "ثانيا: زيادة الإنفاق العسكري."),
        ("https://a.example: موقع الوزارة الرسمي.", "https://b.example: موقع الشركة هنا."),
        (MOSCOW, "لكاراكاس: " + "كلمة " * 60),
        tuple(f"لدولة{n}: حصة جديدة من الإنتاج." for n in range(12)),
    ],
)
def test_a_list_that_only_has_labels_does_not_compare(items: tuple[str, ...]) -> None:
    assert compared(*items) is None


def test_a_numbered_list_compares_under_a_heading_that_says_so() -> None:
    items = ("أولا: تسوية سريعة برعاية دولية.", "ثانيا: حرب طويلة الأمد.")
    assert compared(*items, above=(Heading(text="خيارات الحكومة"),)) is not None
    assert compared(*items, above=(Heading(text="خطوات التنفيذ"),)) is None


def test_values_in_one_unit_with_a_change_each_have_a_column_for_both() -> None:
    found = compared(
        "صادرات السيارات: 128 مليار درهم، بنمو 9%.",
        "تحويلات المغتربين: 91 مليار درهم، من دون تغير يذكر.",
        "الاستثمار الأجنبي المباشر: 31 مليار درهم، بزيادة الربع.",
    )
    assert found is not None
    assert [cell.text for cell in found.rows[0]] == ["صادرات السيارات", "128 مليار درهم", "بنمو 9%"]
    mixed = ("الصادرات: 128 مليار درهم، بنمو 9%.", "الواردات: 91 مليون دولار، بلا تغير.")
    assert compared(*mixed, "السياحة: 31 مليار يورو، بزيادة.") is None


def test_a_table_goes_before_a_list() -> None:
    table = Table(rows=(("الدولة", "العلاقة"), ("بيلاروسيا", "اتحاد"), ("فنزويلا", "شراكة")))
    article = Article(title="عنوان", blocks=(Bullets(items=(MOSCOW, CARACAS)), table))
    found = pick_highlights(article, gazetteer=GAZETTEER).comparison
    assert found is not None
    assert found.source.block == 1


def test_the_list_of_a_sample_is_compared_and_its_other_list_is_not() -> None:
    reading = read(sample("usv").path)
    found = pick_highlights(reading.article, gazetteer=GAZETTEER).comparison
    assert found is not None
    assert found.source.block == 10
    assert [row[0].text for row in found.rows] == ["للبحرية", "للصناعة", "للخصوم"]
