"""Which pages have something to do: found by what is due, whatever else is queued."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import (
    Connection,
    Integer,
    RowMapping,
    Text,
    case,
    func,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.sql.elements import ColumnElement

from composer.domain.queue import BUSY, CommentStatus
from composer.store.database import Database
from composer.store.schema import item, page

_QUEUED: ColumnElement[bool] = literal_column("item.status = 'queued'")
_UNKNOWN: ColumnElement[bool] = literal_column("item.status = 'unknown'")
_AUDITED: ColumnElement[bool] = literal_column("item.audit = 'pending'")
_REMARKED: ColumnElement[bool] = literal_column(
    "item.comment IN ('waiting', 'committing', 'unknown')"
)
_ENGAGED: ColumnElement[bool] = literal_column(
    "busy.status IN ({})".format(", ".join(f"'{each}'" for each in sorted(BUSY)))
)
"""The very words of the index: a parameter, or another order, would hide it."""
_BY_TARGET: ColumnElement[str] = literal_column("coalesce(item.target, '')", Text)
_TARGET = _BY_TARGET.label("target")
"""No bare column: SQLite would go through all items by target, to have those of each together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """A page that has something to do.

    Args:
        target: Which page.
        page: Its name in the settings; None where its items know it by several.
        since: From when on, in UTC.
        breaking: Whether breaking news is among it.
        posts: Whether posts are among it, and may be sent as far as the store knows.
        spaced: Whether all of these keep their distance from the page's last post.
        checks: Whether first comments or audits are among it.
        look: When the next look after an unknown outcome is to be made, which may be later.
        last_item: Number of the item that was published last.
        last_published: When that was, in UTC.
    """

    target: str
    page: str | None
    since: datetime
    breaking: bool = False
    posts: bool = False
    spaced: bool = False
    checks: bool = False
    look: datetime | None = None
    last_item: int | None = None
    last_published: datetime | None = None

    @property
    def urgency(self) -> tuple[bool, datetime, str]:
        """What pages are served by: breaking news first, then what waits longest."""
        return not self.breaking, self.since, self.target

    def is_due(self, now: datetime) -> bool:
        """Tell whether something is to be done now, as far as the store knows."""
        return self.posts or self.checks or (self.look is not None and self.look <= now)

    def joined(self, other: "Prospect") -> "Prospect":
        """Return the same page with what else it has to do."""
        return replace(
            self,
            page=self.page if self.page == other.page else None,
            since=min(self.since, other.since),
            breaking=self.breaking or other.breaking,
            posts=self.posts or other.posts,
            spaced=self.spaced or other.spaced,
            checks=self.checks or other.checks,
            look=self.look or other.look,
            last_item=self.last_item or other.last_item,
            last_published=self.last_published or other.last_published,
        )


def prospects(
    database: Database, now: datetime, *, all_unknown: bool = False
) -> tuple[Prospect, ...]:
    """Return the pages that have something to do, the most urgent first.

    A page with a post under way, or one that takes no calls, is left out, for as long as nothing
    but posts waits for it. All looks after unknown outcomes are told, come or not: when the clock
    was put back, only the settings of their page tell which of them waits too long.

    Args:
        database: Where the queue is.
        now: The wall clock.
        all_unknown: With the comments of unknown outcome, whenever their next look is.
    """
    with database.read() as connection:
        found = [
            *_posts(connection, now),
            *_looks(connection),
            *_audits(connection, now),
            *_comments(connection, now, all_unknown=all_unknown),
        ]
    merged: dict[str, Prospect] = {}
    for each in found:
        known = merged.get(each.target)
        merged[each.target] = each if known is None else known.joined(each)
    return tuple(sorted(merged.values(), key=lambda each: each.urgency))


def waiting_targets(database: Database) -> tuple[tuple[str, str], ...]:
    """Return the pages with items that are to be sent some day, by target and name in the settings.

    It costs a look at the whole queue.
    """
    waiting: ColumnElement[bool] = literal_column("item.status IN ('attention', 'queued')")
    query = select(item.c.target, item.c.page).where(waiting).distinct()
    with database.read() as connection:
        return tuple(sorted((row.target, row.page) for row in connection.execute(query)))


def _posts(connection: Connection, now: datetime) -> Iterator[Prospect]:
    """The posts that are due, of pages that are free and take calls."""
    is_free = (item.c.breaking == 1) | (item.c.unspaced == 1) | (item.c.due > now)
    due = (
        select(
            _TARGET,
            *_names(),
            func.min(item.c.due).label("since"),
            func.max(type_coerce(item.c.breaking, Integer)).label("breaking"),
            func.max(case((is_free, 1), else_=0)).label("free"),
        )
        .where(_QUEUED, item.c.wake <= now)
        .group_by(_BY_TARGET)
        .subquery()
    )
    busy = item.alias("busy")
    engaged = select(busy.c.id).where(busy.c.target == due.c.target, _ENGAGED)
    query = (
        select(due, page.c.last_item, page.c.last_published)
        .join(page, page.c.target == due.c.target, isouter=True)
        .where(func.coalesce(type_coerce(page.c.paused, Integer), 0) == 0, _takes_calls(now))
        .where(~engaged.exists())
    )
    for row in connection.execute(query).mappings():
        yield _prospect(
            row,
            breaking=bool(row["breaking"]),
            posts=True,
            spaced=not row["free"],
            last_item=row["last_item"],
            last_published=row["last_published"],
        )


def _looks(connection: Connection) -> Iterator[Prospect]:
    """The unknown outcomes; there is one for each page at most."""
    query = select(item.c.target, *_own_name(), item.c.wake.label("since"), item.c.breaking)
    for row in connection.execute(query.where(_UNKNOWN)).mappings():
        yield _prospect(row, breaking=bool(row["breaking"]), look=row["since"])


def _audits(connection: Connection, now: datetime) -> Iterator[Prospect]:
    query = (
        select(_TARGET, *_names(), func.min(item.c.audit_due).label("since"))
        .where(_AUDITED, item.c.audit_due <= now)
        .group_by(_BY_TARGET)
    )
    for row in connection.execute(query).mappings():
        yield _prospect(row, checks=True)


def _comments(connection: Connection, now: datetime, *, all_unknown: bool) -> Iterator[Prospect]:
    """The first comments to be written, of pages that take calls, or to be looked for."""
    is_unknown = item.c.comment == CommentStatus.UNKNOWN
    woken = item.c.comment_wake <= now
    to_write = (
        (item.c.comment == CommentStatus.WAITING)
        & (func.coalesce(type_coerce(page.c.paused, Integer), 0) == 0)
        & _takes_calls(now)
    )
    query = (
        select(_TARGET, *_names(), func.min(item.c.comment_wake).label("since"))
        .join(page, page.c.target == item.c.target, isouter=True)
        .where(_REMARKED, item.c.post_id.is_not(None), to_write | is_unknown)
        .where(woken | is_unknown if all_unknown else woken)
        .group_by(_BY_TARGET)
    )
    for row in connection.execute(query).mappings():
        yield _prospect(row, checks=True)


def _takes_calls(now: datetime) -> ColumnElement[bool]:
    """Return the condition that the platform does not want a page left alone."""
    return page.c.blocked_until.is_(None) | (page.c.blocked_until <= now)


def _names() -> tuple[ColumnElement[str], ColumnElement[str]]:
    return func.min(item.c.page).label("first_name"), func.max(item.c.page).label("last_name")


def _own_name() -> tuple[ColumnElement[str], ColumnElement[str]]:
    return item.c.page.label("first_name"), item.c.page.label("last_name")


def _prospect(row: RowMapping, **facts: object) -> Prospect:
    name = row["first_name"] if row["first_name"] == row["last_name"] else None
    return Prospect(target=row["target"], page=name, since=row["since"], **facts)  # type: ignore[arg-type] # each fact has its field's type
