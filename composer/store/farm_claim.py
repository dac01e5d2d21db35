"""The rendering farm as those see it who draw: claims, and moves that name their fence.

As with the queue, every move is a compare-and-set on the status and the fence. Who lost a job
changes nothing of it any more, and keeps no draft of it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, literal_column, select, update
from sqlalchemy.sql.elements import ColumnElement

from composer.domain.render import RenderJob, RenderStatus
from composer.store.database import Database
from composer.store.farm import IN_HAND, job_of, jobs
from composer.store.farm_schema import batch, job
from composer.store.intake import Along

MOST_ATTEMPTS = 3
"""How often an article may be begun whose process ended over it each time."""

_AT_ONCE = 500
_DRAWN_DEAD = (
    f"the process that drew it ended {MOST_ATTEMPTS} times over it, as it does when memory runs"
    " out: try it on a machine with more, or report the article"
)
_READ_DEAD = "the program that was reading it ended: hand it in again"


class Lost(Exception):  # noqa: N818 - it ends a piece of work, and is seen by nobody
    """A job is somebody else's by now, or was cancelled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A job that was claimed.

    Args:
        job: The job.
        payload: What is to be drawn, as JSON.
        person: Who handed it in.
    """

    job: RenderJob
    payload: str = field(repr=False)
    person: str


class FarmClaims:
    """What somebody who draws does with jobs.

    Args:
        database: Where they are.
        owner: What names them; see the runner's lock.
    """

    def __init__(self, database: Database, *, owner: str) -> None:
        self._database = database
        self.owner = owner

    def claim(
        self, *, lease: timedelta, now: datetime, batch_id: str | None = None
    ) -> Claimed | None:
        """Claim the next job; None where nothing waits.

        First articles come before second ones, whatever batch they are of: a single article does
        not wait behind a thousand.

        Args:
            lease: For how long; afterwards others take it up.
            now: In UTC.
            batch_id: Only a job of this batch; None for any.
        """
        waiting = select(job.c.id).where(literal_column("job.status = 'waiting'"))
        if batch_id is not None:
            waiting = waiting.where(job.c.batch == batch_id)
        first = waiting.order_by(job.c.position, job.c.id).limit(1)
        change = (
            update(job)
            .where(job.c.id == first.with_for_update(skip_locked=True).scalar_subquery())
            .where(job.c.status == RenderStatus.WAITING)
            .values(
                status=RenderStatus.DRAWING,
                fence=job.c.fence + 1,
                attempts=job.c.attempts + 1,
                owner=self.owner,
                lease=now + lease,
                changed=now,
            )
            .returning(*job.c)
        )
        with self._database.write() as connection:
            row = connection.execute(change).mappings().one_or_none()
            return None if row is None else _claimed(connection, row)

    def ending(self, held: RenderJob, draft_id: str, *, now: datetime) -> Along:
        """Return what ends a job in the transaction that keeps its draft: both, or neither.

        It raises ``Lost`` where the job is not ours any more.
        """

        def end(connection: Connection, is_new: bool) -> None:  # noqa: FBT001 - see Along
            done = {"status": RenderStatus.DONE, "draft": draft_id, "known": not is_new}
            if not self._end(connection, held, **done, changed=now):
                raise Lost

        return end

    def fail(self, held: RenderJob, *, kind: str, reason: str, now: datetime) -> bool:
        """Note why no draft can be made; False where the job is lost."""
        failed = {"status": RenderStatus.FAILED, "kind": kind, "reason": reason, "changed": now}
        with self._database.write() as connection:
            return self._end(connection, held, **failed)

    def give_back(self, held: RenderJob, *, counted: bool, now: datetime) -> bool:
        """Let others take a job up that was not drawn.

        Args:
            held: The job.
            counted: Whether it counts as one of its attempts.
            now: In UTC.

        Returns:
            Whether the job was still held.
        """
        attempts = job.c.attempts - int(not counted)
        back = {"status": RenderStatus.WAITING, "attempts": attempts, "changed": now}
        with self._database.write() as connection:
            return self._move(connection, held, **back)

    def holds(self, held: RenderJob) -> bool:
        """Tell whether a job is still ours."""
        query = select(job.c.id).where(*_held(held))
        with self._database.read() as connection:
            return connection.execute(query).first() is not None

    def take_back(
        self, alive: Callable[[str], bool | None], *, now: datetime
    ) -> tuple[RenderJob, ...]:
        """Take back what dead programs held: it waits again, or failed where that came often.

        Args:
            alive: Tells of an owner whether it lives; None where only its lease can tell.
            now: In UTC.

        Returns:
            What was taken back, as it was held.
        """
        query = jobs().where(IN_HAND).order_by(job.c.lease).limit(_AT_ONCE)
        with self._database.read() as connection:
            found = [job_of(row) for row in connection.execute(query).mappings().all()]
        lives = {owner: alive(owner) for owner in {each.owner for each in found} if owner}
        lives[self.owner] = False  # who asks has nothing in hand
        lost = [each for each in found if _is_lost(each, lives, now)]
        return tuple(each for each in lost if self._take_back(each, now))

    def _take_back(self, lost: RenderJob, now: datetime) -> bool:
        failed: dict[str, object] = {"status": RenderStatus.FAILED, "kind": "Lost", "payload": None}
        if lost.status is RenderStatus.READING:
            values = {**failed, "reason": _READ_DEAD}
        elif lost.attempts >= MOST_ATTEMPTS:
            values = {**failed, "reason": _DRAWN_DEAD}
        else:
            values = {"status": RenderStatus.WAITING}
        with self._database.write() as connection:
            return self._move(connection, lost, **values, changed=now)

    def _end(self, connection: Connection, held: RenderJob, **values: object) -> bool:
        return self._move(connection, held, **values, payload=None)

    def _move(self, connection: Connection, held: RenderJob, **values: object) -> bool:
        given_up = {"owner": None, "lease": None, "fence": job.c.fence + 1}
        change = update(job).where(*_held(held)).values(**given_up, **values)
        return connection.execute(change).rowcount == 1


def _claimed(connection: Connection, row: RowMapping) -> Claimed:
    ours = job_of({name: value for name, value in row.items() if name != "payload"})
    person = connection.scalar(select(batch.c.person).where(batch.c.id == ours.batch))
    return Claimed(job=ours, payload=row["payload"], person=person or "")


def _is_lost(held: RenderJob, lives: Mapping[str, bool | None], now: datetime) -> bool:
    """Tell whether nobody draws a job any more; to take up what somebody does is harmless."""
    return lives.get(held.owner or "") is False or held.lease is None or held.lease < now


def _held(held: RenderJob) -> Sequence[ColumnElement[bool]]:
    return job.c.id == held.id, job.c.fence == held.fence, job.c.status == held.status
