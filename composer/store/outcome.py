"""What became of items: that a post is out, and what the look after it saw.

That a post is out is kept whoever holds the item by then: a worker that lost its claim may still
get the answer to what it sent, and that answer is what keeps a second post from being made.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, literal_column, select, update
from sqlalchemy.sql.elements import ColumnElement

from composer.domain.post import Target
from composer.domain.queue import Audit, QueueItem, Status
from composer.store.database import Database
from composer.store.item import item_of, items, number_of
from composer.store.ledger import Ledger
from composer.store.page import Pages
from composer.store.schema import item

_MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """How a post came to be known.

    Args:
        post_id: Its ID.
        audit_after: How long after it appears it is looked at once more.
        held_until: When the platform will show it, where it holds it.
        permalink: Its address.
        how: ``answered``, or where else it was learnt.
    """

    post_id: str
    audit_after: timedelta
    held_until: datetime | None = None
    permalink: str | None = None
    how: str = "answered"


class Outcomes:
    """Keeps what the platform answered and showed.

    Args:
        database: Where the items are.
        ledger: Where each thing is written down, and people are told.
        pages: Where a page's last post is noted.
        owner: What names the worker.
    """

    def __init__(self, database: Database, ledger: Ledger, pages: Pages, *, owner: str) -> None:
        self._database = database
        self._pages = pages
        self._ledger = ledger
        self._owner = owner

    def published(self, held: QueueItem, landing: Landing, *, now: datetime) -> bool:
        """Keep that a post is out, whoever holds the item by now.

        Returns:
            Whether this is news. Where the item already has another post, there are two: an
            alarm is raised.
        """
        number = number_of(held.id)
        change = (
            update(item)
            .where(item.c.id == number)
            .where(item.c.status.not_in((Status.PUBLISHED, Status.CANCELLED)))
            .values(
                status=Status.PUBLISHED,
                post_id=landing.post_id,
                permalink=landing.permalink,
                published=now,
                held_until=landing.held_until,
                doubt=False,
                failures=0,
                owner=None,
                lease=None,
                audit=Audit.PENDING,
                audit_due=(landing.held_until or now) + landing.audit_after,
                comment_wake=landing.held_until or now,
                last_error=None,
            )
        )
        with self._database.write() as connection:
            if connection.execute(change).rowcount == 1:
                self._write(
                    connection, held.id, "published", now, post=landing.post_id, how=landing.how
                )
                self._pages.published(connection, _target(held), item=number, at=now)
                return True
            known = connection.execute(select(item.c.post_id).where(item.c.id == number)).scalar()
            if known != landing.post_id:
                told = (
                    f"two posts of one item: {known} and {landing.post_id}: take one of them down"
                )
                self._alarm(connection, held, "duplicate-alarm", told, now)
            return False

    def permalink(self, held: QueueItem, address: str) -> None:
        """Keep the address of a post."""
        change = update(item).where(item.c.id == number_of(held.id)).values(permalink=address)
        with self._database.write() as connection:
            connection.execute(change)

    def audits(self, now: datetime, *, target: str | None = None) -> tuple[QueueItem, ...]:
        """Return the published items that are to be looked at once more; of a page, or all."""
        pending: ColumnElement[bool] = literal_column("item.audit = 'pending'")
        query = items().where(pending, item.c.audit_due <= now).order_by(item.c.audit_due)
        if target is not None:
            query = query.where(item.c.target == target)
        with self._database.read() as connection:
            return tuple(map(item_of, connection.execute(query.limit(_MOST)).mappings().all()))

    def audited(self, held: QueueItem, *, now: datetime) -> None:
        """Note that there is exactly one post."""
        self._audit(held, now, audit=Audit.OK)

    def audit_later(self, held: QueueItem, *, due: datetime, now: datetime) -> None:
        """Note that the page could not be seen, or not the post yet: look again then."""
        self._audit(held, now, audit_due=due)

    def alarm(self, held: QueueItem, kind: str, told: str, *, now: datetime) -> None:
        """Raise an alarm about a published item."""
        with self._database.write() as connection:
            self._alarm(connection, held, kind, told, now)

    def unseen(self, held: QueueItem, told: str, *, now: datetime) -> None:
        """Have a person look at a published item, because the program cannot."""
        with self._database.write() as connection:
            self._note_alarm(connection, held, "audit given up", told, now)
            post = held.post_id or ""
            self._ledger.tell(connection, held, "attention", told, now=now, post=post)

    def others_posts(self, held: QueueItem) -> frozenset[str]:
        """Return the IDs of the posts of the other items of the same page."""
        query = select(item.c.post_id).where(
            item.c.target == f"{held.publisher}:{held.page_id}",
            item.c.post_id.is_not(None),
            item.c.id != number_of(held.id),
        )
        with self._database.read() as connection:
            return frozenset(connection.execute(query).scalars())

    def _audit(self, held: QueueItem, now: datetime, **values: object) -> None:
        number = number_of(held.id)
        with self._database.write() as connection:
            connection.execute(update(item).where(item.c.id == number).values(**values))
            if "audit" in values:
                self._write(connection, held.id, "audited", now)

    def _alarm(
        self, connection: Connection, held: QueueItem, kind: str, told: str, now: datetime
    ) -> None:
        self._note_alarm(connection, held, kind, told, now)
        self._ledger.tell(connection, held, kind, told, now=now)

    def _note_alarm(
        self, connection: Connection, held: QueueItem, event: str, told: str, now: datetime
    ) -> None:
        number = number_of(held.id)
        values = {"audit": Audit.ALARM, "last_error": told}
        connection.execute(update(item).where(item.c.id == number).values(**values))
        self._write(connection, held.id, event, now, error=told)

    def _write(
        self, connection: Connection, name: str, event: str, now: datetime, **facts: str | None
    ) -> None:
        self._ledger.write(connection, name, event, now=now, actor=self._owner, **facts)


def _target(held: QueueItem) -> Target:
    return Target(page=held.page, publisher=held.publisher, page_id=held.page_id)
