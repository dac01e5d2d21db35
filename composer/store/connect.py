"""How each of the two databases is opened, so that what is committed is on the disk."""

import os
import sqlite3
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from composer.errors import StoreError

_OLDEST_SQLITE = (3, 37)  # strict tables
_KEPT = 5
"""Connections that stay open: one for each thread that serves a page, and one for what is beside
them. More are made when more are needed, and closed when they are not."""

_CONNECT_S = 10
_WATCHED = {
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""A server that the network lost is noticed within a minute, by who waits for its answer, too: the
system itself would wait for a quarter of an hour."""

_PRAGMAS = (
    "PRAGMA synchronous=FULL",  # NORMAL can lose the last commits, an intent too, with the power
    "PRAGMA fullfsync=ON",  # a Mac's disk says "written" before it is; others pay nothing
    "PRAGMA foreign_keys=ON",
    "PRAGMA recursive_triggers=ON",  # else REPLACE deletes a row without its trigger
)


def parse_url(text: str) -> URL:
    """Return the address of a database.

    Raises:
        StoreError: It is none, or of a kind that Nashir does not speak. The message repeats
            nothing of it: it may hold a password.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # of the second kind: a port that is no number
        url = URL.create("none")
    kind = url.get_backend_name()
    if kind == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if kind == "sqlite" and url.database not in {None, "", ":memory:"}:
        return url
    msg = (
        "url in [store] must be sqlite:///PATH or postgresql+psycopg://USER@HOST/NAME:"
        " mend it in nashir.toml"
    )
    raise StoreError(msg)


def sqlite_file(url: URL, workspace: Path) -> Path:
    """Return the file of a SQLite database; a relative path counts from the workspace."""
    return workspace.absolute() / str(url.database)


def sqlite_engine(file: Path, *, wait_s: float) -> Engine:
    """Return what opens a SQLite file; the file and its folder are made where they lack.

    Each transaction has a connection of its own, which costs a millisecond: nothing is left
    open for a fork to carry over, which SQLite does not survive.

    Args:
        file: Absolute path.
        wait_s: How long a transaction waits for another one, in seconds.

    Raises:
        StoreError: SQLite is too old, or the file cannot be made.
    """
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        msg = (
            f"SQLite {sqlite3.sqlite_version} is too old, 3.37 is needed: install a newer Python,"
            " or use PostgreSQL"
        )
        raise StoreError(msg)
    _make_file(file)
    engine = create_engine(
        URL.create("sqlite", database=str(file)),
        poolclass=NullPool,
        connect_args={"timeout": wait_s},
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def postgresql_engine(url: URL, *, wait_s: float) -> Engine:
    """Return what connects to a PostgreSQL server.

    Args:
        url: Its address; what it says itself about a connection holds.
        wait_s: How long a statement waits for a lock, in seconds.

    Raises:
        StoreError: The driver is not installed.
    """
    wanted = (
        f"-c lock_timeout={round(wait_s * 1000)}",
        "-c synchronous_commit=on",  # a server may be set to answer before the disk has it
        "-c jit=off",  # compiling a query takes longer than any of ours
        "-c idle_in_transaction_session_timeout=120000",  # a stopped program frees its locks
        *url.normalized_query.get("options", ()),
    )
    usual = {"connect_timeout": _CONNECT_S, "application_name": "nashir", **_WATCHED}
    missing = {key: usual[key] for key in usual.keys() - url.query.keys()}
    try:
        return create_engine(
            url,
            isolation_level="READ COMMITTED",
            pool_size=_KEPT,
            pool_pre_ping=True,
            pool_recycle=300,
            connect_args={**missing, "options": " ".join(wanted)},
            hide_parameters=True,
        )
    except ModuleNotFoundError as error:
        msg = 'PostgreSQL needs its driver: pip install "nashir[postgresql]"'
        raise StoreError(msg) from error


def _make_file(file: Path) -> None:
    """Make an empty file that only its owner may read."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        msg = f"the store {file} cannot be made: {error.strerror or error}: choose another folder"
        raise StoreError(msg) from error


def _prepare_sqlite(connection: sqlite3.Connection, record: object) -> None:
    del record
    connection.isolation_level = None  # the driver begins nothing by itself
    mode = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
    if mode != "wal":
        msg = "the disk of the store cannot be shared by several programs: use a local disk"
        raise StoreError(msg)
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin_sqlite(connection: Connection) -> None:
    """Begin as a writer at once: who only later turns into one finds the store locked."""
    if connection.get_execution_options().get("writes"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("PRAGMA query_only=ON")
        connection.exec_driver_sql("BEGIN")
