"""Items of the queue: where they stand, and which moves are legal."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Status(StrEnum):
    """Where a queue item stands. The values are stored; never rename one."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    UPLOADING = "uploading"
    COMMITTING = "committing"  # the intent is on disk
    UNKNOWN = "unknown"  # sent, and no trustworthy answer came back
    PUBLISHED = "published"
    ATTENTION = "attention"  # a person decides
    CANCELLED = "cancelled"

    def can_become(self, other: "Status") -> bool:
        """Tell whether an item in this status may move to ``other``."""
        return other in MOVES[self]


MOVES: dict[Status, frozenset[Status]] = {
    Status.QUEUED: frozenset(
        {Status.CLAIMED, Status.ATTENTION, Status.CANCELLED, Status.PUBLISHED}
    ),
    Status.CLAIMED: frozenset(
        {Status.QUEUED, Status.UPLOADING, Status.ATTENTION, Status.PUBLISHED}
    ),
    Status.UPLOADING: frozenset(
        {Status.QUEUED, Status.COMMITTING, Status.ATTENTION, Status.PUBLISHED}
    ),
    Status.COMMITTING: frozenset(
        {Status.QUEUED, Status.UNKNOWN, Status.ATTENTION, Status.PUBLISHED}
    ),
    Status.UNKNOWN: frozenset({Status.QUEUED, Status.ATTENTION, Status.PUBLISHED}),
    Status.ATTENTION: frozenset({Status.QUEUED, Status.CANCELLED, Status.PUBLISHED}),
    Status.PUBLISHED: frozenset(),
    Status.CANCELLED: frozenset(),
}
"""The legal moves; the database refuses all others too.

Every status before ``published`` may become it: an answer that comes late, after its worker lost
the item, is knowledge, and knowing that a post is out is what keeps it from being sent again.
"""

BUSY = frozenset({Status.CLAIMED, Status.UPLOADING, Status.COMMITTING, Status.UNKNOWN})
"""At most one item of a page stands in one of these."""

LIVE = BUSY | {Status.QUEUED, Status.ATTENTION}
"""An item in one of these may still be sent."""


class WallKind(StrEnum):
    """What a wall time meant on its day: a day of changing clocks skips or repeats an hour."""

    OK = "ok"
    GAP = "gap"  # it did not exist: the first instant after the gap was taken
    FOLD = "fold"  # it came twice: the first was taken


class Audit(StrEnum):
    """What the look some minutes after publication saw."""

    PENDING = "pending"
    OK = "ok"
    ALARM = "alarm"


class CommentStatus(StrEnum):
    """Where the first comment stands; it has a once-only record of its own."""

    WAITING = "waiting"  # the post is not out yet, or the comment's turn has not come
    COMMITTING = "committing"
    UNKNOWN = "unknown"
    POSTED = "posted"
    ATTENTION = "attention"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueItem:
    """A draft with a due time.

    Args:
        id: Such as ``q17``.
        draft: ID of the draft.
        title: The draft's headline.
        page: Name of the page in the settings.
        publisher: ``facebook`` or ``sandbox``.
        page_id: ID of the page on the platform.
        approval: Fingerprint of the post that was approved, and only that is sent.
        due: When it is to appear, in UTC.
        zone: Name of the zone in which ``wall`` was asked for.
        wall: The local time asked for, as ``2026-11-24 18:00``; None for "now".
        wall_kind: Whether that time existed once.
        slot: The slot of the settings that it stands in; None where a time was asked for.
        breaking: It goes first, and never out late without a person's word.
        status: Where it stands.
        wake: The next instant at which a worker has to do with it, in UTC; in a queued item no
            earlier than ``due``, but for one that the platform is to hold.
        fence: Grows with each claim; a move must name the fence it was claimed with.
        owner: Who holds it.
        lease: Until when, in UTC.
        attempts: Number of times that the create call was about to be sent.
        failures: Number of failures in a row that certainly sent nothing.
        looks: Number of looks since the outcome became unknown.
        intent: When the last create call was about to be sent, in UTC.
        doubt: A create call may have been answered by a post that we do not know of.
        post_id: ID of the post.
        permalink: Its address.
        published: When the answer came, in UTC.
        held_until: When the platform itself will show it, in UTC, where it was given it to hold.
        audit: What the look after publication saw; None before it.
        comment: Where the first comment stands; None without one.
        comment_id: Its ID.
        withdrawn: When a person took the post down, in UTC.
        last_error: What went wrong last, and what to do, for people.
        trace: That of its article; see ``composer.domain.trace``.
    """

    id: str
    draft: str
    title: str
    page: str
    publisher: str
    page_id: str
    approval: str
    due: datetime
    zone: str
    wall: str | None = None
    wall_kind: WallKind = WallKind.OK
    slot: str | None = None
    breaking: bool = False
    status: Status = Status.QUEUED
    wake: datetime
    fence: int = 0
    owner: str | None = None
    lease: datetime | None = None
    attempts: int = 0
    failures: int = 0
    looks: int = 0
    intent: datetime | None = None
    doubt: bool = False
    post_id: str | None = None
    permalink: str | None = None
    published: datetime | None = None
    held_until: datetime | None = None
    audit: Audit | None = None
    comment: CommentStatus | None = None
    comment_id: str | None = None
    withdrawn: datetime | None = None
    last_error: str | None = None
    trace: str | None = None

    def __post_init__(self) -> None:
        if self.due.utcoffset() is None:
            msg = "due must be timezone-aware"
            raise ValueError(msg)
