"""Tokens by which other systems act at the desk's API."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, RowMapping, insert, select, update

from composer.domain.role import Role
from composer.errors import SettingsError
from composer.store.database import Database
from composer.store.desk_schema import access
from composer.store.journal import Journal
from composer.store.person import person_name
from composer.store.visit import digest_of

PREFIX = "nashir_"
"""Begins each token, so that scanners for leaked secrets know it."""
_TOKEN_BYTES = 32
_USED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """A token as it is known after it was made: without itself.

    Args:
        id: Its number.
        name: What uses it; the journal names it so.
        role: What may be done with it.
        made: When, in UTC.
        made_by: By whom.
        used: When it was used last, in UTC, to a minute.
        revoked: Since when it opens nothing any more, in UTC.
    """

    id: int
    name: str
    role: Role
    made: datetime
    made_by: str
    used: datetime | None = None
    revoked: datetime | None = None


class Tokens:
    """All tokens that were ever made.

    Args:
        database: Where their hashes are.
        journal: Where each is written down.
    """

    def __init__(self, database: Database, journal: Journal) -> None:
        self._database = database
        self._journal = journal

    def add(self, name: str, *, role: Role, now: datetime, actor: str) -> tuple[Access, str]:
        """Make a token; it is returned this one time and kept nowhere.

        Raises:
            SettingsError: A token of that name is in use, or it cannot be a name.
        """
        name = person_name(name)
        token = PREFIX + secrets.token_urlsafe(_TOKEN_BYTES)
        values = {"name": name, "role": role.value, "made": now, "made_by": actor}
        in_use = select(access.c.id).where(access.c.name == name, access.c.revoked.is_(None))
        with self._database.write() as connection:
            if connection.scalar(in_use) is not None:
                msg = f"there is a token {name} already: revoke it, or choose another name"
                raise SettingsError(msg)
            row = insert(access).values(**values, digest=digest_of(token)).returning(*_columns())
            made = _access(connection.execute(row).mappings().one())
            self._journal.write(
                connection, at=now, actor=actor, event="token made", token=name, role=role.value
            )
        return made, token

    def find(self, token: str, *, now: datetime) -> Access | None:
        """Return what a token allows; None where it is none, or was revoked.

        That it was used is noted at most once a minute.
        """
        query = select(*_columns()).where(
            access.c.digest == digest_of(token), access.c.revoked.is_(None)
        )
        with self._database.read() as connection:
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            return None
        found = _access(row)
        if found.used is None or now - found.used >= _USED_EVERY:
            with self._database.write() as connection:
                connection.execute(update(access).where(access.c.id == found.id).values(used=now))
        return found

    def all(self) -> tuple[Access, ...]:
        """Return all tokens in the order in which they were made, those revoked among them."""
        with self._database.read() as connection:
            rows = connection.execute(select(*_columns()).order_by(access.c.id)).mappings().all()
        return tuple(map(_access, rows))

    def revoke(self, name: str, *, now: datetime, actor: str) -> Access:
        """Let a token open nothing any more, from the next request on.

        Raises:
            SettingsError: No token of that name is in use.
        """
        wanted = access.c.name == name.strip().casefold(), access.c.revoked.is_(None)
        with self._database.write() as connection:
            change = update(access).where(*wanted).values(revoked=now).returning(*_columns())
            row = connection.execute(change).mappings().one_or_none()
            if row is None:
                msg = f"no token {name!r} is in use: nashir desk token list names them"
                raise SettingsError(msg)
            self._journal.write(
                connection, at=now, actor=actor, event="token revoked", token=row["name"]
            )
        return _access(row)


def _columns() -> list[Column[Any]]:
    return [access.c[name] for name in Access.__slots__]


def _access(row: RowMapping) -> Access:
    return Access(**{**row, "role": Role(row["role"])})
