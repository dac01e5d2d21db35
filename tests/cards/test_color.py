import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.cards.color import blend, channels, contrast, opacity

colors = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#0b1f33", 16.7),
        ("#e3b341", "#0b1f33", 8.6),
        ("#c8102e", "#ffffff", 5.9),
        ("#c8102e", "#0b1f33", 2.8),
        ("#767676", "#ffffff", 4.54),
        ("#777777", "#ffffff", 4.48),
    ],
)
def test_contrast_has_the_known_values(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.05)


@given(one=colors, other=colors)
def test_contrast_is_the_same_both_ways(one: str, other: str) -> None:
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21
    assert contrast(one, one) == 1


def test_a_colour_has_three_channels() -> None:
    assert channels("#1A2b3c") == (26, 43, 60)
    assert channels("#0a7") == (0, 170, 119)


@pytest.mark.parametrize("text", ["", "red", "#12", "#1234567", "#zzzzzz", "#12 456", "#-12345"])
def test_anything_else_is_no_colour(text: str) -> None:
    with pytest.raises(ValueError, match="is not a colour like #1a2b3c"):
        channels(text)


@given(under=colors, over=colors)
def test_a_blend_goes_from_one_colour_to_the_other(under: str, over: str) -> None:
    assert blend(under, over, 0) == under
    assert blend(under, over, 1) == over


def test_a_blend_is_half_way_at_a_half() -> None:
    assert blend("#000000", "#ffffff", 0.5) == "#808080"


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.0, 0.2), (0.25, 0.4), (0.5, 0.6), (0.75, 0.6), (0.8, 0.6), (1.0, 1.0)],
)
def test_opacity_is_linear_between_stops(share: float, expected: float) -> None:
    stops = ((0.0, 0.2), (0.5, 0.6), (0.8, 0.6), (1.0, 1.0))
    assert opacity(stops, share) == pytest.approx(expected)


def test_opacity_outside_the_stops_is_that_of_the_nearest() -> None:
    assert opacity((), 0.5) == 0
    assert opacity(((0.4, 0.7), (0.6, 0.9)), 0.1) == 0.7
    assert opacity(((0.4, 0.7), (0.6, 0.9)), 0.99) == 0.9
