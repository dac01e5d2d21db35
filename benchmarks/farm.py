"""Measures the rendering farm: articles a second with one worker and with two, and their memory.

    python benchmarks/farm.py [--articles N] [--rounds N] [--at-once N]

The articles are of one shape, in words never seen. They are handed in first (``nashir compose
--queue --no-wait``); then workers begin (``nashir worker --queues render``), each with one process
that draws unless ``--at-once`` says otherwise. Both kinds of run are made in turn, each on a
database of its own, whose server keeps nothing from the disk that it would else put there.

The speed is that of the last nine tenths, when all processes are warm: it leaves out how long they
take to begin, which the last column tells. Memory is the resident set of each process that draws,
looked at twice a second: the most it ever was in the first and in the last quarter of the run. It
needs Linux's /proc for that.
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
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from article import article

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from postgres import DURABLE, Server, running_server, template_in

from composer.domain.render import RenderStatus
from composer.store.database import Database
from composer.store.farm import Farm

LOOK_S = 0.5
PAGE = os.sysconf("SC_PAGE_SIZE")
WARM = 0.1
LEAST_RATIO = 1.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One batch through some workers.

    Args:
        done: When each article was done, in their order.
        begun: When the workers were started.
        looks: The resident bytes of each process that draws, over time.
        failed: How many articles failed.
    """

    done: list[datetime]
    begun: datetime
    looks: list[dict[int, int]]
    failed: int

    @property
    def rate(self) -> float:
        """Articles a second, when all processes are warm."""
        warm = self.done[int(WARM * len(self.done)) :]
        return (len(warm) - 1) / (warm[-1] - warm[0]).total_seconds()

    @property
    def start_s(self) -> float:
        """Seconds from the start of the workers to the first draft."""
        return (self.done[0] - self.begun).total_seconds()

    def most_mb(self, first: float, last: float) -> str:
        """Return the most memory of each process in a part of the run, from 0 to 1."""
        part = self.looks[int(first * len(self.looks)) : int(last * len(self.looks)) or 1]
        names = sorted({name for each in part for name in each})
        most = [max(each.get(name, 0) for each in part) / 2**20 for name in names]
        return " ".join(f"{each:.0f}" for each in most)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--at-once", type=int, default=1)
    asked = parser.parse_args()
    rates: dict[int, list[float]] = {1: [], 2: []}
    with (
        tempfile.TemporaryDirectory(prefix="nashir-farm-") as name,
        running_server(DURABLE) as server,
    ):
        template_in(server)
        sources = articles(Path(name), asked.articles)
        print(f"{asked.articles} articles   articles/s   MB first quarter   MB last    begin, s")
        for _ in range(asked.rounds):
            for workers, found in rates.items():
                run = measured(server, Path(name), sources, workers, asked)
                found.append(run.rate)
                first, last = run.most_mb(0, 0.25), run.most_mb(0.75, 1)
                told = f"{run.rate:>13.1f}   {first:>16}   {last:>7}{run.start_s:>12.1f}"
                print(f"{workers} worker{'s' * (workers > 1):<7}{told}", flush=True)
    ratio = statistics.median(rates[2]) / statistics.median(rates[1])
    print(f"two are {ratio:.2f} times as fast as one; {LEAST_RATIO} is asked for on two cores")


def articles(folder: Path, count: int) -> Path:
    """Write articles in words made up."""
    sources = folder / "articles"
    sources.mkdir()
    for number in range(count):
        made, _ = article(number)
        lines = [made.title, "", *(block.plain for block in made.blocks)]
        (sources / f"{number}.txt").write_text("\n\n".join(lines), encoding="utf-8")
    return sources


def measured(
    server: Server, folder: Path, sources: Path, workers: int, asked: argparse.Namespace
) -> Run:
    """Hand all articles in, and have them drawn."""
    with server.database() as url:
        place = Path(tempfile.mkdtemp(dir=folder))
        settings = f'[store]\nurl = "{url}"\n[worker]\nengine = "cluster"\n'
        (place / "nashir.toml").write_text(settings, encoding="utf-8")
        words = ("compose", str(sources), "--queue", "--no-wait", "--json")
        handed = subprocess.run(
            [sys.executable, "-m", "composer", *words], cwd=place, capture_output=True, check=True
        )
        batch = json.loads(handed.stdout)["batch"]
        database = Database.open(url, workspace=place)
        begun = datetime.fromtimestamp(time.time(), UTC)
        with database.closing(), working(place, workers, asked.at_once) as programs:
            looks = list(looked_at(Farm(database), batch, programs))
            jobs = Farm(database).jobs(batch)
        done = sorted(each.changed for each in jobs if each.status is RenderStatus.DONE)
        failed = sum(each.status is RenderStatus.FAILED for each in jobs)
        if failed:
            sys.exit(f"{failed} articles failed: {next(each.reason for each in jobs)}")
        return Run(done=done, begun=begun, looks=looks, failed=failed)


@contextmanager
def working(place: Path, workers: int, at_once: int) -> Iterator[list[int]]:
    """Give the numbers of some workers, which end with the block."""
    words = ("worker", "--queues", "render", "--concurrency", str(at_once))
    with (place / "log").open("wb") as log:
        programs = [
            subprocess.Popen([sys.executable, "-m", "composer", *words], cwd=place, stderr=log)
            for _ in range(workers)
        ]
    try:
        yield [each.pid for each in programs]
    finally:
        for each in programs:
            each.send_signal(signal.SIGTERM)
        for each in programs:
            if each.wait():
                print((place / "log").read_text(encoding="utf-8")[-2000:], file=sys.stderr)


def looked_at(farm: Farm, batch: str, programs: list[int]) -> Iterator[dict[int, int]]:
    """Give the memory of all processes that draw, until the batch is over."""
    while farm.open(batch):
        time.sleep(LOOK_S)
        found = {
            child: size for each in programs for child, size in children(each) if size > 40 * 2**20
        }
        if found:
            yield found


def children(process: int) -> Iterator[tuple[int, int]]:
    """Give the children of a process with their resident bytes."""
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        for child in task.read_text().split():
            try:
                pages = int(Path(f"/proc/{child}/statm").read_text().split()[1])
            except (OSError, IndexError):
                continue
            yield int(child), pages * PAGE


if __name__ == "__main__":
    main()
