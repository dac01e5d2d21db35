"""The words a rule proposes for emphasis."""

import pytest

from composer.domain.article import Line
from composer.ingest.emphasis import emphasised, emphasised_headline, emphasised_title


def words(line: Line) -> str | None:
    return line.text[slice(*line.emphasis[0])] if line.emphasis else None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("روسيا تؤكد أنها لن تدافع عن فنزويلا", "لن تدافع عن فنزويلا"),
        ("فنزويلا لم تطلب أسلحة أو قوات روسية.", "لم تطلب"),
        ("المقارنة مع بيلاروسيا غير دقيقة، نظرًا لاختلاف السياق", "غير دقيقة"),
        ("لكنها لا تنص على دفاع مشترك.", "لا تنص على دفاع مشترك"),
        ("هي شراكة وليست تحالفًا دفاعيًا.", "وليست تحالفًا دفاعيًا"),
        ("لا توجد التزامات دفاعية بينهما", "لا توجد التزامات دفاعية"),
        ("التعاون لا يعني حماية عسكرية في مواجهة التوترات", "لا يعني حماية عسكرية"),
        ("وهي لا ترقى إلى مستوى التحالف العسكري", "لا ترقى"),
        ("رصد 312 هدفًا سطحيًا وتصنيف 94% منها آليًا.", "312 هدفًا سطحيًا"),
        ("تبلغ التكلفة نحو 38 مليون دولار، أي الثلث.", "38 مليون دولار"),
        ("رفع التوقعات إلى 4.2%، مقابل 3.6%", "4.2%"),
        ("رفع التوقعات إلى 4.2%ثم خفضها", None),
        ("روسيا لن« تدافع عن أحد", None),
        ("لا سيما أن العام 2025 انتهى", None),
        ("سفينة استطلاع غير مأهولة من طراز جديد", None),
        ("وقعت الاتفاقية في مايو 2025", None),
        ("", None),
    ],
)
def test_a_denial_or_a_number_is_emphasised(text: str, wanted: str | None) -> None:
    assert words(emphasised(Line(text=text))) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("اليابان تختبر سفينة استطلاع غير مأهولة في بحر الفلبين", "سفينة استطلاع غير مأهولة"),
        ("المغرب يرفع توقعات النمو إلى 4.2% بدعم السياحة", "4.2%"),
        ("روسيا تؤكد أنها لن تدافع عن فنزويلا", "لن تدافع عن فنزويلا"),
        ("تعاون جديد بين مصر واليونان", None),
        ("روسيا تؤكد أنها ماضية في طريقها", None),
    ],
)
def test_the_object_of_the_news_is_emphasised_in_a_headline(text: str, wanted: str | None) -> None:
    assert words(emphasised_headline(Line(text=text))) == wanted


def test_what_is_compared_is_emphasised_in_the_title_of_a_table() -> None:
    assert words(emphasised_title(Line(text="مقارنة بين الشراكات الروسية"))) == "الشراكات الروسية"
    assert words(emphasised_title(Line(text="مؤشرات مختارة"))) is None
