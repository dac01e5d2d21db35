"""Measures what PostgreSQL carries: posts a second through the store alone, by several processes.

python benchmarks/carry.py [--due N] [--processes 1 2 4]

Each process is a worker whose page answers at once and in the process itself, so that what remains
is the store: claim, images, intent, outcome, journal. The server's files are forced to the disk.
The processor time of the server is that of all its processes.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import multiprocessing.synchronize
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from bulk_queue import TARGET, fill
from fake_page import FakePage
from postgres import DURABLE, Server, running_server
from practice_clock import PracticeClock
from throughput import cpu_of_database

from composer.engine.clock import MachineClock
from composer.publishing.policy import Policy
from composer.publishing.work import PageWork, Work
from composer.publishing.worker import Worker
from composer.store.claim import Claims
from composer.store.outcome import Outcomes
from composer.store.remark import Remarks
from composer.store.store import Store

WAITING = 100_000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--due", type=int, default=2000)
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2, 4])
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)
    print(f"{asked.due:,} posts due, {WAITING:,} waiting, a page that answers at once")
    print(f"{'processes':>12}{'posts/s':>12}{'server CPU ms/post':>22}")
    for count in asked.processes:
        took_s, server_s = measure(asked.due, count)
        print(f"{count:>12}{asked.due / took_s:>12.0f}{server_s / asked.due * 1000:>22.1f}")


def measure(due: int, processes: int) -> tuple[float, float]:
    """Return the seconds until all is out, and those of the server's processors."""
    with tempfile.TemporaryDirectory(prefix="nashir-bench-") as name, running_server(DURABLE) as pg:
        folder = Path(name)
        pg.run("CREATE DATABASE bench")
        with opened(pg, folder).closing() as store:
            past = MachineClock().read().wall - timedelta(seconds=due)  # they are a second apart
            fill(store, waiting=WAITING, due=due, now=past)
        context = multiprocessing.get_context("fork")
        gate = context.Barrier(processes + 1)
        left = context.Barrier(processes + 1)
        workers = [
            context.Process(target=work, args=(pg, folder, due, each, processes, (gate, left)))
            for each in range(processes)
        ]
        for each in workers:
            each.start()
        gate.wait()
        begun, before = time.perf_counter(), cpu_of_database()
        left.wait()  # they wait, so that the server's processes are still there to be read
        took, used = time.perf_counter() - begun, cpu_of_database() - before
        gate.wait()
        for each in workers:
            each.join()
        with opened(pg, folder).closing() as store:
            still = Claims(store.database, store.ledger, owner="look").due(
                MachineClock().read().wall
            )
        if still:
            msg = f"{len(still)} of {due} were not published"
            raise SystemExit(msg)
        return took, used


def opened(server: Server, folder: Path) -> Store:
    return Store.open(server.url("bench"), workspace=folder, state=folder / ".nashir")


def work(
    server: Server,
    folder: Path,
    due: int,
    number: int,
    processes: int,
    gates: tuple[multiprocessing.synchronize.Barrier, multiprocessing.synchronize.Barrier],
) -> None:
    """Publish every so-manieth page's post."""
    gate, left = gates
    with opened(server, folder).closing() as store:
        clock = MachineClock()
        page = PageWork(
            target=TARGET,
            platform=FakePage(PracticeClock()),
            policy=Policy(grace=timedelta(days=9)),
        )
        owner = f"bench{number}"
        worker = Worker(
            Work(
                store=store,
                claims=Claims(store.database, store.ledger, owner=owner),
                outcomes=Outcomes(store.database, store.ledger, store.pages, owner=owner),
                remarks=Remarks(store.database, store.ledger, owner=owner),
                clock=clock,
                page=lambda _: page,
                alive=lambda _: None,
            )
        )
        gate.wait()
        for each in range(number, due, processes):
            worker.serve(f"{TARGET.key}-{each}")
        left.wait()
        gate.wait()


if __name__ == "__main__":
    main()
