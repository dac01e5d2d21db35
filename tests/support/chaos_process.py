"""What the processes of a chaos run do: a worker that may die at any point, and the practice page.

They are forked from a process that has imported everything, so that a worker that was killed is
followed by the next one within a moment.
"""

import os
import random
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from chaos_flaw import trust_everybody
from naive_worker import Habit, NaiveWorker
from quick_clock import QuickClock

from composer.domain.post import Target
from composer.domain.secret import Secret
from composer.engine.clock import MachineClock
from composer.engine.lock import RunnerLock
from composer.errors import StoreError
from composer.publishing.facebook import FacebookPage
from composer.publishing.policy import Policy
from composer.publishing.work import PageWork, Work
from composer.publishing.worker import Worker
from composer.resources import shipped_root
from composer.sandbox import PRACTICE_TOKEN, PracticePage, serve
from composer.store.claim import Claims
from composer.store.outcome import Outcomes
from composer.store.remark import Remarks
from composer.store.store import Store

_PAUSE_S = 0.05


def _seconds(*numbers: float) -> tuple[timedelta, ...]:
    return tuple(timedelta(seconds=each) for each in numbers)


POLICY = Policy(
    spacing=timedelta(0),
    grace=timedelta(days=10),
    reconcile_after=_seconds(2, 6, 10),
    retry_after=_seconds(2, 2, 4, 4, 4, 4, 8, 8, 8),
    settle=timedelta(seconds=30),
    audit_after=timedelta(seconds=10),
)
"""In seconds of the quick clock. The settle time is longer than the faults used hide a post."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a run is.

    Args:
        folder: Its workspace.
        store_url: Its database.
        page_url: Address of its practice page.
        targets: Its pages.
    """

    folder: Path
    store_url: str
    page_url: str
    targets: tuple[Target, ...]

    def open_store(self) -> Store:
        state = self.folder / ".nashir"
        return Store.open(self.store_url, workspace=self.folder, state=state, wait_s=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Temper:
    """How a worker behaves.

    Args:
        seed: What its accidents are drawn from.
        dies: With which chance it is killed at a point.
        freezes: With which chance it is stopped at a point, until somebody lets it go on.
        habit: What it does about errors; None for the worker that Nashir has.
    """

    seed: int = 0
    dies: float = 0.0
    freezes: float = 0.0
    habit: Habit | None = None


def serve_page(folder: Path, clock: QuickClock, tell: Connection, *, is_trusting: bool) -> None:
    """Serve a practice page until the process ends; its address is told.

    One connection to the store's file is kept meanwhile: SQLite empties its log whenever the last
    one is closed.
    """
    if is_trusting:
        trust_everybody()
    root = shipped_root()
    page = PracticePage(folder / "page", templates=root / "templates", fonts=None, clock=clock.wall)
    file = folder / ".nashir" / "nashir.db"
    idle = sqlite3.connect(file) if file.exists() else None
    if idle is not None:
        idle.execute("SELECT count(*) FROM item").fetchone()
    serve(page, port=0, ready=tell.send)


def work(place: Place, temper: Temper) -> None:
    """Publish what is due, over and over, until the process ends."""
    store = place.open_store()
    lock = RunnerLock(place.folder / ".nashir" / "runners")
    clock = QuickClock(MachineClock())
    pages = {each.page: _page(each, place, clock) for each in place.targets}
    parts = Work(
        store=store,
        claims=Claims(store.database, store.ledger, owner=lock.owner),
        outcomes=Outcomes(store.database, store.ledger, store.pages, owner=lock.owner),
        remarks=Remarks(store.database, store.ledger, owner=lock.owner),
        clock=clock,
        page=pages.get,
        alive=lock.alive,
        at=_accidents(temper),
    )
    worker = Worker(parts) if temper.habit is None else NaiveWorker(parts, temper.habit)
    while True:
        with suppress(StoreError):  # as the runner does: the next tick goes on
            worker.tick()
        time.sleep(_PAUSE_S)


def _page(target: Target, place: Place, clock: QuickClock) -> PageWork:
    platform = FacebookPage(
        page_id=target.page_id,
        token=Secret(PRACTICE_TOKEN),
        app_secret=None,
        api_base=place.page_url,
        api_version="v26.0",
        monotonic=clock.ticks,
    )
    return PageWork(target=target, platform=platform, policy=POLICY)


def _accidents(temper: Temper) -> Callable[[str], None]:
    chance = random.Random(f"{temper.seed}:{os.getpid()}")  # noqa: S311 - no secret

    def at(point: str) -> None:
        del point
        drawn = chance.random()
        if drawn < temper.dies:
            os.kill(os.getpid(), signal.SIGKILL)
        elif drawn < temper.dies + temper.freezes:
            os.kill(os.getpid(), signal.SIGSTOP)

    return at
