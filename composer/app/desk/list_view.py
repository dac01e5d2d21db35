"""The list of drafts, ready for its template."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from composer.app.newsroom import Newsroom
from composer.domain.queue import BUSY, Status
from composer.store.desk_list import MOST_ROWS, DeskQuery, Tab
from composer.store.desk_row import DeskRow
from composer.store.listing import DraftState
from composer.store.review import ReviewState

__all__ = ["MOST_ROWS", "ROWS", "ListQuery", "ListRow", "ListTab", "Listed", "Tab", "listed"]

ROWS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ListQuery:
    """What of the list is wanted.

    Args:
        tab: Which part.
        search: Words of the headline; empty for all.
        after: Where the rows before it ended; empty to begin.
        limit: At most so many rows.
    """

    tab: Tab = Tab.DRAFTS
    search: str = ""
    after: str = ""
    limit: int = ROWS

    @property
    def text(self) -> str:
        """The query as it stands in an address, such as ``?tab=queue``; nothing of the place."""
        given = {"tab": "" if self.tab is Tab.DRAFTS else self.tab.value, "q": self.search}
        return _query(given)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTab:
    """A tab: its name, how many drafts it holds, and where it leads."""

    name: str
    count: int
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """A draft in the list.

    Args:
        id: Its ID.
        title: Its headline.
        revision: Grows with each change.
        state: Names its badge.
        changed: When it was changed last, in UTC.
        by: Who did that.
        image: Hash of the post's first image; None without any.
        image_width: Of that, in pixels.
        image_height: Of that, in pixels.
        images: How many images the post has.
        at: When it goes out or went out, in UTC; None while nobody said.
        page: Name of the page that this is about.
        error: What went wrong, in short.
        is_edited: Whether it was changed after its approval, and waits for another one.
    """

    id: str
    title: str
    revision: int
    state: str
    changed: datetime
    by: str = ""
    image: str | None = None
    image_width: int = 0
    image_height: int = 0
    images: int = 0
    at: datetime | None = None
    page: str = ""
    error: str = ""
    is_edited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A part of the list.

    Args:
        wanted: What was asked for.
        rows: Some of its drafts.
        tabs: All parts.
        after: Where the next rows begin; empty at the end.
    """

    wanted: ListQuery
    rows: tuple[ListRow, ...]
    tabs: tuple[ListTab, ...]
    after: str = ""

    @property
    def tab(self) -> str:
        """Name of the part."""
        return self.wanted.tab.value

    @property
    def search(self) -> str:
        """The words that were searched for."""
        return self.wanted.search

    @property
    def query(self) -> str:
        """What stands behind addresses so that the list stays as it is."""
        return self.wanted.text

    @property
    def source(self) -> str:
        """Where the list is fetched anew."""
        return f"/drafts/list{self.query}"

    @property
    def next(self) -> str:
        """The page with the next rows; empty at the end."""
        return f"/drafts{self._after}" if self.after else ""

    @property
    def next_rows(self) -> str:
        """Where those rows alone are fetched."""
        return f"/drafts/rows{self._after}" if self.after else ""

    @property
    def _after(self) -> str:
        return _query({"tab": self.tab, "q": self.search, "after": self.after})


def listed(newsroom: Newsroom, wanted: ListQuery) -> Listed:
    """Return a part of the list.

    Raises:
        DraftError: ``wanted.after`` is no place that a list told.
    """
    asked = DeskQuery(tab=wanted.tab, search=wanted.search, after=wanted.after, limit=wanted.limit)
    now = newsroom.now()
    found = newsroom.store.drafts.desk_list(asked, now=now)
    return Listed(
        wanted=wanted,
        rows=tuple(_row(each) for each in found.rows),
        tabs=_tabs(found.counts, wanted.search),
        after=found.next,
    )


def _row(row: DeskRow) -> ListRow:
    face, item = row.face, row.items[0] if row.items else None
    return ListRow(
        id=row.id,
        title=row.title,
        revision=row.revision,
        state=_state(row),
        changed=row.changed,
        by=row.actor,
        image=face.sha256 if face else None,
        image_width=face.width if face else 0,
        image_height=face.height if face else 0,
        images=row.images,
        at=row.moment if row.held or row.state in _TIMED else None,
        page=item.page if item else "",
        error=_error(row),
        is_edited=_is_edited(row),
    )


_TIMED = frozenset({DraftState.QUEUED, DraftState.PUBLISHED})
_TO_SEND = frozenset({Status.QUEUED, Status.ATTENTION})
_UNDERWAY = BUSY - {Status.UNKNOWN}


def _state(row: DeskRow) -> str:
    """Return the name of a row's badge."""
    if row.held:
        return "held"
    if row.state is DraftState.QUEUED and row.items:
        status = row.items[0].status
        return "underway" if status in _UNDERWAY else status.value
    if row.review is not None and row.state in {DraftState.NEW, DraftState.APPROVED}:
        return "review" if row.review.state is ReviewState.ASKED else "rejected"
    return row.state.value


def _is_edited(row: DeskRow) -> bool:
    """Tell whether an approval is void because of a change; a rejection tells of itself."""
    if row.review is not None and row.review.state is ReviewState.REJECTED:
        return False
    if row.state is DraftState.NEW:
        return bool(row.voided)
    waits = {each.page for each in row.items if each.status in _TO_SEND}
    return not waits.isdisjoint(row.voided)


def _error(row: DeskRow) -> str:
    """Return what a person should see at once: what went wrong, or why it was rejected."""
    if row.state is DraftState.ATTENTION:
        return row.last_error or ""
    if row.review is not None and row.review.state is ReviewState.REJECTED:
        return row.review.reason
    return ""


def _tabs(counts: Mapping[Tab, int], search: str) -> tuple[ListTab, ...]:
    return tuple(
        ListTab(
            name=tab.value,
            count=counts.get(tab, 0),
            href=f"/drafts{_query({'tab': tab.value, 'q': search})}",
        )
        for tab in Tab
    )


def _query(given: Mapping[str, str]) -> str:
    text = urlencode({name: value for name, value in given.items() if value})
    return f"?{text}" if text else ""
