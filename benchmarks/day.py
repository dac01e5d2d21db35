"""Simulates a day of very many pages whose posts cluster at the full hour, for numbers of workers.

python benchmarks/day.py [--pages N] [--posts N] [--workers N …] [--at-once N] [--calls S]
                         [--cpu MS] [--store RATE] [--clustered SHARE]

Nothing is measured here: a day is played through with the service times that ``throughput.py``
measured, and with calls to the platform as slow as ``--calls`` says. A worker serves ``--at-once``
pages at a time; what it needs of its processor for a post happens one post after another, what the
platform needs goes on side by side. The database takes ``--store`` posts a second of all workers
together. Printed is how late posts begin to be seen: from due to published, in seconds.
"""

from __future__ import annotations

import argparse
import heapq
import random
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

DAY_S = 86_400
HOURS = 24
BUSY = (0.3, 0.2, 0.2, 0.2, 0.3, 0.5, 0.8, 1.2, 1.5, 1.5, 1.4, 1.3)
BUSY_LATER = (1.3, 1.3, 1.2, 1.2, 1.3, 1.4, 1.6, 1.8, 1.9, 1.6, 1.1, 0.6)
"""How many posts an hour has, as a share of the mean: a newsroom's day, by guess."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What a post takes.

    Args:
        calls_s: Median seconds of all its calls to the platform together.
        cpu_s: Seconds of a worker's processor.
        store_s: Seconds between two posts that the database takes, of all workers.
        at_once: Pages that a worker serves at the same time.
    """

    calls_s: float
    cpu_s: float
    store_s: float
    at_once: int


def main() -> None:
    """Play the day and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--posts", type=int, default=200_000, help="posts of the day")
    parser.add_argument("--workers", type=int, nargs="+", default=[2, 4, 8, 16, 32])
    parser.add_argument("--at-once", type=int, default=16)
    parser.add_argument("--calls", type=float, default=2.0, help="median seconds of a post's calls")
    parser.add_argument("--cpu", type=float, required=True, help="worker's ms a post, as measured")
    parser.add_argument("--store", type=float, required=True, help="posts a second of the database")
    parser.add_argument("--clustered", type=float, default=0.8, help="share due at the full hour")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    service = Service(
        calls_s=asked.calls,
        cpu_s=asked.cpu / 1000,
        store_s=1 / asked.store,
        at_once=asked.at_once,
    )
    chance = random.Random(asked.seed)  # noqa: S311 - a simulation
    due = list(dues(asked.pages, asked.posts, asked.clustered, chance))
    fullest = max(sum(1 for each in due if each[0] == hour * 3600) for hour in range(HOURS))
    print(
        f"{len(due):,} posts of {asked.pages:,} pages in a day, {fullest:,} due in the same instant"
    )
    head = ("workers", "p50 s", "p90", "p99", "max", "after 1 min", "busy")
    print("".join(f"{each:>12}" for each in head))
    for workers in asked.workers:
        late, busy = play(due, workers, service, random.Random(asked.seed))  # noqa: S311
        show(workers, late, busy)


def dues(
    pages: int, posts: int, clustered: float, chance: random.Random
) -> Iterator[tuple[float, int]]:
    """Give each post's due second and page, in order: most at the full hour, the rest anywhere."""
    shares = [*BUSY, *BUSY_LATER]
    found = []
    for number in range(posts):
        hour = chance.choices(range(HOURS), shares)[0]
        second = 0.0 if chance.random() < clustered else chance.uniform(0, 3600)
        found.append((hour * 3600 + second, number % pages))
    return iter(sorted(found))


def play(
    due: Sequence[tuple[float, int]], workers: int, service: Service, chance: random.Random
) -> tuple[list[float], float]:
    """Return how late each post was, and the busiest hour's share of all places in use."""
    places = [(0.0, worker) for worker in range(workers) for _ in range(service.at_once)]
    heapq.heapify(places)
    processor = [0.0] * workers
    database = 0.0
    page_free: dict[int, float] = {}
    late, used = [], [0.0] * (HOURS + 1)
    ready = [(second, number, page) for number, (second, page) in enumerate(due)]
    while ready:  # by the instant from which each could start, so that starts come in order
        since, number, page = heapq.heappop(ready)
        if page_free.get(page, 0.0) > since:
            heapq.heappush(ready, (page_free[page], number, page))
            continue
        free, worker = heapq.heappop(places)
        start = max(since, free)
        database = max(start, database) + service.store_s
        processor[worker] = max(database, processor[worker]) + service.cpu_s
        end = processor[worker] + service.calls_s * chance.lognormvariate(0, 0.5)
        heapq.heappush(places, (end, worker))
        page_free[page] = end
        late.append(end - due[number][0])
        used[min(int(start // 3600), HOURS)] += end - start
    return late, max(used) / (3600 * workers * service.at_once)


def show(workers: int, late: Sequence[float], busy: float) -> None:
    parts = statistics.quantiles(late, n=100)
    after = sum(1 for each in late if each > 60) / len(late)
    cells = (
        f"{workers}",
        f"{parts[49]:.1f}",
        f"{parts[89]:.1f}",
        f"{parts[98]:.1f}",
        f"{max(late):.1f}",
        f"{after:.1%}",
        f"{busy:.0%}",
    )
    print("".join(f"{each:>12}" for each in cells))


if __name__ == "__main__":
    main()
