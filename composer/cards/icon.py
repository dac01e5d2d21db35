"""Reads single-colour SVG icons: ``<path>`` with M L H V C Q Z, filled even-odd."""

import re
from dataclasses import dataclass
from itertools import pairwise
from xml.parsers import expat

from composer.errors import ThemeError

_TOKEN = re.compile(r"([MLHVCQZmlhvcqz])|(-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)")
_CURVE_STEPS = 12
_ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "Q": 4, "Z": 0}

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class IconShape:
    """Closed outlines whose points are shares of the icon's box; ``aspect`` is width ÷ height."""

    outlines: tuple[tuple[Point, ...], ...]
    aspect: float


def read_icon(svg: str, *, name: str) -> IconShape:
    """Return the outlines of an icon.

    Raises:
        ThemeError: It has no ``viewBox`` or ``<path>``, or a path command we do not read.
    """
    try:
        return _read(svg, name)
    except (ValueError, IndexError, ZeroDivisionError) as error:
        msg = f"icon {name!r}: a viewBox or path with wrong numbers cannot be read"
        raise ThemeError(msg) from error


def _read(svg: str, name: str) -> IconShape:
    box: list[float] = []
    paths: list[str] = []

    def start(element: str, attributes: dict[str, str]) -> None:
        if element == "svg":
            box.extend(float(part) for part in attributes.get("viewBox", "").split())
        elif element == "path":
            paths.append(attributes.get("d", ""))

    def doctype(*_: object) -> None:
        msg = f"icon {name!r}: a document type and entities are not allowed"
        raise ThemeError(msg)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(svg, True)  # noqa: FBT003 - expat's own signature
    except expat.ExpatError as error:
        msg = f"icon {name!r}: not well-formed SVG: {error}"
        raise ThemeError(msg) from error
    if len(box) != len(("x", "y", "width", "height")) or not paths:
        msg = f"icon {name!r}: needs a viewBox and at least one <path>"
        raise ThemeError(msg)
    left, top, width, height = box
    outlines = tuple(
        tuple(((x - left) / width, (y - top) / height) for x, y in outline)
        for path in paths
        for outline in flatten(path, name=name)
    )
    return IconShape(outlines, width / height)


def flatten(path: str, *, name: str = "") -> list[list[Point]]:
    """Return the closed outlines of a path, curves cut into straight pieces."""
    tokens = [match.group(0) for match in _TOKEN.finditer(path)]
    rest = _TOKEN.sub("", path).replace(",", " ").strip()
    if rest:
        msg = f"icon {name!r}: path command {rest.split()[0]!r} is not read; use M L H V C Q Z"
        raise ThemeError(msg)
    outlines: list[list[Point]] = []
    pen: Point = (0.0, 0.0)
    index = 0
    command = "M"
    while index < len(tokens):
        if tokens[index].isalpha():
            command = tokens[index]
            index += 1
        count = _ARGUMENTS[command.upper()]
        numbers = [float(token) for token in tokens[index : index + count]]
        index += count
        pen = _draw(command, numbers, pen, outlines)
        if command in "Mm":
            command = "L" if command == "M" else "l"
        elif command in "Zz":
            command = "M"
    return [outline for outline in outlines if len(outline) > 2]  # noqa: PLR2004 - a triangle


def _draw(command: str, numbers: list[float], pen: Point, outlines: list[list[Point]]) -> Point:
    """Carry out one path command; return where the pen stands."""
    kind = command.upper()
    if kind == "Z":
        return outlines[-1][0] if outlines else pen
    points = _points(command, numbers, pen)
    if kind == "M":
        outlines.append([points[0]])
    elif kind in "CQ":
        outlines[-1].extend(_curve([pen, *points]))
    else:
        outlines[-1].append(points[0])
    return points[-1]


def _points(command: str, numbers: list[float], pen: Point) -> list[Point]:
    base = pen if command.islower() else (0.0, 0.0)
    match command.upper():
        case "H":
            return [(base[0] + numbers[0], pen[1])]
        case "V":
            return [(pen[0], base[1] + numbers[0])]
        case _:
            pairs = zip(numbers[::2], numbers[1::2], strict=True)
            return [(base[0] + x, base[1] + y) for x, y in pairs]


def _curve(control: list[Point]) -> list[Point]:
    """Return points on a Bézier curve after its first one (de Casteljau)."""
    return [_on_curve(control, step / _CURVE_STEPS) for step in range(1, _CURVE_STEPS + 1)]


def _on_curve(control: list[Point], share: float) -> Point:
    while len(control) > 1:
        control = [
            (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)
            for a, b in pairwise(control)
        ]
    return control[0]
