"""A disk that fails at one write, told by SQLAlchemy's own events; afterwards it works again."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto

import psycopg
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import OperationalError

_WRITES = ("INSERT", "UPDATE", "DELETE")


class Break(Enum):
    """How a commit fails."""

    BEFORE = auto()  # nothing of the transaction is kept
    AFTER = auto()  # all of it is kept, and the program is told that it failed


@dataclass(slots=True)
class FailingDisk:
    """Counts what is written, and fails once.

    Args:
        at: At which write it fails, counted from 1; 0 for never.
        how: In what way a commit fails.
    """

    at: int = 0
    how: Break = Break.BEFORE
    count: int = 0

    @property
    def has_failed(self) -> bool:
        return 0 < self.at <= self.count

    def statement(self, connection: Connection, _cursor: object, text: str, *_: object) -> None:
        if text.lstrip().upper().startswith(_WRITES):
            self._step(connection, text)

    def commit(self, connection: Connection) -> None:
        if connection.get_execution_options().get("writes"):
            self._step(connection, "COMMIT")

    def _step(self, connection: Connection, text: str) -> None:
        self.count += 1
        if self.count != self.at:
            return
        if text == "COMMIT" and self.how is Break.AFTER:
            connection.connection.commit()
        full: Exception
        if connection.dialect.name == "postgresql":
            full = psycopg.errors.DiskFull("could not extend file: No space left on device")
        else:
            full = sqlite3.OperationalError("database or disk is full")
            full.sqlite_errorname = "SQLITE_FULL"
            full.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise OperationalError(text, {}, full)


@contextmanager
def failing_disk(at: int, how: Break = Break.BEFORE) -> Iterator[FailingDisk]:
    """Let the write number ``at`` of the block fail, on whatever database."""
    disk = FailingDisk(at=at, how=how)
    event.listen(Engine, "before_cursor_execute", disk.statement)
    event.listen(Engine, "commit", disk.commit)
    try:
        yield disk
    finally:
        event.remove(Engine, "before_cursor_execute", disk.statement)
        event.remove(Engine, "commit", disk.commit)
