"""Darkens a photograph just as far as the text over it asks for."""

from dataclasses import replace
from typing import NamedTuple

from composer.cards.color import blend, contrast, opacity
from composer.cards.frame import CardLine, Rect

OVER_PHOTO = "photo"
"""Stands for the colour behind a line until the darkening of the photograph is known."""

_BRIGHTEST = "#ffffff"
_AIM = 5.5
"""Contrast to reach with the brightest photograph there can be; WCAG 2.2 asks for 4.5."""

_STEPS = 50
_QUIET = 0.05
_TOP = 0.45
_ABOVE = 0.16
"""Share of the height over which the darkening comes in above the first line."""

_HEAD = 0.3
"""What stands above this share of the height belongs to the top row."""

Stops = tuple[tuple[float, float], ...]


class _Band(NamedTuple):
    """What one line asks for: from and to (shares of the photograph's height), opacity."""

    first: float
    last: float
    needed: float


def stops(lines: list[CardLine], box: Rect, color: str) -> Stops:
    """Return the darkening of a photograph: dark at the top, clear, then dark to the foot.

    Args:
        lines: The card's lines; those over the photograph have ``OVER_PHOTO`` behind them.
        box: Where the photograph is.
        color: Colour of the darkening.
    """
    bands = sorted(_band(line, box, color) for line in lines if _is_over(line))
    head = [band for band in bands if band.last < _HEAD]
    body = [band for band in bands if band.last >= _HEAD]
    found: list[tuple[float, float]] = []
    if head:
        last = max(band.last for band in head)
        dark = max(_TOP, *(band.needed for band in head))
        found += [(0.0, dark), (last + 0.01, dark), (last + 0.01 + _ABOVE / 2, _QUIET)]
    else:
        found += [(0.0, _TOP), (_ABOVE, _QUIET)]
    if body:
        first = max(body[0].first - 0.02, 0.0)
        dark = max(band.needed for band in body)
        found = [stop for stop in found if stop[0] < first - _ABOVE]
        found = found or [(0.0, dark if first < _ABOVE else _QUIET)]
        found += [(max(first - _ABOVE, found[-1][0]), found[-1][1]), (first, dark)]
        found.append((min(first + _ABOVE, 0.99), max(dark, 0.94)))
    else:
        found.append((1 - 2 * _ABOVE, _QUIET))
    return (*found, (1.0, 1.0))


def settled(lines: list[CardLine], box: Rect, color: str, found: Stops) -> list[CardLine]:
    """Return the lines with the colour behind them in the worst case: over a white photograph."""
    return [_settled(line, box, color, found) if _is_over(line) else line for line in lines]


def _settled(line: CardLine, box: Rect, color: str, found: Stops) -> CardLine:
    behind = min(
        (blend(_BRIGHTEST, color, opacity(found, share)) for share in _shares(line, box)),
        key=lambda each: contrast(line.color, each),
    )
    inks = tuple((ink, behind if under == OVER_PHOTO else under) for ink, under in line.inks)
    return replace(line, ground=behind if line.ground == OVER_PHOTO else line.ground, inks=inks)


def _is_over(line: CardLine) -> bool:
    return any(under == OVER_PHOTO for _, under in line.inks)


def _shares(line: CardLine, box: Rect) -> tuple[float, float]:
    """Return the upper and lower edge of a line as shares of the photograph's height."""
    top = (line.box[1] - box.y) / box.height
    bottom = (line.box[1] + line.box[3] - box.y) / box.height
    return max(top, 0.0), min(max(bottom, 0.0), 1.0)


def _band(line: CardLine, box: Rect, color: str) -> _Band:
    needed = max(_needed(ink, color) for ink, under in line.inks if under == OVER_PHOTO)
    return _Band(*_shares(line, box), needed)


def _needed(ink: str, color: str) -> float:
    """Return the least opacity at which an ink is legible over white; 1 where none is."""
    opacities = (step / _STEPS for step in range(_STEPS + 1))
    legible = (each for each in opacities if contrast(ink, blend(_BRIGHTEST, color, each)) >= _AIM)
    return next(legible, 1.0)
