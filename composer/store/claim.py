"""The queue as a worker sees it: claims, moves that name their fence, what the platform said.

Every move is a compare-and-set on the status and the fence, in one transaction with its line in
the journal and the notice it calls for. A worker that lost its claim changes nothing, but for one
thing: that a post is out. That is kept whoever holds the item by then.
"""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, literal_column, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.elements import ColumnElement

from composer.domain.queue import QueueItem, Status
from composer.store.database import Database
from composer.store.item import item_of, items, name_of, number_of
from composer.store.ledger import Ledger
from composer.store.prospect import Prospect, prospects, waiting_targets
from composer.store.schema import item, page, photo

_MOST_DUE = 10_000
_HELD: ColumnElement[bool] = literal_column("item.status IN ('claimed', 'uploading', 'committing')")


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """An image that the platform has."""

    position: int
    sha256: str
    photo_id: str
    staged: datetime
    temporary: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An item whose time has come, before anybody claims it."""

    id: str
    target: str
    page: str
    breaking: bool
    unspaced: bool
    due: datetime


class Claims:
    """What a worker does with items.

    Args:
        database: Where they are.
        ledger: Where each move is written down, and people are told.
        owner: What names the worker; see the runner's lock.
    """

    def __init__(self, database: Database, ledger: Ledger, *, owner: str) -> None:
        self._database = database
        self._ledger = ledger
        self.owner = owner

    def get(self, name: str) -> QueueItem:
        """Return an item as it stands."""
        query = items().where(item.c.id == number_of(name))
        with self._database.read() as connection:
            return item_of(connection.execute(query).mappings().one())

    def pages_due(self, now: datetime) -> tuple[str, ...]:
        """Return the pages that have something to do now, the most urgent first, by target.

        Which of them only wait for the distance to their last post, their settings tell: see
        ``composer.publishing.lookout``.
        """
        return tuple(each.target for each in prospects(self._database, now) if each.is_due(now))

    def prospects(self, now: datetime, *, all_unknown: bool = False) -> tuple[Prospect, ...]:
        """Return what the pages have to do; see ``composer.store.prospect``."""
        return prospects(self._database, now, all_unknown=all_unknown)

    def due(self, now: datetime, *, target: str | None = None) -> tuple[Due, ...]:
        """Return the queued items that have woken, breaking ones first, then by due time.

        Args:
            now: The wall clock.
            target: Of this page only.
        """
        columns = item.c.id, item.c.target, item.c.page, item.c.breaking, item.c.unspaced
        query = (
            select(*columns, item.c.due)
            .where(stands(Status.QUEUED), item.c.wake <= now, *_of(target))
            .order_by(item.c.wake)
            .limit(_MOST_DUE)
        )
        with self._database.read() as connection:
            rows = connection.execute(query).mappings().all()
        found = (Due(**{**row, "id": name_of(row["id"])}) for row in rows)
        return tuple(sorted(found, key=lambda each: (not each.breaking, each.due, each.id)))

    def unknown(self, *, target: str | None = None) -> tuple[QueueItem, ...]:
        """Return the items of which nobody knows whether they were posted; of a page, or all."""
        query = items().where(stands(Status.UNKNOWN), *_of(target)).order_by(item.c.wake)
        with self._database.read() as connection:
            return tuple(map(item_of, connection.execute(query).mappings().all()))

    def waiting_targets(self) -> tuple[tuple[str, str], ...]:
        """Return the pages that have such items, by target and name; the whole queue is read."""
        return waiting_targets(self._database)

    def waiting(self, *, target: str | None = None) -> tuple[QueueItem, ...]:
        """Return the items that are to be sent some day, or wait for a person."""
        query = items().where(item.c.status.in_((Status.QUEUED, Status.ATTENTION)), *_of(target))
        with self._database.read() as connection:
            return tuple(map(item_of, connection.execute(query).mappings().all()))

    def recover(
        self,
        alive: Callable[[str], bool | None],
        *,
        now: datetime,
        in_hand: Container[str] = (),
    ) -> tuple[str, ...]:
        """Take back what dead workers held, and what an error of the store left with this one.

        What this worker holds of a page that it has not in hand is left over. The rows are read
        first and the hands looked at after: a page that is taken in hand meanwhile held nothing
        when they were read, and one that is let go meanwhile has moved its item on, or left it.

        Args:
            alive: Tells of an owner whether it lives; None where only its lease can tell.
            now: The wall clock.
            in_hand: The pages that are being served in this worker's name.

        Returns:
            The items that were taken back.
        """
        query = items().where(_HELD)
        with self._database.read() as connection:
            held = [item_of(row) for row in connection.execute(query).mappings().all()]
        mine = [each for each in held if each.owner == self.owner]
        others = [each for each in held if each.owner != self.owner]
        lives = {owner: alive(owner) for owner in {each.owner for each in others} if owner}
        lost = [each for each in mine if f"{each.publisher}:{each.page_id}" not in in_hand]
        lost += [each for each in others if _is_lost(each, lives, now)]
        return tuple(each.id for each in lost if self._take_back(each, now))

    def claim(self, name: str, *, lease: timedelta, now: datetime) -> QueueItem | None:
        """Claim a queued item; None where somebody else was faster, or its page is not free."""
        number = number_of(name)
        paused = select(page.c.target).where(page.c.target == item.c.target, page.c.paused == 1)
        change = (
            update(item)
            .where(item.c.id == number, item.c.status == Status.QUEUED, item.c.wake <= now)
            .where(~paused.exists())
            .values(
                status=Status.CLAIMED,
                fence=item.c.fence + 1,
                owner=self.owner,
                lease=now + lease,
            )
        )
        try:
            with self._database.write() as connection:
                if connection.execute(change).rowcount != 1:
                    return None
                self._write(connection, name, "claimed", now)
                return item_of(
                    connection.execute(items().where(item.c.id == number)).mappings().one()
                )
        except IntegrityError:  # one_busy_item_a_page: another item of the page is under way
            return None

    def staged(self, name: str) -> tuple[Staged, ...]:
        """Return the images of an item that the platform has."""
        query = select(photo).where(photo.c.item == number_of(name)).order_by(photo.c.position)
        with self._database.read() as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(Staged(**{k: v for k, v in row.items() if k != "item"}) for row in rows)

    def forget_staged(self, held: QueueItem) -> None:
        """Forget the images of an item for which no create call was ever sent."""
        with self._database.write() as connection:
            if self._holds(connection, held):
                number = number_of(held.id)
                connection.execute(delete(photo).where(photo.c.item == number))

    def record_staged(
        self, held: QueueItem, image: Staged, *, lease: timedelta, now: datetime
    ) -> bool:
        """Record an uploaded image, and live on; False where the claim is lost."""
        number = number_of(held.id)
        with self._database.write() as connection:
            change = update(item).where(*_held(held)).values(lease=now + lease)
            if connection.execute(change).rowcount != 1:
                return False
            connection.execute(
                insert(photo).values(
                    item=number,
                    position=image.position,
                    sha256=image.sha256,
                    photo_id=image.photo_id,
                    staged=image.staged,
                    temporary=image.temporary,
                )
            )
            return True

    def uploading(self, held: QueueItem, *, lease: timedelta, now: datetime) -> bool:
        """Begin to upload; False where the claim is lost."""
        with self._database.write() as connection:
            return self._move(
                connection,
                held,
                now,
                status=Status.UPLOADING,
                lease=now + lease,
            )

    def intend(self, held: QueueItem, *, lease: timedelta, now: datetime) -> bool:
        """Write down that the create call is about to be sent; False where the claim is lost.

        When this returns, the intent is on the disk.
        """
        with self._database.write() as connection:
            return self._move(
                connection,
                held,
                now,
                item.c.lease > now,
                status=Status.COMMITTING,
                attempts=item.c.attempts + 1,
                intent=now,
                doubt=True,
                looks=0,
                lease=now + lease,
            )

    def step_back(
        self,
        held: QueueItem,
        *,
        wake: datetime,
        now: datetime,
        error: str | None = None,
        counted: bool = False,
    ) -> bool:
        """Put an item back into the queue, with its images; surely nothing was sent."""
        with self._database.write() as connection:
            return self._move(
                connection,
                held,
                now,
                status=Status.QUEUED,
                wake=wake,
                owner=None,
                lease=None,
                doubt=False,
                looks=0,
                failures=item.c.failures + int(counted),
                last_error=error,
            )

    def lose_sight(self, held: QueueItem, *, wake: datetime, now: datetime, error: str) -> bool:
        """Note that nobody knows whether the post was made, and tell people."""
        with self._database.write() as connection:
            moved = self._move(
                connection,
                held,
                now,
                status=Status.UNKNOWN,
                wake=wake,
                owner=None,
                lease=None,
                last_error=error,
            )
            if moved:
                self._ledger.tell(connection, held, "unknown", error, now=now)
            return moved

    def look_again(
        self, held: QueueItem, *, wake: datetime, now: datetime, error: str | None, looked: bool
    ) -> bool:
        """Note a look that settled nothing; ``looked`` where it showed the page at all."""
        change = (
            update(item)
            .where(*_held(held), item.c.looks == held.looks)
            .values(wake=wake, looks=item.c.looks + int(looked), last_error=error)
        )
        with self._database.write() as connection:
            moved = connection.execute(change).rowcount == 1
            if moved:
                self._write(connection, held.id, "looked", now, error=error)
            return moved

    def ask(self, held: QueueItem, *, now: datetime, error: str, doubt: bool) -> bool:
        """Put an item before a person; ``doubt`` where a post may be out."""
        with self._database.write() as connection:
            moved = self._move(
                connection,
                held,
                now,
                status=Status.ATTENTION,
                wake=now,
                owner=None,
                lease=None,
                doubt=doubt,
                last_error=error,
            )
            if moved:
                self._ledger.tell(connection, held, "attention", error, now=now)
            return moved

    def _take_back(self, lost: QueueItem, now: datetime) -> bool:
        """Put what a dead worker held where its death left it."""
        sent = lost.status is Status.COMMITTING
        with self._database.write() as connection:
            moved = self._move(
                connection,
                lost,
                now,
                status=Status.UNKNOWN if sent else Status.QUEUED,
                fence=item.c.fence + 1,
                owner=None,
                lease=None,
                wake=now,
                last_error=f"taken back from {lost.owner}",
            )
            if moved and sent:
                told = "the program ended while it was sending this post: the page is looked at"
                self._ledger.tell(connection, lost, "unknown", told, now=now)
            return moved

    def _move(
        self,
        connection: Connection,
        held: QueueItem,
        now: datetime,
        *conditions: ColumnElement[bool],
        **values: object,
    ) -> bool:
        change = update(item).where(*_held(held), *conditions).values(**values)
        if connection.execute(change).rowcount != 1:
            return False
        error = values.get("last_error")
        told = None if error is None else str(error)
        self._write(connection, held.id, str(values["status"]), now, error=told)
        return True

    def _holds(self, connection: Connection, held: QueueItem) -> bool:
        query = select(item.c.id).where(*_held(held))
        return connection.execute(query).first() is not None

    def _write(
        self, connection: Connection, name: str, event: str, now: datetime, **facts: str | None
    ) -> None:
        self._ledger.write(connection, name, event, now=now, actor=self.owner, **facts)


def _of(target: str | None) -> tuple[ColumnElement[bool], ...]:
    """Return the condition that an item is of a page; none for all pages."""
    return () if target is None else (item.c.target == target,)


def stands(status: Status) -> ColumnElement[bool]:
    """Return the condition with the word itself: a parameter would hide the partial index."""
    return literal_column(f"item.status = '{status.value}'")


def _is_lost(held: QueueItem, lives: Mapping[str, bool | None], now: datetime) -> bool:
    alive = lives.get(held.owner or "")
    if alive is not None:
        return not alive
    return held.lease is None or held.lease < now


def _held(held: QueueItem) -> Sequence[ColumnElement[bool]]:
    return (
        item.c.id == number_of(held.id),
        item.c.fence == held.fence,
        item.c.status == held.status,
    )
