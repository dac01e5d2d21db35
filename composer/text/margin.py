"""Optical alignment of a line with the right margin."""

from composer.text.model import VisualLine

_ROUNDING = 1e-6


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
