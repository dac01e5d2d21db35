"""The drafts in a list, each with where it stands."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    case,
    exists,
    func,
    literal,
    select,
    type_coerce,
)

from composer.domain.queue import LIVE, Status
from composer.store.article import plain
from composer.store.database import Database
from composer.store.schema import approval, draft, draft_card, item


class DraftState(StrEnum):
    """Where a draft stands, told by the most pressing of its items."""

    NEW = "new"
    APPROVED = "approved"
    QUEUED = "queued"
    PUBLISHED = "published"
    ATTENTION = "attention"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRow:
    """A draft in the list.

    Args:
        id: Its ID.
        title: The headline.
        theme: Name of its theme.
        made: When it was taken in, in UTC.
        changed: When it was changed last, in UTC.
        revision: Grows with each change.
        images: Number of the images of its post.
        state: Where it stands.
    """

    id: str
    title: str
    theme: str
    made: datetime
    changed: datetime
    revision: int
    images: int
    state: DraftState


def list_drafts(
    database: Database, *, limit: int | None = None, search: str | None = None
) -> tuple[DraftRow, ...]:
    """Return drafts, the newest first.

    Args:
        database: Where they are.
        limit: At most so many.
        search: Only those whose headline holds these words, whatever their vowel marks, or whose
            ID begins so.
    """
    query = _rows() if search else _rows().limit(limit)
    with database.read() as connection:
        rows = connection.execute(query).mappings().all()
    listed = (DraftRow(**{**row, "state": DraftState(row["state"])}) for row in rows)
    return tuple(islice((each for each in listed if _fits(each, search or "")), limit))


def _fits(row: DraftRow, search: str) -> bool:
    wanted = plain(search)
    return wanted in plain(row.title) or row.id.startswith(wanted)


def _rows() -> Select[Any]:
    """Return the query for all drafts; each state costs a few looks into an index."""
    columns = [draft.c[name] for name in DraftRow.__slots__ if name in draft.c]
    posted = type_coerce(draft_card.c.posted, Integer) == 1
    cards = select(func.count()).where(draft_card.c.draft == draft.c.id, posted)
    state = case(
        (_has_item(item.c.status == Status.ATTENTION), literal(DraftState.ATTENTION.value)),
        (_has_item(item.c.status.in_(sorted(LIVE))), literal(DraftState.QUEUED.value)),
        (
            _has_item((item.c.status == Status.PUBLISHED) & item.c.withdrawn.is_(None)),
            literal(DraftState.PUBLISHED.value),
        ),
        (
            exists().where(approval.c.draft == draft.c.id, approval.c.voided.is_(None)),
            literal(DraftState.APPROVED.value),
        ),
        else_=literal(DraftState.NEW.value),
    )
    query = select(*columns, cards.scalar_subquery().label("images"), state.label("state"))
    return query.where(draft.c.removed.is_(None)).order_by(draft.c.changed.desc(), draft.c.id)


def _has_item(which: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(item.c.draft == draft.c.id, which)
