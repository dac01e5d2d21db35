"""A workspace of many machines: a store on PostgreSQL, and real ``nashir worker`` processes."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from press_room import PressRoom, press_room
from runner_program import Running

from composer.engine.cluster.engine import Engine
from composer.engine.cluster.schema import prepare
from composer.store.database import Database


def cluster_room(folder: Path, url: str, *, publishing: str = "") -> PressRoom:
    """Return a workspace whose workers share the store at an address."""
    room = press_room(folder)
    more = f'[store]\nurl = "{url}"\n[worker]\nengine = "cluster"\nat_once = 2\n'
    room.set(publishing=publishing, more=more)
    return room


@contextmanager
def worker(
    room: PressRoom, *words: str, name: str = "worker", cwd: Path | None = None
) -> Iterator[Running]:
    """Run a worker in a workspace, until the block ends at the latest."""
    folder = cwd or room.folder
    log = folder / f"{name}.log"
    command = [sys.executable, "-m", "composer", "worker", "--log", "json", "--name", name]
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [*command, *words], cwd=folder, stderr=stream, stdin=subprocess.DEVNULL
        )
    try:
        yield Running(process=process, log=log)
    finally:
        process.kill()
        process.wait()


@contextmanager
def engine_of(url: str, folder: Path) -> Iterator[Engine]:
    """Give the engine of a store, prepared."""
    with Database.open(url, workspace=folder).closing() as database:
        prepare(database)
        yield Engine(database)
