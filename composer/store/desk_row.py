"""A row of the desk's list: a draft with all that its line shows, read for many at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Integer, Row, func, select, type_coerce

from composer.domain.queue import LIVE, Status
from composer.store.approval import voided_pages
from composer.store.desk_schema import review
from composer.store.item import name_of
from composer.store.listing import DraftState
from composer.store.review import Review, ReviewState
from composer.store.schema import approval, draft, draft_card, item
from composer.store.span import Face

_SHORT = 200
_ITEMS_AT_MOST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskItem:
    """What a draft's line tells of an item.

    Args:
        id: Such as ``q17``.
        status: Where it stands.
        page: Name of its page in the settings.
        due: When it is to appear, in UTC.
        zone: Name of the zone in which its time was asked for.
        published: When the answer came, in UTC.
        held_until: When the platform itself shows it, in UTC.
        permalink: Address of its post.
        doubt: Nobody knows whether it was posted.
        last_error: What went wrong last, in short.
    """

    id: str
    status: Status
    page: str
    due: datetime
    zone: str
    published: datetime | None
    held_until: datetime | None
    permalink: str | None
    doubt: bool
    last_error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRow:
    """A draft in the desk's list.

    Args:
        id: Its ID.
        title: The headline as it stands now.
        theme: Name of its theme.
        link: The article's own address.
        made: When it was taken in, in UTC.
        changed: When it was changed last, in UTC.
        actor: Who changed it last.
        revision: Grows with each change.
        images: Number of the images of its post.
        face: The first of them.
        state: Where it stands, told by the most pressing of its items.
        moment: When it goes out next, went out last, or was approved, in UTC; None otherwise.
        held: The platform has it and shows it at its time.
        approved: The pages for which it is approved as it stands.
        voided: The pages for which it was approved once, and is not any more.
        review: Where its review stands.
        items: Those that are open or out, the most pressing first, five at most.
    """

    id: str
    title: str
    theme: str
    link: str | None
    made: datetime
    changed: datetime
    actor: str
    revision: int
    images: int
    face: Face | None
    state: DraftState
    moment: datetime | None
    held: bool
    approved: tuple[str, ...]
    voided: tuple[str, ...]
    review: Review | None
    items: tuple[DeskItem, ...]

    @property
    def due(self) -> datetime | None:
        """When it goes out next, in UTC; None where nobody said."""
        return self.moment if self.held or self.state is DraftState.QUEUED else None

    @property
    def zone(self) -> str | None:
        """Name of the zone of the most pressing item."""
        return self.items[0].zone if self.items else None

    @property
    def last_error(self) -> str | None:
        """What went wrong last with an item that is open, in short."""
        told = (each.last_error for each in self.items if each.status in LIVE)
        return next(filter(None, told), None)

    @property
    def pages(self) -> tuple[str, ...]:
        """The pages that it is approved for, waits for, or is out on."""
        return tuple(dict.fromkeys((*(each.page for each in self.items), *self.approved)))


def desk_rows(
    connection: Connection, found: Sequence[Row[Any]], *, now: datetime
) -> tuple[DeskRow, ...]:
    """Return the rows of some drafts, in their order.

    Args:
        connection: In a transaction.
        found: Their rows of the table ``listed``.
        now: In UTC.
    """
    if not found:
        return ()
    names = [each.draft for each in found]
    drafts, images = _drafts(connection, names), _images(connection, names)
    items, approved = _items(connection, names), _approved(connection, names)
    reviews, voided = _reviews(connection, names), voided_pages(connection, names)
    return tuple(
        DeskRow(
            **drafts[each.draft],
            actor=each.actor,
            images=images.get(each.draft, (0, None))[0],
            face=images.get(each.draft, (0, None))[1],
            state=DraftState(each.stage),
            moment=each.moment,
            held=each.stage == DraftState.PUBLISHED and _is_held(items[each.draft], now),
            approved=tuple(approved[each.draft]),
            voided=voided.get(each.draft, ()),
            review=reviews.get(each.draft),
            items=tuple(items[each.draft]),
        )
        for each in found
    )


_OF_DRAFT = ("id", "title", "theme", "link", "made", "changed", "revision")


def _drafts(connection: Connection, names: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    query = select(*(draft.c[name] for name in _OF_DRAFT)).where(draft.c.id.in_(names))
    return {row["id"]: dict(row) for row in connection.execute(query).mappings()}


def _images(connection: Connection, names: Sequence[str]) -> Mapping[str, tuple[int, Face | None]]:
    """Return how many images the post of each draft has, and the first."""
    columns = [draft_card.c[name] for name in ("draft", "sha256", "width", "height")]
    posted = type_coerce(draft_card.c.posted, Integer) == 1
    query = select(*columns).where(draft_card.c.draft.in_(names), posted)
    found: dict[str, tuple[int, Face | None]] = {}
    for row in connection.execute(query.order_by(draft_card.c.draft, draft_card.c.position)):
        face = Face(sha256=row.sha256, width=row.width, height=row.height)
        count, first = found.get(row.draft, (0, face))
        found[row.draft] = (count + 1, first)
    return found


_PRESSING = (
    *(Status.ATTENTION, Status.UNKNOWN, Status.COMMITTING, Status.UPLOADING),
    *(Status.CLAIMED, Status.QUEUED, Status.PUBLISHED),
)
_OF_ITEM = tuple(name for name in DeskItem.__slots__ if name not in {"id", "status", "last_error"})


def _items(connection: Connection, names: Sequence[str]) -> Mapping[str, list[DeskItem]]:
    """Return the items of each draft that are open or out, the most pressing first."""
    columns = [item.c[name] for name in ("draft", "id", "status", "last_error", *_OF_ITEM)]
    place = func.row_number().over(
        partition_by=(item.c.draft, item.c.status), order_by=(item.c.due, item.c.id)
    )
    wanted = item.c.draft.in_(names), item.c.status != Status.CANCELLED, item.c.withdrawn.is_(None)
    numbered = select(*columns, place.label("place")).where(*wanted).subquery()
    query = select(numbered).where(numbered.c.place <= _ITEMS_AT_MOST)
    found: dict[str, list[DeskItem]] = defaultdict(list)
    for row in sorted(connection.execute(query), key=_pressing):
        if len(found[row.draft]) < _ITEMS_AT_MOST:
            found[row.draft].append(_item(row))
    return found


def _pressing(row: Row[Any]) -> tuple[int, datetime, int]:
    return _PRESSING.index(row.status), row.due, row.id


def _item(row: Row[Any]) -> DeskItem:
    values = {name: row._mapping[name] for name in _OF_ITEM}  # noqa: SLF001 - SQLAlchemy's public name
    error = row.last_error
    if error is not None and len(error) > _SHORT:
        error = f"{error[:_SHORT].rstrip()}…"
    return DeskItem(id=name_of(row.id), status=Status(row.status), last_error=error, **values)


def _is_held(items: Iterable[DeskItem], now: datetime) -> bool:
    return any(each.held_until is not None and each.held_until > now for each in items)


def _approved(connection: Connection, names: Sequence[str]) -> Mapping[str, list[str]]:
    query = select(approval.c.draft, approval.c.page).where(
        approval.c.draft.in_(names), approval.c.voided.is_(None)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for row in connection.execute(query.order_by(approval.c.id)):
        found[row.draft].append(row.page)
    return found


def _reviews(connection: Connection, names: Sequence[str]) -> Mapping[str, Review]:
    query = select(review).where(review.c.draft.in_(names))
    rows = connection.execute(query).mappings()
    return {
        row["draft"]: Review(
            **{name: row[name] for name in Review.__slots__ if name != "state"},
            state=ReviewState(row["state"]),
        )
        for row in rows
    }
