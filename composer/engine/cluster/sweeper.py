"""Finds in the store what the engine was not told of, or forgot, and puts it into the engine.

Two looks: one at the pages that have something to do now, every few seconds; one at what falls due
within the hour, every minute, so that a job waits for the very instant. What lies further ahead
stays out of the engine, which slows down under jobs that wait long.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from composer.engine.cluster.engine import Engine
from composer.engine.cluster.wake import wake_at, wake_now
from composer.publishing.lookout import DuePage
from composer.store.ahead import Ahead

AHEAD = timedelta(hours=1)
"""How far ahead jobs are put; what is queued for later is found when it comes nearer."""


class Sweeper:
    """Puts jobs for what the store says.

    Args:
        engine: Where they are put.
        look: Returns the pages that have something to do, the most urgent first.
        ahead: What falls due at which instant.
        now: The wall clock, in UTC.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        look: Callable[[], Sequence[DuePage]],
        ahead: Ahead,
        now: Callable[[], datetime],
    ) -> None:
        self._engine = engine
        self._look = look
        self._ahead = ahead
        self._now = now

    def sweep(self) -> int:
        """Wake whom has something to do now; return how many jobs are new.

        Raises:
            StoreError: The database cannot be asked.
        """
        return self._engine.put(
            wake_now(each.target, breaking=each.breaking) for each in self._look()
        )

    def look_ahead(self) -> int:
        """Put jobs for what falls due within the hour; return how many are new.

        Raises:
            StoreError: The database cannot be asked.
        """
        now = self._now()
        coming = self._ahead.between(now, now + AHEAD)
        return self._engine.put(
            wake_at(each.target, each.at, breaking=each.breaking) for each in coming
        )
