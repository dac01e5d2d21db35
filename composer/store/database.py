"""The database: transactions that really are ones, and errors that say what to do."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from composer.errors import StoreError
from composer.store.connect import parse_url, postgresql_engine, sqlite_engine, sqlite_file
from composer.store.failure import sealed_error, store_error
from composer.store.revision import SHIPPED, Migrations

__all__ = ["Database", "IntegrityError", "insert_new"]

WAIT_S = 15.0
"""How long a transaction waits for another one, in seconds."""

_AFTER = "nashir_after"


class Database:
    """One database, SQLite or PostgreSQL.

    What breaks a rule of the tables is raised as ``IntegrityError``; every other failure that
    people can mend as ``StoreError``.

    Args:
        engine: What makes connections.
        place: What names the database in messages, without a password.
        folder: Where copies of it are put.
        file: The file of a SQLite database.
    """

    def __init__(
        self, engine: Engine, *, place: str, folder: Path, file: Path | None = None
    ) -> None:
        self.place = place
        self.folder = folder
        self.file = file
        self._engine = engine
        self._pid = os.getpid()
        self._writing = engine.execution_options(writes=True)
        self._reading = engine.execution_options(
            **({} if file else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True})
        )

    @classmethod
    def open(
        cls,
        url: str,
        *,
        workspace: Path,
        wait_s: float = WAIT_S,
        migrations: Migrations = SHIPPED,
    ) -> Self:
        """Open a database, make it where there is none, bring it up to date where it is older.

        Args:
            url: ``sqlite:///PATH`` or ``postgresql+psycopg://USER@HOST/NAME``.
            workspace: The folder from which a relative path counts.
            wait_s: How long a transaction waits for another one, in seconds.
            migrations: The way to the present shape.

        Raises:
            StoreError: It cannot be opened, or was made by a newer program.
        """
        from composer.store.migrate import bring_up_to_date  # noqa: PLC0415 - it imports us

        database = cls.connect(url, workspace=workspace, wait_s=wait_s)
        try:
            bring_up_to_date(database, migrations)
        except BaseException:
            database.close()
            raise
        return database

    @classmethod
    def connect(cls, url: str, *, workspace: Path, wait_s: float = WAIT_S) -> Self:
        """Return a database as it stands, whatever its shape is; see ``open``."""
        address = parse_url(url)
        if address.get_backend_name() == "sqlite":
            file = sqlite_file(address, workspace)
            engine = sqlite_engine(file, wait_s=wait_s)
            return cls(engine, place=f"the store {file}", folder=file.parent, file=file)
        shown = address.set(query={}).render_as_string(hide_password=True)
        engine = postgresql_engine(address, wait_s=wait_s)
        return cls(engine, place=f"the store {shown}", folder=workspace)

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self._engine.dialect.name

    @property
    def url(self) -> str:
        """The address, with its password: for the program's own use, never to be shown."""
        return self._engine.url.render_as_string(hide_password=False)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a transaction that is on the disk when the block ends, or never was.

        On SQLite it is the only writer from its beginning.
        """
        after: list[Callable[[], None]] = []
        with self._told(), self._in_this_process(self._writing).begin() as connection:
            connection.execution_options(**{_AFTER: after})
            yield connection
        for do in after:
            do()

    @staticmethod
    def after(connection: Connection, do: Callable[[], None]) -> None:
        """Have something done when what a connection writes is kept, and only then.

        Args:
            connection: That of a writing transaction.
            do: Called in the same thread; must not fail, for what was written is written.
        """
        connection.get_execution_options()[_AFTER].append(do)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a transaction that sees one state of the database and cannot change it."""
        with self._told(), self._in_this_process(self._reading).begin() as connection:
            yield connection

    def close(self) -> None:
        """Let go of all connections; the next transaction makes new ones."""
        self._engine.dispose()

    @contextmanager
    def closing(self) -> Iterator[Self]:
        """Give the database for a block and close it after."""
        try:
            yield self
        finally:
            self.close()

    def _in_this_process(self, engine: Engine) -> Engine:
        """Leave the connections of a process that forked us to it."""
        if os.getpid() != self._pid:
            self._engine.dispose(close=False)
            self._pid = os.getpid()
        return engine

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except IntegrityError as error:
            told = sealed_error(error, place=self.place)
            if told is None:
                raise
            raise told from error
        except NoConnectionFree as error:
            msg = f"{self.place} is asked by too many at once: try again"
            raise StoreError(msg) from error
        except DBAPIError as error:
            told = store_error(error, place=self.place)
            if told is None:
                raise
            raise told from error


def insert_new(connection: Connection, table: Table, **values: Any) -> bool:  # noqa: ANN401 - columns have many types
    """Insert a row unless one with its key is there; return whether it was inserted."""
    spoken = import_module(f"sqlalchemy.dialects.{connection.dialect.name}")
    row = spoken.insert(table).values(**values).on_conflict_do_nothing()
    return connection.execute(row.returning(*table.primary_key)).first() is not None
