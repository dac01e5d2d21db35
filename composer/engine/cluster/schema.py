"""Makes the engine's tables in a schema of their own, and brings them up to date.

Procrastinate ships its tables as one file, and the changes of each of its versions as numbered
ones. Which of these were run stands beside the tables, so that a newer Procrastinate finds out
by itself what lacks.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any

from sqlalchemy.engine import make_url

from composer.engine.cluster.engine import SCHEMA
from composer.errors import SettingsError, StoreError
from composer.store.database import Database

logger = logging.getLogger(__name__)

_ONE_AT_A_TIME = 0x6E617369  # any number that no other program on the server uses
_CONNECT_S = 10
_MISSING = "many machines need their engine: pip install 'nashir[cluster]'"

_OURS = """
CREATE TABLE IF NOT EXISTS shape (version text NOT NULL, at timestamptz NOT NULL DEFAULT now());
CREATE TABLE IF NOT EXISTS turn (
    name text PRIMARY KEY, owner text NOT NULL, until timestamptz NOT NULL);
"""
"""``shape`` has a line for each change that was run; ``turn`` says who does what, and how long."""


def connection_words(database: Database) -> dict[str, Any]:
    """Return what psycopg connects with to reach the engine's tables.

    A connection that the network lost is noticed within about 15 seconds by both sides: what a
    machine that is cut off had in hand is then free for others. So is the row of a job that a
    program held when it was frozen while fetching: until then nobody could put that job again.
    """
    url = make_url(database.url)
    _, words = url.get_dialect()().create_connect_args(url)
    options = f"-c search_path={SCHEMA} -c tcp_keepalives_idle=5 -c tcp_keepalives_interval=3"
    options += " -c tcp_keepalives_count=3 -c idle_in_transaction_session_timeout=15000"
    options += f" -c lock_timeout=15000 {words.pop('options', '')}"
    usual = {"connect_timeout": _CONNECT_S, "application_name": "nashir engine"}
    lost = {"keepalives_idle": 5, "keepalives_interval": 3, "keepalives_count": 3}
    return {**usual, **lost, "tcp_user_timeout": 15_000, **words, "options": options.strip()}


def prepare(database: Database) -> bool:
    """Make the engine's tables, or bring them up to date; return whether there was anything to do.

    Safe to repeat. Of several that come at once, one does it and the others wait.

    Raises:
        SettingsError: Procrastinate or the driver of PostgreSQL is not installed.
        StoreError: The database is away, or does not let us make a schema.
    """
    with _connected(database) as connection:
        wanted = changes()
        if _standing(connection) == wanted[-1]:
            return False
        connection.execute("SELECT pg_advisory_lock(%s)", (_ONE_AT_A_TIME,))
        standing = _standing(connection)
        if standing is None:
            with connection.transaction():
                _make_schema(connection)
                connection.execute(_shipped("schema.sql"))
                connection.execute(_OURS)
                _note(connection, wanted[-1])
            logger.info("engine prepared", extra={"schema": SCHEMA, "version": wanted[-1]})
            return True
        if standing > wanted[-1]:
            facts = {"version": standing, "known": wanted[-1]}
            logger.warning("engine was prepared by a newer version", extra=facts)
        lacking = [each for each in wanted if each > standing]
        for each in lacking:
            with connection.transaction():
                connection.execute(_shipped(f"migrations/{each}"))
                _note(connection, each)
            logger.info("engine brought up to date", extra={"version": each})
        return bool(lacking)


def check_installed() -> None:
    """Refuse where Procrastinate is not installed.

    Raises:
        SettingsError: It is not; the message says what to install.
    """
    try:
        import procrastinate  # noqa: F401, PLC0415 - an extra, and slow to load
        import psycopg_pool  # noqa: F401, PLC0415 - same
    except ImportError as error:
        raise SettingsError(_MISSING) from error


@contextmanager
def _connected(database: Database) -> Iterator[Any]:
    """Give a connection whose statements hold at once each."""
    check_installed()
    import psycopg  # noqa: PLC0415 - an extra

    try:
        with psycopg.connect(**connection_words(database), autocommit=True) as connection:
            yield connection
    except psycopg.errors.InsufficientPrivilege as error:
        msg = (
            f"{database.place} does not let the program make the schema {SCHEMA}: have its owner"
            " run nashir worker --prepare once, or GRANT CREATE ON DATABASE … to this user"
        )
        raise StoreError(msg) from error
    except psycopg.OperationalError as error:
        lines = str(error).strip().splitlines() or [type(error).__name__]
        msg = (
            f"{database.place} cannot be reached ({lines[0]}): start the server, or mend url in"
            " [store]"
        )
        raise StoreError(msg) from error


def _standing(connection: Any) -> str | None:  # noqa: ANN401 - the driver is an extra
    """Return the last change that was run; None where there are no tables yet."""
    there = connection.execute("SELECT to_regclass(%s)", (f"{SCHEMA}.shape",)).fetchone()
    if there[0] is None:
        return None
    found: str | None = connection.execute("SELECT max(version) FROM shape").fetchone()[0]
    return found


def _make_schema(connection: Any) -> None:  # noqa: ANN401 - as above
    """Make the schema, unless somebody with more rights has made it for us."""
    query = "SELECT 1 FROM pg_namespace WHERE nspname = %s"
    if connection.execute(query, (SCHEMA,)).fetchone() is None:
        connection.execute(f"CREATE SCHEMA {SCHEMA}")


def _note(connection: Any, version: str) -> None:  # noqa: ANN401 - as above
    connection.execute("INSERT INTO shape (version) VALUES (%s)", (version,))


def changes() -> tuple[str, ...]:
    """Return the names of Procrastinate's changes in their order."""
    there = (files("procrastinate") / "sql" / "migrations").iterdir()
    return tuple(sorted(each.name for each in there if each.name.endswith(".sql")))


def _shipped(name: str) -> str:
    return (files("procrastinate") / "sql" / name).read_text(encoding="utf-8")
