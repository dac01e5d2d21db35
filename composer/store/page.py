"""What holds for a whole page: pauses, waits that the platform asks for, the last post."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from composer.domain.post import Target
from composer.store.database import Database, insert_new
from composer.store.journal import Journal
from composer.store.schema import page


@dataclass(frozen=True, slots=True, kw_only=True)
class PageState:
    """How a page stands.

    Args:
        paused: Nothing is sent to it until a person resumes it.
        paused_by: Who paused it.
        blocked_until: Until when the platform wants to be left alone, in UTC.
        last_item: Number of the item that was published last.
        last_published: When that was, in UTC.
    """

    paused: bool = False
    paused_by: str | None = None
    blocked_until: datetime | None = None
    last_item: int | None = None
    last_published: datetime | None = None

    def takes_calls(self, now: datetime) -> bool:
        """Tell whether something may be sent: no pause, and no wait that the platform wants."""
        return not self.paused and (self.blocked_until is None or self.blocked_until <= now)


class Pages:
    """The pages that something is known of.

    Args:
        database: Where they are.
        journal: Where pauses are written down.
    """

    def __init__(self, database: Database, journal: Journal) -> None:
        self._database = database
        self._journal = journal

    def state(self, target_key: str) -> PageState:
        """Return how a page stands; of an unknown one nothing is known."""
        columns = [page.c[name] for name in PageState.__dataclass_fields__]
        query = select(*columns).where(page.c.target == target_key)
        with self._database.read() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return PageState() if row is None else PageState(**row)

    def last_items(self) -> tuple[int, ...]:
        """Return the numbers of the items that were published last, one for each page."""
        query = select(page.c.last_item).where(page.c.last_item.is_not(None))
        with self._database.read() as connection:
            return tuple(filter(None, connection.scalars(query)))

    def pause(self, target: Target, *, now: datetime, actor: str) -> None:
        """Send nothing to a page until it is resumed."""
        with self._database.write() as connection:
            _put(connection, target, paused=True, paused_by=actor)
            self._journal.write(
                connection, at=now, actor=actor, event="page paused", page=target.page
            )

    def resume(self, target: Target, *, now: datetime, actor: str) -> None:
        """Send to a page again; a wait that the platform asked for is over, too."""
        with self._database.write() as connection:
            _put(connection, target, paused=False, paused_by=None, blocked_until=None)
            self._journal.write(
                connection, at=now, actor=actor, event="page resumed", page=target.page
            )

    def block(self, target: Target, until: datetime) -> None:
        """Leave a page alone until an instant; a longer wait that it has already holds."""
        with self._database.write() as connection:
            _put(connection, target)
            shorter = page.c.blocked_until.is_(None) | (page.c.blocked_until < until)
            change = update(page).where(page.c.target == target.key, shorter)
            connection.execute(change.values(blocked_until=until))

    def published(self, connection: Connection, target: Target, *, item: int, at: datetime) -> None:
        """Note the last post of a page, from which the next keeps its distance."""
        _put(connection, target, last_item=item, last_published=at)


def _put(connection: Connection, target: Target, **values: Any) -> None:  # noqa: ANN401 - columns have many types
    """Set columns of a page, whose row is made where it has none."""
    insert_new(connection, page, target=target.key, name=target.page)
    change = update(page).where(page.c.target == target.key)
    connection.execute(change.values(name=target.page, **values))
