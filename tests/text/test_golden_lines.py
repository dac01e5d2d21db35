import pytest
from golden import Golden
from set_text import draw_line, one_line, set_text

from composer.text import Engine

LINES = {
    "names": ("Cairo", 800, "F-35، Su-57 (الروسية) وT-90M"),
    "quotes": ("Amiri", 700, "«لن ندافع» عن “فنزويلا”…"),
    "marks": ("Amiri", 700, "وَقَّعَ الرَّئيسُ مُحَمَّدٌ"),
    "marks-sans": ("IBM Plex Sans Arabic", 500, "وَقَّعَ الاتِّفاقيَّةَ لأنّ"),
    "numbers": ("IBM Plex Sans Arabic", 500, "-5 و+3.2% و10–15% و2024-2025"),
    "telephone": ("Cairo", 800, "هاتف +966 11 234-5678"),
    "persian": ("IBM Plex Sans Arabic", 500, "گفت‌وگوی پژوهش چیست ۱۴۰۳"),
    "emoji": ("Cairo", 800, "عاجل 🔴 طائرة ✈️ تحذير ⚠"),
}


@pytest.mark.parametrize("name", LINES)
def test_a_hard_line(engine: Engine, golden: Golden, name: str) -> None:
    family, weight, text = LINES[name]
    line = one_line(set_text(engine, text, family=family, weight=weight))
    golden.check(draw_line(engine, line, size_px=40), f"line-{name}")
