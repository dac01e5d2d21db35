from hypothesis import given
from hypothesis import strategies as st

from composer.text.script import NAMES, script_indexes


def scripts(text: str) -> list[str]:
    return [NAMES[index] for index in script_indexes(text)]


def test_letters_have_their_own_script() -> None:
    assert scripts("اaаאα") == ["Arab", "Latn", "Cyrl", "Hebr", "Grek"]


def test_shared_characters_take_the_script_before_them() -> None:
    assert scripts("ا 5-") == ["Arab"] * 4
    assert scripts("F-35") == ["Latn"] * 4


def test_leading_shared_characters_take_the_first_script_after_them() -> None:
    assert scripts("5 km") == ["Latn"] * 4
    assert scripts("5 كم") == ["Arab"] * 4


def test_a_closing_bracket_takes_its_openers_script() -> None:
    assert scripts("ا(a[b])")[-2:] == ["Latn", "Arab"]
    assert scripts("ا(a")[-1:] == ["Latn"]
    assert scripts("اa)")[-1:] == ["Latn"]


def test_arabic_punctuation_and_digits_are_arabic_after_latin_too() -> None:
    assert scripts("F-35، 30")[4:] == ["Arab"] * 4
    assert scripts("a٣؟") == ["Latn", "Arab", "Arab"]


def test_marks_follow_their_letter() -> None:
    assert scripts("a\u0301ا\u064e") == ["Latn", "Latn", "Arab", "Arab"]


def test_a_text_without_any_script_counts_as_arabic() -> None:
    assert scripts("2025 – 5%") == ["Arab"] * 9
    assert scripts("") == []


@given(st.text(alphabet="اب.،0 «»()ـ\u064e–", max_size=20))
def test_the_fast_way_gives_what_the_rules_give(text: str) -> None:
    assert scripts(text) == scripts(f"{text}ا☃")[: len(text)]
