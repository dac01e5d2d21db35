"""Measures one look for due pages and one claim, whatever else is queued.

python benchmarks/claim.py [--waiting N N N] [--due N]

The same items are due in every queue, each of a page of its own. What counts is the ratio to the
shortest queue; it must not exceed 2.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

import pytest
from backlog import Bench, idle_connections, opened, sqlite_stores, timed
from postgres import running_server, template_in

from composer.publishing.lookout import Lookout
from composer.publishing.policy import LEASE
from composer.store.store import Store

ROUNDS = 9
LIMIT = 2.0


class Desk(Bench):
    """A queue, and what a worker asks of it before a post."""

    def look_for_pages(self) -> None:
        found = Lookout(self.work).look()
        assert len(found) == self.due, len(found)  # noqa: S101 - else something else is measured

    def list_of_a_page(self) -> None:
        target = self.work.claims.pages_due(self.now)[0]
        assert len(self.work.claims.due(self.now, target=target)) == 1  # noqa: S101 - as above

    def claim_one(self) -> None:
        """Look, claim one item, and put it back."""
        target = Lookout(self.work).look()[0].target
        (item,) = self.work.claims.due(self.now, target=target)
        held = self.work.claims.claim(item.id, lease=LEASE, now=self.now)
        assert held is not None  # noqa: S101 - as above
        self.work.claims.step_back(held, wake=held.due, now=self.now)


def main() -> None:
    """Measure and print; end with an error where a ratio is above the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--waiting", type=int, nargs="+", default=[1_000, 100_000, 1_000_000])
    parser.add_argument("--due", type=int, default=100)
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)
    worst = 0.0
    with tempfile.TemporaryDirectory(prefix="nashir-bench-") as folder:
        for database, stores in databases(Path(folder), len(asked.waiting)):
            worst = max(worst, queues(database, stores, asked.waiting, asked.due))
    if worst > LIMIT:
        sys.exit(f"{worst:.2f} times the shortest queue: the limit is {LIMIT}")


def databases(folder: Path, count: int) -> Iterator[tuple[str, Sequence[Store]]]:
    yield "SQLite", sqlite_stores(folder, count)
    try:
        with running_server() as server, ExitStack() as stack:
            template_in(server)
            urls = [stack.enter_context(server.database()) for _ in range(count)]
            stores = [opened(url, folder / f"pg{each}") for each, url in enumerate(urls)]
            yield "PostgreSQL", stores
            for store in stores:
                store.close()
    except pytest.skip.Exception as reason:
        print(f"PostgreSQL left out: {reason}")


def queues(database: str, stores: Sequence[Store], waiting: Sequence[int], due: int) -> float:
    """Time the same things on all queues, in turn; return the worst ratio to the shortest."""
    desks = [Desk(store, waiting=n, due=due) for store, n in zip(stores, waiting, strict=True)]
    heads = "".join(f"{each:>12,}" for each in waiting)
    print(f"\n{database:<22}{due:>5} due of{heads}  × the shortest")
    with idle_connections(stores):
        return max(
            row("look for pages", [each.look_for_pages for each in desks]),
            row("look, list of a page", [each.list_of_a_page for each in desks]),
            row("look, claim, put back", [each.claim_one for each in desks]),
        )


def row(name: str, works: Sequence[Callable[[], None]]) -> float:
    for each in works:
        each()  # the first time fills caches
    took = [[timed(each) for each in works] for _ in range(ROUNDS)]
    medians = [median(each) for each in zip(*took, strict=True)]
    ratios = [each / medians[0] for each in medians]
    shown = "".join(f"{each:>12.2f}" for each in medians)
    print(f"{name:<24}{'ms':>10}{shown}  " + " ".join(f"{each:.2f}" for each in ratios))
    return max(ratios)


if __name__ == "__main__":
    main()
