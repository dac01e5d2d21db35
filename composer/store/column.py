"""What every table is made of: instants, flags, counters, and a law for all of them.

An instant is text in ISO 8601 in UTC on SQLite, so that it can be read by eye and sorts by time,
and ``timestamptz`` on PostgreSQL. A flag is 0 or 1: SQLite's strict tables know no boolean.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    TIMESTAMP,
    BigInteger,
    Column,
    Dialect,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    text,
)
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine


class Utc(TypeDecorator[datetime]):
    """An aware instant."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return ``timestamptz`` where there is one."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(Text())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ANN401 - the type is the database's
        """Refuse a naive datetime; write UTC with six digits, so that text sorts as time does."""
        if value is None:
            return None
        if value.utcoffset() is None:
            msg = "an instant must be timezone-aware"
            raise ValueError(msg)
        value = value.astimezone(UTC)
        if dialect.name == "postgresql":
            return value
        return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ANN401 - same
        """Return the instant in UTC."""
        del dialect
        if value is None or isinstance(value, datetime):
            return value and value.astimezone(UTC)
        return datetime.fromisoformat(value)


class Flag(TypeDecorator[bool]):
    """Yes or no."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:  # noqa: FBT001 - SQLAlchemy's signature
        """Write 0 or 1."""
        del dialect
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> bool | None:
        """Read 0 or 1."""
        del dialect
        return None if value is None else bool(value)


def flag(name: str) -> Column[Any]:
    """Return a column that says no until it is told otherwise."""
    return Column(name, Flag, nullable=False, server_default=text("0"))


def count(name: str) -> Column[Any]:
    """Return a column that counts from nought."""
    return Column(name, Integer, nullable=False, server_default=text("0"))


def number() -> Column[Any]:
    """Return a primary key that counts up and never comes twice."""
    kind = BigInteger().with_variant(Integer, "sqlite")
    return Column("id", kind, primary_key=True, autoincrement=True)


metadata = MetaData()


def table(name: str, *parts: SchemaItem) -> Table:
    """Return a strict table whose numbers, where it counts its rows, never come twice."""
    counting = any(isinstance(each, Column) and each.autoincrement is True for each in parts)
    return Table(name, metadata, *parts, sqlite_strict=True, sqlite_autoincrement=counting)
