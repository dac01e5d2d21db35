"""Compares the ink of two pictures of a line of text."""

from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageFilter

REACH = 2
"""How far in px ink may lie from the other's ink."""

LARGEST_SHARE = 0.002
"""Share of ink beyond that reach from which two lines differ: a lost mark is more."""

_SEARCH = 3
"""How far in px to move one line to lay it over the other."""

_INK = 96
"""Coverage from which a pixel is ink."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one line compares.

    Args:
        text: The line.
        extra: Share of our ink that the other picture has nothing near.
        lacking: Share of its ink that we have nothing near.
    """

    text: str
    extra: float
    lacking: float

    @property
    def agrees(self) -> bool:
        """Whether both shares are small enough."""
        return max(self.extra, self.lacking) < LARGEST_SHARE


def outcome_of(text: str, ours: Image.Image, theirs: Image.Image) -> Outcome:
    """Compare the ink of two pictures of a line, wherever in its picture the line lies."""
    ours, theirs = ours.point(_is_ink), theirs.point(_is_ink)
    best = Outcome(text, 1.0, 1.0)
    for first, second in _aligned(ours, theirs):
        found = Outcome(text, _beyond(first, second), _beyond(second, first))
        if found.extra + found.lacking < best.extra + best.lacking:
            best = found
        if best.agrees:
            break
    return best


def _is_ink(value: int) -> int:
    return 255 if value >= _INK else 0


def _aligned(ours: Image.Image, theirs: Image.Image) -> Iterator[tuple[Image.Image, Image.Image]]:
    """Yield both inks on equal canvases, moved against each other by a few pixels."""
    first, second = ours.getbbox(), theirs.getbbox()
    if first is None or second is None:
        return
    width = max(first[2] - first[0], second[2] - second[0]) + 4 * _SEARCH
    height = max(first[3] - first[1], second[3] - second[1]) + 4 * _SEARCH
    fixed = Image.new("L", (width, height))
    fixed.paste(theirs.crop(second), (2 * _SEARCH, 2 * _SEARCH))
    moves = range(-_SEARCH, _SEARCH + 1)
    spare = (second[2] - second[0]) - (first[2] - first[0])
    for x, y in sorted(((x, y) for x in moves for y in moves), key=lambda move: _far(*move)):
        moved = Image.new("L", (width, height))
        moved.paste(ours.crop(first), (2 * _SEARCH + spare // 2 + x, 2 * _SEARCH + y))
        yield moved, fixed


def _far(x: int, y: int) -> int:
    return x * x + y * y


def _beyond(ink: Image.Image, other: Image.Image) -> float:
    """Return the share of an ink that lies farther than the reach from another one."""
    near = other.filter(ImageFilter.MaxFilter(2 * REACH + 1))
    total = ink.histogram()[255]
    return ImageChops.subtract(ink, near).histogram()[255] / total if total else 1.0
