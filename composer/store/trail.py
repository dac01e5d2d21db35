"""What was done to items lately, by the lines of the journal."""

from collections.abc import Mapping

from sqlalchemy import func, select

from composer.store.database import Database
from composer.store.item import name_of
from composer.store.schema import journal


class Trail:
    """The lines that are written from now on.

    Args:
        database: Where the journal is.
        actor: Only those by this one; None for all.
    """

    def __init__(self, database: Database, actor: str | None = None) -> None:
        self._database = database
        self._actor = actor
        with database.read() as connection:
            self._last = connection.scalar(select(func.max(journal.c.id))) or 0

    def items(self) -> Mapping[str, tuple[str, ...]]:
        """Return the items that something was done to, each with the events in order."""
        query = (
            select(journal.c.item, journal.c.event)
            .where(journal.c.id > self._last, journal.c.item.is_not(None))
            .order_by(journal.c.id)
        )
        if self._actor is not None:
            query = query.where(journal.c.actor == self._actor)
        found: dict[str, tuple[str, ...]] = {}
        with self._database.read() as connection:
            for number, event in connection.execute(query):
                name = name_of(number)
                found[name] = (*found.get(name, ()), event)
        return found
