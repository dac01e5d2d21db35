"""Measures a batch: articles a second with one process and with a crew, and memory over the run.

    python benchmarks/batch.py [--articles N] [--jobs N] [--rounds N]

The articles are of one shape, in words never seen. Each command is run in turn with the others.
Memory is the resident set of each process, looked at four times a second: the most it ever was in
the first and in the last quarter of the run. It needs Linux's /proc for that.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from article import article

LOOK_S = 0.25
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One command: wall and CPU seconds, and the memory of its processes over time."""

    wall: float
    cpu: float
    looks: list[dict[int, int]]

    def peak_mb(self, first: float, last: float) -> float:
        """Return the most memory of one process in a part of the run, from 0 to 1."""
        part = self.looks[int(first * len(self.looks)) : int(last * len(self.looks)) or 1]
        return max((max(each.values(), default=0) for each in part), default=0) / 2**20


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--rounds", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sources = folder / "articles"
        sources.mkdir()
        for number in range(asked.articles):
            write(sources, number)
        compose(folder, [sources / "0.txt"], 1)  # fills the disk's cache and writes byte code
        throughput(folder, asked)
        threshold(folder, asked)


def throughput(folder: Path, asked: argparse.Namespace) -> None:
    """Compose all articles with one process and with a crew."""
    print(f"{asked.articles} articles      s   articles/s     CPU s   MB first, last quarter")
    taken: dict[int, list[float]] = {1: [], asked.jobs: []}
    for _ in range(asked.rounds):
        for jobs, walls in taken.items():
            run = compose(folder, [folder / "articles"], jobs)
            walls.append(run.wall)
            memory = f"{run.peak_mb(0, 0.25):>9.0f}{run.peak_mb(0.75, 1):>7.0f}"
            rate = asked.articles / run.wall
            print(f"--jobs {jobs:<5}{run.wall:>8.2f}{rate:>13.1f}{run.cpu:>10.2f}{memory}")
    one, many = (statistics.median(taken[each]) for each in (1, asked.jobs))
    print(f"× {one / many:.2f} with {asked.jobs} processes")


def threshold(folder: Path, asked: argparse.Namespace) -> None:
    """Compose few articles both ways: from how many on is a crew quicker?"""
    print("\narticles     1 process, s     crew, s")
    for count in (4, 8, 16, 24, 32, 48):
        sources = [folder / "articles" / f"{number}.txt" for number in range(count)]
        walls = {
            jobs: min(compose(folder, sources, jobs).wall for _ in range(3))
            for jobs in (1, asked.jobs)
        }
        print(f"{count:>8}{walls[1]:>17.2f}{walls[asked.jobs]:>12.2f}")


def write(folder: Path, number: int) -> None:
    """Write one article in words made up."""
    made, _ = article(number)
    lines = [made.title, "", *(block.plain for block in made.blocks)]
    (folder / f"{number}.txt").write_text("\n\n".join(lines), encoding="utf-8")


def compose(folder: Path, sources: list[Path], jobs: int) -> Run:
    """Run one command in an empty folder, and look at its processes meanwhile."""
    place = Path(tempfile.mkdtemp(dir=folder))
    words = [*map(str, sources), "--out", "out", "--jobs", str(jobs)]
    start = time.perf_counter()
    with (place / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "composer", "compose", *words], cwd=place, stdout=log, stderr=log
        )
    looks = []
    while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
        looks.append(dict(memory(process.pid)))
        time.sleep(LOOK_S if len(sources) == 1 else 0.01)
    wall = time.perf_counter() - start
    _, status, used = ended
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit((place / "log").read_text(encoding="utf-8"))
    return Run(wall=wall, cpu=used.ru_utime + used.ru_stime, looks=looks)


def memory(process: int) -> Iterator[tuple[int, int]]:
    """Give the resident bytes of a process and of all its children, by their numbers."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except (OSError, IndexError):
        return
    yield process, pages * PAGE
    for child in children:
        yield from memory(int(child))


if __name__ == "__main__":
    main()
