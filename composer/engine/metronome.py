"""The runner's clock: ``schedule`` tells when, and a clock that nobody sets watches over it.

``schedule`` goes by the local wall clock. Where that is put back, by a person or by the end of
summer time, its jobs fall silent until the clock has caught up; that must not keep posts waiting.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from schedule import Scheduler

from composer.engine.trouble import Ticks, Troubles

logger = logging.getLogger(__name__)

_SILENT_BEATS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Chore:
    """Something to do again and again.

    Args:
        name: What it is, in a word or two.
        every_s: Whole seconds from one time to the next.
        do: Does it.
    """

    name: str
    every_s: int
    do: Callable[[], object]


class Metronome:
    """Does chores at their intervals; all of them at the first beat.

    Args:
        chores: What to do, in the order in which it is done when it is due at once.
        ticks: The clock that watches.
        troubles: What an error in a chore meets.
        scheduler: Makes what tells when.
    """

    def __init__(
        self,
        chores: Sequence[Chore],
        *,
        ticks: Ticks,
        troubles: Troubles,
        scheduler: Callable[[], Scheduler] = Scheduler,
    ) -> None:
        self._chores = chores
        self._ticks = ticks
        self._troubles = troubles
        self._make = scheduler
        self._scheduler: Scheduler | None = None
        self._silent_s = _SILENT_BEATS * min(each.every_s for each in chores)
        self._last_s = ticks()

    def beat(self) -> None:
        """Do what is due; to be called several times a second."""
        if self._scheduler is None:
            self._begin()
            return
        self._scheduler.run_pending()
        if self._ticks() - self._last_s > self._silent_s:
            logger.warning("the clock was put back: begun anew")
            self._begin()

    def _begin(self) -> None:
        self._scheduler = self._make()
        for chore in self._chores:
            self._scheduler.every(chore.every_s).seconds.do(self._do, chore)
        self._scheduler.run_all()

    def _do(self, chore: Chore) -> None:
        with self._troubles.watched(chore.name):
            chore.do()
        self._last_s = self._ticks()
