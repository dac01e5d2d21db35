"""Tells other programs of what happens: chosen lines of the journal become notices.

A notice is written in the transaction of the line, so neither is there without the other,
whoever did the thing and by whatever door: command line, desk, API, runner.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from composer.domain.notice import NoticeKind
from composer.store.journal import Fact, NewLine
from composer.store.notice import Notices
from composer.store.schema import draft as draft_table
from composer.store.schema import item as item_table

TOLD: Mapping[str, NoticeKind] = {
    "taken in": NoticeKind.DRAFT,
    "came back": NoticeKind.DRAFT,
    "approved": NoticeKind.APPROVED,
    "queued": NoticeKind.QUEUED,
    "retried": NoticeKind.QUEUED,
    "settled: not posted": NoticeKind.QUEUED,
    "moved": NoticeKind.MOVED,
    "cancelled": NoticeKind.CANCELLED,
    "published": NoticeKind.PUBLISHED,
    "settled: posted": NoticeKind.PUBLISHED,
    "corrected": NoticeKind.CORRECTED,
    "withdrawn": NoticeKind.WITHDRAWN,
}
"""Events of the journal that can be told. What waits for a person is told in any case, by whoever
notices it."""

_COLUMNS = frozenset({"kind", "title", "text", "item", "draft", "page"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Herald:
    """Makes notices of what happened.

    Args:
        notices: Where they are kept, for the channels that programs listen to.
        kinds: What is told; the rest is not.
    """

    notices: Notices
    kinds: frozenset[NoticeKind] = frozenset()

    def tell(self, connection: Connection, line: NewLine) -> None:
        """Make a notice of a line of the journal, if its event is one that is told."""
        kind = TOLD.get(line.event)
        if kind is None or kind not in self.kinds:
            return
        facts = {name: fact for name, fact in line.detail.items() if _is_plain(name, fact)}
        self.notices.write(
            connection,
            at=line.at,
            kind=kind.value,
            title=_title(connection, line.draft),
            text=f"{line.event} by {line.actor}",
            item=line.item,
            draft=line.draft,
            page=_page(connection, line),
            **{**facts, "actor": line.actor},
        )


def _is_plain(name: str, fact: Fact) -> bool:
    return name not in _COLUMNS and fact is not None and not isinstance(fact, list)


def _title(connection: Connection, draft: str | None) -> str:
    query = select(draft_table.c.title).where(draft_table.c.id == draft)
    return connection.scalar(query) or ""


def _page(connection: Connection, line: NewLine) -> str | None:
    """Return the page that a line is about: an item knows its own."""
    if line.item is None:
        page = line.detail.get("page")
        return None if page is None else str(page)
    return connection.scalar(select(item_table.c.page).where(item_table.c.id == line.item))
