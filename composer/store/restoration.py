"""What is still to be looked at since a backup was restored, page by page."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, literal, select

from composer.store.database import Database, insert_new
from composer.store.schema import item, meta
from composer.store.store import RESTORED

_SETTLED = f"{RESTORED}:"


class Restoration:
    """Which pages were looked at since a restore, so that posts may be sent to them again.

    Args:
        database: The restored one.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def settled(self, restored: datetime) -> frozenset[str]:
        """Return the pages that were looked at since a restore.

        What an older restore left unfinished stands in the backup, too, and counts for nothing.
        """
        query = select(meta.c.name).where(
            meta.c.name.startswith(_SETTLED, autoescape=True),
            meta.c.value == restored.isoformat(),
        )
        with self._database.read() as connection:
            return frozenset(each.removeprefix(_SETTLED) for each in connection.scalars(query))

    def is_settled(self, target: str, restored: datetime) -> bool:
        """Tell whether a page was looked at since a restore."""
        query = select(meta.c.value).where(meta.c.name == f"{_SETTLED}{target}")
        with self._database.read() as connection:
            return connection.scalar(query) == restored.isoformat()

    def settle(self, target: str, restored: datetime) -> None:
        """Note that a page was looked at."""
        name, value = f"{_SETTLED}{target}", restored.isoformat()
        with self._database.write() as connection:
            connection.execute(delete(meta).where(meta.c.name == name))
            insert_new(connection, meta, name=name, value=value)

    def clear(self, restored: datetime) -> None:
        """Note that all pages were looked at; a restore that came meanwhile stays."""
        with self._database.write() as connection:
            stands = (meta.c.name == RESTORED) & (meta.c.value == restored.isoformat())
            if connection.execute(delete(meta).where(stands)).rowcount == 1:
                ours = meta.c.name.startswith(_SETTLED, autoescape=True)
                connection.execute(delete(meta).where(ours))


def is_settled(restored: datetime) -> ColumnElement[bool]:
    """Return the condition that an item is of a page that was looked at since a restore."""
    name = literal(_SETTLED) + item.c.target
    return exists().where(meta.c.name == name, meta.c.value == restored.isoformat())
