"""The journal: who did what to a draft or an item, and when; lines are only ever added."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, or_, select

from composer.store.database import Database
from composer.store.schema import draft, journal

Fact = str | int | float | bool | list[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """A line that is about to be added; the fields are those of ``JournalLine``."""

    at: datetime
    actor: str
    event: str
    draft: str | None
    item: int | None
    detail: Mapping[str, Fact]


Hear = Callable[[Connection, NewLine], None]
"""Is told of each line, in its transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalLine:
    """One thing that happened.

    Args:
        id: Grows from line to line.
        at: When, in UTC.
        actor: The person or the runner that did it.
        event: What happened, such as ``approved``.
        draft: ID of the draft.
        item: Number of the item of the queue.
        detail: Further facts.
        revision: That at which the draft stands now; None where nobody asked for it.
    """

    id: int
    at: datetime
    actor: str
    event: str
    draft: str | None
    item: int | None
    detail: Mapping[str, Any]
    revision: int | None = None


class Journal:
    """All lines of a store.

    Args:
        database: Where they are.
        hear: Is told of each line that is added.
    """

    def __init__(self, database: Database, hear: Hear | None = None) -> None:
        self._database = database
        self._heard_by = [] if hear is None else [hear]

    def also_tell(self, hear: Hear) -> None:
        """Have one more be told of each line, from now on."""
        self._heard_by.append(hear)

    def write(
        self,
        connection: Connection,
        *,
        at: datetime,
        actor: str,
        event: str,
        draft: str | None = None,
        item: int | None = None,
        **detail: Fact,
    ) -> None:
        """Add a line in the transaction of what it tells, so that neither is there alone."""
        values: dict[str, Any] = {"at": at, "actor": actor, "event": event}
        values |= {"draft": draft, "item": item}
        told = json.dumps(detail, ensure_ascii=False)
        connection.execute(insert(journal).values(**values, detail=told))
        line = NewLine(**values, detail=detail)
        for hear in self._heard_by:
            hear(connection, line)

    def last(self) -> int:
        """Return the number of the newest line; 0 where there is none."""
        with self._database.read() as connection:
            return connection.scalar(select(func.max(journal.c.id))) or 0

    def since(self, number: int, limit: int = 500) -> tuple[JournalLine, ...]:
        """Return lines that were numbered after one, in their order, with ``revision``.

        A transaction that ends later may have taken an earlier number: who follows the journal
        looks a little further back each time.

        Args:
            number: That of the last line that is known.
            limit: At most so many.
        """
        joined = journal.outerjoin(draft, draft.c.id == journal.c.draft)
        query = select(journal, draft.c.revision).select_from(joined).where(journal.c.id > number)
        with self._database.read() as connection:
            found = connection.execute(query.order_by(journal.c.id).limit(limit))
            return tuple(map(_line, found.mappings()))

    def of(
        self, *, draft_id: str | None = None, item_id: int | None = None
    ) -> tuple[JournalLine, ...]:
        """Return the lines of a draft or of an item in their order; of both, where both are told.

        With neither, all lines of the store.
        """
        query = select(journal).order_by(journal.c.id)
        asked = ((journal.c.draft, draft_id), (journal.c.item, item_id))
        wanted = [column == value for column, value in asked if value is not None]
        if wanted:
            query = query.where(or_(*wanted))
        with self._database.read() as connection:
            return tuple(map(_line, connection.execute(query).mappings()))


def _line(row: RowMapping) -> JournalLine:
    return JournalLine(**{**row, "detail": json.loads(row["detail"])})
