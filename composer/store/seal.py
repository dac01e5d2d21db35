"""A store that nobody may use: it was moved away, or is being filled and not whole yet.

The mark is a row of ``meta``, which opening looks at. Triggers on every table keep out what had
the store open before: it can go on reading, and is told at its first write.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, delete, insert, select, text

from composer.store.failure import SEALED_CODE, SEALED_WORDS
from composer.store.schema import meta, metadata

NAME = "sealed"
"""Of the row."""


class SealKind(StrEnum):
    """Why a store is sealed. The values are stored; never rename one."""

    MOVED = "moved"
    ARRIVING = "arriving"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """A mark on a store.

    Args:
        kind: Why it is there.
        move: Names the move that made it; the stores at both ends carry the same.
        other: Where the other end is, without a password.
        at: When it was made, in UTC, in ISO 8601.
    """

    kind: SealKind
    move: str
    other: str
    at: str

    def advice(self, place: str) -> str:
        """Return what to tell who wants to use the store that carries it."""
        if self.kind is SealKind.ARRIVING:
            return (
                f"{place} is being filled from {self.other} and is not whole yet: use that one"
                " until nashir store move has ended"
            )
        day = datetime.fromisoformat(self.at)
        return (
            f"{place} was moved to {self.other} on {day:%Y-%m-%d %H:%M} UTC: write that as url"
            " under [store] in nashir.toml, which nashir store move with that address does, too;"
            " from there the same command brings everything back"
        )


def seal_of(connection: Connection) -> Seal | None:
    """Return the mark of a store that has its tables; None where it may be used."""
    return read_seal(connection.scalar(select(meta.c.value).where(meta.c.name == NAME)))


def read_seal(value: str | None) -> Seal | None:
    """Return the mark that a row of ``meta`` holds."""
    if value is None:
        return None
    fields = json.loads(value)
    return Seal(**{**fields, "kind": SealKind(fields["kind"])})


def put_seal(connection: Connection, seal: Seal) -> None:
    """Mark a store, and refuse every write to it once the transaction has ended."""
    connection.execute(insert(meta).values(name=NAME, value=json.dumps(asdict(seal))))
    for statement in _closing(connection):
        connection.execute(text(statement))


def lift_seal(connection: Connection) -> None:
    """Take the mark and its triggers away; without a mark nothing happens."""
    if seal_of(connection) is None:
        return
    for statement in _opening(connection):
        connection.execute(text(statement))
    connection.execute(delete(meta).where(meta.c.name == NAME))


def _closing(connection: Connection) -> Iterator[str]:
    if connection.dialect.name == "sqlite":
        for table, action, trigger in _sqlite_triggers():
            yield (
                f'CREATE TRIGGER "{trigger}" BEFORE {action} ON "{table}"'
                f" BEGIN SELECT RAISE(ABORT, '{SEALED_WORDS}'); END"
            )
        return
    yield (
        "CREATE OR REPLACE FUNCTION nashir_sealed() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$BEGIN RAISE EXCEPTION '{SEALED_WORDS}' USING ERRCODE = '{SEALED_CODE}'; END$$"
    )
    for each in metadata.sorted_tables:
        yield (
            f'CREATE TRIGGER nashir_sealed BEFORE INSERT OR UPDATE OR DELETE ON "{each.name}"'
            " FOR EACH STATEMENT EXECUTE FUNCTION nashir_sealed()"
        )


def _opening(connection: Connection) -> Iterator[str]:
    if connection.dialect.name == "sqlite":
        for _, _, trigger in _sqlite_triggers():
            yield f'DROP TRIGGER IF EXISTS "{trigger}"'
    else:
        yield "DROP FUNCTION nashir_sealed() CASCADE"


def _sqlite_triggers() -> Iterator[tuple[str, str, str]]:
    """Give the table, the action and the name of each trigger."""
    for each in metadata.sorted_tables:
        for action in ("INSERT", "UPDATE", "DELETE"):
            yield each.name, action, f"sealed_{each.name}_{action.lower()}"
