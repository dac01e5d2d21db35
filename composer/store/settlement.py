"""A person's word about posts: settled, withdrawn, corrected, shown at another time."""

from datetime import datetime

from sqlalchemy import update

from composer.domain.queue import QueueItem, Status
from composer.errors import DraftError
from composer.store.database import Database
from composer.store.item import number_of
from composer.store.ledger import Ledger
from composer.store.queue import Queue, When, times
from composer.store.schema import item


class Settlements:
    """What people say of items that were sent.

    Args:
        database: Where they are.
        ledger: Where each thing that a person does is written down.
        queue: The queue.
    """

    def __init__(self, database: Database, ledger: Ledger, queue: Queue) -> None:
        self._database = database
        self._ledger = ledger
        self._queue = queue

    def posted(
        self,
        name: str,
        post_id: str,
        *,
        permalink: str | None,
        audit_due: datetime,
        now: datetime,
        actor: str,
    ) -> QueueItem:
        """Take a person's word that the post of an item is out.

        Raises:
            DraftError: The outcome is not open.
        """
        found = self._open(name)
        self._queue.change(
            found,
            "settled: posted",
            now,
            actor,
            {"post": post_id},
            status=Status.PUBLISHED,
            post_id=post_id,
            permalink=permalink,
            published=now,
            doubt=False,
            audit="pending",
            audit_due=audit_due,
            comment_wake=now,
            owner=None,
            lease=None,
            last_error=None,
        )
        return self._queue.get(name)

    def not_posted(self, name: str, when: When, *, now: datetime, actor: str) -> QueueItem:
        """Take a person's word that the post of an item is not out: it is queued again.

        Raises:
            DraftError: The outcome is not open.
        """
        found = self._open(name)
        self._queue.change(
            found,
            "settled: not posted",
            now,
            actor,
            {},
            when=when,
            status=Status.QUEUED,
            doubt=False,
            attempts=0,
            failures=0,
            looks=0,
            owner=None,
            lease=None,
            last_error=None,
        )
        return self._queue.get(name)

    def withdrawn(self, name: str, *, now: datetime, actor: str) -> QueueItem:
        """Note that a person took the post of an item down."""
        found = self._queue.get(name)
        values = {"withdrawn": now, "audit": None, "comment": None}
        with self._database.write() as connection:
            connection.execute(update(item).where(item.c.id == number_of(name)).values(**values))
            self._ledger.write(
                connection, name, "withdrawn", now=now, actor=actor, post=found.post_id
            )
        return self._queue.get(name)

    def corrected(self, name: str, approval: str, *, now: datetime, actor: str) -> QueueItem:
        """Note that the post of an item now has the text of another approval."""
        found = self._queue.get(name)
        with self._database.write() as connection:
            change = update(item).where(item.c.id == number_of(name)).values(approval=approval)
            connection.execute(change)
            self._ledger.write(
                connection, name, "corrected", now=now, actor=actor, post=found.post_id
            )
        return self._queue.get(name)

    def rescheduled(
        self, name: str, when: When, *, audit_due: datetime, now: datetime, actor: str
    ) -> QueueItem:
        """Note that the platform will show a post that it holds at another time."""
        values = {**times(when), "held_until": when.due, "audit_due": audit_due}
        with self._database.write() as connection:
            connection.execute(update(item).where(item.c.id == number_of(name)).values(**values))
            facts = {"due": when.due.isoformat()}
            self._ledger.write(connection, name, "moved", now=now, actor=actor, **facts)
        return self._queue.get(name)

    def _open(self, name: str) -> QueueItem:
        """Return an item whose outcome is not known."""
        found = self._queue.get(name)
        if found.status is Status.UNKNOWN or (found.status is Status.ATTENTION and found.doubt):
            return found
        known = f"its post is {found.post_id}" if found.post_id else "nothing of it was sent"
        msg = f"{name} is {found.status} and {known}: there is nothing to settle"
        raise DraftError(msg)
