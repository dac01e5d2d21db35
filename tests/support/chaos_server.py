"""A PostgreSQL server for one run, that may fall and come back in the middle of it.

It is a copy of one that was made once, so that a fresh one costs a moment. What it has said is
done is on the disk: it keeps the promises that a server in earnest makes.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import psycopg
from postgres import Server, account, binaries, free_port

from composer.engine.cluster.engine import SCHEMA
from composer.store.database import Database

_OPTIONS = (
    "fsync=on",
    "synchronous_commit=on",
    "shared_buffers=16MB",
    "autovacuum=off",
    "max_connections=100",
)
_IN_TIME = "-c lock_timeout=100 -c statement_timeout=1000"
_DATABASE = "newsroom"


class Fall(StrEnum):
    """How a server goes down."""

    FAST = "fast"  # it ends all connections and writes everything down
    IMMEDIATE = "immediate"  # as if its machine had failed: it recovers when it is started


@dataclass(frozen=True, slots=True, kw_only=True)
class RunServer:
    """A server of one run.

    Args:
        folder: Its files.
        port: Where it listens.
    """

    folder: Path
    port: int

    @property
    def url(self) -> str:
        return self.url_by(self.port)

    def url_by(self, port: int, host: str = "127.0.0.1") -> str:
        """Return the address of its database over another port that leads to it."""
        return f"postgresql+psycopg://nashir@{host}:{port}/{_DATABASE}"

    def restart(self, fall: Fall) -> None:
        """Let it fall, and start it again."""
        self._control("restart", "-m", fall.value)

    def start(self) -> None:
        self._control("start")

    def stop(self) -> None:
        self._control("stop", "-m", Fall.IMMEDIATE.value)

    def delete(self, statement: str) -> int:
        """Delete rows of the engine, by a connection of this moment; return how many there were.

        Raises:
            psycopg.OperationalError: It is down, or a stopped worker holds a row.
        """
        plain, words = self.url.replace("+psycopg", ""), f"-c search_path={SCHEMA} {_IN_TIME}"
        with psycopg.connect(
            plain, autocommit=True, connect_timeout=5, options=words
        ) as connection:
            return connection.execute(statement.encode()).rowcount

    def _control(self, *words: str) -> None:
        options = [f"-c{each}" for each in (*_OPTIONS, f"unix_socket_directories={self.folder}")]
        command = [
            *(str(binaries() / "pg_ctl"), "-D", str(self.folder / "data"), "-w", "-s"),
            *("-l", str(self.folder / "log"), "-o", " ".join((f"-p {self.port}", *options))),
            *words,
        ]
        subprocess.run(command, check=True, capture_output=True, **_as_its_account(self.folder))


@contextmanager
def pattern_server() -> Iterator[Path]:
    """Give the folder of a stopped server whose database has the present tables."""
    with _own_folder() as folder:
        command: list[str | Path] = [
            binaries() / "initdb",
            "-D",
            folder / "data",
            "-U",
            "nashir",
            "-A",
            "trust",
        ]
        command += ["-E", "UTF8", "-N", "--locale=C.UTF-8", "--wal-segsize=1"]
        subprocess.run(command, check=True, capture_output=True, **_as_its_account(folder))
        made = RunServer(folder=folder, port=free_port())
        made.start()
        Server(port=made.port).run(f"CREATE DATABASE {_DATABASE}")
        Database.open(made.url, workspace=folder).close()
        made._control("stop", "-m", Fall.FAST.value)  # noqa: SLF001 - its own module
        yield folder


@contextmanager
def run_server(pattern: Path) -> Iterator[RunServer]:
    """Give a running server that is a copy of another one."""
    with _own_folder() as folder:
        shutil.copytree(pattern / "data", folder / "data")
        _give_away(folder)
        server = RunServer(folder=folder, port=free_port())
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def _own_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="nashir-chaos-pg-"))
    _give_away(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _give_away(folder: Path) -> None:
    """Let everything in a folder belong to who runs the server."""
    name = account()
    if name is None:
        return
    who = pwd.getpwnam(name)
    for parent, folders, files in os.walk(folder):
        for each in (parent, *(os.path.join(parent, one) for one in (*folders, *files))):  # noqa: PTH118 - many
            os.chown(each, who.pw_uid, who.pw_gid)


def _as_its_account(folder: Path) -> dict[str, Any]:
    return {"cwd": folder, "user": account(), "group": account()}
