"""How a PostgreSQL server stands, as those see it who look after it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from composer.store.database import Database

_QUERY = text("""
SELECT current_setting('server_version') AS version, clock_timestamp() AS clock,
    (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend') AS used,
    current_setting('max_connections')::int
        - current_setting('superuser_reserved_connections')::int AS allowed,
    (SELECT datconnlimit FROM pg_database WHERE datname = current_database()) AS of_database,
    (SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user) AS of_user,
    pg_is_in_recovery() AS copy
""")
_NO_LIMIT = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server at one instant.

    Args:
        version: Of PostgreSQL.
        clock: What its clock shows, in UTC.
        used: How many connections there are, ours and those of others.
        allowed: How many there may be: by the server, the database and the user, the least.
        is_copy: It only follows another server and cannot be written to.
    """

    version: str
    clock: datetime
    used: int
    allowed: int
    is_copy: bool


def read_server(database: Database) -> Server:
    """Ask a server how it stands.

    Raises:
        StoreError: It cannot be reached.
    """
    with database.read() as connection:
        row = connection.execute(_QUERY).one()
    limits = (row.allowed, row.of_database, row.of_user)
    return Server(
        version=row.version,
        clock=row.clock,
        used=row.used,
        allowed=min(each for each in limits if each != _NO_LIMIT),
        is_copy=row.copy,
    )
