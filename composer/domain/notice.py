"""What people are told when the program cannot go on alone, and other programs of what happens."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class NoticeKind(StrEnum):
    """What happened. The values are stored and sent; never rename one."""

    ATTENTION = "attention"  # an item waits for a person's decision
    UNKNOWN = "unknown"  # sent, and no trustworthy answer came back
    DUPLICATE_ALARM = "duplicate-alarm"  # the audit saw more than one post
    MISSING_ALARM = "missing-alarm"  # the audit saw none
    TOKEN_EXPIRY = "token-expiry"  # noqa: S105 - a kind, no secret
    COMMENT_ATTENTION = "comment-attention"  # a first comment waits for a person's decision
    RUNNER = "runner"  # the runner itself
    DRAFT = "draft"  # a draft was made
    APPROVED = "approved"
    QUEUED = "queued"
    MOVED = "moved"  # an item has another time
    CANCELLED = "cancelled"
    PUBLISHED = "published"
    APPROVAL_ASKED = "approval-asked"  # a draft waits for an editor
    REJECTED = "rejected"  # a draft was sent back to its writer
    CORRECTED = "corrected"  # a post that is out has another text
    WITHDRAWN = "withdrawn"  # a post was taken down


EVENTS = frozenset(
    {
        NoticeKind.DRAFT,
        NoticeKind.APPROVED,
        NoticeKind.QUEUED,
        NoticeKind.MOVED,
        NoticeKind.CANCELLED,
        NoticeKind.PUBLISHED,
        NoticeKind.CORRECTED,
        NoticeKind.WITHDRAWN,
    }
)
"""What asks nobody to do anything: it is told to programs that want it, never by mail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing to tell.

    Args:
        id: Its number: the same whenever it is sent again.
        kind: A ``NoticeKind``; a text, so that one which a newer version wrote is told too.
        at: When it happened, in UTC.
        title: What it is about: the draft's headline; empty where it is about none.
        text: What was seen, in plain English, without any secret.
        item: ID of the item, such as ``q17``.
        draft: ID of the draft.
        page: Name of the page in the settings.
        detail: Facts for programs, by their names.
        trace: That of the draft's article; see ``composer.domain.trace``.
    """

    id: int
    kind: str
    at: datetime
    title: str
    text: str
    item: str | None = None
    draft: str | None = None
    page: str | None = None
    detail: Mapping[str, str] = field(default_factory=dict)
    trace: str | None = None

    def __post_init__(self) -> None:
        if self.at.utcoffset() is None:
            msg = "at must be timezone-aware"
            raise ValueError(msg)
