import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.sandbox.collage import Collage, Shape, collage, shape_of

sizes = st.integers(1, 5000)


@pytest.mark.parametrize(
    ("width", "height", "shape"),
    [
        (1080, 1080, Shape.SQUARE),
        (1080, 1100, Shape.SQUARE),
        (1100, 1080, Shape.SQUARE),
        (1080, 1350, Shape.PORTRAIT),
        (1200, 630, Shape.LANDSCAPE),
        (1080, 1135, Shape.PORTRAIT),
    ],
)
def test_a_photo_has_a_shape(width: int, height: int, shape: Shape) -> None:
    assert shape_of(width, height) is shape


@pytest.mark.parametrize(
    ("count", "shown", "hidden"),
    [(1, 1, 0), (2, 2, 0), (3, 3, 0), (4, 4, 0), (5, 4, 1), (10, 4, 6)],
)
def test_four_photos_have_a_place(count: int, shown: int, hidden: int) -> None:
    found = collage(count, width=1080, height=1350)
    assert found == Collage(shape=Shape.PORTRAIT, shown=shown, hidden=hidden)


def test_only_a_single_photo_that_is_very_tall_is_cropped() -> None:
    assert collage(1, width=1080, height=1920).cropped
    assert not collage(1, width=1080, height=1350).cropped
    assert not collage(2, width=1080, height=1920).cropped


@given(count=st.integers(1, 50), width=sizes, height=sizes)
def test_no_photo_is_forgotten(count: int, width: int, height: int) -> None:
    found = collage(count, width=width, height=height)
    assert found.shown + found.hidden == count
    assert (found.hidden > 0) == (count > 4)


@given(width=sizes, height=sizes)
def test_a_shape_turns_with_the_photo(width: int, height: int) -> None:
    turned = {
        Shape.SQUARE: Shape.SQUARE,
        Shape.LANDSCAPE: Shape.PORTRAIT,
        Shape.PORTRAIT: Shape.LANDSCAPE,
    }
    assert shape_of(height, width) is turned[shape_of(width, height)]
