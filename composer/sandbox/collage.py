"""How a post's photos stand together: the shape of the first one decides.

Facebook documents none of this; the rules are what was seen there, and change from time to time.
"""

from dataclasses import dataclass
from enum import StrEnum

_SQUARE = 1.05
_MOST_SHOWN = 4
_TALLEST = 5 / 4


class Shape(StrEnum):
    """The shape of a photo."""

    SQUARE = "square"
    LANDSCAPE = "landscape"
    PORTRAIT = "portrait"


@dataclass(frozen=True, slots=True, kw_only=True)
class Collage:
    """An arrangement.

    Args:
        shape: Of the first photo.
        shown: How many photos have a place.
        hidden: How many more there are; the last place says so.
        cropped: A single photo is too tall to be shown whole.
    """

    shape: Shape
    shown: int
    hidden: int = 0
    cropped: bool = False


def shape_of(width: int, height: int) -> Shape:
    """Return the shape of a photo; what is off by a few pixels is still a square."""
    if max(width, height) <= min(width, height) * _SQUARE:
        return Shape.SQUARE
    return Shape.LANDSCAPE if width > height else Shape.PORTRAIT


def collage(count: int, *, width: int, height: int) -> Collage:
    """Return how some photos stand together.

    Args:
        count: How many there are, one at least.
        width: Of the first, in pixels.
        height: Of the first, in pixels.
    """
    shown = min(count, _MOST_SHOWN)
    return Collage(
        shape=shape_of(width, height),
        shown=shown,
        hidden=count - shown,
        cropped=count == 1 and height > width * _TALLEST * _SQUARE,
    )
