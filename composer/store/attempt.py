"""Sign-ins that failed, counted in the store: so a limit holds over programs and restarts."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from composer.store.database import Database
from composer.store.desk_schema import attempt

_LONGEST_WINDOW = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """So many attempts in so long a time.

    Args:
        most: Attempts that may fail.
        window: Within this time, of a day at most.
    """

    most: int
    window: timedelta


BY_NAME = Limit(most=10, window=timedelta(minutes=15))
"""At one name: guessing a password takes longer than it is kept."""
BY_ADDRESS = Limit(most=50, window=timedelta(minutes=15))
"""From one address, at whatever names: a whole newsroom may share it."""


class Attempts:
    """What failed lately. Names and addresses are kept as hashes: people type passwords as names.

    Args:
        database: Where they are.
        by_name: How often one name may fail.
        by_address: How often one address may.
    """

    def __init__(
        self, database: Database, *, by_name: Limit = BY_NAME, by_address: Limit = BY_ADDRESS
    ) -> None:
        self._database = database
        self._by_name = by_name
        self._by_address = by_address

    def begin(self, name: str, address: str, *, now: datetime) -> float:
        """Count an attempt as failed before it is looked at, so that many at once are counted.

        Args:
            name: The name that somebody signs in with.
            address: Where they come from.
            now: In UTC.

        Returns:
            Seconds to wait: above 0 nothing was counted, and nothing may be looked at.
        """
        with self._database.write() as connection:
            _hold(connection)
            wait_s = self._wait(connection, name, address, now)
            if wait_s == 0:
                _count(connection, [each for each, _ in self._subjects(name, address)], now)
        return wait_s

    def failed(self, name: str, address: str, *, now: datetime) -> None:
        """Count an attempt that failed; one that ``begin`` counted is counted already."""
        with self._database.write() as connection:
            _count(connection, [each for each, _ in self._subjects(name, address)], now)

    def wait(self, name: str, address: str, *, now: datetime) -> float:
        """Return for how many seconds nobody may sign in so; 0 where they may."""
        with self._database.read() as connection:
            return self._wait(connection, name, address, now)

    def succeeded(self, name: str, address: str, *, now: datetime) -> None:
        """Forget what failed at a name, and of the address the attempt that ``begin`` counted."""
        (by_name, _), (by_address, _) = self._subjects(name, address)
        last = select(attempt.c.id).where(attempt.c.subject == by_address, attempt.c.at <= now)
        with self._database.write() as connection:
            connection.execute(delete(attempt).where(attempt.c.subject == by_name))
            counted = connection.scalar(last.order_by(attempt.c.id.desc()).limit(1))
            connection.execute(delete(attempt).where(attempt.c.id == counted))

    def _wait(self, connection: Connection, name: str, address: str, now: datetime) -> float:
        subjects = self._subjects(name, address)
        return max(_left_s(connection, each, limit, now) for each, limit in subjects)

    def _subjects(self, name: str, address: str) -> tuple[tuple[str, Limit], tuple[str, Limit]]:
        return (
            (_hashed("name", name.strip().casefold()), self._by_name),
            (_hashed("address", address), self._by_address),
        )


def _left_s(connection: Connection, subject: str, limit: Limit, now: datetime) -> float:
    """Return the seconds until the oldest of the last attempts leaves the window."""
    begin = now - limit.window
    query = select(attempt.c.at).where(attempt.c.subject == subject, attempt.c.at > begin)
    latest = connection.scalars(query.order_by(attempt.c.at.desc()).limit(limit.most)).all()
    return (latest[-1] - begin).total_seconds() if len(latest) == limit.most else 0.0


def _count(connection: Connection, subjects: list[str], now: datetime) -> None:
    connection.execute(delete(attempt).where(attempt.c.at < now - _LONGEST_WINDOW))
    connection.execute(insert(attempt), [{"subject": each, "at": now} for each in subjects])


def _hold(connection: Connection) -> None:
    """Let others who count wait until the transaction ends; on SQLite a writer is alone."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE attempt IN SHARE ROW EXCLUSIVE MODE")


def _hashed(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()
