"""A worker on duty: jobs are done as they come, and beside them what keeps a cluster going."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from composer.app.assignment import SettingsNews
from composer.app.channel import open_channels
from composer.app.daily import follow_rules, keep_house
from composer.app.farm_duty import FarmDuty
from composer.app.presence import Presence
from composer.app.press import Press
from composer.app.shifts import Shifts
from composer.engine.clock import ticks
from composer.engine.cluster.engine import Engine
from composer.engine.cluster.job import SERVE
from composer.engine.cluster.schema import prepare
from composer.engine.cluster.sweeper import Sweeper
from composer.engine.cluster.turn import Turn
from composer.engine.courier import Courier
from composer.engine.lock import RunnerLock
from composer.engine.metronome import Chore
from composer.engine.runner import Pulse, Runner
from composer.engine.stop import Stop, stopping_on_signals
from composer.engine.team import Signs
from composer.errors import StoreError
from composer.publishing.worker import Worker
from composer.store.ahead import Ahead
from composer.store.database import Database

logger = logging.getLogger(__name__)

_RECOVER_S = 2
_TURN_S = 5
_SWEEP_S = 5
_AHEAD_S = 60
_SILENT_S = 10
_SETTINGS_S = 2
_BEAT_S = 10
_NOTICES_S = 2
_HOUSE_S = 3600
_RULES_S = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerDuty:
    """A press that is one of many at work on a store.

    Args:
        press: The press.
        lock: The process's own lock.
        stop: Whether the program was asked to end.
        queues: From which queues it takes jobs.
        at_once: How many pages it serves at the same time.
        name: What people know it by.
        farm: Who draws beside it; None where it does not draw.
        pulse: Is felt while it goes on.
    """

    press: Press
    lock: RunnerLock
    stop: Stop
    queues: tuple[str, ...]
    at_once: int
    name: str
    farm: FarmDuty | None = None
    pulse: Pulse = field(default_factory=lambda: Pulse(ticks))
    _signs: Signs = field(default_factory=lambda: Signs(ticks), init=False)

    def run(self) -> bool:
        """Work until the program is told to end; False where something in hand did not end.

        Raises:
            SettingsError: A channel over which people are told cannot be used as it is set.
            StoreError: The store cannot be used, or does not let the engine's tables be made.
        """
        worker, turn = self._worker(), self._turn()
        shifts, courier = self._shifts(worker), self._courier()
        news = SettingsNews(press=self.press, tell=self._presence.tell)
        prepare(self._database)
        runner = Runner(
            chores=self._chores(worker, turn),
            beside={
                "settings": (_every(_SETTINGS_S, "the settings", news.look),),
                "heart": (_every(_BEAT_S, "the heartbeat", self._beat),),
                "courier": (_every(_NOTICES_S, "telling people", _in(turn, courier.round)),),
                "house": (_every(_HOUSE_S, "keeping house", _in(turn, self._keep_house)),),
                **({"farm": (self.farm.chore,)} if self.farm else {}),
            },
            ticks=ticks,
            tell=self._presence.tell,
            stop=self.stop,
            pulse=self.pulse,
            finish=lambda: self._finish(shifts),
        )
        with stopping_on_signals(self.stop), self._signed_on(turn):
            shifts.begin()
            runner.run()
        if shifts.is_busy:
            logger.warning("left in hand", extra={"runner": self.lock.owner})
        return not shifts.is_busy

    def once(self) -> None:
        """Do all that is due now and all jobs that wait, tell people, and return.

        Raises:
            StoreError: The store cannot be used.
            SettingsError: A channel over which people are told cannot be used as it is set.
        """
        worker, courier = self._worker(), self._courier()
        prepare(self._database)
        with stopping_on_signals(self.stop):
            self._follow_rules()
            worker.recover()
            self._sweeper(worker).sweep()
            self._shifts(worker).once()
            if self.farm is not None:
                self.farm.once(stop=self.stop)
            courier.round()
            if not self.stop():
                self._keep_house()
                courier.round()

    def _chores(self, worker: Worker, turn: Turn) -> tuple[Chore, ...]:
        """Return what is done by every worker, and what by the one whose turn it is."""
        sweeper = self._sweeper(worker)
        return (
            _every(_TURN_S, "taking turns", turn.take),
            _every(_RULES_S, "the zones' rules", _in(turn, self._follow_rules)),
            _every(_RECOVER_S, "taking back", worker.recover),
            _every(_SWEEP_S, "sweeping", _in(turn, sweeper.sweep)),
            _every(_AHEAD_S, "looking ahead", _in(turn, sweeper.look_ahead)),
            _every(_SILENT_S, "looking for silence", self._look_for_silence),
        )

    def _finish(self, shifts: Shifts) -> None:
        """Wait for what is in hand, as long as a stop may take; drawing and publishing together."""
        if self.farm is None:
            shifts.end()
            return
        with self.farm.ending():
            shifts.end()

    @contextmanager
    def _signed_on(self, turn: Turn) -> Iterator[None]:
        """Be known to others for a block; where the store is away, they find out by themselves."""
        self._presence.sign_on(queues=",".join(self.queues))
        try:
            yield
        finally:
            with suppress(StoreError):
                turn.leave()
                self._presence.sign_off()

    def _look_for_silence(self) -> None:
        for target in self._signs.fell_silent():
            logger.error("silent", extra={"page": target})
            self._presence.tell(
                f"the worker {self.name}: publishing on {target} has given no sign for five"
                " minutes; the other pages go on: look at the worker's log, and start it anew"
            )

    def _shifts(self, worker: Worker) -> Shifts:
        return Shifts(
            database=self._database,
            worker=worker,
            signs=self._signs,
            farm=self.farm,
            at_once=self.at_once if SERVE.queue in self.queues else 0,
            stop=self.stop,
            tell=self._presence.tell,
        )

    def _worker(self) -> Worker:
        return Worker(self.press.work(self.lock, at=self._signs), stopping=self.stop)

    def _turn(self) -> Turn:
        return Turn(self._database, name="chores", owner=self.lock.owner, ticks=ticks)

    def _sweeper(self, worker: Worker) -> Sweeper:
        return Sweeper(
            Engine(self._database),
            look=worker.look,
            ahead=Ahead(self._database),
            now=self.press.newsroom.now,
        )

    def _courier(self) -> Courier:
        newsroom = self.press.newsroom
        channels = open_channels(newsroom.settings)
        notices = newsroom.store.notices
        return Courier(notices, channels, now=newsroom.now, stopping=self.stop)

    def _beat(self) -> None:
        self._presence.beat(self.pulse)

    def _follow_rules(self) -> None:
        follow_rules(self.press, actor=self.lock.owner)

    def _keep_house(self) -> None:
        keep_house(self.press, actor=self.lock.owner)

    @property
    def _database(self) -> Database:
        return self.press.newsroom.store.database

    @property
    def _presence(self) -> Presence:
        queues = ",".join(self.queues)
        return Presence(press=self.press, lock=self.lock, host=self.name, queues=queues)


def _every(seconds: int, name: str, do: Callable[[], object]) -> Chore:
    return Chore(name=name, every_s=seconds, do=do)


def _in(turn: Turn, do: Callable[[], object]) -> Callable[[], None]:
    """Return what does a chore only while it is this worker's turn."""

    def do_mine() -> None:
        if turn.is_mine:
            do()

    return do_mine
