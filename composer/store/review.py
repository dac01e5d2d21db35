"""Reviews: a draft waits for approval, or was sent back with a reason."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, delete, insert, select

from composer.domain.notice import NoticeKind
from composer.errors import DraftError
from composer.store.approval import Approvals
from composer.store.desk_schema import review
from composer.store.journal import Journal
from composer.store.notice import Notices
from composer.store.rule import LONGEST_REASON, unfit
from composer.store.stored import StoredDraft


class ReviewState(StrEnum):
    """Where a review stands. The values are stored; never rename one."""

    ASKED = "asked"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """That a draft waits for approval, or was sent back.

    Args:
        state: Which of the two.
        person: Who asked or rejected.
        at: When, in UTC.
        reason: Why it was rejected, or what was said when it was asked for; may be empty then.
        revision: The draft's revision at that time.
    """

    state: ReviewState
    person: str
    at: datetime
    reason: str
    revision: int


def read_review(connection: Connection, draft_id: str) -> Review | None:
    """Return where the review of a draft stands; None where nobody asked since its approval."""
    columns = [review.c[name] for name in Review.__slots__]
    query = select(*columns).where(review.c.draft == draft_id)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else Review(**{**row, "state": ReviewState(row["state"])})


def end_review(connection: Connection, draft_id: str) -> None:
    """Forget the review of a draft: it was approved, or removed."""
    connection.execute(delete(review).where(review.c.draft == draft_id))


class Reviews:
    """What asking and rejecting do, in the transactions of others.

    Args:
        journal: Where it is written down.
        notices: What people are told.
        approvals: What a rejection voids.
    """

    def __init__(self, journal: Journal, notices: Notices, approvals: Approvals) -> None:
        self._journal = journal
        self._notices = notices
        self._approvals = approvals

    def ask(
        self, connection: Connection, draft: StoredDraft, *, note: str, now: datetime, actor: str
    ) -> Review:
        """Ask for approval; who asks again for the same takes the place of the first."""
        asked = _review(ReviewState.ASKED, draft, _said(note), now=now, actor=actor)
        _put(connection, draft.id, asked)
        self._tell(connection, draft, asked, "asked for approval", NoticeKind.APPROVAL_ASKED)
        return asked

    def reject(
        self, connection: Connection, draft: StoredDraft, *, reason: str, now: datetime, actor: str
    ) -> Review:
        """Send a draft back; what was approved of it is void.

        Raises:
            DraftError: No reason is given.
        """
        said = _said(reason)
        if not said:
            msg = f"draft {draft.id} is not rejected without a reason: say what is to be mended"
            raise DraftError(msg)
        rejected = _review(ReviewState.REJECTED, draft, said, now=now, actor=actor)
        _put(connection, draft.id, rejected)
        self._approvals.void_all(connection, draft.id, now=now, actor=actor)
        self._tell(connection, draft, rejected, "rejected", NoticeKind.REJECTED)
        return rejected

    def _tell(
        self,
        connection: Connection,
        draft: StoredDraft,
        told: Review,
        event: str,
        kind: NoticeKind,
    ) -> None:
        self._journal.write(
            connection,
            at=told.at,
            actor=told.person,
            event=event,
            draft=draft.id,
            revision=told.revision,
            reason=told.reason,
        )
        by = f"by {told.person}"
        self._notices.write(
            connection,
            at=told.at,
            kind=kind,
            title=draft.title,
            text=f"{by}: {told.reason}" if told.reason else by,
            draft=draft.id,
            person=told.person,
            reason=told.reason,
        )


def _review(
    state: ReviewState, draft: StoredDraft, reason: str, *, now: datetime, actor: str
) -> Review:
    return Review(state=state, person=actor, at=now, reason=reason, revision=draft.revision)


def _put(connection: Connection, draft_id: str, told: Review) -> None:
    end_review(connection, draft_id)
    values = {name: getattr(told, name) for name in Review.__slots__}
    connection.execute(insert(review).values(draft=draft_id, **values))


def _said(text: str) -> str:
    """Return a person's words.

    Raises:
        DraftError: They are too long, or hold what cannot be shown.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    found = unfit(text)
    if found is not None:
        msg = f"the reason holds a character that cannot be shown ({found}): write it without"
        raise DraftError(msg)
    if len(text) > LONGEST_REASON:
        msg = f"the reason has {len(text):,} characters, {LONGEST_REASON:,} are the most"
        raise DraftError(msg)
    return text
