"""A real PostgreSQL server for the tests, from the machine's own binaries, on a free port."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from composer.store.database import Database

_TEMPLATE = "nashir_template"
FAST = ("fsync=off", "full_page_writes=off", "autovacuum=off", "shared_buffers=32MB")
"""For tests: no file is forced to the disk, since the program is tested and not PostgreSQL."""

DURABLE = ("shared_buffers=256MB", "max_connections=200")
"""For what is measured: as a server is that keeps its promises."""

_WAIT_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server that trusts everybody on this machine."""

    port: int
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://nashir@127.0.0.1:{self.port}/{database}"

    def run(self, statement: str) -> None:
        plain = self.url("postgres").replace("+psycopg", "")
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute(statement.encode())

    @contextmanager
    def database(self, *, template: str = _TEMPLATE) -> Iterator[str]:
        """Give the address of a database of one's own; ``template0`` makes an empty one."""
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.url(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")


def binaries() -> Path:
    """Return the folder of PostgreSQL's programs; without them the test is skipped."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        missing = "PostgreSQL is not installed (apt-get install postgresql)"
        if os.environ.get("CI") == "true":  # noqa: TID251 - there nothing may be skipped
            pytest.fail(missing)
        pytest.skip(missing)
    return found[-1].parent


def account() -> str | None:
    """Return who runs the server, which refuses to be run by root; None for ourselves."""
    return "postgres" if os.geteuid() == 0 else None


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def running_server(options: Sequence[str] = FAST) -> Iterator[Server]:
    """Give a server that runs with some options; it is gone with its files after the block."""
    programs = binaries()
    folder = Path(tempfile.mkdtemp(prefix="nashir-pg-"))
    runs_it = account()
    if runs_it:
        shutil.chown(folder, runs_it, runs_it)
    data = folder / "data"
    init: list[str | Path] = [programs / "initdb", "-D", data, "-U", "nashir", "-A", "trust"]
    init += ["-E", "UTF8", "-N", "--locale=C.UTF-8"]
    who: dict[str, Any] = {"cwd": folder, "user": runs_it, "group": runs_it}
    subprocess.run(init, check=True, capture_output=True, **who)
    server = Server(port=free_port())
    start: list[str | Path] = [programs / "postgres", "-D", data, "-p", str(server.port)]
    start += [f"-c{each}" for each in (*options, f"unix_socket_directories={folder}")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(start, stdout=log, stderr=log, **who)
    try:
        _wait(server, folder / "log")
        yield server
    finally:
        process.terminate()
        try:
            process.wait(timeout=_WAIT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _wait(server: Server, log: Path) -> None:
    end = time.monotonic() + _WAIT_S
    while True:
        try:
            server.run("SELECT 1")
        except psycopg.OperationalError:
            if time.monotonic() > end:
                pytest.fail(f"PostgreSQL did not start: {log.read_text(errors='replace')}")
            time.sleep(0.05)
        else:
            return


@pytest.fixture(scope="session")
def bare_postgres() -> Iterator[Server]:
    """A server without a template: for tests of how a database begins."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres(bare_postgres: Server) -> Server:
    """A server whose template holds the present tables."""
    template_in(bare_postgres)
    return bare_postgres


def template_in(server: Server) -> None:
    """Make the template of which the databases of a server are copies."""
    server.run(f"CREATE DATABASE {_TEMPLATE}")
    Database.open(server.url(_TEMPLATE), workspace=Path("/nonexistent")).close()


@pytest.fixture
def postgres_url(postgres: Server) -> Iterator[str]:
    """The address of a database of the test's own, with the present tables."""
    with postgres.database() as url:
        yield url
