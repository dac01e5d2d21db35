"""Does many chaos runs on both databases, then some with naive workers, and prints a table.

Run by ``make chaos RUNS=200``; ends with status 1 if anything happened that must never happen.
"""

import argparse
import logging
import os
import sys
import time
from collections.abc import Callable

from chaos_run import Tally
from chaos_series import DATABASES, on_sqlite, series
from naive_worker import Habit

_COLUMNS = (
    *("runs", "posts", "published", "attention", "duplicates", "lost", "half", "comments", "stuck"),
    *("resolved", "kills", "stops", "faults"),
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200, help="on each database")
    parser.add_argument("--beside", type=int, default=max(2, os.cpu_count() or 2))
    parser.add_argument("--seed", type=int, default=0, help="of the first run")
    parser.add_argument("--naive-runs", type=int, default=10)
    given = parser.parse_args()
    logging.getLogger("composer").setLevel(logging.CRITICAL)
    _row(["worker", *_COLUMNS, "minutes"])
    wrong = 0
    for name, database in DATABASES.items():
        begun = time.monotonic()
        with database() as fresh:
            tally = series(
                fresh,
                runs=given.runs,
                beside=given.beside,
                first_seed=given.seed,
                done=_progress(given.runs),
            )
        _tell(f"ours, {name}", tally, begun)
        wrong += tally.wrong
        for told in tally.told:
            sys.stdout.write(f"  {told}\n")
    for habit in Habit if given.naive_runs else ():
        begun = time.monotonic()
        with on_sqlite() as fresh:
            tally = series(fresh, runs=given.naive_runs, beside=given.beside, habit=habit)
        _tell(f"naive: {habit.name.lower().replace('_', ' ')}", tally, begun)
    return 1 if wrong else 0


def _progress(runs: int) -> Callable[[Tally], None]:
    def tell(tally: Tally) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{tally.runs} of {runs} runs, {tally.wrong} wrong ")

    return tell


def _tell(name: str, tally: Tally, begun: float) -> None:
    numbers = [str(getattr(tally, each)) for each in _COLUMNS]
    _row([name, *numbers, f"{(time.monotonic() - begun) / 60:.1f}"])


def _row(cells: list[str]) -> None:
    first, *others = cells
    sys.stdout.write(f"{first:20}" + "".join(f"{each:>11}" for each in others) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
