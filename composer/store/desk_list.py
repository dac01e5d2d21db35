"""The desk's list: drafts by where they stand, searched, counted, and read page by page.

Everything is found in the short rows of ``listed``; only the drafts of the page itself are read.
"""

import base64
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
)

from composer.domain.queue import Status
from composer.errors import DraftError
from composer.store.article import folded
from composer.store.database import Database
from composer.store.desk_row import DeskRow, desk_rows
from composer.store.desk_schema import listed, review
from composer.store.listing import DraftState
from composer.store.review import ReviewState
from composer.store.rule import fit, unfit
from composer.store.schema import approval, item

MOST_ROWS = 500
_LONGEST_SEARCH = 200
_NO_PLACE = "the list cannot go on from there: open it anew"


class Tab(StrEnum):
    """A part of the list.

    A draft whose approval was asked for stands in ``review`` beside where its items put it, but no
    longer in ``drafts``.
    """

    DRAFTS = "drafts"  # not approved, nothing of it in the queue or out
    REVIEW = "review"  # waits for approval
    QUEUE = "queue"  # approved without a time, queued, held by the platform, under way
    PUBLISHED = "published"
    ATTENTION = "attention"  # waits for a person


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskQuery:
    """What of the list is wanted.

    Args:
        tab: Which part.
        search: Words of the headline, however they are spelled, or the beginning of an ID.
        target: Key of a page: of what is approved, queued or out, only what is so there.
        after: Where the page before ended; empty to begin.
        limit: At most so many rows, 500 in any case.
    """

    tab: Tab = Tab.DRAFTS
    search: str = ""
    target: str | None = None
    after: str = ""
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPage:
    """A page of the list.

    Args:
        rows: What was changed last comes first, what goes out next, what went out last.
        next: Where the next page begins; empty at the end.
        counts: How many drafts each part holds, of those that were searched for.
    """

    rows: tuple[DeskRow, ...]
    next: str
    counts: Mapping[Tab, int]


def desk_list(database: Database, query: DeskQuery, *, now: datetime) -> DeskPage:
    """Return a page of the list, and how much each part holds.

    Args:
        database: Where the drafts are.
        query: What is wanted.
        now: In UTC: until its time a post that the platform holds is still to come.

    Raises:
        DraftError: ``after`` is none that a page told.
    """
    limit = max(1, min(query.limit, MOST_ROWS))
    with database.read() as connection:
        held = _held(connection, now)
        wanted = _common(query)
        rows = _page(query, held).where(*wanted).limit(limit + 1)
        found = connection.execute(rows).all()
        more = found[limit:]
        return DeskPage(
            rows=desk_rows(connection, found[:limit], now=now),
            next=_place(query.tab, found[limit - 1]) if more else "",
            counts=_counts(connection, held, wanted),
        )


def _held(connection: Connection, now: datetime) -> frozenset[str]:
    """Return the IDs of the drafts of which the platform holds a post for later."""
    query = select(item.c.draft).where(item.c.held_until > now, item.c.held_until.is_not(None))
    out = query.where(item.c.status == Status.PUBLISHED, item.c.withdrawn.is_(None))
    return frozenset(connection.scalars(out))


def _common(query: DeskQuery) -> tuple[ColumnElement[bool], ...]:
    """Return what holds in all parts of the list."""
    search = fit(query.search[:_LONGEST_SEARCH]).strip()
    words = folded(search).split()
    found: list[ColumnElement[bool]] = []
    if words:
        named = listed.c.draft.startswith(search, autoescape=True)
        told = and_(*(listed.c.words.contains(each, autoescape=True) for each in words))
        found.append(or_(told, named))
    if query.target is not None:
        found.append(_there(query.target))
    return tuple(found)


def _there(target: str) -> ColumnElement[bool]:
    of_page = exists().where(item.c.draft == listed.c.draft, item.c.target == target)
    allowed = exists().where(
        approval.c.draft == listed.c.draft,
        approval.c.target == target,
        approval.c.voided.is_(None),
    )
    return or_(listed.c.stage == DraftState.NEW, of_page, allowed)


def _page(query: DeskQuery, held: Collection[str]) -> Select[Any]:
    """Return the query for the rows of a part from a place on."""
    columns = [listed.c[name] for name in ("draft", "actor", "changed", "stage", "moment")]
    by = _moment_of(query.tab)
    rows = select(*columns).where(_is_in(query.tab, held))
    backwards = query.tab is not Tab.QUEUE
    rows = rows.order_by(*(each.desc() if backwards else each for each in (by, listed.c.draft)))
    if not query.after:
        return rows
    moment, name = _parse(query.after)
    place = tuple_(literal(moment, by.type), literal(name))
    here = tuple_(by, listed.c.draft)
    return rows.where(here < place if backwards else here > place)


def _moment_of(tab: Tab) -> ColumnElement[Any]:
    """Return the instant by which a part is in order."""
    return listed.c.moment if tab in {Tab.QUEUE, Tab.PUBLISHED} else listed.c.changed


def _is_in(tab: Tab, held: Collection[str]) -> ColumnElement[bool]:
    stage = listed.c.stage
    match tab:
        case Tab.DRAFTS:
            return and_(stage == DraftState.NEW, ~_is_asked())
        case Tab.REVIEW:
            return _is_asked()
        case Tab.QUEUE:
            waiting = stage.in_((DraftState.APPROVED, DraftState.QUEUED))
            if not held:
                return waiting
            return or_(waiting, and_(stage == DraftState.PUBLISHED, listed.c.draft.in_(held)))
        case Tab.PUBLISHED:
            out = stage == DraftState.PUBLISHED
            return and_(out, listed.c.draft.not_in(held)) if held else out
        case Tab.ATTENTION:
            return stage == DraftState.ATTENTION


def _is_asked() -> ColumnElement[bool]:
    return listed.c.draft.in_(select(review.c.draft).where(review.c.state == ReviewState.ASKED))


def _counts(
    connection: Connection, held: Collection[str], wanted: Collection[ColumnElement[bool]]
) -> Mapping[Tab, int]:
    """Return how many drafts each part holds."""
    stages = _by_stage(connection, wanted)
    asked = _by_stage(connection, (*wanted, _is_asked()))
    later = _by_stage(connection, (*wanted, listed.c.draft.in_(held))) if held else {}
    waiting = later.get(DraftState.PUBLISHED, 0)
    counted = {each: stages.get(each, 0) for each in DraftState}
    return {
        Tab.DRAFTS: counted[DraftState.NEW] - asked.get(DraftState.NEW, 0),
        Tab.REVIEW: sum(asked.values()),
        Tab.QUEUE: counted[DraftState.APPROVED] + counted[DraftState.QUEUED] + waiting,
        Tab.PUBLISHED: counted[DraftState.PUBLISHED] - waiting,
        Tab.ATTENTION: counted[DraftState.ATTENTION],
    }


def _by_stage(
    connection: Connection, wanted: Collection[ColumnElement[bool]]
) -> Mapping[DraftState, int]:
    query = select(listed.c.stage, func.count()).where(*wanted).group_by(listed.c.stage)
    return {DraftState(stage): count for stage, count in connection.execute(query)}


def _place(tab: Tab, row: Any) -> str:  # noqa: ANN401 - a row
    """Return where the page after a row begins, as an opaque text."""
    moment: datetime = row.moment if tab in {Tab.QUEUE, Tab.PUBLISHED} else row.changed
    told = json.dumps([moment.isoformat(), row.draft], separators=(",", ":"))
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def _parse(place: str) -> tuple[datetime, str]:
    """Return the instant and the ID that a place stands for.

    Raises:
        DraftError: It is none.
    """
    try:
        told = base64.urlsafe_b64decode(place + "=" * (-len(place) % 4))
        moment, name = json.loads(told)
        found = datetime.fromisoformat(moment).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise DraftError(_NO_PLACE) from error
    if not isinstance(name, str) or unfit(name):
        raise DraftError(_NO_PLACE)
    return found, name
