"""Tables: rows of equal length from cells that may span several of either."""

from collections.abc import Iterator, Sequence
from itertools import product

from composer.domain.article import Table
from composer.ingest.inline import flat
from composer.ingest.tree import Element

_MOST_COLUMNS = 40
_MOST_ROWS = 500
_LEAST = 2
_LAYOUT = frozenset({"table", "h1", "h2", "h3", "h4", "ul", "ol", "article", "section", "form"})
_LONGEST_CELL = 400

_Cell = tuple[str, int, int]


def grid_of(table: Element, *, caption: str | None = None) -> Table | None:
    """Return a table; None for one that only lays out a page.

    A cell that spans several columns or rows stands in each of them. A first row of one cell over
    all columns is the caption.

    Args:
        table: The element.
        caption: What stands under it, where it has no caption of its own.
    """
    rows = list(_rows(table))
    if not rows or len(rows) > _MOST_ROWS or _is_layout(table):
        return None
    own = table.child("caption")
    caption = (flat(own) if own else None) or caption
    if len(rows) > _LEAST and len(rows[0]) == 1 and max(map(len, rows)) > 1:
        caption, rows = caption or rows[0][0][0], rows[1:]
    grid = _filled(rows)
    if len(grid) < _LEAST or not _LEAST <= len(grid[0]) <= _MOST_COLUMNS:
        return None
    return Table(rows=tuple(map(tuple, grid)), caption=caption or None)


def _rows(table: Element) -> Iterator[list[_Cell]]:
    """Give the cells of each row that is not empty: text, columns, rows."""
    for part in table.elements():
        for row in [part] if part.tag == "tr" else part.elements():
            if row.tag != "tr":
                continue
            cells = [
                (flat(cell), _span(cell, "colspan"), _span(cell, "rowspan"))
                for cell in row.elements()
                if cell.tag in {"td", "th"}
            ]
            if any(text for text, _, _ in cells):
                yield cells


def _span(cell: Element, name: str) -> int:
    """Return how many columns or rows a cell spans; more than a table may have is one too many."""
    text = cell.get(name).strip()
    count = int(text[:6]) if text.isdecimal() else 1
    return min(max(1, count), _MOST_ROWS if name == "rowspan" else _MOST_COLUMNS + 1)


def _filled(rows: Sequence[list[_Cell]]) -> list[list[str]]:
    """Return the text in each place of the grid."""
    placed: dict[tuple[int, int], str] = {}
    for row, cells in enumerate(rows):
        column = 0
        for text, columns, down in cells:
            while (row, column) in placed:
                column += 1
            if column > _MOST_COLUMNS:
                break
            for below, beside in product(range(min(down, len(rows) - row)), range(columns)):
                placed[row + below, column + beside] = text
    width = max((column for _, column in placed), default=-1) + 1
    lines = [[placed.get((row, at), "") for at in range(width)] for row in range(len(rows))]
    return [line for line in lines if any(line)]


def _is_layout(table: Element) -> bool:
    if table.get("role") == "presentation":
        return True
    inside = [each for each in table.all() if each is not table]
    if any(each.tag in _LAYOUT for each in inside):
        return True
    return any(each.tag == "td" and len(each.text) > _LONGEST_CELL for each in inside)
