"""Lays out ``<text>``: its size on the scale, its lines, its ink, the bars behind it."""

import math
from typing import NamedTuple

from composer.cards.frame import CardLine, Fill, GlyphRun, Rect, Shape
from composer.cards.node import Text
from composer.cards.sheet import Layout, Misfit, Sheet
from composer.cards.typeset import Ink, SetText, tail_icon
from composer.text.margin import OPENING, hang
from composer.text.model import PlacedRun, VisualLine

_BAR_PAD_EM = 0.11
"""A bar's reach in em at the most: less than half a word space, or it would touch its neighbour."""

_BAR_INSET = 0.07
"""Space between two bars on neighbouring lines, as a share of the leading."""


_MIDDLE_EM = 0.31
"""Height of the middle of Arabic letters over the baseline."""

_ROUNDING = 1e-6

_SWING_EM = 0.07
"""A mark may reach over the margin by as much: the stem below it is what the eye lines up."""

_FARTHEST_HANG_PX = 28.0
"""Quotation marks that reach further would leave the margin, or meet what stands there."""

_AWKWARD = 0.65
"""Cost of a break that is worth a smaller size (``composer.text.glue``)."""

_DISPLAY_PX = 56.0
"""Size from which a break against the sense is seen before anything else."""


class Spot(NamedTuple):
    """Where a line stands: left end and baseline in px, size in px, leading in em."""

    left: float
    baseline: int
    size: float
    leading: float


def _measure(node: Text, width: float, sheet: Sheet) -> float:
    if not node.inlines:
        return 0.0
    text = sheet.texts.set(node)
    size = sheet.texts.size(node, text, width, sheet.factor)
    if text.widest * size > width + 0.5:
        raise Misfit(text.widest * size, width)
    count = max(text.count(width / size), least_lines(node, text))
    if node.most_lines and count > node.most_lines:
        line = size * sheet.texts.leading(node, text)
        raise Misfit(count * line, node.most_lines * line)
    return sheet.texts.height(node, text, count) * size


def least_lines(node: Text, text: SetText) -> int:
    """Return the least number of lines: what is asked for, where the words suffice."""
    return min(node.least_lines, max(text.breaker.groups // 2, 1))


def _natural(node: Text, sheet: Sheet) -> float:
    if not node.inlines:
        return 0.0
    text = sheet.texts.set(node)
    width = text.natural
    if node.own:
        return width * text.largest + 1.0
    size = round(text.smallest + sheet.factor * (text.largest - text.smallest))
    return width * size + 1.0


def _arrange(node: Text, box: Rect, sheet: Sheet) -> None:
    if not node.inlines:
        return
    text = sheet.texts.set(node)
    size = sheet.texts.size(node, text, box.width, sheet.factor)
    lines = text.lines(box.width / size, least_lines(node, text))
    if size >= _DISPLAY_PX and len(lines) > 1:
        sheet.display.append((node, box.width))
    leading = text.clear(lines, size, sheet.texts.leading(node, text))
    if leading > sheet.texts.leading(node, text) + _ROUNDING:
        sheet.texts.widen(node, leading)
        sheet.again = True
    first = box.y + text.top * size
    for index, line in enumerate(lines):
        baseline = round(first + index * leading * size)
        left = _left(node, line, box, size, sheet)
        spot = Spot(left, baseline, size, leading)
        _put_line(text, line, spot, sheet)
        if node.after and index == len(lines) - 1:
            _put_tail(node.after, line, spot, sheet)


def _left(node: Text, line: VisualLine, box: Rect, size: float, sheet: Sheet) -> float:
    """Return the left end of a line: the ink, not the advance, meets the right margin.

    What hangs over the margin stays inside the safe zone.
    """
    width = line.width * size
    match node.align:
        case "center":
            return box.x + (box.width - width) / 2
        case "end":
            return box.x - line.box.left * size
        case _:
            reach = hang(line) * size
            left = box.right - width + (reach if reach <= _FARTHEST_HANG_PX else 0.0)
            over = left + line.box.right * size - box.right
            if over > _SWING_EM * size and line.text[:1] not in OPENING:
                # A later letter swings further to the right than the first (Amiri's «مجلس»).
                left -= min(over, max(left + line.box.left * size - box.x, 0.0))
            return left if box.right > sheet.edge else min(left, sheet.edge - line.box.right * size)


def _put_line(text: SetText, line: VisualLine, spot: Spot, sheet: Sheet) -> None:
    behind = sheet.behind(spot.baseline - _MIDDLE_EM * spot.size)
    if sheet.theme.roles[text.role].bar:
        for bar in _bars(line, spot, sheet):
            sheet.put(bar)
    inks: dict[Ink, int] = {}
    families: dict[str, int] = {}
    left, baseline, size, _ = spot
    items = sheet.items
    for run, x in line.runs:
        ink = run.ink
        if not isinstance(ink, Ink):
            continue
        length = run.end - run.start
        inks[ink] = inks.get(ink, 0) + length
        families[run.family] = families.get(run.family, 0) + length
        if run.box is not None:
            items.append(GlyphRun(run, left + x * size, baseline, size, ink.color))
    if not inks:
        return
    main = max(inks, key=inks.__getitem__)
    sheet.lines.append(
        CardLine(
            text=line.text,
            box=_ink_box(line, spot),
            font=max(families, key=families.__getitem__),
            px=size,
            color=main.color,
            ground=main.bar or behind,
            source=text.source(line.start, line.end),
            missing="".join([run.missing for run, _ in line.runs]),
            inks=tuple([(ink.color, ink.bar or behind) for ink in inks]),
        )
    )


def _ink_box(line: VisualLine, spot: Spot) -> tuple[int, int, int, int]:
    left, baseline, size, _ = spot
    x = math.floor(left + line.box.left * size)
    y = math.floor(baseline + line.box.top * size)
    right = math.ceil(left + line.box.right * size)
    bottom = math.ceil(baseline + line.box.bottom * size)
    return x, y, right - x, bottom - y


def _bars(line: VisualLine, spot: Spot, sheet: Sheet) -> list[Fill]:
    """Return the bars behind emphasised words, one for each unbroken stretch."""
    left, baseline, size, leading = spot
    pad = min(sheet.theme.bar.pad, _BAR_PAD_EM * size)
    half = leading * size * (1 - _BAR_INSET) / 2
    top = round(baseline - _MIDDLE_EM * size - half)
    return [
        Fill(
            Rect(
                round(left + first * size - pad),
                top,
                round((last - first) * size + 2 * pad),
                round(2 * half),
            ),
            color,
        )
        for color, first, last in _stretches(line.runs)
    ]


def _stretches(runs: tuple[PlacedRun, ...]) -> list[tuple[str, float, float]]:
    """Return (bar colour, left, right) in em of runs on a bar that stand side by side."""
    found: list[tuple[str, float, float]] = []
    previous: str | None = None
    for placed in runs:
        ink = placed.run.ink
        bar = ink.bar if isinstance(ink, Ink) else None
        if bar is not None:
            right = placed.x + placed.run.advance
            if previous == bar:
                found[-1] = (bar, found[-1][1], right)
            else:
                found.append((bar, placed.x, right))
        previous = bar
    return found


def _put_tail(name: str, line: VisualLine, spot: Spot, sheet: Sheet) -> None:
    """Hang an icon behind the last word."""
    left, baseline, size, _ = spot
    x, top, side = tail_icon(line)
    icon = sheet.icon(name)
    height = side * size
    width = height * icon.aspect
    middle = baseline + top * size + height / 2
    box = Rect(left + (x + side) * size - width, middle - height / 2, width, height)
    sheet.put(Shape(box, sheet.theme.color("accent"), icon.outlines))


def breaks_badly(node: Text, width: float, sheet: Sheet) -> bool:
    """Tell whether a text at a width in px breaks against the sense at the sheet's factor."""
    text = sheet.texts.set(node)
    size = sheet.texts.size(node, text, width, sheet.factor)
    return text.worst(width / size, least_lines(node, text)) >= _AWKWARD


PARAGRAPH = Layout(_measure, _arrange, _natural)
