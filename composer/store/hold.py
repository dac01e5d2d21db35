"""Keeping all others from writing to a store, and finding out who they are."""

from collections.abc import Iterator

from sqlalchemy import Connection, select, text

from composer.domain.queue import CommentStatus, Status
from composer.store.item import name_of
from composer.store.schema import item, metadata

APPLICATION = "nashir store move"
"""What a move calls itself at a PostgreSQL server, so that it does not find itself."""

_IN_HAND = (Status.CLAIMED, Status.UPLOADING, Status.COMMITTING)
_SESSIONS = text("""
    SELECT pid, coalesce(host(client_addr), 'this machine') AS host FROM pg_stat_activity
    WHERE datname = current_database() AND application_name LIKE 'nashir%'
    AND application_name <> :own ORDER BY backend_start
""")


def hold(connection: Connection) -> None:
    """Let nobody else write until the transaction ends; they may go on reading.

    A writing transaction of SQLite is alone from its beginning. On PostgreSQL it must not be
    ended by the server while it waits for the other side, as idle ones are.

    Raises:
        DBAPIError: Somebody is writing and does not end soon.
    """
    if connection.dialect.name != "postgresql":
        return
    connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
    tables = ", ".join(f'"{each.name}"' for each in metadata.sorted_tables)
    connection.execute(text(f"LOCK TABLE {tables} IN EXCLUSIVE MODE"))


def sessions(connection: Connection) -> Iterator[str]:
    """Name the programs on whichever machine that have a PostgreSQL store open."""
    if connection.dialect.name == "postgresql":
        for row in connection.execute(_SESSIONS, {"own": APPLICATION}):
            yield f"a program on {row.host} (the server's process {row.pid})"


def items_in_hand(connection: Connection) -> tuple[str, ...]:
    """Return the items that are just being published, were it by a program that was killed."""
    query = select(item.c.id).where(
        item.c.status.in_(_IN_HAND) | (item.c.comment == CommentStatus.COMMITTING)
    )
    return tuple(map(name_of, connection.scalars(query.order_by(item.c.id))))
