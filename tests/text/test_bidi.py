import sys

import bidi as peer
from hypothesis import given
from hypothesis import strategies as st

from composer.text.bidi import (
    _DIRECTED,
    bidi_class,
    classes_of,
    levels,
    levels_of_classes,
    visual_order,
)

arabic = st.sampled_from("ابجدهوزحطيكلمنلاءآؤئىةگچپژ")
latin = st.sampled_from("abcXYZé")
digits = st.sampled_from("0123456789٠١٢۳")
shared = st.sampled_from(" .,،؛؟!-–/+%()[]«»“”:#@$")
marks = st.sampled_from("\u064e\u0651\u0670")
texts = st.lists(arabic | latin | digits | shared, max_size=30).map("".join)


def displayed(text: str, *, base: int) -> str:
    found = levels(text, base=base)
    return "".join([text[index] for index in visual_order(found)])


def test_classes_come_from_the_table() -> None:
    assert classes_of("aא٠ع1+$,\u064e\u200c\n\t !") == "LRNAEstcMbBSWO"
    assert classes_of("\u202a\u202b\u202d\u202e\u202c\u2066\u2067\u2068\u2069") == "defghijkq"


def test_unassigned_characters_have_the_class_of_their_block() -> None:
    assert classes_of("\u05ff\u08ff\u20cf\ufdd0\U0001e900\u0378") == "RMtbRL"


def test_a_latin_name_inside_arabic_goes_up_one_level() -> None:
    assert levels("من F-35 إلى", base=1) == b"\1\1\1\2\2\2\2\1\1\1\1"


def test_a_closing_bracket_follows_its_opener_not_the_latin_before_it() -> None:
    assert levels("ا (abc) ب", base=1) == b"\1\1\1\2\2\2\1\1\1"


def test_a_number_after_arabic_is_an_arabic_number_and_its_hyphen_turns() -> None:
    assert displayed("في 2024-2025", base=1) == "2025-2024 يف"


def test_spaces_at_the_end_have_the_level_of_the_paragraph() -> None:
    assert levels("ا abc  ", base=1)[-2:] == b"\1\1"


def test_nested_levels_turn_twice() -> None:
    assert visual_order([1, 2, 2, 3, 3, 2, 1]) == [6, 1, 2, 4, 3, 5, 0]


def test_what_the_fast_way_takes_for_undirected_really_is() -> None:
    strange = [
        hex(ord(char))
        for char in map(chr, range(sys.maxunicode + 1))
        if _DIRECTED.match(char) is None and bidi_class(char) not in "RAMWOstc"
    ]
    assert strange == []


@given(st.lists(arabic | shared | marks, max_size=40).map("".join))
def test_the_fast_way_gives_what_the_rules_give(text: str) -> None:
    assert levels(text, base=1) == levels_of_classes(classes_of(text), text=text, base=1)


@given(st.text(max_size=40), st.integers(0, 1))
def test_each_character_is_shown_once_or_removed(text: str, base: int) -> None:
    found = levels(text, base=base)
    order = visual_order(found)
    assert sorted(order) == [index for index, level in enumerate(found) if level != 255]


@given(texts, st.integers(0, 1))
def test_the_visual_order_is_that_of_python_bidi(text: str, base: int) -> None:
    assert displayed(text, base=base) == peer.get_display(text, base_dir="LR"[base])
