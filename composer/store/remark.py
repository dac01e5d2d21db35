"""The first comments of items: a small queue with its own intent, fence and looks."""

from collections.abc import Callable, Container, Sequence
from datetime import datetime, timedelta

from sqlalchemy import RowMapping, case, literal_column, select, update
from sqlalchemy.sql.elements import ColumnElement

from composer.domain.queue import Audit, CommentStatus, QueueItem, Status
from composer.errors import DraftError
from composer.store.database import Database
from composer.store.item import item_of, items, name_of, number_of
from composer.store.ledger import Ledger
from composer.store.restoration import is_settled
from composer.store.schema import item

_OPEN: ColumnElement[bool] = literal_column("item.comment IN ('waiting', 'committing', 'unknown')")


class Remarks:
    """What a worker does with first comments.

    Args:
        database: Where they are.
        ledger: Where each move is written down, and people are told.
        owner: What names the worker.
    """

    def __init__(self, database: Database, ledger: Ledger, *, owner: str) -> None:
        self._database = database
        self._ledger = ledger
        self._owner = owner

    def due(
        self, now: datetime, *, all_unknown: bool, target: str | None = None
    ) -> tuple[QueueItem, ...]:
        """Return the published items whose comment is to be written or looked for.

        Args:
            now: The wall clock.
            all_unknown: With those of unknown outcome, whenever their next look is.
            target: Of this page only.
        """
        woken = item.c.comment_wake <= now
        if all_unknown:
            woken |= item.c.comment == CommentStatus.UNKNOWN
        query = items().where(
            _OPEN,
            woken,
            item.c.post_id.is_not(None),
            item.c.comment.in_((CommentStatus.WAITING, CommentStatus.UNKNOWN)),
            *(() if target is None else (item.c.target == target,)),
        )
        with self._database.read() as connection:
            return tuple(map(item_of, connection.execute(query).mappings().all()))

    def recover(
        self,
        alive: Callable[[str], bool | None],
        *,
        now: datetime,
        in_hand: Container[str] = (),
    ) -> None:
        """Look for the comments that dead workers were writing.

        Args:
            alive: Tells of an owner whether it lives; None where only its lease can tell.
            now: The wall clock.
            in_hand: The pages that are being served in this worker's name; see ``Claims.recover``.
        """
        columns = item.c.id, item.c.comment_owner, item.c.comment_fence, item.c.comment_wake
        query = select(*columns, item.c.target).where(
            _OPEN, item.c.comment == CommentStatus.COMMITTING
        )
        with self._database.read() as connection:
            rows = connection.execute(query).mappings().all()
        for row in rows:
            if self._is_lost(row, alive, now, in_hand):
                self._take_back(row, now)

    def doubt(self, restored: datetime, *, now: datetime) -> None:
        """Note that comments which seem to wait may have been written before a restore.

        Those of a page that was looked at since are its own: it gets new posts already.
        """
        shown = item.c.post_id.is_not(None) & (
            item.c.held_until.is_(None) | (item.c.held_until <= restored)
        )
        change = (
            update(item)
            .where(_OPEN, item.c.comment == CommentStatus.WAITING)
            .where(shown | (item.c.status == Status.UNKNOWN), ~is_settled(restored))
            .values(comment=CommentStatus.UNKNOWN, comment_wake=now)
        )
        with self._database.write() as connection:
            connection.execute(change)

    def intend(self, held: QueueItem, *, lease: timedelta, now: datetime) -> bool:
        """Write down that the comment is about to be sent; False where somebody else does."""
        return self._change(
            held,
            _in(held, CommentStatus.WAITING),
            now,
            comment=CommentStatus.COMMITTING,
            comment_owner=self._owner,
            comment_fence=item.c.comment_fence + 1,
            comment_wake=now + lease,
            comment_looks=0,
        )

    def posted(self, held: QueueItem, comment_id: str, *, now: datetime) -> None:
        """Keep that the comment is written; what was told of it before is over."""
        alarm = item.c.audit == Audit.ALARM  # it has the same place, and is not over
        self._change(
            held,
            _unwritten(held),
            now,
            comment=CommentStatus.POSTED,
            comment_id=comment_id,
            comment_owner=None,
            last_error=case((alarm, item.c.last_error), else_=None),
        )

    def lose_sight(self, held: QueueItem, *, wake: datetime, now: datetime, error: str) -> None:
        """Note that nobody knows whether the comment was written."""
        self._change(
            held,
            self._sending(held),
            now,
            comment=CommentStatus.UNKNOWN,
            comment_wake=wake,
            comment_owner=None,
            last_error=error,
        )

    def step_back(self, held: QueueItem, *, wait_s: float, now: datetime, counted: bool) -> None:
        """Try again later; surely nothing was written."""
        self._change(
            held,
            self._sending(held),
            now,
            comment=CommentStatus.WAITING,
            comment_wake=now + timedelta(seconds=wait_s),
            comment_failures=item.c.comment_failures + int(counted),
            comment_owner=None,
        )

    def look_again(self, held: QueueItem, *, wake: datetime, looked: bool) -> None:
        """Note a look that settled nothing, or one that cannot be made yet."""
        values = {"comment_wake": wake, "comment_looks": item.c.comment_looks + int(looked)}
        query = update(item).where(item.c.id == number_of(held.id), item.c.comment == held.comment)
        with self._database.write() as connection:
            connection.execute(query.values(**values))

    def ask(self, held: QueueItem, *, now: datetime, error: str) -> None:
        """Put the comment before a person."""
        status = CommentStatus.ATTENTION
        mine = item.c.comment_owner == self._owner
        where = *_unwritten(held), mine | (item.c.comment != CommentStatus.COMMITTING)
        if self._change(held, where, now, comment=status, last_error=error, comment_owner=None):
            with self._database.write() as connection:
                self._ledger.tell(connection, held, "comment-attention", error, now=now)

    def settle(self, held: QueueItem, comment_id: str | None, *, now: datetime, actor: str) -> None:
        """Take a person's word: the comment is there, or, with None, it is to be sent again.

        Raises:
            DraftError: Nothing about it is open.
        """
        if held.comment not in (CommentStatus.UNKNOWN, CommentStatus.ATTENTION):
            msg = f"the first comment of {held.id} is {held.comment}: there is nothing to settle"
            raise DraftError(msg)
        status = CommentStatus.WAITING if comment_id is None else CommentStatus.POSTED
        self._change(
            held,
            _unwritten(held),
            now,
            actor=actor,
            comment=status,
            comment_id=comment_id,
            comment_wake=now,
            comment_failures=0,
            last_error=None,
        )

    def looks(self, held: QueueItem) -> int:
        """Return how many looks were made since the outcome became unknown."""
        return self._count(held, item.c.comment_looks)

    def failures(self, held: QueueItem) -> int:
        """Return how many failures in a row surely wrote nothing."""
        return self._count(held, item.c.comment_failures)

    def _sending(self, held: QueueItem) -> tuple[ColumnElement[bool], ...]:
        """Return the condition that this very worker is sending the comment."""
        return *_in(held, CommentStatus.COMMITTING), item.c.comment_owner == self._owner

    def _count(self, held: QueueItem, column: ColumnElement[int]) -> int:
        with self._database.read() as connection:
            query = select(column).where(item.c.id == number_of(held.id))
            return int(connection.execute(query).scalar_one())

    def _is_lost(
        self,
        row: RowMapping,
        alive: Callable[[str], bool | None],
        now: datetime,
        in_hand: Container[str],
    ) -> bool:
        if row["comment_owner"] == self._owner:
            return row["target"] not in in_hand
        lives = alive(row["comment_owner"])
        return not lives if lives is not None else bool(row["comment_wake"] < now)

    def _take_back(self, row: RowMapping, now: datetime) -> None:
        change = (
            update(item)
            .where(
                item.c.id == row["id"],
                item.c.comment == CommentStatus.COMMITTING,
                item.c.comment_fence == row["comment_fence"],
            )
            .values(comment=CommentStatus.UNKNOWN, comment_wake=now, comment_owner=None)
        )
        with self._database.write() as connection:
            if connection.execute(change).rowcount == 1:
                name, event = name_of(row["id"]), f"comment {CommentStatus.UNKNOWN}"
                self._ledger.write(connection, name, event, now=now, actor=self._owner)

    def _change(
        self,
        held: QueueItem,
        where: Sequence[ColumnElement[bool]],
        now: datetime,
        *,
        actor: str | None = None,
        **values: object,
    ) -> bool:
        with self._database.write() as connection:
            changed = connection.execute(update(item).where(*where).values(**values))
            if changed.rowcount != 1:
                return False
            event = f"comment {values['comment']}"
            by = actor or self._owner
            self._ledger.write(connection, held.id, event, now=now, actor=by)
            return True


def _in(held: QueueItem, status: CommentStatus) -> tuple[ColumnElement[bool], ...]:
    return item.c.id == number_of(held.id), item.c.comment == status


def _unwritten(held: QueueItem) -> tuple[ColumnElement[bool], ...]:
    return item.c.id == number_of(held.id), item.c.comment != CommentStatus.POSTED
