"""Measures how the cost grows: with the length of a text, the rows of a table, a batch of articles.

python benchmarks/scale.py [--articles N]
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from article import article
from render import Bench

from composer.domain.article import Article, Line
from composer.domain.highlight import Comparison, Highlights
from composer.text import Piece, wrap

ROUNDS = 7
WARM = 99  # the number of the round that is not counted
FAMILY, WEIGHT, EM = "IBM Plex Sans Arabic", 500, 44


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=40)
    asked = parser.parse_args()
    bench = Bench.of("midnight")
    texts(bench)
    tables(bench)
    batch(asked.articles)


def texts(bench: Bench) -> None:
    """Shape and wrap paragraphs of words never seen, each twice as long as the one before."""
    print("shape and wrap        words  µs a word")
    for count in (50, 100, 200, 400, 800, 1600):
        known = {turn: words(count, turn) for turn in (*range(ROUNDS), WARM)}

        def work(turn: int, known: dict[int, str] = known) -> None:
            piece = Piece(text=known[turn], family=FAMILY, weight=WEIGHT)
            paragraph = bench.engine.paragraph((piece,))
            for first, last in wrap(paragraph.words, width=860 / EM):
                paragraph.line(first, last)

        print(f"{'':<22}{count:>5}{median_ms(work) * 1000 / count:>11.1f}")


def words(count: int, turn: int) -> str:
    """Return a number of words made up."""
    found: list[str] = []
    while len(found) < count:
        made, _ = article(1_000_000 + turn * 1000 + len(found))
        found += " ".join(block.plain for block in made.blocks).split()
    return " ".join(found[:count])


def tables(bench: Bench) -> None:
    """Make the table card of more and more rows."""
    print("\ntable                  rows  cards     ms  × 3 rows")
    first = 0.0
    for rows in (3, 4, 6, 8, 12):
        made = 0

        def work(turn: int, rows: int = rows) -> None:
            nonlocal made
            whole, offered = longer(turn, rows)
            made = len(bench.studio.cards(whole, offered, kinds=("comparison",)).cards)

        took = median_ms(work)
        first = first or took
        print(f"{'':<22}{rows:>5}{made:>7}{took:>7.1f}{took / first:>10.2f}")


def longer(turn: int, rows: int) -> tuple[Article, Highlights]:
    """Return an article whose table has a number of rows, in words made up."""
    whole, offered = article(turn)
    table = offered.comparison
    assert isinstance(table, Comparison)  # noqa: S101 - the article has one
    cells = [
        tuple(Line(text=cell.text, source=cell.source) for cell in row)
        for number in range(rows)
        for row in [_rows(turn * 100 + number)[number % 2]]
    ]
    grown = replace(
        table, rows=tuple(cells), countries=("BY", "VE") * (rows // 2) + ("BY",) * (rows % 2)
    )
    return whole, replace(offered, comparison=grown)


def _rows(seed: int) -> tuple[tuple[Line, ...], ...]:
    table = article(seed)[1].comparison
    return table.rows if table else ()


def median_ms(work: Callable[[int], None]) -> float:
    """Return the median CPU ms of some rounds, each told its number."""
    work(WARM)
    times = []
    for turn in range(ROUNDS):
        start = time.process_time()
        work(turn)
        times.append((time.process_time() - start) * 1000)
    return statistics.median(times)


def batch(count: int) -> None:
    """Compose many articles with one command, and with two commands at once."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sources = [write(folder, number) for number in range(count)]
        quarter = compose(folder, [sources[: max(2, count // 4)]])
        one = compose(folder, [sources])
        two = compose(folder, [sources[::2], sources[1::2]])
    print(f"\nbatch of {count}         articles/s  peak MB a process")
    print(f"{'one command':<22}{count / one[0]:>8.2f}{one[1]:>19.0f}")
    print(f"{'two at once':<22}{count / two[0]:>8.2f}{two[1]:>19.0f}")
    print(f"× {one[0] / two[0]:.2f}; a quarter of the batch took {quarter[1]:.0f} MB")


def write(folder: Path, number: int) -> str:
    """Write one article in words made up and return its path."""
    made, _ = article(number)
    lines = [made.title, "", *(block.plain for block in made.blocks)]
    path = folder / f"{number}.txt"
    path.write_text("\n\n".join(lines), encoding="utf-8")
    return str(path)


def compose(folder: Path, shares: list[list[str]]) -> tuple[float, float]:
    """Run one command for each share, at once; return wall seconds and the peak of one in MB."""
    start = time.perf_counter()
    running = []
    for number, share in enumerate(shares):
        out = tempfile.mkdtemp(dir=folder, prefix=f"out{number}-")
        command = [sys.executable, "-m", "composer", "compose", *share, "--out", out]
        with (folder / f"log{number}").open("wb") as log:
            running.append(subprocess.Popen(command, cwd=out, stdout=log, stderr=log))
    peaks = []
    for process in running:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit("".join(path.read_text(encoding="utf-8") for path in folder.glob("log*")))
        peaks.append(used.ru_maxrss / 1024)
    return time.perf_counter() - start, max(peaks)


if __name__ == "__main__":
    main()
