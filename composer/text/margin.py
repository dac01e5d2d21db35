"""Optical alignment of a line with the right margin."""

from composer.text.model import VisualLine

OPENING = frozenset("«“‹‘„\"'([{")
"""What hangs outside the margin at the start of a line."""

_MOST_BEARING = 0.12
_ROUNDING = 1e-6


def limited(bearing: float) -> float:
    """Return a side bearing in em, held within what a line may be shifted by."""
    return max(-_MOST_BEARING, min(_MOST_BEARING, bearing))


def hang(line: VisualLine) -> float:
    """Return how far, in em, to shift a line to the right so that its ink meets the margin.

    The side bearing of its rightmost glyph is taken out; opening quotation marks and brackets
    hang outside the margin whole.
    """
    shift = 0.0
    for placed in reversed(line.runs):
        shift += placed.run.hang
        if placed.run.hang < placed.run.advance - _ROUNDING:
            break
    return shift
