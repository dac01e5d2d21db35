"""Many chaos runs, some beside each other, each on a fresh store."""

import logging
import multiprocessing
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from chaos_run import Run, Tally
from naive_worker import Habit
from postgres import running_server, template_in

from composer.store.database import Database

_SQLITE_URL = "sqlite:///.nashir/nashir.db"

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

    context = multiprocessing.get_context("spawn")
    total = Tally()
    with (
        ProcessPoolExecutor(beside, mp_context=context, initializer=_be_quiet) as lanes,
        ThreadPoolExecutor(beside) as pool,
    ):

        def one(seed: int) -> Tally:
            with tempfile.TemporaryDirectory(prefix="nashir-chaos-") as name:
                folder = Path(name)
                with fresh(folder) as url:
                    run = Run(folder=folder, store_url=url, seed=seed, habit=habit)
                    return lanes.submit(Run.tally, run).result()

        for each in pool.map(one, range(first_seed, first_seed + runs)):
            total.add(each)
            done(total)
    return total


def _be_quiet() -> None:
    """Let what goes wrong on purpose not be told a thousand times."""
    logging.disable(logging.CRITICAL)
