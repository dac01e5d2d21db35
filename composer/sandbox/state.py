"""What the practice page keeps on disk: a small database, and the photos as files beside it.

Several processes use one folder at once, and any of them may be killed at any instant. So each
call is one transaction that is on the disk before the answer goes out, and a photo's file is whole
and on the disk before the row that names it.
"""

import os
import secrets
import sqlite3
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from composer.errors import StoreError

DATABASE = "practice.db"
PHOTOS = "photos"

_VERSION = 1
_BUSY_S = 30.0
_WAL_TRIES = 3000
_WAL_WAIT_S = 0.01
# Numbers of objects begin above what a float holds exactly: who parses them as one loses digits.
_SCHEMA = """
CREATE TABLE page (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    token TEXT
) STRICT;
CREATE TABLE object (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('post', 'photo', 'comment'))
) STRICT;
INSERT INTO sqlite_sequence (name, seq) VALUES ('object', 122100000000000000);
CREATE TABLE photo (
    number INTEGER PRIMARY KEY REFERENCES object,
    page TEXT NOT NULL REFERENCES page,
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    media_type TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    alt_text TEXT,
    caption TEXT,
    temporary INTEGER NOT NULL,
    made INTEGER NOT NULL,
    gone INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE post (
    number INTEGER PRIMARY KEY REFERENCES object,
    page TEXT NOT NULL REFERENCES page,
    state TEXT NOT NULL CHECK (state IN ('published', 'scheduled', 'unpublished', 'deleted')),
    message TEXT NOT NULL,
    link TEXT,
    scheduled INTEGER,
    rank INTEGER NOT NULL,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    hidden INTEGER
) STRICT;
CREATE INDEX post_order ON post (page, state, rank, number);
CREATE INDEX post_rank ON post (rank);
CREATE INDEX post_due ON post (scheduled) WHERE state = 'scheduled';
CREATE INDEX post_hidden ON post (hidden) WHERE hidden IS NOT NULL;
CREATE TABLE post_photo (
    post INTEGER NOT NULL REFERENCES post,
    place INTEGER NOT NULL,
    photo INTEGER NOT NULL REFERENCES photo,
    PRIMARY KEY (post, place)
) STRICT;
CREATE INDEX post_of_photo ON post_photo (photo);
CREATE TABLE comment (
    number INTEGER PRIMARY KEY REFERENCES object,
    post INTEGER NOT NULL REFERENCES post,
    author TEXT NOT NULL,
    message TEXT NOT NULL,
    made INTEGER NOT NULL,
    gone INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX comment_of_post ON comment (post);
CREATE TABLE call (
    number INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    parameters TEXT NOT NULL,
    effect TEXT NOT NULL,
    fault TEXT,
    done INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX call_time ON call (at);
CREATE TABLE strike (
    arming TEXT NOT NULL,
    place INTEGER NOT NULL,
    met INTEGER NOT NULL,
    struck INTEGER NOT NULL,
    PRIMARY KEY (arming, place)
) STRICT;
CREATE TABLE issued (
    token TEXT PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT;
PRAGMA user_version = 1;
"""


class State:
    """The folder of a practice page; nothing is opened before it is used.

    Args:
        folder: Where it is kept; made when it is first used.
        prepare: Called in a transaction of its own with each connection that is opened.
    """

    def __init__(self, folder: Path, *, prepare: Callable[[sqlite3.Connection], None]) -> None:
        self.folder = folder
        self._prepare = prepare
        self._idle: list[sqlite3.Connection] = []
        self._process = os.getpid()
        weakref.finalize(self, _close, self._idle)

    @contextmanager
    def turn(self) -> Iterator[sqlite3.Connection]:
        """Give the database to one caller alone; what is done is on the disk afterwards.

        Nothing is kept if the body raises.

        Raises:
            StoreError: The folder cannot be written, or holds something else.
        """
        try:
            connection = self._taken()
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            finally:
                self._idle.append(connection)
        except (sqlite3.Error, OSError) as error:
            if isinstance(error, ConnectionError):
                raise
            msg = f"the practice page cannot use {self.folder / DATABASE}: {error}"
            raise StoreError(msg) from error

    def close(self) -> None:
        """Close the connections that nobody uses; the next turn opens others."""
        _close(self._idle)

    def keep_photo(self, data: bytes, ending: str) -> str:
        """Write the bytes of a photo, whole and durable, and return the name of the file.

        Raises:
            StoreError: They cannot be written.
        """
        name = f"{secrets.token_hex(16)}.{ending}"
        try:
            _write(self.photo_file(name), data)
        except OSError as error:
            msg = f"the practice page cannot keep a photo in {self.folder}: {error}"
            raise StoreError(msg) from error
        return name

    def drop_photo(self, name: str) -> None:
        """Remove the file of a photo that no row names."""
        self.photo_file(name).unlink(missing_ok=True)

    def photo_file(self, name: str) -> Path:
        """Return where the bytes of a photo are."""
        return self.folder / PHOTOS / name

    def _taken(self) -> sqlite3.Connection:
        if self._process != os.getpid():
            # A connection must not be used, nor even closed, on the other side of a fork.
            self._idle, self._process = [], os.getpid()
            weakref.finalize(self, _close, self._idle)
        try:
            return self._idle.pop()
        except IndexError:
            return self._opened()

    def _opened(self) -> sqlite3.Connection:
        self.folder.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            self.folder / DATABASE, timeout=_BUSY_S, isolation_level=None, check_same_thread=False
        )
        try:
            _wal(connection)
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.row_factory = sqlite3.Row
            connection.execute("BEGIN IMMEDIATE")
            _make_tables(connection)
            self._prepare(connection)
            connection.execute("COMMIT")
        except BaseException:
            connection.close()
            raise
        return connection


def _wal(connection: sqlite3.Connection) -> None:
    """Switch to the write-ahead log; SQLite's own waiting does not cover this statement."""
    for _ in range(_WAL_TRIES):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            time.sleep(_WAL_WAIT_S)
        else:
            return
    msg = "database is locked"
    raise sqlite3.OperationalError(msg)


def _make_tables(connection: sqlite3.Connection) -> None:
    """Make the tables, once, whoever comes first."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version == 0:
        for statement in _SCHEMA.split(";\n"):
            connection.execute(statement)
    elif version != _VERSION:
        msg = "it was made by another version of the program: move it away"
        raise sqlite3.DatabaseError(msg)


def _write(file: Path, data: bytes) -> None:
    """Write a new file so that it is there whole or not at all, whatever happens."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".part")
    with unfinished.open("xb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.replace(file)
    _sync_folder(file.parent)


def _sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk; Windows does this by itself."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _close(connections: list[sqlite3.Connection]) -> None:
    while connections:
        connections.pop().close()
