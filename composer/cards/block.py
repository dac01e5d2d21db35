"""Lays out what holds other elements: columns, rows, stacks, boxes, lists."""

from collections.abc import Sequence

from composer.cards.frame import Fill, Rect
from composer.cards.node import Box, Column, Item, List, Node, Row, Stack, Style
from composer.cards.sheet import Layout, Misfit, Sheet

Vertical = Column | Box | List
Horizontal = Row | Item

_BORDER_PX = 2.0


def inner(style: Style, box: Rect) -> Rect:
    """Return what the padding leaves of a box."""
    top, start, bottom, end = style.padding
    return Rect(
        box.x + end, box.y + top, box.width - start - end, max(box.height - top - bottom, 0.0)
    )


def paint_box(style: Style, box: Rect, sheet: Sheet) -> None:
    """Put fill and border of a box on the sheet."""
    line = _BORDER_PX
    if style.border is not None and style.fill is None:
        # Four sides, for what lies inside is not ours to paint: a pattern, a photograph.
        for side in (
            Rect(box.x, box.y, box.width, line),
            Rect(box.x, box.bottom - line, box.width, line),
            Rect(box.x, box.y, line, box.height),
            Rect(box.right - line, box.y, line, box.height),
        ):
            sheet.put(Fill(side, style.border), ground=style.ground)
    elif style.border is not None and style.fill is not None:
        sheet.put(Fill(box, style.border, style.radius), ground=style.ground)
        inside = Rect(box.x + line, box.y + line, box.width - 2 * line, box.height - 2 * line)
        radius = max(style.radius - line, 0.0)
        sheet.put(Fill(inside, style.fill, radius), ground=style.ground)
    elif style.fill is not None:
        sheet.put(Fill(box, style.fill, style.radius), ground=style.ground)


def enter(style: Style, box: Rect, sheet: Sheet) -> bool:
    """Paint a box; tell whether its fill is now what its children stand on."""
    paint_box(style, box, sheet)
    under = style.fill or style.behind
    if under is None:
        return False
    sheet.fills.append(under)
    return True


def _measure_vertical(node: Vertical, width: float, sheet: Sheet) -> float:
    style = node.style
    top, start, bottom, end = style.padding
    room = width - start - end
    children = node.children
    total = top + bottom + style.gap * max(len(children) - 1, 0)
    for child in children:
        total += sheet.measure(child, _width(child, room, style, sheet))
    return total


def _width(child: Node, room: float, style: Style, sheet: Sheet) -> float:
    """Return a child's width in a column."""
    fixed = child.style.width
    if fixed is not None:
        return fixed.of(room)
    if style.align in ("", "stretch"):
        return room
    return min(sheet.natural(child), room)


def _arrange_vertical(node: Vertical, box: Rect, sheet: Sheet) -> None:
    style = node.style
    filled = enter(style, box, sheet)
    room = inner(style, box)
    widths = [_width(child, room.width, style, sheet) for child in node.children]
    heights = [
        sheet.measure(child, width) for child, width in zip(node.children, widths, strict=True)
    ]
    free = room.height - sum(heights) - style.gap * max(len(heights) - 1, 0)
    if free < -0.5:  # noqa: PLR2004 - half a pixel of rounding
        raise Misfit(room.height - free, room.height)
    heights = _grown(node.children, heights, max(free, 0.0))
    free = room.height - sum(heights) - style.gap * max(len(heights) - 1, 0)
    y, gap = _start(style, room.y, free, len(heights))
    for child, width, height in zip(node.children, widths, heights, strict=True):
        x = _across(style.align, room.right - width, room.x, room.width - width)
        sheet.arrange(child, Rect(x, y, width, height))
        y += height + gap
    if filled:
        sheet.fills.pop()


def _grown(children: Sequence[Node], lengths: list[float], free: float) -> list[float]:
    """Return the lengths with the free space shared out among the children that grow."""
    shares = sum(child.style.grow for child in children)
    if shares == 0:
        return lengths
    return [
        length + free * child.style.grow / shares
        for child, length in zip(children, lengths, strict=True)
    ]


def _start(style: Style, first: float, free: float, count: int) -> tuple[float, float]:
    """Return where the first child begins and the gap after each."""
    match style.justify:
        case "end":
            return first + free, style.gap
        case "center":
            return first + free / 2, style.gap
        case "between" if count > 1:
            return first, style.gap + free / (count - 1)
        case _:
            return first, style.gap


def _across(align: str, start: float, end: float, free: float) -> float:
    """Return the left edge of a child of a column; start is right."""
    match align:
        case "end":
            return end
        case "center":
            return end + free / 2
        case _:
            return start


def _natural_vertical(node: Vertical, sheet: Sheet) -> float:
    widest = max((sheet.natural(child) for child in node.children), default=0.0)
    return widest + node.style.padding.start + node.style.padding.end


def _widths(node: Horizontal, room: float, sheet: Sheet) -> list[float]:
    """Return the width of each child of a row, in px."""
    left = room - node.style.gap * max(len(node.children) - 1, 0)
    widths = [0.0] * len(node.children)
    growing = 0.0
    for index, child in enumerate(node.children):
        fixed = child.style.width
        if fixed is not None:
            widths[index] = fixed.of(room)
        elif child.style.grow:
            growing += child.style.grow
        else:
            widths[index] = min(sheet.natural(child), max(left, 0.0))
        left -= widths[index]
    if growing:
        for index, child in enumerate(node.children):
            if child.style.grow and child.style.width is None:
                widths[index] = max(left, 0.0) * child.style.grow / growing
    return widths


def _measure_horizontal(node: Horizontal, width: float, sheet: Sheet) -> float:
    style = node.style
    top, start, bottom, end = style.padding
    widths = _widths(node, width - start - end, sheet)
    heights = (
        sheet.measure(child, each) for child, each in zip(node.children, widths, strict=True)
    )
    return top + bottom + max(heights, default=0.0)


def _arrange_horizontal(node: Horizontal, box: Rect, sheet: Sheet) -> None:
    style = node.style
    filled = enter(style, box, sheet)
    room = inner(style, box)
    widths = _widths(node, room.width, sheet)
    free = room.width - sum(widths) - style.gap * max(len(widths) - 1, 0)
    begin, gap = _start(style, 0.0, max(free, 0.0), len(widths))
    right = room.right - begin
    for child, width in zip(node.children, widths, strict=True):
        height = sheet.measure(child, width)
        if style.align == "stretch":
            height = room.height
        y = room.y + _down(style.align, room.height - height)
        sheet.arrange(child, Rect(right - width, y, width, height))
        right -= width + gap
    if filled:
        sheet.fills.pop()


def _down(align: str, free: float) -> float:
    """Return how far down a child of a row stands; in the middle unless it is said."""
    match align:
        case "start" | "stretch":
            return 0.0
        case "end":
            return free
        case _:
            return free / 2


def _natural_horizontal(node: Horizontal, sheet: Sheet) -> float:
    style = node.style
    total = sum(sheet.natural(child) for child in node.children)
    gaps = style.gap * max(len(node.children) - 1, 0)
    return total + gaps + style.padding.start + style.padding.end


def _measure_stack(node: Stack, width: float, sheet: Sheet) -> float:
    top, start, bottom, end = node.style.padding
    room = width - start - end
    heights = (sheet.measure(child, _own_width(child, room)) for child in node.children)
    return top + bottom + max(heights, default=0.0)


def _own_width(child: Node, room: float) -> float:
    return room if child.style.width is None else child.style.width.of(room)


def _arrange_stack(node: Stack, box: Rect, sheet: Sheet) -> None:
    filled = enter(node.style, box, sheet)
    room = inner(node.style, box)
    for child in node.children:
        place(child, room, sheet)
    if filled:
        sheet.fills.pop()


def place(child: Node, room: Rect, sheet: Sheet) -> None:
    """Put a child where its ``place`` says, over the whole room when it has no size."""
    width = _own_width(child, room.width)
    height = sheet.measure(child, width)
    if height > room.height + 0.5:
        raise Misfit(height, room.height)
    if child.style.grow or (child.style.height is None and child.style.place == "top start"):
        height = room.height
    vertical, _, horizontal = child.style.place.partition(" ")
    x = _across(horizontal, room.right - width, room.x, room.width - width)
    free = room.height - height
    y = room.y + {"top": 0.0, "middle": free / 2, "bottom": free}[vertical]
    sheet.arrange(child, Rect(x, y, width, height))


def _natural_stack(node: Stack, sheet: Sheet) -> float:
    widest = max((sheet.natural(child) for child in node.children), default=0.0)
    return widest + node.style.padding.start + node.style.padding.end


VERTICAL = Layout(_measure_vertical, _arrange_vertical, _natural_vertical)
HORIZONTAL = Layout(_measure_horizontal, _arrange_horizontal, _natural_horizontal)
STACK = Layout(_measure_stack, _arrange_stack, _natural_stack)
