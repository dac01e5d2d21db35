"""Measures the tick against a short and a very long queue, and how late a post's first call is.

python benchmarks/backlog.py [--waiting N] [--due N]

The same 100 items are due in both queues. What counts is the ratio; it must not exceed 2.
"""

from __future__ import annotations

import argparse
import logging
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

import pytest
from bulk_queue import TARGET, fill
from fake_page import FakePage
from postgres import running_server, template_in
from practice_clock import PracticeClock
from worker_parts import queue_draft, text_draft

from composer.domain.post import Target
from composer.engine.clock import MachineClock
from composer.publishing.policy import LEASE, Policy
from composer.publishing.work import PageWork, Work
from composer.publishing.worker import Worker
from composer.resources import shipped_root
from composer.sandbox import PRACTICE_PAGE_ID, PracticePage
from composer.store.claim import Claims
from composer.store.outcome import Outcomes
from composer.store.remark import Remarks
from composer.store.store import Store

ROUNDS = 5
SQLITE_URL = "sqlite:///.nashir/nashir.db"


class Bench:
    """A store with a queue, and a worker on it."""

    def __init__(self, store: Store, *, waiting: int, due: int) -> None:
        self.store, self.due = store, due
        self.clock = MachineClock()
        fill(store, waiting=waiting, due=due, now=self.now)
        self.page = PageWork(
            target=TARGET,
            platform=FakePage(PracticeClock()),
            policy=Policy(grace=timedelta(days=9)),
        )
        ledger = store.ledger
        self.work = Work(
            store=store,
            claims=Claims(store.database, ledger, owner="bench"),
            outcomes=Outcomes(store.database, ledger, store.pages, owner="bench"),
            remarks=Remarks(store.database, ledger, owner="bench"),
            clock=self.clock,
            page=lambda _: self.page,
            alive=lambda _: None,
        )

    @property
    def now(self) -> datetime:
        return self.clock.read().wall

    def look(self) -> None:
        found = self.work.claims.due(self.now)
        assert len(found) == self.due, len(found)  # noqa: S101 - else something else is measured

    def claim_all(self) -> None:
        """Claim each due item and put it back."""
        for each in self.work.claims.due(self.now):
            held = self.work.claims.claim(each.id, lease=LEASE, now=self.now)
            assert held is not None  # noqa: S101 - as above
            self.work.claims.step_back(held, wake=held.due, now=self.now)

    def tick_paused(self) -> None:
        Worker(self.work).tick()

    def tick_publishing(self) -> None:
        done = Worker(self.work).tick()
        assert done.delivered == self.due, done  # noqa: S101 - as above

    def pause(self, *, paused: bool) -> None:
        change = self.store.pages.pause if paused else self.store.pages.resume
        for number in range(self.due):
            target = Target(page="bulk", publisher="sandbox", page_id=f"{TARGET.page_id}-{number}")
            change(target, now=self.now, actor="bench")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--waiting", type=int, default=1_000_000)
    parser.add_argument("--due", type=int, default=100)
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="nashir-bench-") as folder:
        backlogs("SQLite", sqlite_stores(Path(folder)), asked.waiting, asked.due)
        try:
            with running_server() as server:
                template_in(server)
                with ExitStack() as stack:
                    urls = [stack.enter_context(server.database()) for _ in range(2)]
                    places = [Path(folder, f"pg{each}") for each in range(2)]
                    stores = [opened(*each) for each in zip(urls, places, strict=True)]
                    backlogs("PostgreSQL", stores, asked.waiting, asked.due)
                    for store in stores:
                        store.close()
        except pytest.skip.Exception as reason:
            print(f"PostgreSQL left out: {reason}")
        lateness(Path(folder, "run"))


def sqlite_stores(folder: Path, count: int = 2) -> list[Store]:
    return [opened(SQLITE_URL, folder / f"sqlite{each}") for each in range(count)]


def opened(url: str, folder: Path) -> Store:
    folder.mkdir(parents=True)
    return Store.open(url, workspace=folder, state=folder / ".nashir")


def backlogs(database: str, stores: Sequence[Store], waiting: int, due: int) -> None:
    """Time the same things on a short and on a long queue, in turn."""
    few = 1000
    print(f"\n{database:<22}{due:>5} due of  {few:>9,}  {waiting:>9,}  × the short one")
    short, long = (
        Bench(store, waiting=count, due=due)
        for store, count in zip(stores, (few, waiting), strict=True)
    )
    with idle_connections(stores):
        row("what is due", short.look, long.look)
        row("claim, put back", short.claim_all, long.claim_all)
        for bench in (short, long):
            bench.pause(paused=True)
        row("tick, pages paused", short.tick_paused, long.tick_paused)
        for bench in (short, long):
            bench.pause(paused=False)
        row("tick that publishes", short.tick_publishing, long.tick_publishing, rounds=1)


def row(
    name: str, short: Callable[[], None], long: Callable[[], None], rounds: int = ROUNDS
) -> None:
    if rounds > 1:
        short(), long()  # the first time fills caches
    took = [[timed(short), timed(long)] for _ in range(rounds)]
    few, many = (statistics.median(each) for each in zip(*took, strict=True))
    print(f"{name:<22}{'ms':>12}{few:>12.1f}{many:>11.1f}{many / few:>9.2f}")


def timed(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


@contextmanager
def idle_connections(stores: Sequence[Store]) -> Iterator[None]:
    """Keep a connection to each file, as any second program does."""
    files = [store.database.file for store in stores]
    kept = [sqlite3.connect(file) for file in files if file is not None]
    for each in kept:
        each.execute("SELECT id FROM item LIMIT 1").fetchone()
    yield
    for each in kept:
        each.close()


def lateness(folder: Path, count: int = 5) -> None:
    """Run ``nashir run`` on posts a few seconds apart; print how late each first call is."""
    folder.mkdir()
    (folder / "nashir.toml").write_text(
        '[publisher]\nkind = "sandbox"\n[publishing]\nspacing = "0s"\n', encoding="utf-8"
    )
    begin = datetime.fromtimestamp(int(time.time()) + 6, UTC)
    dues = [begin + timedelta(seconds=1.37 * each) for each in range(count)]
    target = Target(page="main", publisher="sandbox", page_id=PRACTICE_PAGE_ID)
    url, state = SQLITE_URL, folder / ".nashir"
    with Store.open(url, workspace=folder, state=state).closing() as store:
        for due in dues:
            queue_draft(store, text_draft(store), target, now=MachineClock().read().wall, due=due)
    log = folder / "log"
    with log.open("wb") as out:
        command = [sys.executable, "-m", "composer", "run"]
        runner = subprocess.Popen(command, cwd=folder, stdout=out, stderr=out)
        time.sleep(max(0.0, dues[-1].timestamp() - time.time()) + 4)
        runner.terminate()
        runner.wait(30)
    page = PracticePage(
        folder / ".nashir" / "sandbox",
        templates=shipped_root() / "templates",
        fonts=None,
        clock=lambda: datetime.fromtimestamp(time.time(), UTC),
    )
    calls = [each.at for each in page.calls() if each.method == "POST"]
    if len(calls) < count:
        sys.exit(log.read_text(encoding="utf-8"))
    late = sorted((at - due).total_seconds() for due, at in zip(dues, calls, strict=False))
    print(
        f"\nnashir run: from due time to first call   s{late[len(late) // 2]:>8.2f} median", end=""
    )
    print(f"{late[-1]:>8.2f} the longest of {count}")


if __name__ == "__main__":
    main()
