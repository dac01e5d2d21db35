"""How much there is to do, counted in few cheap queries, however many posts wait or are out.

What is over is not counted: published and cancelled items are never removed, and grow with the
years. Each of these queries reads a small index and no row of the table.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, func, literal_column, or_, select
from sqlalchemy.sql.elements import ColumnElement

from composer.domain.queue import BUSY, Status
from composer.domain.render import RenderStatus
from composer.store.claim import stands
from composer.store.database import Database
from composer.store.farm_schema import job
from composer.store.schema import item, notice, page

OPEN = (Status.QUEUED, *sorted(BUSY), Status.ATTENTION)
"""The statuses in which there is still something to do."""

UNDRAWN = (RenderStatus.WAITING, RenderStatus.READING, RenderStatus.DRAWING)
"""The same of articles that are to be drawn."""

_UNSENT: ColumnElement[bool] = literal_column("notice.sent IS NULL AND notice.wake IS NOT NULL")
_HELD_WORDS: ColumnElement[bool] = literal_column(
    "item.status IN ('claimed', 'uploading', 'committing')"
)
_UNDRAWN_WORDS: tuple[ColumnElement[bool], ...] = (
    literal_column("job.status = 'waiting'"),
    literal_column("job.status IN ('reading', 'drawing')"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What there is to do at one instant.

    Args:
        depth: How many items stand in each status of ``OPEN``.
        by_page: The same for each page of the settings and status that has any; empty unless it
            was asked for.
        longest: Since when the longest waiting item could be taken up, in UTC; None where no item
            waits. A time that lies ahead means that none is due.
        unknown_since: When the oldest call without a trustworthy answer was about to be sent, in
            UTC.
        notices: How many notices people have not got yet.
        notice_since: When the oldest of them was written, in UTC.
        paused: How many pages a person has paused.
        blocked: How many pages their platform wants to be left alone.
        drawings: How many articles of the rendering farm stand in each status of ``UNDRAWN``.
    """

    depth: Mapping[Status, int]
    by_page: Mapping[tuple[str, Status], int] = field(default_factory=dict)
    longest: datetime | None = None
    unknown_since: datetime | None = None
    notices: int = 0
    notice_since: datetime | None = None
    paused: int = 0
    blocked: int = 0
    drawings: Mapping[RenderStatus, int] = field(default_factory=dict)


def read_figures(database: Database, *, now: datetime, per_page: bool = False) -> Figures:
    """Count what there is to do.

    Args:
        database: Where it is.
        now: In UTC.
        per_page: Count each page apart, too: that reads a row of the table for each open item.

    Raises:
        StoreError: The store cannot be read.
    """
    with database.read() as connection:
        unknown = select(func.min(item.c.intent)).where(stands(Status.UNKNOWN))
        longest = select(func.min(item.c.wake)).where(stands(Status.QUEUED))
        notices, since = connection.execute(
            select(func.count(), func.min(notice.c.at)).where(_UNSENT)
        ).one()
        return Figures(
            depth=_depth(connection),
            by_page=_by_page(connection) if per_page else {},
            longest=connection.scalar(longest),
            unknown_since=connection.scalar(unknown),
            notices=notices,
            notice_since=since,
            paused=_count(connection, page.c.paused == 1),
            blocked=_count(connection, page.c.blocked_until > now),
            drawings=_drawings(connection),
        )


def _depth(connection: Connection) -> Mapping[Status, int]:
    depth = dict.fromkeys(OPEN, 0)
    for status in (Status.QUEUED, Status.UNKNOWN, Status.ATTENTION):
        query = select(func.count()).select_from(item).where(stands(status))
        depth[status] = connection.execute(query).scalar_one()
    held = select(item.c.status, func.count()).where(_HELD_WORDS).group_by(item.c.status)
    depth |= {Status(status): count for status, count in connection.execute(held)}
    return depth


def _drawings(connection: Connection) -> Mapping[RenderStatus, int]:
    counts = dict.fromkeys(UNDRAWN, 0)
    for condition in _UNDRAWN_WORDS:
        rows = select(job.c.status, func.count()).where(condition).group_by(job.c.status)
        counts |= {RenderStatus(status): count for status, count in connection.execute(rows)}
    return counts


def _by_page(connection: Connection) -> Mapping[tuple[str, Status], int]:
    counts: dict[tuple[str, Status], int] = {}
    lone = (Status.QUEUED, Status.UNKNOWN, Status.ATTENTION)
    open_ = or_(*map(stands, lone), _HELD_WORDS)
    rows = select(item.c.page, item.c.status, func.count()).where(open_)
    for name, status, count in connection.execute(rows.group_by(item.c.page, item.c.status)):
        counts[name, Status(status)] = count
    return counts


def _count(connection: Connection, wanted: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(page).where(wanted)
    return connection.execute(query).scalar_one()
