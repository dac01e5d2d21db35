"""What the calendar of a page shows: its items of some days, and approved drafts without a time."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Integer, and_, exists, func, or_, select, type_coerce

from composer.domain.post import Target
from composer.domain.queue import LIVE, QueueItem, Status
from composer.store.database import Database
from composer.store.item import item_of, items
from composer.store.schema import approval, draft, draft_card, item

LATEST_AFTER_DUE = timedelta(days=31)
"""A post that went out later than this after it was due stands where it was due."""

_MOST = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """The first image of a draft's post.

    Args:
        sha256: The name under which it is kept.
        width: In pixels.
        height: In pixels.
    """

    sha256: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Untimed:
    """A draft that is approved for a page and has no time there.

    Args:
        draft: Its ID.
        title: Its headline.
        approver: Who approved it.
        approved: When, in UTC.
    """

    draft: str
    title: str
    approver: str
    approved: datetime


def place_of(found: QueueItem) -> datetime:
    """Return where an item stands on a calendar, in UTC: when it is due, or when it went out."""
    out = found.held_until or found.published
    if out is None or not timedelta(0) <= out - found.due <= LATEST_AFTER_DUE:
        return found.due
    return out


def items_within(
    database: Database, target: Target, *, begins: datetime, ends: datetime
) -> tuple[QueueItem, ...]:
    """Return the items of a page that stand between two instants, in order; no cancelled ones.

    Args:
        database: Where they are.
        target: The page.
        begins: In UTC.
        ends: The first instant after them, in UTC.
    """
    query = (
        items()
        .where(item.c.target == target.key, item.c.status != Status.CANCELLED)
        .where(item.c.due >= begins - LATEST_AFTER_DUE, item.c.due < ends)
    )
    with database.read() as connection:
        found = map(item_of, connection.execute(query).mappings().all())
        within = [each for each in found if begins <= place_of(each) < ends]
    return tuple(sorted(within, key=lambda each: (place_of(each), each.id)))


def waiting_items(database: Database, target: Target) -> tuple[QueueItem, ...]:
    """Return the items of a page that may still be sent, in the order in which they are due."""
    query = items().where(item.c.target == target.key, item.c.status.in_(sorted(LIVE)))
    with database.read() as connection:
        rows = connection.execute(query.order_by(item.c.due, item.c.id)).mappings().all()
    return tuple(map(item_of, rows))


def untimed(database: Database, target: Target, *, limit: int = _MOST) -> tuple[Untimed, ...]:
    """Return the drafts that are approved for a page and neither queued nor out there.

    Args:
        database: Where they are.
        target: The page.
        limit: At most so many, those approved last.
    """
    query = (
        select(
            draft.c.id.label("draft"),
            draft.c.title,
            approval.c.approver,
            approval.c.at.label("approved"),
        )
        .join(draft, draft.c.id == approval.c.draft)
        .where(approval.c.target == target.key, approval.c.voided.is_(None))
        .where(draft.c.removed.is_(None), ~_has_item(target))
        .order_by(approval.c.id.desc())
        .limit(limit)
    )
    with database.read() as connection:
        return tuple(Untimed(**row) for row in connection.execute(query).mappings().all())


def faces(database: Database, drafts: Collection[str]) -> Mapping[str, Face]:
    """Return the first image of each draft's post, by the draft's ID; none for a post without."""
    posted = type_coerce(draft_card.c.posted, Integer) == 1
    first = (
        select(draft_card.c.draft, func.min(draft_card.c.position).label("position"))
        .where(draft_card.c.draft.in_(sorted(set(drafts))), posted)
        .group_by(draft_card.c.draft)
        .subquery()
    )
    columns = draft_card.c.draft, draft_card.c.sha256, draft_card.c.width, draft_card.c.height
    same = and_(draft_card.c.draft == first.c.draft, draft_card.c.position == first.c.position)
    with database.read() as connection:
        rows = connection.execute(select(*columns).join(first, same)).all()
    return {row.draft: Face(sha256=row.sha256, width=row.width, height=row.height) for row in rows}


def _has_item(target: Target) -> ColumnElement[bool]:
    """Return the condition that a draft waits for this page, or is out there."""
    is_out = and_(item.c.status == Status.PUBLISHED, item.c.withdrawn.is_(None))
    return exists().where(
        item.c.draft == draft.c.id,
        item.c.target == target.key,
        or_(item.c.status.in_(sorted(LIVE)), is_out),
    )
