"""Does many chaos runs on both databases, then some with naive workers, and prints a table.

Run by ``make chaos RUNS=200 ENGINE_RUNS=100``; ends with status 1 if anything happened that must
never happen. With ``--engine`` the runs are those with the engine on PostgreSQL, several machines
and a network that fails; it ends with status 1, too, where some kind of harm was never done.
A run that went wrong tells its seed: ``--engine --runs 1 --seed SEED`` does it again.
"""

import argparse
import logging
import os
import sys
import time
from collections.abc import Callable, Sequence

from chaos_flaw import Flaw
from chaos_netns import why_not
from chaos_run import Tally
from chaos_series import DATABASES, engine_series, on_sqlite, series
from naive_worker import Habit

_COLUMNS = (
    *("runs", "posts", "published", "attention", "duplicates", "lost", "half", "comments", "stuck"),
    *("resolved", "kills", "stops", "faults"),
)
_ENGINE_COLUMNS = (
    *("runs", "posts", "published", "attention", "duplicates", "lost", "half", "comments", "stuck"),
    *("needless", "resolved", "kills", "stops", "oversleeps", "moves", "cuts", "pulls"),
    *("forgotten", "falls", "faults"),
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200, help="on each database, or with --engine")
    parser.add_argument("--beside", type=int, default=max(2, os.cpu_count() or 2))
    parser.add_argument("--seed", type=int, default=0, help="of the first run")
    parser.add_argument("--naive-runs", type=int, default=10)
    parser.add_argument("--engine", action="store_true", help="runs with the engine, and no others")
    flaws = [each.name.lower() for each in Flaw]
    parser.add_argument("--flaw", choices=flaws, help="with --engine: break the workers so")
    given = parser.parse_args()
    logging.getLogger("composer").setLevel(logging.CRITICAL)
    return _with_engine(given) if given.engine else _on_databases(given)


def _with_engine(given: argparse.Namespace) -> int:
    reason = why_not()
    if reason is not None:
        sys.stdout.write(f"No run has a worker in a network of its own: {reason}.\n")
    _row(["worker", *_ENGINE_COLUMNS, "minutes"])
    begun = time.monotonic()
    tally = engine_series(
        runs=given.runs,
        beside=given.beside,
        first_seed=given.seed,
        flaw=Flaw[given.flaw.upper()] if given.flaw else None,
        done=_progress(given.runs),
    )
    _tell(given.flaw or "ours, with the engine", tally, begun, _ENGINE_COLUMNS)
    for told in tally.told:
        sys.stdout.write(f"  {told}\n")
    untried = tally.untried
    if untried:
        sys.stdout.write(f"  never tried: {', '.join(untried)}\n")
    return 1 if tally.wrong or untried else 0


def _on_databases(given: argparse.Namespace) -> int:
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
            sys.stderr.flush()

    return tell


def _tell(name: str, tally: Tally, begun: float, columns: Sequence[str] = _COLUMNS) -> None:
    numbers = [str(getattr(tally, each)) for each in columns]
    _row([name, *numbers, f"{(time.monotonic() - begun) / 60:.1f}"])


def _row(cells: list[str]) -> None:
    first, *others = cells
    sys.stdout.write(f"{first:22}" + "".join(f"{each:>11}" for each in others) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
