"""Copying a store's rows from one database into another, of whichever kind."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Table, delete, insert, select, text

from composer.store.desk_schema import attempt, visit
from composer.store.schema import metadata, runner, watch

_AT_ONCE = 200
_OF_THIS_TIME = (runner, watch, visit, attempt)
"""What tells of programs and clocks that run and of people who are signed in: it means nothing in
another time or place, and who has signed out since is not let in again."""


def copy_rows(source: Connection, target: Connection) -> None:
    """Put the rows of one database in the place of those of another.

    Numbers that the other has given to rows are not given again.

    Args:
        source: In a transaction that sees one state.
        target: In a transaction that writes.
    """
    with _without_triggers(target):
        for table in reversed(metadata.sorted_tables):
            target.execute(delete(table))
        for table in metadata.sorted_tables:
            if table not in _OF_THIS_TIME:
                _copy_table(source, target, table)
    if target.dialect.name == "postgresql":
        _count_on(target)


def _copy_table(source: Connection, target: Connection, table: Table) -> None:
    rows = source.execution_options(yield_per=_AT_ONCE).execute(select(table))
    for part in rows.mappings().partitions():
        target.execute(insert(table), [dict(row) for row in part])


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


def _count_on(connection: Connection) -> None:
    """Let the counters go on behind the highest number there is or was; SQLite does by itself."""
    for table in metadata.sorted_tables:
        if table.primary_key.columns.keys() == ["id"] and table.c.id.autoincrement is True:
            counter = f"pg_get_serial_sequence('\"{table.name}\"', 'id')"
            highest = f'(SELECT coalesce(max(id), 0) FROM "{table.name}")'  # noqa: S608 - our own name
            query = f"SELECT setval({counter}, greatest({highest}, nextval({counter})))"
            connection.execute(text(query))
