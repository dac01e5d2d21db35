"""What falls due at which instant, and who is told of it when it is queued."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, RowMapping, select, union

from composer.domain.queue import Status
from composer.store.claim import stands
from composer.store.database import Database
from composer.store.journal import NewLine
from composer.store.schema import item

_GIVES_WORK = frozenset(
    {
        *("queued", "moved", "retried", "settled: not posted", "approval renewed"),
        *("unknown", "looked"),
        "page resumed",
    }
)
"""Events of the journal after which a page may have something to do, at once or at an instant."""

_WAITS = (Status.QUEUED, Status.UNKNOWN)
_COLUMNS = item.c.target, item.c.wake, item.c.breaking


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A page that has something to do at an instant.

    Args:
        target: Which page.
        at: When, in UTC; past for now.
        breaking: Whether breaking news is among it.
    """

    target: str
    at: datetime
    breaking: bool = False


class Ahead:
    """Looks ahead in the queue.

    Args:
        database: Where it is.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def between(self, start: datetime, end: datetime) -> tuple[Call, ...]:
        """Return which pages have something to do after an instant and until another one.

        In the order of time; each page and instant is told once, or twice where only some of it
        is breaking news.
        """
        coming = item.c.wake > start, item.c.wake <= end
        each_of = (select(*_COLUMNS).where(stands(status), *coming) for status in _WAITS)
        query = union(*each_of).order_by("wake", "target")
        with self._database.read() as connection:
            return tuple(map(_call, connection.execute(query).mappings()))


class Bell:
    """Hears the journal, and rings for the pages that were given something to do.

    It rings when the transaction is over and kept, in the thread that made it.

    Args:
        database: That of the journal.
        ring: Called with the pages; must not fail.
    """

    def __init__(self, database: Database, ring: Callable[[Sequence[Call]], None]) -> None:
        self._database = database
        self._ring = ring

    def hear(self, connection: Connection, line: NewLine) -> None:
        """Note what a line means for a page; see ``Journal``."""
        if line.event not in _GIVES_WORK:
            return
        found = item.c.status.in_([each.value for each in _WAITS])
        if line.item is not None:
            query = select(*_COLUMNS).where(found, item.c.id == line.item)
        else:  # of a page
            due = item.c.wake <= line.at
            query = select(*_COLUMNS).where(found, item.c.page == line.detail.get("page"), due)
        calls = tuple(map(_call, connection.execute(query.limit(1)).mappings()))
        if calls:
            self._database.after(connection, partial(self._ring, calls))


def _call(row: RowMapping) -> Call:
    return Call(target=row["target"], at=row["wake"], breaking=row["breaking"])
