"""Who may sign in at the desk."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, select, update

from composer.domain.role import Role
from composer.errors import SettingsError
from composer.store.database import Database, insert_new
from composer.store.desk_schema import person, visit
from composer.store.journal import Journal

_NAME = re.compile(r"[^\W_](?:[\w.@+-]{0,62}[^\W_])?")
_LONGEST_SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who may sign in.

    Args:
        name: By which they sign in, and which the journal tells.
        shown: Their name as others read it.
        role: What they may do.
        secret: Hash of their password.
        made: When they were added, in UTC.
        disabled: Since when they may not sign in, in UTC.
        choices: What they chose, such as ``language``.
    """

    name: str
    shown: str
    role: Role
    secret: str = field(repr=False)
    made: datetime
    disabled: datetime | None = None
    choices: Mapping[str, str] = field(default_factory=dict)


class People:
    """All who were ever added; nobody goes, so that the journal's names stay known.

    Args:
        database: Where they are.
        journal: Where each change is written down.
    """

    def __init__(self, database: Database, journal: Journal) -> None:
        self._database = database
        self._journal = journal

    def add(
        self, name: str, *, shown: str = "", role: Role, secret: str, now: datetime, actor: str
    ) -> Person:
        """Add a person.

        Args:
            name: By which they sign in; see ``person_name``.
            shown: Their name as others read it; empty for the same.
            role: What they may do.
            secret: Hash of their password.
            now: In UTC.
            actor: Who adds them.

        Raises:
            SettingsError: The name is taken, or cannot be one.
        """
        name = person_name(name)
        values = {"name": name, "shown": _shown(shown or name), "role": role.value}
        with self._database.write() as connection:
            if not insert_new(connection, person, **values, secret=secret, made=now):
                msg = f"there is a person {name} already: choose another name"
                raise SettingsError(msg)
            self._tell(connection, "person added", name, now, actor, role=role.value)
            return _found(connection, name)

    def any(self) -> bool:
        """Tell whether anybody was ever added: then the desk asks who comes."""
        with self._database.read() as connection:
            return connection.execute(select(person.c.name).limit(1)).first() is not None

    def all(self) -> tuple[Person, ...]:
        """Return everybody by name."""
        with self._database.read() as connection:
            rows = connection.execute(select(person).order_by(person.c.name)).mappings().all()
        return tuple(map(person_of, rows))

    def find(self, name: str) -> Person | None:
        """Return a person by name, however its capitals are written; None where there is none."""
        if _NAME.fullmatch(_folded(name)) is None:
            return None
        with self._database.read() as connection:
            query = select(person).where(person.c.name == _folded(name))
            row = connection.execute(query).mappings().one_or_none()
        return None if row is None else person_of(row)

    def get(self, name: str) -> Person:
        """Return a person by name.

        Raises:
            SettingsError: There is none.
        """
        with self._database.read() as connection:
            return _found(connection, _folded(name))

    def set_role(self, name: str, role: Role, *, now: datetime, actor: str) -> Person:
        """Give a person another role; it holds from their next request on.

        Raises:
            SettingsError: There is no such person.
        """
        with self._database.write() as connection:
            found = _changed(connection, name, role=role.value)
            self._tell(connection, "role given", found.name, now, actor, role=role.value)
            return found

    def set_shown(self, name: str, shown: str, *, now: datetime, actor: str) -> Person:
        """Give a person another name for others to read.

        Raises:
            SettingsError: There is no such person, or the name is too long.
        """
        with self._database.write() as connection:
            found = _changed(connection, name, shown=_shown(shown))
            self._tell(connection, "person renamed", found.name, now, actor, shown=found.shown)
            return found

    def set_secret(self, name: str, secret: str, *, now: datetime, actor: str) -> Person:
        """Give a person another password; all their sessions end at once.

        Raises:
            SettingsError: There is no such person.
        """
        with self._database.write() as connection:
            found = _changed(connection, name, secret=secret)
            connection.execute(delete(visit).where(visit.c.person == found.name))
            self._tell(connection, "password changed", found.name, now, actor)
            return found

    def hash_again(self, name: str, *, old: str, new: str) -> None:
        """Put a better hash of the same password in the place of the old one."""
        change = update(person).where(person.c.name == _folded(name), person.c.secret == old)
        with self._database.write() as connection:
            connection.execute(change.values(secret=new))

    def disable(self, name: str, *, now: datetime, actor: str) -> Person:
        """Let a person sign in no more; all their sessions end at once.

        Raises:
            SettingsError: There is no such person.
        """
        with self._database.write() as connection:
            found = _changed(connection, name, disabled=now)
            connection.execute(delete(visit).where(visit.c.person == found.name))
            self._tell(connection, "person disabled", found.name, now, actor)
            return found

    def enable(self, name: str, *, now: datetime, actor: str) -> Person:
        """Let a person sign in again.

        Raises:
            SettingsError: There is no such person.
        """
        with self._database.write() as connection:
            found = _changed(connection, name, disabled=None)
            self._tell(connection, "person enabled", found.name, now, actor)
            return found

    def choose(self, name: str, **choices: str) -> Person:
        """Keep what a person chose for themselves; what they do not name stays.

        Raises:
            SettingsError: There is no such person.
        """
        with self._database.write() as connection:
            row = _found(connection, _folded(name), for_update=True)
            kept = json.dumps({**row.choices, **choices}, ensure_ascii=False)
            return _changed(connection, name, choices=kept)

    def _tell(
        self,
        connection: Connection,
        event: str,
        name: str,
        now: datetime,
        actor: str,
        **facts: str,
    ) -> None:
        told: dict[str, Any] = {"person": name, **facts}
        self._journal.write(connection, at=now, actor=actor, event=event, **told)


def person_name(text: str) -> str:
    """Return a name by which somebody can sign in: letters, digits and ``. @ + - _``.

    Raises:
        SettingsError: It cannot be one.
    """
    name = _folded(text)
    if _NAME.fullmatch(name) is None:
        msg = (
            f"{text!r} cannot be a name to sign in with: write up to 64 letters and digits,"
            " with . @ + - _ between them"
        )
        raise SettingsError(msg)
    return name


def person_of(row: RowMapping) -> Person:
    """Return the person that a row of the table holds."""
    values = {name: row[name] for name in Person.__slots__}
    return Person(
        **{**values, "role": Role(row["role"]), "choices": json.loads(row["choices"] or "{}")}
    )


def _folded(name: str) -> str:
    return name.strip().casefold()


def _shown(text: str) -> str:
    shown = " ".join(text.split())
    if not (shown.isprintable() and 0 < len(shown) <= _LONGEST_SHOWN):
        msg = f"a person's name has 1 to {_LONGEST_SHOWN} characters that can be shown"
        raise SettingsError(msg)
    return shown


def _changed(connection: Connection, name: str, **values: Any) -> Person:  # noqa: ANN401 - columns have many types
    found = _found(connection, _folded(name), for_update=True)
    connection.execute(update(person).where(person.c.name == found.name).values(**values))
    return _found(connection, found.name)


def _found(connection: Connection, name: str, *, for_update: bool = False) -> Person:
    query = select(person).where(person.c.name == name)
    wanted = query.with_for_update() if for_update else query
    row = connection.execute(wanted).mappings().one_or_none()
    if row is None:
        msg = f"there is no person {name!r}: nashir desk user list names them"
        raise SettingsError(msg)
    return person_of(row)
