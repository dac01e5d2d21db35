"""Measures what Prometheus costs a store whose queue is very long, on both databases.

python benchmarks/scrape.py [--waiting N] [--due N]

A scrape counts what is open in the queue; it should take less than 0.2 seconds on a machine that
has nothing else to do.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from bulk_queue import fill
from postgres import running_server, template_in

from composer.store.figures import read_figures
from composer.store.store import Store

ROUNDS = 9
SQLITE_URL = "sqlite:///.nashir/nashir.db"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--waiting", type=int, default=1_000_000)
    parser.add_argument("--due", type=int, default=5_000)
    asked = parser.parse_args()
    for name, url in databases():
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder)
            store = Store.open(url, workspace=place, state=place / ".nashir")
            with store.closing():
                measure(name, store, waiting=asked.waiting, due=asked.due)


def databases() -> Iterator[tuple[str, str]]:
    yield "SQLite", SQLITE_URL
    with postgresql() as url:
        yield "PostgreSQL", url


@contextmanager
def postgresql() -> Iterator[str]:
    with running_server() as server:
        template_in(server)
        with server.database() as url:
            yield url


def measure(name: str, store: Store, *, waiting: int, due: int) -> None:
    now = datetime.now(UTC)  # noqa: TID251 - the machine's own
    fill(store, waiting=waiting, due=due, now=now)
    for per_page in (False, True):
        look = partial(read_figures, store.database, now=now, per_page=per_page)
        took_ms, busy_ms = timed_ms(look)
        shown = f"p50 {statistics.median(took_ms):5.0f} ms  max {max(took_ms):5.0f} ms"
        shown = f"{shown}  (this process itself: {statistics.median(busy_ms):.0f} ms)"
        kind = "each page apart" if per_page else "all pages"
        print(f"{name:10}  {waiting + due:,} items  {kind:15}  {shown}", flush=True)


def timed_ms(act: Callable[[], object]) -> tuple[list[float], list[float]]:
    """Return the milliseconds that each of several rounds took, and how long it had the core."""
    took, busy = [], []
    for _ in range(ROUNDS):
        begun, had = time.perf_counter(), time.process_time()
        act()
        took.append((time.perf_counter() - begun) * 1000)
        busy.append((time.process_time() - had) * 1000)
    return took, busy


if __name__ == "__main__":
    main()
