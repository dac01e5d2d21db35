"""Lays out tables: the first column at the right, widths by what the cells ask for."""

from collections.abc import Sequence

from composer.cards.block import enter
from composer.cards.frame import Fill, Rect
from composer.cards.node import Cell, Length, Table, TableRow
from composer.cards.sheet import Layout, Misfit, Sheet

_HAIRLINE = 2.0
_HEAD_SHARE = 0.6


def _measure(node: Table, width: float, sheet: Sheet) -> float:
    return sum(_heights(node, _columns(node, width, sheet), sheet))


def _heights(node: Table, widths: Sequence[float], sheet: Sheet) -> list[float]:
    return [_row_height(row, widths, sheet) for row in node.children]


def _row_height(row: TableRow, widths: Sequence[float], sheet: Sheet) -> float:
    fixed = row.style.height.px if row.style.height else 0.0
    cells = (sheet.measure(cell, width) for cell, width in zip(row.children, widths, strict=True))
    return max(row.style.least, fixed, *cells)


def _columns(node: Table, width: float, sheet: Sheet) -> list[float]:
    """Return the width of each column in px.

    Columns of a given width take it. The others share what is left: shares (``fr``) in their
    proportion when there are any, else each gets what its longest unbreakable stretch needs and
    then more in proportion to how much more its cells would like (CSS 2.2, 17.5.2.2).
    """
    count = max((len(row.children) for row in node.children), default=0)
    asked = (*node.columns, *[None] * (count - len(node.columns)))[:count]
    widths = [each.of(width) if isinstance(each, Length) else 0.0 for each in asked]
    left = width - sum(widths)
    shares = {i: -each for i, each in enumerate(asked) if isinstance(each, float)}
    free = [i for i, each in enumerate(asked) if each is None]
    if free:
        room = left if not shares else left * 0.5
        for index, wide in zip(free, _shared(node, free, room, sheet), strict=True):
            widths[index] = wide
        left -= sum(widths[index] for index in free)
    for index, share in shares.items():
        widths[index] = left * share / sum(shares.values())
    return widths


def _shared(node: Table, free: list[int], room: float, sheet: Sheet) -> list[float]:
    """Return widths for the columns ``free`` that together fill the room."""
    needs, likes = [], []
    for index in free:
        cells = [row.children[index] for row in node.children]
        needs.append(max(_need(cell, sheet) for cell in cells))
        likes.append(max(*(_like(cell, sheet) for cell in cells), needs[-1]))
    spare = room - sum(needs)
    if spare < -0.5:  # noqa: PLR2004 - half a pixel of rounding
        raise Misfit(sum(needs), room)
    wish = sum(likes) - sum(needs)
    if wish <= spare:
        rest = (room - sum(likes)) / len(free)
        return [like + rest for like in likes]
    return [need + spare * (like - need) / wish for need, like in zip(needs, likes, strict=True)]


def _need(cell: Cell, sheet: Sheet) -> float:
    """Return the width in px below which a stretch of the cell would have to be broken."""
    padding = cell.style.padding.start + cell.style.padding.end
    return padding + sheet.narrowest(cell)


def _like(cell: Cell, sheet: Sheet) -> float:
    """Return the width in px a cell would like: all on one line, a heading on two."""
    return sheet.natural(cell) * (_HEAD_SHARE if cell.head else 1.0)


def _arrange(node: Table, box: Rect, sheet: Sheet) -> None:
    filled = enter(node.style, box, sheet)
    widths = _columns(node, box.width, sheet)
    heights = _stretched(node, _heights(node, widths, sheet), box.height)
    y = box.y
    for row, height in zip(node.children, heights, strict=True):
        bottom = round(y + height)
        top = round(y)
        _arrange_row(row, Rect(box.x, top, box.width, bottom - top), widths, sheet)
        if node.rule is not None:
            line = Rect(round(box.x), bottom - _HAIRLINE, round(box.width), _HAIRLINE)
            sheet.put(Fill(line, node.rule))
        y += height
    if filled:
        sheet.fills.pop()


def _stretched(node: Table, heights: list[float], room: float) -> list[float]:
    """Return the row heights with free room given to the body rows, to the table's limit."""
    free = room - sum(heights)
    if free < -0.5:  # noqa: PLR2004 - half a pixel of rounding
        raise Misfit(sum(heights), room)
    body = [index for index, row in enumerate(node.children) if not _is_head(row)]
    if not node.style.grow or not body:
        return heights
    each = free / len(body)
    for index in body:
        limit = max(node.highest, heights[index]) if node.highest else float("inf")
        heights[index] = min(heights[index] + each, limit)
    return heights


def _is_head(row: TableRow) -> bool:
    return bool(row.children) and all(cell.head for cell in row.children)


def _arrange_row(row: TableRow, box: Rect, widths: Sequence[float], sheet: Sheet) -> None:
    filled = enter(row.style, box, sheet)
    right = box.right
    edges = [round(right)]
    for width in widths:
        right -= width
        edges.append(round(right))
    for cell, start, end in zip(row.children, edges[:-1], edges[1:], strict=True):
        sheet.arrange(cell, Rect(end, box.y, start - end, box.height))
    if filled:
        sheet.fills.pop()


def _measure_cell(node: Cell, width: float, sheet: Sheet) -> float:
    top, start, bottom, end = node.style.padding
    room = width - start - end
    gaps = node.style.gap * max(len(node.children) - 1, 0)
    return top + bottom + gaps + sum(sheet.measure(child, room) for child in node.children)


def _arrange_cell(node: Cell, box: Rect, sheet: Sheet) -> None:
    """Put a cell's content at its start side, in the middle of its height."""
    filled = enter(node.style, box, sheet)
    top, start, bottom, end = node.style.padding
    room = box.width - start - end
    heights = [sheet.measure(child, room) for child in node.children]
    content = sum(heights) + node.style.gap * max(len(heights) - 1, 0)
    free = box.height - top - bottom - content
    y = box.y + top + (0.0 if node.style.align == "start" else free / 2)
    for child, height in zip(node.children, heights, strict=True):
        sheet.arrange(child, Rect(box.x + end, y, room, height))
        y += height + node.style.gap
    if filled:
        sheet.fills.pop()


def _natural_cell(node: Cell, sheet: Sheet) -> float:
    widest = max((sheet.natural(child) for child in node.children), default=0.0)
    return widest + node.style.padding.start + node.style.padding.end


def _natural(node: Table, sheet: Sheet) -> float:
    return max((_natural_row(row, sheet) for row in node.children), default=0.0)


def _natural_row(node: TableRow, sheet: Sheet) -> float:
    return sum(sheet.natural(cell) for cell in node.children)


def _measure_row(node: TableRow, width: float, sheet: Sheet) -> float:
    share = width / max(len(node.children), 1)
    return max((sheet.measure(cell, share) for cell in node.children), default=0.0)


def _arrange_lone_row(node: TableRow, box: Rect, sheet: Sheet) -> None:
    share = box.width / max(len(node.children), 1)
    _arrange_row(node, box, [share] * len(node.children), sheet)


TABLE = Layout(_measure, _arrange, _natural)
TABLE_ROW = Layout(_measure_row, _arrange_lone_row, _natural_row)
CELL = Layout(_measure_cell, _arrange_cell, _natural_cell)
