"""Copying a store's rows from one database into another, of whichever kind."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Table, delete, func, insert, select, text

from composer.store.desk_schema import attempt, visit
from composer.store.schema import metadata, runner, watch

_AT_ONCE = 200
_COUNTER = "SELECT pg_get_serial_sequence(:table, 'id')"
OF_THIS_TIME: Collection[Table] = (runner, watch, visit, attempt)
"""What tells of programs and clocks that run and of people who are signed in: it means nothing in
another time or place, and who has signed out since is not let in again."""


def copy_rows(
    source: Connection,
    target: Connection,
    *,
    without: Collection[Table] = OF_THIS_TIME,
    copied: Callable[[int], None] = lambda _: None,
) -> None:
    """Put the rows of one database in the place of those of another.

    Numbers that either has given to rows are not given again.

    Args:
        source: In a transaction that sees one state.
        target: In a transaction that writes.
        without: Tables that are left empty.
        copied: Told how many rows came across since it was told last.
    """
    with _without_triggers(target):
        for table in reversed(metadata.sorted_tables):
            target.execute(delete(table))
        for table in metadata.sorted_tables:
            if table not in without:
                _copy_table(source, target, table, copied)
    for table in metadata.sorted_tables:
        if counts(table):
            _count_on(target, table, behind=_last_number(source, table))


def counts(table: Table) -> bool:
    """Tell whether a table numbers its rows."""
    return table.primary_key.columns.keys() == ["id"] and table.c.id.autoincrement is True


def _copy_table(
    source: Connection, target: Connection, table: Table, copied: Callable[[int], None]
) -> None:
    rows = source.execute(select(table), execution_options={"yield_per": _AT_ONCE})
    for part in rows.mappings().partitions():
        target.execute(insert(table), [dict(row) for row in part])
        copied(len(part))


@contextmanager
def _without_triggers(connection: Connection) -> Iterator[None]:
    """Let rows be put as they were: an item that is published has not just begun as queued."""
    if connection.dialect.name == "postgresql":
        for table in metadata.sorted_tables:
            connection.execute(text(f'ALTER TABLE "{table.name}" DISABLE TRIGGER USER'))
        yield
        for table in metadata.sorted_tables:
            connection.execute(text(f'ALTER TABLE "{table.name}" ENABLE TRIGGER USER'))
        return
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    triggers = connection.execute(text(query)).all()
    for trigger in triggers:
        connection.exec_driver_sql(f'DROP TRIGGER "{trigger.name}"')
    yield
    for trigger in triggers:
        connection.exec_driver_sql(trigger.sql)


def _last_number(connection: Connection, table: Table) -> int:
    """Return the highest number that a table has ever given to a row, were it gone by now."""
    if connection.dialect.name == "sqlite":
        query = text("SELECT seq FROM sqlite_sequence WHERE name = :table")
        return connection.scalar(query, {"table": table.name}) or 0
    counter = connection.scalar(text(_COUNTER), {"table": f'"{table.name}"'})
    last = connection.execute(text(f"SELECT last_value, is_called FROM {counter}")).one()  # noqa: S608 - the database's own name
    number: int = last.last_value if last.is_called else 0
    return number


def _count_on(connection: Connection, table: Table, *, behind: int) -> None:
    """Let a counter go on behind the highest number there is or was on either side."""
    last = max(behind, _last_number(connection, table))
    highest: int | None = connection.scalar(select(func.max(table.c.id)))
    values = {"table": table.name, "last": max(last, highest or 0)}
    if connection.dialect.name == "sqlite":
        change = "UPDATE sqlite_sequence SET seq = :last WHERE name = :table"
        if connection.execute(text(change), values).rowcount == 0:
            connection.execute(text("INSERT INTO sqlite_sequence VALUES (:table, :last)"), values)
    elif values["last"]:
        change = "SELECT setval(pg_get_serial_sequence(:table, 'id'), :last)"
        connection.execute(text(change), {**values, "table": f'"{table.name}"'})
