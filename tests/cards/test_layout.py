from typing import get_args

import pytest
from made_card import BLUE, GREEN, RED, WHITE, boxes, lay_out, parse, texts, theme

from composer.cards.element import ELEMENTS
from composer.cards.frame import Fill
from composer.cards.layout import STEPS, layouts
from composer.cards.node import Node
from composer.errors import TextDoesNotFit

WORDS = "سفينة تعبر المضيق"
NEEDED = {"icon": 'name="diamond"', "image": 'source="photo"', "flag": 'code="SA"'}


def test_every_element_can_be_laid_out() -> None:
    assert set(get_args(Node)) == set(layouts)


@pytest.mark.parametrize("element", [each for each in ELEMENTS if each != "card"])
def test_every_element_is_read_and_laid_out(element: str) -> None:
    inner = f"<{element} {NEEDED.get(element, '')}/>"
    (node,) = parse(inner).children
    assert type(node) in layouts
    lay_out(inner, height=400)


def test_a_row_goes_from_the_right_to_the_left() -> None:
    frame = lay_out(f"""<row height="50" gap="10" align="start">
        <box width="100" height="50" fill="{RED}"/>
        <box width="60" height="50" fill="{GREEN}"/></row>""")
    assert boxes(frame) == {RED: (300, 0, 100, 50), GREEN: (230, 0, 60, 50)}


def test_a_column_goes_from_the_top_down() -> None:
    frame = lay_out(f"""<column gap="7">
        <box height="50" fill="{RED}"/><box height="20" width="90" fill="{GREEN}"/></column>""")
    assert boxes(frame) == {RED: (0, 0, 400, 50), GREEN: (310, 57, 90, 20)}


@pytest.mark.parametrize(("align", "x"), [("start", 310), ("center", 155), ("end", 0)])
def test_a_column_aligns_across_from_the_right(align: str, x: float) -> None:
    frame = lay_out(
        f"""<column align="{align}"><box width="90" height="9" fill="{RED}"/></column>"""
    )
    assert boxes(frame) == {RED: (x, 0, 90, 9)}


@pytest.mark.parametrize(
    ("align", "y", "height"),
    [("", 40, 20), ("start", 0, 20), ("center", 40, 20), ("end", 80, 20), ("stretch", 0, 100)],
)
def test_a_row_aligns_across_in_the_middle_unless_told(align: str, y: float, height: float) -> None:
    said = f'align="{align}"' if align else ""
    frame = lay_out(f"""<row height="100" place="top end" {said}>
        <box width="90" height="20" fill="{RED}"/></row>""")
    assert boxes(frame) == {RED: (310, y, 90, height)}


@pytest.mark.parametrize(
    ("justify", "tops"),
    [("start", (0, 20)), ("center", (130, 150)), ("end", (260, 280)), ("between", (0, 280))],
)
def test_a_column_justifies_along(justify: str, tops: tuple[float, float]) -> None:
    frame = lay_out(f"""<column justify="{justify}">
        <box height="20" fill="{RED}"/><box height="20" fill="{GREEN}"/></column>""")
    assert (boxes(frame)[RED][1], boxes(frame)[GREEN][1]) == tops


def test_a_row_justifies_between_from_the_right() -> None:
    frame = lay_out(f"""<row justify="between"><box width="10" height="9" fill="{RED}"/>
        <box width="10" height="9" fill="{GREEN}"/>
        <box width="10" height="9" fill="{BLUE}"/></row>""")
    assert [boxes(frame)[color][0] for color in (RED, GREEN, BLUE)] == [390, 195, 0]


def test_the_free_space_is_shared_by_growth() -> None:
    frame = lay_out(f"""<column><box grow="1" fill="{RED}"/><box height="60" fill="{GREEN}"/>
        <box grow="2" fill="{BLUE}"/></column>""")
    assert [box[1::2] for box in boxes(frame).values()] == [(0, 80), (80, 60), (140, 160)]


def test_a_growing_child_of_a_row_takes_what_the_others_leave() -> None:
    frame = lay_out(f"""<row gap="10"><box width="90" height="9" fill="{RED}"/>
        <box grow="1" height="9" fill="{GREEN}"/><box grow="2" height="9" fill="{BLUE}"/></row>""")
    found = boxes(frame)
    assert found[RED] == (310, 145.5, 90, 9)
    assert found[GREEN] == pytest.approx((300 - 290 / 3, 145.5, 290 / 3, 9))
    assert found[BLUE] == pytest.approx((0, 145.5, 290 * 2 / 3, 9))


@pytest.mark.parametrize(
    ("padding", "box"),
    [
        ("10", (10, 10, 380, 280)),
        ("10 30", (30, 10, 340, 280)),
        ("10 20 30 40", (40, 10, 340, 260)),
        ("-5 -6 0 0", (0, -5, 406, 305)),
        ("margin", (72, 72, 256, 156)),
    ],
)
def test_padding_is_given_top_start_bottom_end(
    padding: str, box: tuple[float, float, float, float]
) -> None:
    frame = lay_out(f"""<column padding="{padding}"><box grow="1" fill="{RED}"/></column>""")
    assert boxes(frame)[RED] == box


@pytest.mark.parametrize(
    ("place", "x", "y"),
    [
        ("top start", 300, 0),
        ("top center", 150, 0),
        ("top end", 0, 0),
        ("middle start", 300, 125),
        ("middle center", 150, 125),
        ("bottom end", 0, 250),
    ],
)
def test_a_stack_puts_a_child_where_it_says(place: str, x: float, y: float) -> None:
    frame = lay_out(f"""<stack>
        <box width="100" height="50" place="{place}" fill="{RED}"/></stack>""")
    assert boxes(frame) == {RED: (x, y, 100, 50)}


def test_a_child_of_a_stack_without_a_size_fills_it_and_the_last_is_in_front() -> None:
    frame = lay_out(f"""<stack><box fill="{RED}"/><box fill="{GREEN}"/></stack>""")
    assert list(boxes(frame).items()) == [(RED, (0, 0, 400, 300)), (GREEN, (0, 0, 400, 300))]


def test_a_percentage_is_of_the_room_across_and_of_the_card_down() -> None:
    frame = lay_out(
        f"""<column padding="50"><box width="50%" height="10%" fill="{RED}"/></column>"""
    )
    assert boxes(frame) == {RED: (200, 50, 150, 30)}


def test_least_is_the_least_height() -> None:
    frame = lay_out(f"""<column><box least="80" fill="{RED}"/>
        <box least="20" fill="{GREEN}"><space height="50"/></box></column>""")
    assert [box[3] for box in boxes(frame).values()] == [80, 50]


def test_a_border_without_a_fill_leaves_what_lies_inside() -> None:
    frame = lay_out(f"""<box width="50" height="40" border="{RED}"/>""")
    sides = [item for item in frame.items if isinstance(item, Fill)]
    assert {side.color for side in sides} == {RED}
    assert sum(side.box.width * side.box.height for side in sides) == 2 * 2 * (50 + 40)


def test_a_border_is_drawn_inside_the_box() -> None:
    frame = lay_out(f"""<box width="50" height="40" border="{RED}" fill="{BLUE}" radius="9"/>""")
    outer, inner = frame.items
    assert boxes(frame) == {RED: (350, 0, 50, 40), BLUE: (352, 2, 46, 36)}
    assert getattr(outer, "radius", 0) == 9
    assert getattr(inner, "radius", 0) == 7


def test_what_is_marked_as_ground_is_kept_apart() -> None:
    frame = lay_out(
        f"""<box height="9" fill="{RED}" ground="yes"/><box height="9" fill="{BLUE}"/>"""
    )
    assert RED not in boxes(frame)
    assert len(frame.ground) == 2


def test_a_flat_ground_is_a_fill_and_two_colours_are_a_gradient() -> None:
    flat = lay_out("").ground[0]
    assert type(flat).__name__ == "Fill"
    assert getattr(flat, "color", "") == theme().color("ground")


def test_a_rule_stands_upright_where_it_is_higher_than_wide() -> None:
    frame = lay_out(f"""<column><rule thick="6" color="{RED}"/></column>""")
    assert boxes(frame) == {RED: (0, 0, 400, 6)}
    frame = lay_out(f"""<row><rule width="4" height="50" thick="4" color="{RED}"/></row>""")
    assert boxes(frame) == {RED: (396, 125, 4, 50)}


def test_list_items_are_numbered_on_from_the_first() -> None:
    frame = lay_out(
        """<list marker="number" first="4" marker-width="60" gap="8">
        <item><text role="point" grow="1">واحد</text></item>
        <item><text role="point" grow="1">اثنان</text></item></list>""",
        height=500,
    )
    assert texts(frame) == ["4", "واحد", "5", "اثنان"]
    number, first, second = frame.lines[0], frame.lines[1], frame.lines[3]
    assert number.box[0] >= 340 >= first.box[0] + first.box[2]
    assert first.box[1] < second.box[1]


def test_an_icon_can_mark_a_list() -> None:
    frame = lay_out(f"""<list marker="diamond" marker-width="20" color="{RED}">
        <item><space width="10"/></item><item><space width="10"/></item></list>""")
    assert [(type(item).__name__, getattr(item, "color", "")) for item in frame.items] == [
        ("Shape", RED),
        ("Shape", RED),
    ]


def test_all_texts_of_a_card_have_one_factor() -> None:
    inner = f"""<column><text min="20" max="40">{WORDS}</text>
        <text min="10" max="90">{WORDS}</text></column>"""
    roomy = lay_out(inner, width=2000)
    assert roomy.scale == 1
    assert {line.px for line in roomy.lines} == {40, 90}
    close = lay_out(inner, width=400, height=200)
    assert 0 < close.scale < 1
    assert close.scale * STEPS == pytest.approx(round(close.scale * STEPS))
    sizes = [line.px for line in close.lines]
    assert min(sizes) == round(20 + close.scale * 20)
    assert max(sizes) == round(10 + close.scale * 80)


def test_the_largest_factor_that_fits_is_taken() -> None:
    inner = f"""<text min="10" max="90" lines="1">{WORDS}</text>"""
    frame = lay_out(inner, width=400)
    step = round((1 - frame.scale) * STEPS)
    larger = round(10 + (1 - (step - 1) / STEPS) * 80)
    with pytest.raises(TextDoesNotFit):
        lay_out(f"""<text min="{larger}" max="{larger}" lines="1">{WORDS}</text>""", width=400)


def test_a_text_that_is_fitted_alone_does_not_shrink_the_rest() -> None:
    frame = lay_out(f"""<column><text min="10" max="200" fit="own" lines="1">{WORDS}</text>
        <text min="10" max="40" lines="1">{WORDS}</text></column>""")
    alone, other = frame.lines
    assert other.px == 40
    assert alone.px != 200
    assert 360 <= alone.box[2] <= 400


def test_a_text_has_as_many_lines_as_it_asks_for() -> None:
    words = "حاملة طائرات جديدة تدخل الخدمة قبل نهاية العام"
    assert (
        len(lay_out(f"""<text max="20" min="20" lines="1-4">{words}</text>""", width=2000).lines)
        == 1
    )
    assert (
        len(lay_out(f"""<text max="20" min="20" lines="3-4">{words}</text>""", width=2000).lines)
        == 3
    )
    fitted = lay_out(f"""<text max="90" min="10" lines="1-2">{words}</text>""")
    assert len(fitted.lines) == 2
    assert fitted.scale < 1


def test_baselines_are_the_leading_apart() -> None:
    words = "سفن حربية تعبر المضيق نحو ميناء جديد"
    frame = lay_out(f"""<text max="40" min="40" lines="3-3" leading="1.5">{words}</text>""")
    baselines = sorted({getattr(item, "y", 0) for item in frame.items})
    assert [baseline - baselines[0] for baseline in baselines] == [0, 60, 120]


@pytest.mark.parametrize("align", ["start", "center", "end"])
def test_a_text_stands_at_its_side(align: str) -> None:
    frame = lay_out(f"""<text max="30" min="30" text-align="{align}">لام</text>""")
    x, _, width, _ = frame.lines[0].box
    free = 400 - width
    assert x == pytest.approx({"start": free, "center": free / 2, "end": 0}[align], abs=3)


def test_what_does_not_fit_is_said_with_how_much_is_needed() -> None:
    words = " ".join([WORDS] * 12)
    with pytest.raises(TextDoesNotFit) as caught:
        lay_out(f"""<text min="40" max="90">{words}</text>""", width=400, kind="mine")
    error = caught.value
    assert error.card == "mine"
    assert error.text == words
    assert error.available_px == pytest.approx(300)
    assert error.needed_px > 700
    assert "needs" in str(error)
    assert "shorten" in str(error)
    assert f"{len(words)} characters" in str(error)


def test_a_word_wider_than_its_box_is_never_broken() -> None:
    with pytest.raises(TextDoesNotFit) as caught:
        lay_out("""<text min="60" max="60">قسطنطينيةالمترامية</text>""", width=200)
    assert caught.value.available_px == 200
    assert caught.value.needed_px > 200


def test_what_is_higher_than_its_fixed_height_does_not_fit() -> None:
    with pytest.raises(TextDoesNotFit) as caught:
        lay_out("""<column height="100"><space height="130"/></column>""")
    assert (caught.value.needed_px, caught.value.available_px) == (130, 100)


def test_a_text_knows_what_it_stands_on() -> None:
    frame = lay_out(f"""<column><box fill="{WHITE}"><text color="{RED}" role="cue">ا</text></box>
        <box behind="{GREEN}"><text role="cue">ب</text></box><text role="cue">ج</text></column>""")
    assert [line.ground for line in frame.lines] == [WHITE, GREEN, theme().color("ground").lower()]
    assert frame.lines[0].inks == ((RED, WHITE),)


def test_over_a_photograph_a_text_stands_on_the_worst_there_can_be() -> None:
    frame = lay_out("""<image source="photo" shade="0:.5 1:.5" shade-color="#000000"/>
        <text role="cue">ا</text>""")
    assert frame.photo
    assert frame.lines[0].ground == "#808080"
