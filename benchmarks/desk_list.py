"""Measures the desk's list: each part, a later page, a search, with all counts, on both databases.

python benchmarks/desk_list.py [--drafts N …]

At 10,000 drafts a page of 50 rows must stay under 100 ms; what is aimed at is 50 ms.
"""

from __future__ import annotations

import argparse
import logging
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

import pytest
from bulk_drafts import WORDS, fill
from postgres import running_server, template_in
from stores import NOW, PAGE

from composer.store.desk_list import DeskQuery, Tab, desk_list
from composer.store.store import Store

ROUNDS = 9
LIMIT_MS = 100
SQLITE_URL = "sqlite:///.nashir/nashir.db"


def main() -> None:
    """Measure and print; exit with 1 where a page of the smallest store takes too long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--drafts", type=int, nargs="+", default=[10_000, 100_000])
    sizes = parser.parse_args().drafts
    logging.disable(logging.CRITICAL)
    slowest = 0.0
    with tempfile.TemporaryDirectory(prefix="nashir-bench-") as folder:
        for count in sizes:
            place = Path(folder) / str(count)
            place.mkdir()
            for name, store in stores(place):
                fill(store, count, now=NOW)
                took = measure(name, store, count)
                slowest = max(slowest, took if count == sizes[0] else 0)
    print(f"\nthe slowest of {sizes[0]:,}: {slowest:.1f} ms of {LIMIT_MS}")
    sys.exit(slowest > LIMIT_MS)


def stores(folder: Path) -> Iterator[tuple[str, Store]]:
    """Give an empty store on each database, one after the other."""
    with opened(SQLITE_URL, folder) as store:
        yield "SQLite", store
    try:
        with running_server() as server:
            template_in(server)
            with server.database() as url, opened(url, folder / "pg") as store:
                yield "PostgreSQL", store
    except pytest.skip.Exception as reason:
        print(f"PostgreSQL left out: {reason}")


@contextmanager
def opened(url: str, folder: Path) -> Iterator[Store]:
    with Store.open(url, workspace=folder, state=folder / ".nashir").closing() as store:
        yield store


def measure(name: str, store: Store, count: int) -> float:
    """Print how long each list takes, and return the longest in milliseconds."""
    print(f"\n{name}, {count:,} drafts{'ms':>20}")
    took = [row(store, tab.value, DeskQuery(tab=tab)) for tab in Tab]
    later = DeskQuery(tab=Tab.PUBLISHED, after=middle(store, count))
    took.append(row(store, "published, from the middle", later))
    words = f"{WORDS[3]} {WORDS[5]}"
    took += [
        row(store, "drafts, a search", DeskQuery(search=words)),
        row(store, "published, a search", DeskQuery(tab=Tab.PUBLISHED, search=words)),
        row(store, "drafts, nothing found", DeskQuery(search="لا يوجد")),
        row(store, "published of one page", DeskQuery(tab=Tab.PUBLISHED, target=PAGE.key)),
    ]
    return max(took)


def middle(store: Store, count: int) -> str:
    """Return the place from which on half of what is out is still to be read."""
    after = ""
    for _ in range(count // 4 // 500):
        query = DeskQuery(tab=Tab.PUBLISHED, after=after, limit=500)
        after = desk_list(store.database, query, now=NOW).next
    return after


def row(store: Store, name: str, query: DeskQuery) -> float:
    took: list[float] = []
    for number in range(ROUNDS):
        start = time.perf_counter()
        found = desk_list(store.database, query, now=NOW + timedelta(seconds=number))
        took.append((time.perf_counter() - start) * 1000)
    median = statistics.median(took)
    print(f"{name:<30}{median:>8.1f}   {len(found.rows)} rows")
    return median


if __name__ == "__main__":
    main()
