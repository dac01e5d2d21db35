"""Facts about a store as a whole, such as what people were told already."""

from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, select

from composer.store.database import Database
from composer.store.schema import meta


class Facts:
    """Texts by their names.

    Args:
        database: Where they are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str) -> str | None:
        """Return a fact; None where nothing is known."""
        with self._database.read() as connection:
            value: str | None = connection.scalar(select(meta.c.value).where(meta.c.name == name))
        return value

    def beginning(self, start: str) -> Mapping[str, str]:
        """Return the facts whose names begin so."""
        query = select(meta.c.name, meta.c.value).where(
            meta.c.name.startswith(start, autoescape=True)
        )
        with self._database.read() as connection:
            return {row.name: row.value for row in connection.execute(query)}

    def put(self, connection: Connection, name: str, value: str) -> None:
        """Keep a fact in the place of the one before, in the transaction of what it tells."""
        connection.execute(delete(meta).where(meta.c.name == name))
        connection.execute(insert(meta).values(name=name, value=value))
