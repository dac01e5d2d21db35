"""Geometry of the quiet patterns that stand behind the text."""

import math
from collections.abc import Callable
from functools import lru_cache

from composer.cards.frame import Rect, Strokes

_FINE = 1.5
_BOLD = 3.0


@lru_cache(maxsize=32)
def _radar(box: Rect, color: str, at: tuple[float, float], step: float) -> Strokes:
    """Return rings every ``step``, every third one bold with ticks, and spokes at 30°."""
    x, y = at
    reach = math.hypot(max(x - box.x, box.right - x), max(y - box.y, box.bottom - y))
    rings = []
    lines = [
        _ray(at, math.radians(angle), (step * 0.75, reach), _FINE) for angle in range(0, 360, 30)
    ]
    count = math.ceil(reach / step)
    for ring in range(1, count + 1):
        radius = ring * step - step * 0.25
        bold = ring % 3 == 0
        rings.append((x, y, radius, _BOLD if bold else _FINE))
        if bold:
            lines += [
                _ray(at, math.radians(angle), (radius, radius + 9), _FINE)
                for angle in range(-60, 62, 2)
            ]
    visible = tuple(line for line in lines if _touches(line, box))
    return Strokes(box, color, tuple(rings), visible)


def _ray(
    at: tuple[float, float], angle: float, reach: tuple[float, float], width: float
) -> tuple[float, float, float, float, float]:
    cos, sin = math.cos(angle), math.sin(angle)
    near, far = reach
    return (
        at[0] + cos * near,
        at[1] + sin * near,
        at[0] + cos * far,
        at[1] + sin * far,
        width,
    )


def _touches(line: tuple[float, float, float, float, float], box: Rect) -> bool:
    x0, y0, x1, y1, _ = line
    return (
        min(x0, x1) < box.right
        and max(x0, x1) > box.x
        and min(y0, y1) < box.bottom
        and max(y0, y1) > box.y
    )


@lru_cache(maxsize=32)
def _lattice(box: Rect, color: str, at: tuple[float, float], step: float) -> Strokes:
    """Return eight-pointed stars joined by their points, thinning out from the corner ``at``."""
    lines = []
    columns = math.ceil(box.width / step)
    for row in range(columns):
        for column in range(columns - row):
            centre = (at[0] + (column + 0.5) * step, at[1] + (row + 0.5) * step)
            lines += _star(centre, step)
    return Strokes(box, color, (), tuple(lines))


def _star(
    centre: tuple[float, float], step: float
) -> list[tuple[float, float, float, float, float]]:
    """Return the outline of a star and the four short lines that join it to its neighbours."""
    outer = step * 0.37
    inner = outer * 0.765
    points = []
    for corner in range(16):
        radius = outer if corner % 2 == 0 else inner
        angle = math.radians(corner * 22.5)
        points.append((centre[0] + math.cos(angle) * radius, centre[1] + math.sin(angle) * radius))
    edges = zip(points, points[1:] + points[:1], strict=True)
    lines = [(*start, *end, _FINE + 0.5) for start, end in edges]
    for angle in (0.0, 90.0, 180.0, 270.0):
        cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        near, far = outer, step / 2
        lines.append(
            (
                centre[0] + cos * near,
                centre[1] + sin * near,
                centre[0] + cos * far,
                centre[1] + sin * far,
                _FINE + 0.5,
            )
        )
    return lines


def _stripes(box: Rect, color: str, at: tuple[float, float], step: float) -> Strokes:
    """Return stripes at 45°, as wide as half the step, ending at ``at`` on the upper edge."""
    width = step * 0.47
    lines = []
    x = at[0] - width
    while x > box.x - box.height:
        lines.append((x + width, box.y - width, x - box.height, box.bottom + width, width * 0.72))
        x -= step
    return Strokes(box, color, (), tuple(lines))


PATTERNS: dict[str, Callable[[Rect, str, tuple[float, float], float], Strokes]] = {
    "radar": _radar,
    "lattice": _lattice,
    "stripes": _stripes,
}
"""The patterns that an ``<icon>`` may name; they fill its box."""
