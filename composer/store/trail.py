"""What one program did to items, by its lines in the journal."""

from collections.abc import Mapping

from sqlalchemy import func, select

from composer.store.database import Database
from composer.store.item import name_of
from composer.store.schema import journal


class Trail:
    """The lines that an actor wrote from now on.

    Args:
        database: Where the journal is.
        actor: Who it is.
    """

    def __init__(self, database: Database, actor: str) -> None:
        self._database = database
        self._actor = actor
        with database.read() as connection:
            self._last = connection.scalar(select(func.max(journal.c.id))) or 0

    def items(self) -> Mapping[str, tuple[str, ...]]:
        """Return the items that the actor did something to, each with the events in order."""
        query = (
            select(journal.c.item, journal.c.event)
            .where(journal.c.id > self._last, journal.c.actor == self._actor)
            .where(journal.c.item.is_not(None))
            .order_by(journal.c.id)
        )
        found: dict[str, tuple[str, ...]] = {}
        with self._database.read() as connection:
            for number, event in connection.execute(query):
                name = name_of(number)
                found[name] = (*found.get(name, ()), event)
        return found
