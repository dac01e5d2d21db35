"""Rows of the queue as the domain knows them."""

from typing import Any

from sqlalchemy import RowMapping, Select, select

from composer.domain.queue import Audit, CommentStatus, QueueItem, Status, WallKind
from composer.errors import DraftError
from composer.store import schema

_PREFIX = "q"
_LONGEST = 18
"""Digits that every database takes for a number."""
_SAME = (
    *("draft", "title", "page", "publisher", "page_id", "approval"),
    *("due", "zone", "wall", "slot", "breaking", "wake"),
    *("fence", "owner", "lease", "attempts", "failures", "looks", "intent", "doubt"),
    *("post_id", "permalink", "published", "held_until", "withdrawn", "comment_id"),
    *("last_error", "trace"),
)


def name_of(number: int) -> str:
    """Return the ID by which people and programs know an item."""
    return f"{_PREFIX}{number}"


def number_of(name: str) -> int:
    """Return the number of an item in the table.

    Raises:
        DraftError: That is no ID of an item.
    """
    digits = name.removeprefix(_PREFIX)
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST
    if not (name.startswith(_PREFIX) and is_number):
        msg = f"{name!r} is no item of the queue: nashir queue list names them, such as q17"
        raise DraftError(msg)
    return int(digits)


def items() -> Select[Any]:
    """Return the query for items, each with headline and trace of its draft."""
    joined = schema.item.join(schema.draft, schema.draft.c.id == schema.item.c.draft)
    return select(schema.item, schema.draft.c.title, schema.draft.c.trace).select_from(joined)


def item_of(row: RowMapping) -> QueueItem:
    """Return the item that a row of ``items`` holds."""
    return QueueItem(
        id=name_of(row["id"]),
        status=Status(row["status"]),
        wall_kind=WallKind(row["wall_kind"]),
        audit=Audit(row["audit"]) if row["audit"] else None,
        comment=CommentStatus(row["comment"]) if row["comment"] else None,
        **{name: row[name] for name in _SAME},
    )
