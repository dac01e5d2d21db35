"""Bringing a database to the shape that this program knows."""

import logging
import threading
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, inspect, text
from sqlalchemy.exc import DBAPIError

from composer.errors import StoreError
from composer.store.database import Database
from composer.store.dump import copy_sqlite, dump_postgresql
from composer.store.failure import is_missing_table
from composer.store.revision import Migrations
from composer.store.schema import meta, metadata
from composer.store.seal import read_seal

logger = logging.getLogger(__name__)

_ONE_AT_A_TIME = 0x6E617368  # any number that no other program on the server uses
_OLDEST = "oldest"
_STANDING = (
    "SELECT version_num AS version,"
    " (SELECT value FROM meta WHERE name = 'oldest') AS oldest,"
    " (SELECT value FROM meta WHERE name = 'sealed') AS sealed"
    " FROM alembic_version"
)
_PATIENCE = "10min"  # for another machine that brings the same database up to date

_ALEMBIC = threading.Lock()
"""Alembic keeps what it works on in its modules: in a process it runs once at a time."""


def bring_up_to_date(database: Database, migrations: Migrations) -> None:
    """Run the revisions that a database lacks; one that lacks none costs one SELECT.

    Of several programs that come at once, on whichever machines, one does it and the others
    wait. A database that held something is copied before.

    Raises:
        StoreError: It was made by a newer program, was moved away, or is not ours.
    """
    if suits(read_standing(database), migrations):
        return
    with database.write() as connection:
        if database.dialect == "postgresql":
            _wait_for_others(connection)
        tables = set(inspect(connection).get_table_names())
        standing = _version(connection) if "alembic_version" in tables else None
        if standing == migrations.head:
            return
        _check(database, standing, tables, migrations)
        if standing is not None:
            _copy(database, migrations.head)
        _run(connection, migrations)
        _keep_oldest(connection, migrations)
    logger.info(
        "store brought up to date", extra={"before": standing or "none", "after": migrations.head}
    )


def _wait_for_others(connection: Connection) -> None:
    """Be the only one who changes the tables; they may wait for a dump that takes minutes."""
    usual = connection.scalar(text("SHOW lock_timeout"))
    connection.execute(text(f"SET LOCAL lock_timeout = '{_PATIENCE}'"))
    lock = text("SELECT pg_advisory_xact_lock(:number)")
    connection.execute(lock, {"number": _ONE_AT_A_TIME})
    connection.execute(text("SELECT set_config('lock_timeout', :usual, true)"), {"usual": usual})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The revision of a database, and the oldest one whose programs may go on using it."""

    version: str
    oldest: str | None


def suits(standing: Standing | None, migrations: Migrations) -> bool:
    """Tell whether a program may use a database: it has our shape, or a newer one that allows it.

    So old workers go on, and may be started anew, while new ones come beside them.
    """
    if standing is None or standing.version == migrations.head:
        return standing is not None
    is_newer = standing.version > migrations.head
    return is_newer and standing.oldest is not None and standing.oldest <= migrations.head


def read_standing(database: Database) -> Standing | None:
    """Return how a database stands; None where it has no tables.

    Raises:
        StoreError: It may not be used, because it was moved.
    """
    try:
        with database.read() as connection:
            row = connection.execute(text(_STANDING)).one_or_none()
    except StoreError as error:
        cause = error.__cause__
        if isinstance(cause, DBAPIError) and is_missing_table(cause):
            return None
        raise
    if row is None:
        return None
    seal = read_seal(row.sealed)
    if seal is not None:
        raise StoreError(seal.advice(database.place))
    return Standing(version=row.version, oldest=row.oldest)


def _version(connection: Connection) -> str | None:
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def _check(
    database: Database, standing: str | None, tables: set[str], migrations: Migrations
) -> None:
    """Refuse a database of a newer program or of another one."""
    if standing is not None and standing > migrations.head:
        msg = (
            f"{database.place} was made by a newer Nashir (its shape is {standing}, this program"
            f" knows {migrations.head}): install the newer one, or restore a backup"
        )
        raise StoreError(msg)
    if standing is None and tables & metadata.tables.keys():
        msg = (
            f"{database.place} holds tables of another program: name a database of its own in"
            " [store]"
        )
        raise StoreError(msg)


def _copy(database: Database, revision: str) -> None:
    """Keep the database as it stands before a revision."""
    if database.file is not None:
        copy = database.folder / f"nashir-before-{revision}.db"
        copy_sqlite(database.file, copy)
    else:
        copy = database.folder / f"nashir-before-{revision}.dump"
        if not dump_postgresql(database.url, copy):
            logger.warning(
                "store not copied before it is changed: pg_dump was not found",
                extra={"store": database.place},
            )
            return
    logger.info("store copied before it is changed", extra={"file": str(copy)})


def _run(connection: Connection, migrations: Migrations) -> None:
    """Let Alembic run what lacks, in the transaction of the connection."""
    from alembic import command  # noqa: PLC0415 - a database is seldom older than the program
    from alembic.config import Config  # noqa: PLC0415 - same

    config = Config()
    config.set_main_option("script_location", str(migrations.folder).replace("%", "%%"))
    config.attributes["connection"] = connection
    with _ALEMBIC:
        command.upgrade(config, migrations.head)


def _keep_oldest(connection: Connection, migrations: Migrations) -> None:
    """Note whose programs may go on: where nothing is said, only those of this revision."""
    connection.execute(delete(meta).where(meta.c.name == _OLDEST))
    if migrations.oldest is not None:
        connection.execute(insert(meta).values(name=_OLDEST, value=migrations.oldest))
