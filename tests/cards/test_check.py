from dataclasses import replace

import pytest
from made_card import theme

from composer.cards.check import check
from composer.cards.frame import CardLine, Frame, Level, Picture, Rect

SIZE = theme().sizes["portrait"]
GOOD = CardLine(
    text="سفينة",
    box=(500, 600, 200, 40),
    font="Cairo",
    px=40,
    color="#ffffff",
    ground="#0b1f33",
    inks=(("#ffffff", "#0b1f33"),),
)
OTHER = replace(GOOD, text="بحر", box=(500, 640, 200, 40))
RULES = (
    "contrast",
    "minimum size",
    "safe zone",
    "missing glyphs",
    "overlap",
    "overflow",
    "base direction",
)


def frame(*lines: CardLine, **more: object) -> Frame:
    return Frame(width=SIZE.width, height=SIZE.height, lines=lines, **more)  # type: ignore[arg-type] # fields


def found(*lines: CardLine, **more: object) -> dict[str, tuple[Level, str]]:
    """Return what is not well."""
    checks = check(frame(*lines, **more), SIZE)
    return {each.rule: (each.level, each.detail) for each in checks if each.level != Level.OK}


def test_a_good_frame_passes_every_rule() -> None:
    checks = check(frame(GOOD, OTHER), SIZE)
    assert tuple(each.rule for each in checks) == RULES
    assert {each.level for each in checks} == {Level.OK}
    assert all(each.detail for each in checks)


def test_an_empty_frame_passes() -> None:
    assert found() == {}


@pytest.mark.parametrize(
    ("change", "rule", "detail"),
    [
        ({"inks": (("#777777", "#ffffff"),)}, "contrast", "lowest 4.5:1 («سفينة»)"),
        ({"inks": (), "color": "#0b1f33"}, "contrast", "lowest 1.0:1 («سفينة»)"),
        ({"inks": (*GOOD.inks, ("#c8102e", "#0b1f33"))}, "contrast", "lowest 2.8:1 («سفينة»)"),
        ({"px": 23.9}, "minimum size", "smallest 24 px («سفينة»)"),
        ({"px": 12}, "minimum size", "smallest 12 px («سفينة»)"),
        ({"box": (63, 600, 200, 40)}, "safe zone", "outside سفينة"),
        ({"box": (900, 600, 117, 40)}, "safe zone", "outside سفينة"),
        ({"box": (500, 59, 200, 40)}, "safe zone", "outside سفينة"),
        ({"box": (500, 1300, 200, 1)}, "safe zone", "outside سفينة"),
        ({"missing": "𓀀ሀ"}, "missing glyphs", "no font has U+1200, U+13000"),
        ({"rtl": False}, "base direction", "left to right: سفينة"),
        ({"box": (500, 601, 200, 40)}, "overlap", "touching: «سفينة» and «بحر»"),
        ({"box": (301, 660, 200, 1)}, "overlap", "touching: «سفينة» and «بحر»"),
    ],
)
def test_each_rule_fails(change: dict[str, object], rule: str, detail: str) -> None:
    wrong = replace(GOOD, **change)  # type: ignore[arg-type] # fields of the line
    assert found(wrong, OTHER) == {rule: (Level.FAIL, detail)}


@pytest.mark.parametrize(
    "box", [(-1, 600, 200, 40), (1000, 600, 81, 40), (500, -1, 200, 40), (500, 1349, 200, 2)]
)
def test_what_leaves_the_card_fails(box: tuple[int, int, int, int]) -> None:
    assert found(replace(GOOD, box=box))["overflow"] == (Level.FAIL, "leaves the card: سفينة")


def test_a_text_on_a_flag_fails_and_on_a_photograph_does_not() -> None:
    box = Rect(600, 610, 80, 80)
    flag = found(GOOD, items=(Picture(box, "flag", "sa"),))
    assert flag == {"overlap": (Level.FAIL, "touching: «سفينة» and «a picture»")}
    assert found(GOOD, items=(Picture(box, "photo", "photo"),)) == {}


def test_a_contrast_just_above_the_least_is_a_warning() -> None:
    line = replace(GOOD, inks=(("#767676", "#ffffff"),))
    assert found(line) == {"contrast": (Level.WARN, "lowest 4.5:1 («سفينة»)")}
    assert found(replace(GOOD, inks=(("#6b6b6b", "#ffffff"),))) == {}


def test_the_safe_zone_is_that_of_the_size() -> None:
    high = replace(GOOD, box=(500, 200, 200, 40))
    assert found(high) == {}
    tall = theme().sizes["story"]
    story = Frame(width=tall.width, height=tall.height, lines=(high,))
    assert [each.rule for each in check(story, tall) if each.level == Level.FAIL] == ["safe zone"]
