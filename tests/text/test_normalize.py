from hypothesis import given
from hypothesis import strategies as st

from composer.text.normalize import drawable


def test_line_ends_and_tabs_become_spaces() -> None:
    assert drawable("ا\nب\tج\u2028د\r") == "ا ب ج د "


def test_other_controls_go() -> None:
    assert drawable("ا\x00ب\x1bج\x7f\x9f\ud800") == "ابج"


def test_marks_tatweel_and_joiners_stay() -> None:
    text = "الـلَّه \u200c\u200d\u200e\u200f\u2066ا\u2069\u00a0"
    assert drawable(text) == text


@given(st.text(max_size=30))
def test_it_is_done_once_for_all(text: str) -> None:
    assert drawable(drawable(text)) == drawable(text)
