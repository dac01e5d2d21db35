"""The runner: ticks the worker on this machine until it is told to end.

The store is the truth; the runner is only the clock. It may be killed at any instant, and any
number of runners may share a store.
"""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from composer.engine.metronome import Chore, Metronome
from composer.engine.stop import Stop
from composer.engine.trouble import Ticks, Troubles

_STEP_S = 0.2
_JOIN_S = 3.0
_SILENT_S = 300.0


def _nothing() -> None:
    """There is nothing to finish."""


class Pulse:
    """Tells whether a runner goes on: a process that lives and does nothing is not alive.

    Args:
        ticks: A clock in seconds that only goes forward.
    """

    def __init__(self, ticks: Ticks) -> None:
        self._ticks = ticks
        self._last_s = ticks()

    def __call__(self, point: str = "") -> None:
        """Note that the worker has come to a point."""
        del point
        self._last_s = self._ticks()

    @property
    def is_felt(self) -> bool:
        """Whether it came to one lately: within the time of the longest call, and as much again."""
        return self._ticks() - self._last_s < _SILENT_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """Does chores until it is told to end.

    Args:
        chores: What the main thread does, one after the other: the worker's tick first of all.
        beside: What is done beside it: each list of chores in a thread of that name, so that
            nothing of it ever keeps a post waiting.
        ticks: A clock in seconds that only goes forward.
        tell: Has people told of what does not work.
        stop: Whether the program was asked to end.
        pulse: Is told that the main thread goes on.
        finish: Ends what was begun, while what is beside goes on: called when the program was asked
            to end.
    """

    chores: Sequence[Chore]
    beside: Mapping[str, Sequence[Chore]]
    ticks: Ticks
    tell: Callable[[str], None]
    stop: Stop
    pulse: Pulse
    finish: Callable[[], object] = _nothing

    def run(self) -> None:
        """Do the chores; return when the program was asked to end and the one in hand is done."""
        over = threading.Event()
        threads = [
            threading.Thread(target=self._attend, args=(chores, over), name=name, daemon=True)
            for name, chores in self.beside.items()
        ]
        for each in threads:
            each.start()
        try:
            metronome = self._metronome(self.chores)
            while not self.stop():
                self.pulse()
                metronome.beat()
                time.sleep(_STEP_S)
        finally:
            self.finish()
            over.set()
            for each in threads:
                # One that waits for a slow server is left behind: what it has not noted as done
                # is done again.
                each.join(_JOIN_S)

    def _attend(self, chores: Sequence[Chore], over: threading.Event) -> None:
        metronome = self._metronome(chores)
        while not over.wait(_STEP_S):
            metronome.beat()

    def _metronome(self, chores: Sequence[Chore]) -> Metronome:
        return Metronome(chores, ticks=self.ticks, troubles=Troubles(self.tell, self.ticks))
