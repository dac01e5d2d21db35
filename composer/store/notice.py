"""What people have to be told: each notice for each channel goes out at least once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, literal_column, select, update
from sqlalchemy.sql.elements import ColumnElement

from composer.store.database import Database
from composer.store.journal import Fact
from composer.store.schema import draft as draft_table
from composer.store.schema import notice

_OPEN: ColumnElement[bool] = literal_column("notice.sent IS NULL AND notice.wake IS NOT NULL")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that a person has to be told over one channel.

    Args:
        id: Its number.
        at: When it was written, in UTC.
        kind: Such as ``attention``, ``unknown``, ``audit``, ``token``.
        title: The headline of the draft, or what it is about.
        text: What happened and what to do.
        item: Number of the item of the queue.
        draft: ID of the draft.
        page: Name of the page in the settings.
        detail: Further facts.
        channel: ``webhook`` or ``mail``.
        failures: How often it could not be sent.
        last_error: Why not, the last time.
        trace: That of the draft's article; see ``composer.domain.trace``.
    """

    id: int
    at: datetime
    kind: str
    title: str
    text: str
    item: int | None
    draft: str | None
    page: str | None
    detail: Mapping[str, Any]
    channel: str
    failures: int
    last_error: str | None
    trace: str | None


class Notices:
    """The notices of a store.

    Args:
        database: Where they are.
        channels: Over which each notice goes; with none, nothing is kept.
    """

    def __init__(self, database: Database, *, channels: tuple[str, ...] = ()) -> None:
        self._database = database
        self._channels = channels

    def write(  # noqa: PLR0913 - a fact for each column
        self,
        connection: Connection,
        *,
        at: datetime,
        kind: str,
        title: str,
        text: str,
        item: int | None = None,
        draft: str | None = None,
        page: str | None = None,
        **detail: Fact,
    ) -> None:
        """Keep a notice in the transaction of what it tells; it is due at once."""
        values = {"kind": kind, "title": title, "text": text, "item": item, "draft": draft}
        told = json.dumps(detail, ensure_ascii=False)
        for channel in self._channels:
            row = {**values, "page": page, "detail": told, "channel": channel}
            connection.execute(insert(notice).values(**row, at=at, wake=at))

    def due(self, now: datetime, *, limit: int = 50) -> tuple[Notice, ...]:
        """Return the notices that are to be sent, the longest waiting first."""
        columns = [notice.c[name] for name in Notice.__dataclass_fields__ if name != "trace"]
        joined = notice.outerjoin(draft_table, draft_table.c.id == notice.c.draft)
        query = select(*columns, draft_table.c.trace).select_from(joined)
        query = query.where(_OPEN, notice.c.wake <= now)
        with self._database.read() as connection:
            found = query.order_by(notice.c.wake, notice.c.id).limit(limit)
            rows = connection.execute(found).mappings().all()
        return tuple(Notice(**{**row, "detail": json.loads(row["detail"])}) for row in rows)

    def take(self, number: int, *, now: datetime, until: datetime) -> bool:
        """Take a due notice until an instant; False where somebody else has, or it is sent.

        Args:
            number: Its number.
            now: In UTC.
            until: When it is due again unless it was sent, in UTC.
        """
        change = update(notice).where(notice.c.id == number, _OPEN, notice.c.wake <= now)
        with self._database.write() as connection:
            return connection.execute(change.values(wake=until)).rowcount == 1

    def sent(self, number: int, *, at: datetime) -> None:
        """Note that a notice went out."""
        change = update(notice).where(notice.c.id == number)
        with self._database.write() as connection:
            connection.execute(change.values(sent=at, last_error=None))

    def failed(self, number: int, *, error: str, wake: datetime | None) -> None:
        """Note that a notice could not be sent.

        Args:
            number: Its number.
            error: Why not, without any secret.
            wake: When to try again, in UTC; None to give it up.
        """
        values = {"failures": notice.c.failures + 1, "last_error": error, "wake": wake}
        with self._database.write() as connection:
            connection.execute(update(notice).where(notice.c.id == number).values(**values))

    def lost(self) -> int:
        """Return the number of notices that were given up."""
        query = select(notice.c.id).where(notice.c.sent.is_(None), notice.c.wake.is_(None))
        with self._database.read() as connection:
            return len(connection.execute(query).all())
