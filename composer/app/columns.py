"""Text in columns, for terminals: as wide as it is seen, not as it is long."""

import unicodedata
from collections.abc import Iterator, Sequence

_UNSEEN = frozenset({"Mn", "Me", "Cf"})
_WIDE = frozenset({"W", "F"})
_GAP = "  "


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(map(_columns, text))


def columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Give rows as lines whose cells stand below each other; the last cell runs on.

    Args:
        rows: Their cells, each row with the same number of them.
    """
    widths = [max(map(width, cells), default=0) for cells in zip(*rows, strict=True)]
    for row in rows:
        cells = [cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True)]
        yield _GAP.join(cells).rstrip()


def _columns(character: str) -> int:
    if unicodedata.category(character) in _UNSEEN:
        return 0
    return 2 if unicodedata.east_asian_width(character) in _WIDE else 1
