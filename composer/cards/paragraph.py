"""Lays out ``<text>``: its size on the scale, its lines, its ink, the bars behind it."""

import math
from collections import Counter

from composer.cards.frame import CardLine, Fill, GlyphRun, Rect, Shape
from composer.cards.node import Text
from composer.cards.sheet import Layout, Misfit, Sheet
from composer.cards.typeset import Ink, SetText, tail_icon
from composer.text.margin import hang
from composer.text.model import PlacedRun, VisualLine

_BAR_PAD_EM = 0.11
"""A bar's reach in em at the most: less than half a word space, or it would touch its neighbour."""

_BAR_INSET = 0.07
"""Space between two bars on neighbouring lines, as a share of the leading."""


def _measure(node: Text, width: float, sheet: Sheet) -> float:
    if not node.inlines:
        return 0.0
    text = sheet.texts.set(node)
    size = sheet.texts.size(node, width, sheet.factor)
    if text.widest * size > width + 0.5:
        raise Misfit(text.widest * size, width)
    count = max(text.count(width / size), _least(node, text))
    if node.most_lines and count > node.most_lines:
        raise Misfit(count * size * text.leading, node.most_lines * size * text.leading)
    return text.height(count) * size


def _least(node: Text, text: SetText) -> int:
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
    size = sheet.texts.size(node, box.width, sheet.factor)
    lines = text.lines(box.width / size, _least(node, text))
    leading = text.clear(lines, size)
    if leading > text.leading + 1e-6:
        text.leading = leading
        sheet.again = True
    first = box.y + text.top * size
    for index, line in enumerate(lines):
        baseline = round(first + index * text.leading * size)
        left = _left(node, line, box, size)
        _put_line(text, line, (left, baseline, size), sheet)
        if node.after and index == len(lines) - 1:
            _put_tail(node.after, line, (left, baseline, size), sheet)


def _left(node: Text, line: VisualLine, box: Rect, size: float) -> float:
    """Return the left end of a line: the ink, not the advance, meets the right margin."""
    width = line.width * size
    match node.align:
        case "center":
            return box.x + (box.width - width) / 2
        case "end":
            return box.x - line.box.left * size
        case _:
            return box.right - width + hang(line) * size


def _put_line(text: SetText, line: VisualLine, at: tuple[float, int, float], sheet: Sheet) -> None:
    left, baseline, size = at
    behind = sheet.behind(baseline - 0.3 * size)
    for bar in _bars(text, line, at, sheet):
        sheet.put(bar)
    weights: Counter[Ink] = Counter()
    for placed in line.runs:
        ink = placed.run.ink
        if not isinstance(ink, Ink):
            continue
        weights[ink] += placed.run.end - placed.run.start
        if placed.run.box is not None:
            x = left + placed.x * size
            sheet.put(GlyphRun(placed.run, x, baseline, size, ink.color))
    if not weights:
        return
    main = weights.most_common(1)[0][0]
    sheet.lines.append(
        CardLine(
            text=line.text,
            box=_ink_box(line, at),
            font=_family(text, line),
            px=size,
            color=main.color,
            ground=main.bar or behind,
            source=text.source(line.start, line.end),
            missing="".join(placed.run.missing for placed in line.runs),
            inks=tuple((ink.color, ink.bar or behind) for ink in weights),
        )
    )


def _family(text: SetText, line: VisualLine) -> str:
    """Return the family that draws most of a line."""
    count: Counter[str] = Counter()
    for placed in line.runs:
        count[placed.run.family] += placed.run.end - placed.run.start
    return count.most_common(1)[0][0] if count else text.role.family


def _ink_box(line: VisualLine, at: tuple[float, int, float]) -> tuple[int, int, int, int]:
    left, baseline, size = at
    x = math.floor(left + line.box.left * size)
    y = math.floor(baseline + line.box.top * size)
    right = math.ceil(left + line.box.right * size)
    bottom = math.ceil(baseline + line.box.bottom * size)
    return x, y, right - x, bottom - y


def _bars(
    text: SetText, line: VisualLine, at: tuple[float, int, float], sheet: Sheet
) -> list[Fill]:
    """Return the bars behind emphasised words, one for each unbroken stretch."""
    left, baseline, size = at
    pad = min(sheet.theme.bar.pad, _BAR_PAD_EM * size)
    inset = _BAR_INSET * text.leading * size / 2
    middle = baseline - 0.31 * size
    half = text.leading * size / 2 - inset
    bars = []
    for color, first, last in _stretches(line.runs):
        x = left + first * size - pad
        width = (last - first) * size + 2 * pad
        bars.append(
            Fill(Rect(round(x), round(middle - half), round(width), round(2 * half)), color)
        )
    return bars


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


def _put_tail(name: str, line: VisualLine, at: tuple[float, int, float], sheet: Sheet) -> None:
    """Hang an icon behind the last word."""
    left, baseline, size = at
    x, top, side = tail_icon(line)
    icon = sheet.icon(name)
    height = side * size
    width = height * icon.aspect
    middle = baseline + top * size + height / 2
    box = Rect(left + (x + side) * size - width, middle - height / 2, width, height)
    sheet.put(Shape(box, sheet.theme.color("accent"), icon.outlines))


PARAGRAPH = Layout(_measure, _arrange, _natural)
