import pytest

from composer.text import NEVER
from composer.text.glue import glue_after


def after(text: str, word: str) -> float:
    words = text.split()
    return glue_after(words)[words.index(word)]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("بلغت سرعته 2,500 كم تقريبا", "2,500"),
        ("بلغت سرعته ٢٬٥٠٠ كم/س تقريبا", "٢٬٥٠٠"),
        ("بنسبة 15 % فقط", "15"),
        ("في 14 أكتوبر المقبل", "14"),
        ("في أكتوبر 2026 المقبل", "أكتوبر"),
        ("في مايو/أيار 2025 وقعت", "مايو/أيار"),
        ("عام 2024 كان", "عام"),
        ("بقيمة 3.5 مليارات دولار أمريكي", "3.5"),
        ("بقيمة 3.5 مليارات دولار أمريكي", "مليارات"),
        ("اتصل +966 11 234-5678 الآن", "+966"),
        ("ثمنه 20 $ فقط", "20"),
    ],
)
def test_amounts_and_dates_hold_together(text: str, word: str) -> None:
    assert after(text, word) == NEVER


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("أنها لن تدافع عن فنزويلا", "لن"),
        ("أنها لن تدافع عن فنزويلا", "عن"),
        ("روسيا تؤكد أنّ الاتفاق نافذ", "أنّ"),
        ("التقى السيد لافروف", "السيد"),
        ("التقى د. لافروف", "د."),
        ("شركة Lockheed Martin الأمريكية", "Lockheed"),
        ("طائرة Boeing 737 الجديدة", "Boeing"),
        ("سقطت 35 طائرة", "35"),
        ("من مقاتلات و صواريخ", "و"),
        ("هذا القرار", "هذا"),
    ],
)
def test_what_belongs_to_the_next_word_is_dear_to_part(text: str, word: str) -> None:
    assert 0.25 < after(text, word) < NEVER


def test_a_pause_is_a_good_place_and_a_full_stop_a_better_one() -> None:
    words = ["أكد،", "قال:", "انتهى.", "نعم", "«لا»،", "ثم"]
    assert glue_after(words) == [-0.12, -0.12, -0.2, 0.0, -0.12, 0.0]


def test_a_pause_frees_a_number_and_a_particle() -> None:
    assert glue_after(["15،", "كم"])[0] < 0
    assert glue_after(["لا،", "لن"])[0] < 0


def test_plain_words_part_freely() -> None:
    assert glue_after(["وزير", "الخارجية", "الروسي"]) == [0.0, 0.0, 0.0]


def test_marks_do_not_hide_a_particle() -> None:
    assert glue_after(["لَنْ", "تدافع"])[0] == glue_after(["لن", "تدافع"])[0] > 0


def test_no_words_have_no_glue() -> None:
    assert glue_after([]) == []


def test_a_short_name_in_quotation_marks_is_kept_together() -> None:
    words = ["طائرة", "«بيرقدار", "TB3»", "الجديدة"]
    assert glue_after(words)[1] >= 1.0
    long = ["قال", "«هذه", "جملة", "أطول", "من", "اسم»", "هنا"]
    assert glue_after(long)[2] < 1.0


def test_a_number_in_words_stays_with_what_it_counts() -> None:
    assert glue_after(["مدد", "ستة", "أشهر", "أخرى"])[1] >= 0.9
