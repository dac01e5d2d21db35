"""How long something is waited for, by a clock that nobody sets."""

from collections.abc import Collection

from sqlalchemy import Connection, delete, select

from composer.domain.clock import Instant
from composer.store.database import Database, insert_new
from composer.store.schema import watch

_MOST_ASKED = 500
"""Subjects in one query."""


class Watches:
    """The waits of all machines; each begins anew on a machine that was started anew.

    Args:
        database: Where they are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def elapsed(self, subject: str, instant: Instant) -> float:
        """Return for how many seconds this boot has watched a subject; the first look begins it."""
        known_s = self.known(subject, instant)
        if known_s is not None:
            return known_s
        with self._database.write() as connection:
            row = {"subject": subject, "boot": instant.boot, "ticks": instant.ticks}
            insert_new(connection, watch, **row)
            return _passed(connection, subject, instant) or 0.0

    def known(self, subject: str, instant: Instant) -> float | None:
        """Return for how many seconds this boot has watched a subject; None where it has not."""
        with self._database.read() as connection:
            return _passed(connection, subject, instant)

    def known_of(self, subjects: Collection[str], instant: Instant) -> dict[str, float]:
        """Return for how many seconds this boot has watched each subject that it watches."""
        passed: dict[str, float] = {}
        with self._database.read() as connection:
            wanted = sorted(subjects)
            for first in range(0, len(wanted), _MOST_ASKED):
                some = wanted[first : first + _MOST_ASKED]
                query = select(watch.c.subject, watch.c.ticks).where(
                    watch.c.boot == instant.boot, watch.c.subject.in_(some)
                )
                for subject, ticks in connection.execute(query):
                    passed[subject] = max(0.0, instant.ticks - ticks)
        return passed

    def forget(self, subject: str) -> None:
        """End the watch over a subject, on all machines."""
        with self._database.write() as connection:
            connection.execute(delete(watch).where(watch.c.subject == subject))

    def sweep(self, beginning: str, living: Collection[str]) -> int:
        """Forget all subjects that begin so but these; return how many rows went."""
        begins = watch.c.subject.startswith(beginning, autoescape=True)
        went = 0
        with self._database.write() as connection:
            found = connection.scalars(select(watch.c.subject).where(begins).distinct())
            gone = sorted(set(found).difference(living))
            for first in range(0, len(gone), _MOST_ASKED):
                some = watch.c.subject.in_(gone[first : first + _MOST_ASKED])
                went += connection.execute(delete(watch).where(some)).rowcount
        return went


def _passed(connection: Connection, subject: str, instant: Instant) -> float | None:
    query = select(watch.c.ticks).where(watch.c.subject == subject, watch.c.boot == instant.boot)
    since: float | None = connection.scalar(query)
    return None if since is None else max(0.0, instant.ticks - since)
