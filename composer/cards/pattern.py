"""Geometry of the quiet patterns that stand behind the text."""

import math
from collections.abc import Callable
from functools import lru_cache

from composer.cards.frame import Rect, Strokes

_FINE = 1.5
_MEDIUM = 2.0
_BOLD = 3.0

Line = tuple[float, float, float, float, float]
"""Both ends and the width."""


def _radar(box: Rect, color: str, at: tuple[float, float], step: float) -> Strokes:
    """Return rings every ``step``, every third one bold with ticks, and spokes at 30°.

    They are drawn with the centre in the upper left quarter and turned over where it is in
    another: so all cards of a set share one drawing.
    """
    x, y = at[0] - box.x, at[1] - box.y
    mirrored, upturned = x > box.width / 2, y > box.height / 2
    centre = (box.width - x if mirrored else x, box.height - y if upturned else y)
    rings, lines = _rings((box.width, box.height), (round(centre[0]), round(centre[1])), step)
    return Strokes(box, color, rings, lines, mirrored, upturned)


@lru_cache(maxsize=32)
def _rings(
    size: tuple[float, float], at: tuple[int, int], step: float
) -> tuple[tuple[tuple[float, float, float, float], ...], tuple[Line, ...]]:
    """Return the circles and lines of a radar screen, relative to its box."""
    width, height = size
    reach = math.hypot(max(at[0], width - at[0]), max(at[1], height - at[1]))
    near = step * 0.75
    rings = []
    lines = [_ray(at, angle, (near, reach)) for angle in range(0, 360, 30)]
    for ring in range(1, math.ceil(reach / step) + 1):
        radius = (ring - 0.25) * step
        bold = ring % 3 == 0
        rings.append((*at, radius, _BOLD if bold else _FINE))
        if bold:
            lines += [_ray(at, angle, (radius, radius + 9)) for angle in range(-60, 62, 2)]
    return tuple(rings), tuple(line for line in lines if _touches(line, size))


def _ray(at: tuple[float, float], degrees: float, reach: tuple[float, float]) -> Line:
    angle = math.radians(degrees)
    cos, sin = math.cos(angle), math.sin(angle)
    near, far = reach
    return at[0] + cos * near, at[1] + sin * near, at[0] + cos * far, at[1] + sin * far, _FINE


def _touches(line: Line, size: tuple[float, float]) -> bool:
    x0, y0, x1, y1, _ = line
    return min(x0, x1) < size[0] and max(x0, x1) > 0 and min(y0, y1) < size[1] and max(y0, y1) > 0


@lru_cache(maxsize=32)
def _lattice(box: Rect, color: str, at: tuple[float, float], step: float) -> Strokes:
    """Return eight-pointed stars joined by their points, thinning out from the corner ``at``."""
    lines: list[Line] = []
    columns = math.ceil(box.width / step)
    for row in range(columns):
        for column in range(columns - row):
            x = at[0] - box.x + (column + 0.5) * step
            y = at[1] - box.y + (row + 0.5) * step
            lines += _star((x, y), step)
    return Strokes(box, color, (), tuple(lines))


def _star(centre: tuple[float, float], step: float) -> list[Line]:
    """Return the outline of a star and the four short lines that join it to its neighbours."""
    outer = step * 0.37
    inner = outer * 0.765
    corners = []
    for corner in range(16):
        radius = outer if corner % 2 == 0 else inner
        angle = math.radians(corner * 22.5)
        corners.append((centre[0] + math.cos(angle) * radius, centre[1] + math.sin(angle) * radius))
    edges = zip(corners, corners[1:] + corners[:1], strict=True)
    joints = [_ray(centre, angle, (outer, step / 2)) for angle in (0, 90, 180, 270)]
    return [(*line[:4], _MEDIUM) for line in [(*start, *end) for start, end in edges] + joints]


def _stripes(box: Rect, color: str, at: tuple[float, float], step: float) -> Strokes:
    """Return stripes at 45° that end at ``at`` on the upper edge, nearly half of it covered."""
    width = step * 0.47
    height = box.height
    lines = []
    x = at[0] - box.x - width
    while x > -height:
        lines.append((x + width, -width, x - height, height + width, width * 0.72))
        x -= step
    return Strokes(box, color, (), tuple(lines))


PATTERNS: dict[str, Callable[[Rect, str, tuple[float, float], float], Strokes]] = {
    "radar": _radar,
    "lattice": _lattice,
    "stripes": _stripes,
}
"""The patterns that an ``<icon>`` may name; they fill its box."""
