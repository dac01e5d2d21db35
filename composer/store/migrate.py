"""Bringing a database to the shape that this program knows."""

import logging

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from composer.errors import StoreError
from composer.store.database import Database
from composer.store.dump import copy_sqlite, dump_postgresql
from composer.store.failure import is_missing_table
from composer.store.revision import Migrations
from composer.store.schema import metadata

logger = logging.getLogger(__name__)

_ONE_AT_A_TIME = 0x6E617368  # any number that no other program on the server uses


def bring_up_to_date(database: Database, migrations: Migrations) -> None:
    """Run the revisions that a database lacks; one that lacks none costs one SELECT.

    Of two programs that come at once, one does it and the other waits. A database that held
    something is copied before.

    Raises:
        StoreError: It was made by a newer program, or is not ours.
    """
    if _standing(database) == migrations.head:
        return
    with database.write() as connection:
        if database.dialect == "postgresql":
            lock = text("SELECT pg_advisory_xact_lock(:number)")
            connection.execute(lock, {"number": _ONE_AT_A_TIME})
        tables = set(inspect(connection).get_table_names())
        standing = _version(connection) if "alembic_version" in tables else None
        if standing == migrations.head:
            return
        _check(database, standing, tables, migrations)
        if standing is not None:
            _copy(database, migrations.head)
        _run(connection, migrations)
    logger.info(
        "store brought up to date", extra={"before": standing or "none", "after": migrations.head}
    )


def _standing(database: Database) -> str | None:
    """Return the revision of a database; None where it has none."""
    try:
        with database.read() as connection:
            return _version(connection)
    except StoreError as error:
        cause = error.__cause__
        if isinstance(cause, DBAPIError) and is_missing_table(cause):
            return None
        raise


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
    command.upgrade(config, migrations.head)
