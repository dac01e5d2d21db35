"""Whether two databases hold the same, row by row, of whichever kind each is."""

from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import Any

from sqlalchemy import Connection, Table, Text, collate, select

from composer.errors import StoreError
from composer.store.schema import metadata

_AT_ONCE = 500

Row = tuple[Any, ...]


def check_same(
    one: Connection, other: Connection, *, seen: Callable[[int], None] = lambda _: None
) -> int:
    """Compare all rows of two databases and return how many each of them has.

    Args:
        one: In a transaction that sees one state.
        other: Same.
        seen: Told how many rows were compared since it was told last.

    Raises:
        StoreError: They differ; the message names the table and the first such row.
    """
    return sum(_check_table(one, other, table, seen) for table in metadata.sorted_tables)


def _check_table(
    one: Connection, other: Connection, table: Table, seen: Callable[[int], None]
) -> int:
    count = 0
    for mine, theirs in zip_longest(_rows(one, table), _rows(other, table)):
        if mine != theirs:
            key = next(each for each in (mine, theirs) if each is not None)[0]
            msg = (
                f"the copy of the table {table.name} differs at the row {key!r}, so it is not"
                " used: run the command again; if that is of no use, nashir backup and nashir"
                " restore go another way"
            )
            raise StoreError(msg)
        count += 1
        if count % _AT_ONCE == 0:
            seen(_AT_ONCE)
    if count % _AT_ONCE:
        seen(count % _AT_ONCE)
    return count


def _rows(connection: Connection, table: Table) -> Iterator[Row]:
    """Give the rows by their key; texts by their bytes, as no language has a say in it."""
    binary = "C" if connection.dialect.name == "postgresql" else "BINARY"
    order = (
        collate(each, binary) if isinstance(each.type, Text) else each
        for each in table.primary_key.columns
    )
    query = select(table).order_by(*order)
    found = connection.execute(query, execution_options={"yield_per": _AT_ONCE})
    return (tuple(row) for row in found)
