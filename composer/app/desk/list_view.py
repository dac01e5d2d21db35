"""The list of drafts, ready for its template."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlencode

from composer.app.newsroom import Newsroom
from composer.store.listing import DraftState

ROWS = 50
MOST_ROWS = 500
"""A list that is shown anew is as long as it was, but for this."""


class Tab(StrEnum):
    """A part of the list."""

    DRAFTS = "drafts"
    REVIEW = "review"
    QUEUE = "queue"
    PUBLISHED = "published"
    ATTENTION = "attention"


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
    """Return a part of the list."""
    rows = [each for each in newsroom.drafts(search=wanted.search or None) if True]
    of_tab = {tab: [each for each in rows if _TABS[each.state] is tab] for tab in Tab}
    start = int(wanted.after or 0)
    found = of_tab[wanted.tab]
    end = start + wanted.limit
    return Listed(
        wanted=wanted,
        rows=tuple(
            ListRow(
                id=each.id,
                title=each.title,
                revision=each.revision,
                state=each.state.value,
                changed=each.changed,
                images=each.images,
            )
            for each in found[start:end]
        ),
        tabs=_tabs({tab.value: len(each) for tab, each in of_tab.items()}, wanted.search),
        after=str(end) if end < len(found) else "",
    )


_TABS = {
    DraftState.NEW: Tab.DRAFTS,
    DraftState.APPROVED: Tab.QUEUE,
    DraftState.QUEUED: Tab.QUEUE,
    DraftState.PUBLISHED: Tab.PUBLISHED,
    DraftState.ATTENTION: Tab.ATTENTION,
}


def _tabs(counts: Mapping[str, int], search: str) -> tuple[ListTab, ...]:
    return tuple(
        ListTab(
            name=tab.value,
            count=counts.get(tab.value, 0),
            href=f"/drafts{_query({'tab': tab.value, 'q': search})}",
        )
        for tab in Tab
    )


def _query(given: Mapping[str, str]) -> str:
    text = urlencode({name: value for name, value in given.items() if value})
    return f"?{text}" if text else ""
