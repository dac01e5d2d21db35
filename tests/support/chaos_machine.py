"""A machine of a chaos run with the engine: one worker, that may die or freeze at any point.

Each has a workspace and clocks of its own, and reaches the database and the page by wires that
can be cut. Nothing of another machine can be seen from it but what the store says: only a lease
tells whether a worker elsewhere still lives.
"""

import logging
import os
import random
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from types import ModuleType

from chaos_flaw import Flaw, broken, put_in
from chaos_netns import Network
from quick_clock import OtherClock, QuickClock

from composer.app import worker_duty
from composer.app.press import Press
from composer.app.worker_duty import WorkerDuty
from composer.engine.clock import MachineClock
from composer.engine.cluster import rescue, shift, turn
from composer.engine.lock import RunnerLock
from composer.engine.stop import Stop
from composer.errors import StoreError
from composer.publishing.policy import LEASE
from composer.publishing.work import Work
from composer.settings import (
    EngineKind,
    Page,
    PublisherKind,
    PublisherSettings,
    PublishingSettings,
    Settings,
    StoreSettings,
    WorkerSettings,
)

import_module("procrastinate")  # slow to load, and so before anybody is forked

QUICK = 40
"""How many seconds of the workers' clocks pass in one: a lease is over in four and a half."""

LEASE_S = LEASE.total_seconds() / QUICK
"""How long a claim holds, in seconds of this machine."""

SETTLE_S = 4.0
"""The settle time in such seconds: longer than a wire holds a post or a page hides it."""

_AT_ONCE = 3
_OFTEN = 4
_WITH_A_CLAIM = frozenset({"claimed", "uploading"})
"""Points at which a worker holds a claim that it may have lost when it wakes."""

_HASTENED: Mapping[ModuleType, Mapping[str, object]] = {
    worker_duty: {"_RECOVER_S": 1, "_TURN_S": 1, "_SWEEP_S": 1, "_AHEAD_S": 5},
    turn: {"LEASE_S": 4, "_MARGIN_S": 1.0},
    rescue: {"SILENT_S": 4.0},
    shift: {
        "SILENT_S": 4.0,
        "HEARTBEAT_S": 1.0,
        "_RESCUE_S": 1.0,
        "_WAITS_S": (0.3, 0.5, 1.0),
    },
}


def _seconds(*numbers: float) -> tuple[timedelta, ...]:
    return tuple(timedelta(seconds=each) for each in numbers)


PUBLISHING = PublishingSettings(
    spacing=timedelta(0),
    grace=timedelta(days=10),
    breaking_grace=timedelta(days=10),
    reconcile_after=_seconds(4, 12, 20),
    retry_after=_seconds(4, 4, 8, 8, 8, 8, 16, 16, 16),
    settle=timedelta(seconds=SETTLE_S * QUICK),
    audit_after=timedelta(seconds=20),
)
"""In seconds of the quick clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Where a worker is.

    Args:
        number: Its own.
        folder: Its workspace.
        store_url: The way to the database.
        images: Address of the disk that all machines share.
        page_url: The way to the practice page.
        page_ids: The pages.
        publishing: What they want.
        epoch: What everybody's clock shows at tick zero.
        wrong: By how much its own is wrong.
        network: The network that it is in; None for everybody's.
    """

    number: int
    folder: Path
    store_url: str
    images: str
    page_url: str
    page_ids: tuple[str, ...]
    publishing: PublishingSettings
    epoch: datetime
    wrong: timedelta
    network: Network | None = None

    @property
    def has_begun(self) -> bool:
        """Whether its worker has had something to do."""
        return self._mark.exists()

    @property
    def _mark(self) -> Path:
        return self.folder / "begun"

    def begin_work(self) -> None:
        """Note that its worker has something to do."""
        self._mark.touch()

    @property
    def settings(self) -> Settings:
        """What its workspace is set to: every machine's the same, but for the ways there."""
        main, *others = (self._page(each) for each in self.page_ids)
        return Settings(
            workspace=self.folder,
            main=main,
            pages={f"p{number}": page for number, page in enumerate(others, start=1)},
            store=StoreSettings(url=self.store_url, images=self.images),
            worker=WorkerSettings(engine=EngineKind.CLUSTER, at_once=_AT_ONCE),
        )

    def _page(self, page_id: str) -> Page:
        publisher = PublisherSettings(
            kind=PublisherKind.SANDBOX, page_id=page_id, api_base=self.page_url
        )
        return Page(publisher=publisher, publishing=self.publishing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """How its worker behaves.

    Args:
        seed: What its accidents are drawn from.
        dies: With which chance it is killed at a point.
        freezes: With which chance it is stopped at a point, until somebody lets it go on.
        flaw: What is broken in it; None for the worker that Nashir has.
    """

    seed: int = 0
    dies: float = 0.0
    freezes: float = 0.0
    flaw: Flaw | None = None


def be_worker(machine: Machine, mood: Mood) -> None:
    """Publish what is due until the process ends."""
    logging.disable(logging.CRITICAL)  # what goes wrong on purpose is not told a thousand times
    if machine.network is not None:
        machine.network.enter()
    _hasten()
    if mood.flaw is not None:
        put_in(mood.flaw)
    quick = QuickClock(MachineClock(), QUICK, machine.epoch)
    clock = OtherClock(quick=quick, machine=machine.number, wrong=machine.wrong)
    try:
        press = _prone(machine, mood).open(machine.settings, person="chaos", clock=clock)
        WorkerDuty(
            press=press,
            lock=press.lock(),
            stop=Stop(),
            queues=("publish",),
            at_once=_AT_ONCE,
            name=f"machine {machine.number}",
        ).run()
    except StoreError:
        sys.exit(1)  # as the program does that finds no database; it is started again


def _hasten() -> None:
    """Shorten what the engine waits for in seconds that no clock of ours makes pass faster.

    They keep their order: who is silent is missed after some signs of life, and a turn is
    prolonged some times before it ends.
    """
    for module, waits in _HASTENED.items():
        for name, value in waits.items():
            if not hasattr(module, name):
                msg = f"{module.__name__} has no {name} any more"
                raise AttributeError(msg)
            setattr(module, name, value)


def _prone(machine: Machine, mood: Mood) -> type[Press]:
    """Return a press whose work has accidents."""
    accident = _accidents(mood)

    class Prone(Press):
        def work(self, lock: RunnerLock, *, at: Callable[[str], None] = accident) -> Work:
            def both(point: str) -> None:
                at(point)
                machine.begin_work()
                accident(point)

            return broken(Press.work(self, lock, at=both), mood.flaw)

    return Prone


def _accidents(mood: Mood) -> Callable[[str], None]:
    chance = random.Random(mood.seed)  # noqa: S311 - no secret

    def at(point: str) -> None:
        drawn = chance.random()
        freezes = mood.freezes * _OFTEN if point in _WITH_A_CLAIM else mood.freezes
        if drawn < mood.dies:
            os.kill(os.getpid(), signal.SIGKILL)
        elif drawn < mood.dies + freezes:
            os.kill(os.getpid(), signal.SIGSTOP)

    return at
