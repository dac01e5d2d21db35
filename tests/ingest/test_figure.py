"""Numbers worth a card, and numbers that are none."""

import pytest
from articles import EXAMPLES, sample

from composer.domain.article import Article, Paragraph
from composer.domain.highlight import KeyFigure
from composer.ingest import pick_highlights, read_article
from composer.ingest.figure import key_figures


def figures(text: str) -> tuple[KeyFigure, ...]:
    return key_figures(Article(title="عنوان الخبر", blocks=(Paragraph(text=text),)))


@pytest.mark.parametrize(
    ("text", "value", "unit", "label"),
    [
        ("تبلغ تكلفة السفينة نحو 38 مليون دولار، أي الثلث.", "38", "مليون دولار", None),
        ("صادرات السيارات: 128 مليار درهم، بنمو كبير.", "128", "مليار درهم", "صادرات السيارات"),
        ("استقبلت المملكة 14.3 مليون سائح في العام.", "14.3", "مليون سائح", None),
        ("قطعت السفينة نحو 4800 كيلومتر في البحر.", "4800", "كيلومتر", None),
        ("دامت الرحلة 21 يومًا.", "21", "يومًا", "دامت الرحلة 21 يومًا"),
        ("ارتفع الإنفاق 7 بالمئة هذا العام.", "7", "بالمئة", None),
        ("تنتج المحطة 95 ألف متر مكعب يوميًا.", "95", "ألف متر مكعب", None),
        ("بلغت الكلفة 1,250 طنًا من الحديد.", "1,250", "طنًا", None),
        ("وقال إن الناتج بلغ ٣٫٥٪ في العام.", "٣٫٥", "٪", "الناتج بلغ ٣٫٥٪ في العام"),
        (
            "وقع عقدا بقيمة 2 مليار و18 مليون دولار أمريكي.",
            "2",
            "مليار و18 مليون دولار أمريكي",
            None,
        ),
        ("بلغ الربح 814 مليونًا بعد الضريبة.", "814", "مليونًا", None),
        ("تضم القاعدة 40 ألف كتاب نادر.", "40", "ألف كتاب", None),
        ("تبني الشركة 4 فرقاطات جديدة.", "4", "فرقاطات", None),
        ("رُفعت الفائدة (20%) اليوم.", "20", "%", "رُفعت الفائدة (20%)"),
        ("وصل 3 ملايين تقريبا إلى الخارج.", "3", "ملايين", None),
        ("وكشفت أن الكلفة تبلغ 16 مليار درهم.", "16", "مليار درهم", "الكلفة تبلغ 16 مليار درهم"),
    ],
)
def test_a_measured_number_has_its_unit_and_what_it_counts(
    text: str, value: str, unit: str, label: str | None
) -> None:
    found = figures(text)[0]
    assert found.unit is not None
    assert (found.value.text, found.unit.text) == (value, unit)
    assert value in found.label.text or label is not None
    if label is not None:
        assert found.label.text == label


@pytest.mark.parametrize(
    "text",
    [
        "وُقعت الاتفاقية في مايو/أيار 2025 بين البلدين.",
        "في 14 أكتوبر 2026 غادر الوفد.",
        "بحلول عام 2030 تكتمل الخطة.",
        "من طراز «أومي-3» وإف-16 وT-90 وSu-57.",
        "المادة 5 من القانون 12 في الساعة 10 مساء.",
        "بهدف في الدقيقة ٩٣ سجله اللاعب، والنتيجة 2-1.",
        "خفضت الفائدة إلى 16 وسط مخاوف.",
        "يضم الحي ما يقرب من مليون و400 ألف مواطن.",
        "تتراوح الأعداد بين 20 - 30 فردا.",
        "الموسم 2025-2026 و24/7 والفترة 10:30.",
        "اتصل على الرقم 0123456789.",
    ],
)
def test_years_dates_names_and_ordinals_are_no_figures(text: str) -> None:
    assert figures(text) == ()


def test_only_a_part_of_a_whole_is_a_percentage() -> None:
    assert figures("بلغت الحصة 94% من السوق.")[0].percent == 94.0
    assert figures("ارتفع السعر 250% في عام.")[0].percent is None
    assert figures("خسر السوق 3 نقاط من قيمته.")[0].percent is None


def test_percentages_and_amounts_come_first() -> None:
    found = pick_highlights(read_article(sample("usv").path)).figures
    assert [(f.value.text, f.unit.text if f.unit else None) for f in found[:3]] == [
        ("94", "%"),
        ("60", "%"),
        ("38", "مليون دولار"),
    ]
    assert found[0].label.text == "تصنيف 94% منها آليًا"
    assert found[0].context is not None
    assert found[0].context.text == "رصد 312 هدفًا سطحيًا وتصنيف 94% منها آليًا."


def test_a_value_stands_only_once() -> None:
    found = pick_highlights(read_article(sample("growth").path)).figures
    assert [f.value.text for f in found].count("4.2") == 1


def test_labels_are_short_where_the_article_allows() -> None:
    for name in ("usv.txt", "growth.md", "fleets.txt", "reservoir.md"):
        for figure in pick_highlights(read_article(EXAMPLES / name)).figures[:3]:
            assert len(figure.label.text) <= 70


def test_a_time_of_day_measures_nothing() -> None:
    article = Article(title="عنوان", blocks=(Paragraph(text="بدأ الاجتماع في 18:30 يوم الأحد."),))
    assert key_figures(article) == ()
