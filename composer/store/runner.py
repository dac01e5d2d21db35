"""The runners: which there are, and when each was last alive."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from composer.store.database import Database
from composer.store.schema import runner

PUBLISHES = "publish"
"""The queue of those that send posts."""

_FORGOTTEN = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """A program that publishes, or draws, or both.

    Args:
        owner: What names it among all runners.
        host: Name of its machine.
        pid: Number of its process there.
        version: Of the program.
        started: In UTC.
        beat: When it was last alive, in UTC.
        stopped: When it ended of its own will, in UTC.
        queues: What it does, with a comma between: ``publish``, ``render``.
    """

    owner: str
    host: str
    pid: int
    version: str
    started: datetime
    beat: datetime
    stopped: datetime | None = None
    queues: str = PUBLISHES

    @property
    def publishes(self) -> bool:
        """Whether it sends posts."""
        return PUBLISHES in self.queues.split(",")


class Runners:
    """The runners of a store.

    Args:
        database: Where they are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def started(
        self,
        *,
        owner: str,
        host: str,
        pid: int,
        version: str,
        now: datetime,
        queues: str = PUBLISHES,
    ) -> None:
        """Note a new runner; those that have been silent for a week are forgotten."""
        row = {"owner": owner, "host": host, "pid": pid, "version": version, "queues": queues}
        old = (runner.c.owner == owner) | (runner.c.beat < now - _FORGOTTEN)
        with self._database.write() as connection:
            connection.execute(delete(runner).where(old))
            connection.execute(insert(runner).values(**row, started=now, beat=now))

    def beat(self, owner: str, *, now: datetime) -> None:
        """Note that a runner is alive."""
        self._change(owner, beat=now)

    def stopped(self, owner: str, *, now: datetime) -> None:
        """Note that a runner ends of its own will."""
        self._change(owner, beat=now, stopped=now)

    def all(self) -> tuple[Runner, ...]:
        """Return the runners, the one that was alive last first."""
        query = select(runner).order_by(runner.c.beat.desc(), runner.c.owner)
        with self._database.read() as connection:
            return tuple(Runner(**row) for row in connection.execute(query).mappings().all())

    def _change(self, owner: str, **values: datetime) -> None:
        with self._database.write() as connection:
            connection.execute(update(runner).where(runner.c.owner == owner).values(**values))
