from dataclasses import dataclass

import pytest

from composer.text.cluster import INVISIBLE, choose_fonts, clusters, with_stand_ins


@dataclass(frozen=True)
class Font:
    coverage: frozenset[str]


def font(characters: str) -> Font:
    return Font(INVISIBLE | frozenset(characters))


ARABIC = font("اب\u064e يé5")
LATIN = font("abe\u0301\u064eب☃")
EMOJI = font("👩🚀🇸🇦5\u20e3👍\U0001f3fd☃✈")
FONTS = (ARABIC, LATIN, EMOJI)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("بَب", ["بَ", "ب"]),
        ("👩\u200d🚀ا", ["👩\u200d🚀", "ا"]),
        ("🇸🇦🇸🇦", ["🇸🇦", "🇸🇦"]),
        ("5\ufe0f\u20e35", ["5\ufe0f\u20e3", "5"]),
        ("👍\U0001f3fda", ["👍\U0001f3fd", "a"]),
        ("ه\u200dا", ["ه\u200d", "ا"]),
    ],
)
def test_clusters(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in clusters(text)] == parts


@pytest.mark.parametrize(
    ("text", "fonts"),
    [
        ("با", [0, 0]),
        ("aا", [1, 0]),
        ("ا\u200dا\ufe0f\u200f", [0] * 5),
        ("5\ufe0f\u20e35", [2, 2, 2, 0]),
        ("👩\u200d🚀", [2, 2, 2]),
        ("✈\ufe0f", [2, 2]),
        ("☃", [1]),
        ("e\u0301", [0, 0]),
        ("a\u064eا", [1, 1, 0]),
        ("\u4e00ا", [0, 0]),
        ("a\u0302", [1, 1]),
        ("a\u200fا", [1, 1, 0]),
    ],
)
def test_the_first_font_that_has_a_whole_cluster_draws_it(text: str, fonts: list[int]) -> None:
    assert choose_fonts(text, FONTS) == fonts


def test_a_sign_that_no_font_has_gives_way_to_one_of_its_meaning() -> None:
    fonts = (font("ا★"), font("👇⭐"))
    assert with_stand_ins("ا☟★☃", fonts) == "ا👇★☃"
