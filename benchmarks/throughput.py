"""Measures publishing with a very full store: 100,000 items of 1,000 pages, 5,000 due at once.

python benchmarks/throughput.py [--pages N] [--items N] [--due N] [--workers 1 2] [--at-once N]
                                [--latency S] [--image KB]

For each number of workers the same store is filled anew on a PostgreSQL server whose files are
forced to the disk, and real ``nashir worker`` processes publish what is due to a platform that
answers each call after a set time (``stub_platform.py``: the practice page would be the bottleneck
itself). Afterwards the store is read: every due item must be out, once, each page's in the order
of their times. Printed are the time until the last post, how late posts were, and what each process
took of the processor and of memory.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from postgres import DURABLE, Server, free_port, running_server
from sqlalchemy import text
from stores import EDITOR, add_draft

from composer.domain.post import Target
from composer.store.store import Store

HERE = Path(__file__).parent
START_S = 25
"""Seconds from the filling to the instant at which all is due: the workers start meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What is put into the store.

    Args:
        pages: Number of pages.
        items: All items in the queue.
        due: Those that are due at once, the same number for each page.
        latency_s: Seconds before the platform answers.
        at_once: Pages that a worker serves at the same time.
    """

    pages: int
    items: int
    due: int
    latency_s: float
    at_once: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of it, in seconds and megabytes."""

    took_s: float
    late_s: Sequence[float]
    cpu_s: Sequence[float]
    memory_mb: Sequence[float]
    database_cpu_s: float
    connections: int


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--due", type=int, default=5000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--at-once", type=int, default=8)
    parser.add_argument("--latency", type=float, default=0.2)
    asked = parser.parse_args()
    load = Load(
        pages=asked.pages,
        items=asked.items,
        due=asked.due,
        latency_s=asked.latency,
        at_once=asked.at_once,
    )
    print(
        f"{load.items:,} items of {load.pages:,} pages, {load.due:,} due at once, calls answered"
        f" after {load.latency_s:g} s, {load.at_once} pages at once in a worker"
    )
    head = ("workers", "s", "posts/s", "late p50", "p99", "max", "CPU ms/post", "database", "MB")
    print("".join(f"{each:>12}" for each in head))
    rates = []
    for workers in asked.workers:
        outcome = measure(load, workers)
        rates.append(load.due / outcome.took_s)
        show(load, workers, outcome)
    for workers, rate in zip(asked.workers[1:], rates[1:], strict=True):
        print(f"{workers} workers publish {rate / rates[0]:.2f} times what {asked.workers[0]} does")


def show(load: Load, workers: int, outcome: Outcome) -> None:
    late = statistics.quantiles(outcome.late_s, n=100)
    cells = (
        f"{workers}",
        f"{outcome.took_s:.1f}",
        f"{load.due / outcome.took_s:.1f}",
        f"{late[49]:.1f}",
        f"{late[98]:.1f}",
        f"{max(outcome.late_s):.1f}",
        f"{sum(outcome.cpu_s) / load.due * 1000:.1f}",
        f"{outcome.database_cpu_s / load.due * 1000:.1f}",
        "+".join(f"{each:.0f}" for each in outcome.memory_mb),
    )
    print("".join(f"{each:>12}" for each in cells), f" ({outcome.connections} connections)")


def measure(load: Load, workers: int) -> Outcome:
    """Fill a store, have it emptied, look at what came of it."""
    with tempfile.TemporaryDirectory(prefix="nashir-bench-") as name, running_server(DURABLE) as pg:
        folder, port = Path(name), free_port()
        pg.run("CREATE DATABASE bench")
        write_settings(folder, load, pg, port)
        with opened(pg, folder).closing() as store:
            begin = fill(store, load)
            with platform(port, load.latency_s), running(folder, load, workers) as processes:
                return watch(store, load, begin, processes, port)


def write_settings(folder: Path, load: Load, server: Server, port: int) -> None:
    """Write a file with all pages, each with its own name and ID."""
    lines = [
        f'[store]\nurl = "{server.url("bench")}"',
        f'[publisher]\nkind = "sandbox"\napi_base = "http://127.0.0.1:{port}"',
        '[publishing]\nspacing = "0s"\ngrace = "2h"',
        f'[worker]\nengine = "cluster"\nat_once = {load.at_once}',
    ]
    lines += [
        f'[pages.{each.page}.publisher]\npage_id = "{each.page_id}"' for each in targets(load)
    ]
    (folder / "nashir.toml").write_text("\n".join(lines), encoding="utf-8")


def targets(load: Load) -> Iterator[Target]:
    for number in range(load.pages):
        yield Target(page=f"p{number:05}", publisher="sandbox", page_id=f"1{number:014}")


def opened(server: Server, folder: Path) -> Store:
    return Store.open(server.url("bench"), workspace=folder, state=folder / ".nashir")


def fill(store: Store, load: Load) -> datetime:
    """Queue everything; return the instant at which a part of it is due."""
    made = wall()
    draft = add_draft(store, "خبر", sizes=("portrait",), shades=(1,))
    approved = [
        store.drafts.approve(draft.id, each, approver=EDITOR, now=made) for each in targets(load)
    ]
    begin = wall() + timedelta(seconds=START_S)
    rows = [
        {
            "draft": draft.id,
            "page": target.page,
            "page_id": target.page_id,
            "target": target.key,
            "approval": approval.fingerprint,
        }
        for target, approval in zip(targets(load), approved, strict=True)
    ]
    insert = text(
        "INSERT INTO item (draft, page, publisher, page_id, target, approval, due, zone, wake)"
        " SELECT :draft, :page, 'sandbox', :page_id, :target, :approval, d, 'UTC', d FROM ("
        "SELECT CAST(:begin AS timestamptz) + n * CAST(:gap AS interval) AS d"
        " FROM generate_series(0, :count - 1) AS n) AS dues"
    )
    with store.database.write() as connection:
        now_due, all_items = load.due // load.pages, load.items // load.pages
        for row in rows:  # a millisecond apart, so that there is an order to keep
            connection.execute(insert, {**row, "begin": begin, "gap": "1 ms", "count": now_due})
            later = {"begin": begin + timedelta(hours=2), "gap": "30 min"}
            connection.execute(insert, {**row, **later, "count": all_items - now_due})
    with store.database.write() as connection:
        connection.execute(text("ANALYZE"))
    return begin


@contextmanager
def platform(port: int, latency_s: float) -> Iterator[None]:
    command = [sys.executable, HERE / "stub_platform.py", "--port", str(port)]
    process = subprocess.Popen([*map(str, command), "--latency", str(latency_s)])
    try:
        yield
    finally:
        process.kill()
        process.wait()


@contextmanager
def running(folder: Path, load: Load, workers: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Start the workers; they end with the block."""
    command = [sys.executable, "-m", "composer", "worker", "--queues", "publish"]
    command += ["--concurrency", str(load.at_once)]
    started = []
    for number in range(workers):
        with (folder / f"worker{number}.log").open("wb") as log:
            one = subprocess.Popen(
                [*command, "--name", f"w{number}"], cwd=folder, stdout=log, stderr=log
            )
        started.append(one)
        time.sleep(2)  # the first prepares the engine
    try:
        yield started
    finally:
        for each in started:
            each.send_signal(signal.SIGTERM)
        for each in started:
            each.wait(60)


def watch(
    store: Store,
    load: Load,
    begin: datetime,
    processes: list[subprocess.Popen[bytes]],
    port: int,
) -> Outcome:
    """Wait until all that is due is out; then read what became of it."""
    time.sleep(max(0.0, (begin - wall()).total_seconds() - 1))
    before = [cpu(each.pid) for each in processes]
    database_before = cpu_of_database()
    connections, end = 0, time.monotonic() + 3600
    while counted(store, "published") < load.due:
        if time.monotonic() > end or any(each.poll() is not None for each in processes):
            msg = f"only {counted(store, 'published')} of {load.due} were published"
            raise SystemExit(msg)
        connections = max(connections, backends(store))
        time.sleep(1)
    after = [cpu(each.pid) for each in processes]
    database_after = cpu_of_database()
    late = lateness(store, begin, load)
    counts = json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}/counts"))
    if counts["posts"] != load.due:
        msg = f"{counts['posts']} posts were made of {load.due} items"
        raise SystemExit(msg)
    return Outcome(
        took_s=max(late),
        late_s=late,
        cpu_s=[b - a for a, b in zip(before, after, strict=True)],
        memory_mb=[memory_mb(each.pid) for each in processes],
        database_cpu_s=database_after - database_before,
        connections=connections,
    )


def cpu(pid: int) -> float:
    """Return the seconds of processor time that a process took until now."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_mb(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def cpu_of_database() -> float:
    """Return the seconds of all processes of PostgreSQL on this machine that live now."""
    total = 0.0
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (folder / "comm").read_text(encoding="utf-8").strip() == "postgres":
                total += cpu(int(folder.name))
    return total


def wall() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


def counted(store: Store, status: str) -> int:
    query = text("SELECT count(*) FROM item WHERE status = :status")
    with store.database.read() as connection:
        return int(connection.execute(query, {"status": status}).scalar_one())


def backends(store: Store) -> int:
    query = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
    with store.database.read() as connection:
        return int(connection.execute(query).scalar_one())


def lateness(store: Store, begin: datetime, load: Load) -> list[float]:
    """Return how late each post was; end where a page's posts went out in another order."""
    query = text(
        "SELECT target, due, published FROM item WHERE status = 'published' ORDER BY target, due"
    )
    with store.database.read() as connection:
        rows = connection.execute(query).all()
    last: dict[str, datetime] = {}
    for target, _, published in rows:
        if published < last.get(target, begin):
            msg = f"the posts of {target} went out in another order than that of their times"
            raise SystemExit(msg)
        last[target] = published
    if len(last) != load.pages:
        msg = f"only {len(last)} of {load.pages} pages were served"
        raise SystemExit(msg)
    return [(published - due).total_seconds() for _, due, published in rows]


if __name__ == "__main__":
    main()
