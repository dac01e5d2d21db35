from pathlib import Path

import pytest

from composer.cards.icon import flatten, read_icon
from composer.errors import ThemeError
from composer.resources import shipped_root

ICONS = sorted((shipped_root() / "assets" / "icons").glob("*.svg"))
SQUARE = [(1, 1), (3, 1), (3, 3), (1, 3)]


def svg(path: str, box: str = "0 0 4 4") -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}"><path d="{path}"/></svg>'


@pytest.mark.parametrize(
    "path",
    [
        "M1 1L3 1L3 3L1 3Z",
        "M1 1 3 1 3 3 1 3Z",
        "M1 1H3V3H1Z",
        "m1 1h2v2h-2z",
        "m1,1 2,0 0,2 -2,0",
        "M1,1l2,0l0,2l-2,0z",
        "M1.0 1.0e0L3 1L3 3L1 3",
    ],
)
def test_lines_are_read_absolute_and_relative(path: str) -> None:
    assert flatten(path) == [SQUARE]


def test_a_path_has_several_outlines() -> None:
    inner = [(1.5, 1.5), (2, 1.5), (2, 2)]
    assert flatten("M1 1H3V3H1ZM1.5 1.5H2V2Z") == [SQUARE, inner]
    assert flatten("m1 1h2v2h-2zm.5.5h.5v.5z") == [SQUARE, inner]


@pytest.mark.parametrize("path", ["M0 0Q2 4 4 0Z", "M0 0q2 4 4 0z", "M0 0C0 0 4 0 4 0L2 2Z"])
def test_curves_end_where_they_say(path: str) -> None:
    (outline,) = flatten(path)
    assert (4, 0) in outline
    assert len(outline) > 10


def test_a_quadratic_curve_passes_its_middle() -> None:
    (outline,) = flatten("M0 0Q2 4 4 0Z")
    assert outline[6] == pytest.approx((2, 2))
    (outline,) = flatten("M0 0C0 4 4 4 4 0Z")
    assert outline[6] == pytest.approx((2, 3))


def test_what_has_no_area_is_left_out() -> None:
    assert flatten("M0 0L4 4") == []
    assert flatten("") == []


def test_points_are_shares_of_the_view_box() -> None:
    icon = read_icon(svg("M10 20H30V30H10Z", "10 20 20 10"), name="x")
    assert icon.outlines == (((0, 0), (1, 0), (1, 1), (0, 1)),)
    assert icon.aspect == 2


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (svg("M0 0A1 1 0 0 1 4 4Z"), "path command 'A' is not read"),
        (svg("M0 0S1 1 2 2"), "path command 'S' is not read"),
        (svg("M0 0L1"), "cannot be read"),
        (svg("M0"), "cannot be read"),
        (svg("L1 1"), "cannot be read"),
        (svg("M0 0C1 1 2"), "cannot be read"),
        (svg("M0 0H1V1Z", "0 0 0 4"), "cannot be read"),
        (svg("M0 0H1V1Z", "0 0 4 0"), "cannot be read"),
        (svg("M0 0H1", "a b c d"), "cannot be read"),
        (svg("M0 0H1", "0 0 4"), "needs a viewBox"),
        ('<svg viewBox="0 0 4 4"><circle r="4"/></svg>', "at least one <path>"),
        ('<svg><path d="M0 0H1V1Z"/></svg>', "needs a viewBox"),
        ("<svg", "not well-formed SVG"),
        ("", "not well-formed SVG"),
        (f"<!DOCTYPE svg>{svg('M0 0H1')}", "document type and entities are not allowed"),
    ],
)
def test_a_wrong_icon_is_told_by_its_name(text: str, what: str) -> None:
    with pytest.raises(ThemeError, match="icon 'anchor'") as caught:
        read_icon(text, name="anchor")
    assert what in str(caught.value)


@pytest.mark.parametrize("path", ICONS, ids=lambda path: path.stem)
def test_every_shipped_icon_stays_in_its_box(path: Path) -> None:
    icon = read_icon(path.read_text(encoding="utf-8"), name="shipped")
    assert icon.outlines
    assert all(-0.01 <= part <= 1.01 for outline in icon.outlines for at in outline for part in at)
