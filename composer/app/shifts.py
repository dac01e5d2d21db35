"""The shifts of a worker: pages, breaking news with a hand of its own, and what is to be drawn."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from composer.app.farm_duty import FarmDuty
from composer.engine.clock import ticks
from composer.engine.cluster.job import BREAKING, RENDER, SERVE, Task
from composer.engine.cluster.rounds import Rounds
from composer.engine.cluster.shift import LAST_CALL_S, Shift
from composer.engine.stop import Stop
from composer.engine.team import Signs
from composer.engine.trouble import Troubles
from composer.publishing.worker import Worker
from composer.store.database import Database

_MARGIN_S = 3.0
_JOIN_S = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Shifts:
    """The shifts, each in a thread of its own, so that none keeps another waiting.

    Args:
        database: That of the store, on PostgreSQL.
        worker: Serves pages.
        signs: Learns which thread serves which page.
        farm: Who draws; None for nobody.
        at_once: How many pages are served at the same time; 0 for none at all.
        stop: Whether the program was asked to end.
        tell: Has people told of what does not work.
    """

    database: Database
    worker: Worker
    signs: Signs
    farm: FarmDuty | None
    at_once: int
    stop: Stop
    tell: Callable[[str], None]
    _threads: list[threading.Thread] = field(default_factory=list, init=False)

    @property
    def is_busy(self) -> bool:
        """Whether a shift goes on."""
        return any(each.is_alive() for each in self._threads)

    def begin(self) -> None:
        """Begin to do jobs."""
        for each in self._made(waits=True):
            thread = threading.Thread(target=each.run, name=f"shift {each.name}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def end(self) -> None:
        """Take nothing new, and wait for what is in hand, but no longer than a stop may take."""
        self.stop.ask()
        end = ticks() + LAST_CALL_S + _MARGIN_S
        while self.is_busy and ticks() < end:  # in short steps, so that a second signal is heard
            for each in self._threads:
                each.join(_JOIN_S)

    def once(self) -> None:
        """Do all jobs that wait, and return."""
        for each in self._made(waits=False):
            each.run()

    def _made(self, *, waits: bool) -> Iterator[Shift]:
        """Give the shifts; one thread more than asked for takes nothing but breaking news."""
        rounds = Rounds(self.worker.serve, stopping=self.stop)
        troubles = Troubles(self.tell, ticks)

        def serve(target: str) -> None:
            with troubles.watched(f"publishing on {target}"):
                self.signs.began(target)
                try:
                    rounds.go(target)
                finally:
                    self.signs.ended()

        pages = Task(kind=SERVE, do=serve)
        if self.at_once:
            both = (SERVE.queue, BREAKING.queue)
            yield self._shift("publish", both, pages, at_once=self.at_once, waits=waits)
            yield self._shift("breaking", (BREAKING.queue,), pages, at_once=1, waits=waits)
        if self.farm is not None:
            yield self._shift("render", (RENDER.queue,), self.farm.task, at_once=1, waits=waits)

    def _shift(
        self, name: str, queues: tuple[str, ...], task: Task, *, at_once: int, waits: bool
    ) -> Shift:
        return Shift(
            database=self.database,
            name=name,
            queues=queues,
            tasks=(task,),
            at_once=at_once,
            stop=self.stop,
            troubles=Troubles(self.tell, ticks),
            ticks=ticks,
            waits=waits,
        )
