"""What the tests of the worker share."""

import sqlite3
from collections.abc import Iterator

import pytest
from practice_clock import PracticeClock
from worker_parts import Machine

from composer.store.store import Store


@pytest.fixture
def machine(store: Store) -> Iterator[Machine]:
    """A machine with a clock of its own on an empty store, once on each database.

    One connection stays open meanwhile: SQLite empties its log whenever the last one is closed,
    which makes each transaction several times as long.
    """
    file = store.database.file
    idle = None if file is None else sqlite3.connect(file)
    if idle is not None:
        idle.execute("SELECT count(*) FROM item").fetchone()
    yield Machine(store=store, clock=PracticeClock())
    if idle is not None:
        idle.close()
