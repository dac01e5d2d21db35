"""Many chaos runs, some beside each other, each on a fresh store."""

import logging
import multiprocessing
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TypeVar

import pytest
from chaos_engine import EngineRun, EngineTally
from chaos_flaw import Flaw
from chaos_netns import why_not
from chaos_run import Run, Tally
from chaos_server import pattern_server, run_server
from naive_worker import Habit
from postgres import running_server, template_in

from composer.store.database import Database

_SQLITE_URL = "sqlite:///.nashir/nashir.db"

_T = TypeVar("_T", bound=Tally)

FreshStore = Callable[[Path], AbstractContextManager[str]]
"""Gives, for a workspace, the address of an empty database of its own."""


@contextmanager
def on_sqlite() -> Iterator[FreshStore]:
    """Give fresh files, copied from one whose tables are made once."""
    with tempfile.TemporaryDirectory(prefix="nashir-chaos-") as made:
        Database.open(_SQLITE_URL, workspace=Path(made)).close()

        @contextmanager
        def fresh(folder: Path) -> Iterator[str]:
            (folder / ".nashir").mkdir()
            shutil.copy(Path(made, ".nashir", "nashir.db"), folder / ".nashir")
            yield _SQLITE_URL

        yield fresh


@contextmanager
def on_postgresql() -> Iterator[FreshStore]:
    """Give fresh databases of one server."""
    with running_server() as server:
        template_in(server)

        @contextmanager
        def fresh(folder: Path) -> Iterator[str]:
            (folder / ".nashir").mkdir()
            with server.database() as url:
                yield url

        yield fresh


DATABASES: dict[str, Callable[[], AbstractContextManager[FreshStore]]] = {
    "SQLite": on_sqlite,
    "PostgreSQL": on_postgresql,
}


def series(
    fresh: FreshStore,
    *,
    runs: int,
    beside: int,
    first_seed: int = 0,
    habit: Habit | None = None,
    done: Callable[[Tally], None] = lambda _: None,
) -> Tally:
    """Do many runs and count them together.

    Args:
        fresh: Gives each its database.
        runs: How many.
        beside: How many at once.
        first_seed: Of the first one; the others follow.
        habit: Which naive workers do them; None for the worker that Nashir has.
        done: Told after each run what all of them came to.
    """

    with _lanes(beside) as lanes:

        def one(seed: int) -> Tally:
            with tempfile.TemporaryDirectory(prefix="nashir-chaos-") as name:
                folder = Path(name)
                with fresh(folder) as url:
                    run = Run(folder=folder, store_url=url, seed=seed, habit=habit)
                    return lanes.submit(Run.tally, run).result()

        return _summed(one, range(first_seed, first_seed + runs), beside, Tally(), done)


def engine_series(
    *,
    runs: int,
    beside: int,
    first_seed: int = 0,
    flaw: Flaw | None = None,
    done: Callable[[EngineTally], None] = lambda _: None,
) -> EngineTally:
    """Do many runs with the engine, each on a server of its own, and count them together.

    Args:
        runs: How many. In every fourth one worker is in a network of its own, where that can be.
        beside: How many at once.
        first_seed: Of the first one; the others follow.
        flaw: What is broken in the workers; None for those that Nashir has.
        done: Told after each run what all of them came to.
    """
    can_have_networks = why_not() is None
    with _lanes(beside) as lanes, pattern_server() as pattern:

        def one(seed: int) -> EngineTally:
            with (
                tempfile.TemporaryDirectory(prefix="nashir-chaos-") as name,
                run_server(pattern) as server,
            ):
                run = EngineRun(
                    folder=Path(name),
                    server=server,
                    seed=seed,
                    flaw=flaw,
                    own_network=can_have_networks and seed % 4 == 0,
                )
                return lanes.submit(EngineRun.tally, run).result()

        return _summed(one, range(first_seed, first_seed + runs), beside, EngineTally(), done)


@contextmanager
def _lanes(beside: int) -> Iterator[ProcessPoolExecutor]:
    """Give processes that do runs, each one after the other.

    They are forked from a process that has done nothing but import what they need.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["chaos_engine"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(Path(__file__).parent))  # where it finds them
        first = context.Process(target=_be_quiet)
        first.start()
        first.join()
    with ProcessPoolExecutor(beside, mp_context=context, initializer=_be_quiet) as lanes:
        yield lanes


def _summed(
    one: Callable[[int], _T],
    seeds: Sequence[int],
    beside: int,
    total: _T,
    done: Callable[[_T], None],
) -> _T:
    with ThreadPoolExecutor(beside) as pool:
        for each in pool.map(one, seeds):
            total.add(each)
            done(total)
    return total


def _be_quiet() -> None:
    """Let what goes wrong on purpose not be told a thousand times."""
    logging.disable(logging.CRITICAL)
