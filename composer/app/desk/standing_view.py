"""Where a draft stands, and what a person may do with it now, ready for its template."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from composer.app.desk.visit import Visit
from composer.app.editing import Sheet
from composer.app.reason import Reason, reason_of
from composer.domain.queue import BUSY, QueueItem, Status
from composer.domain.role import Right, Role
from composer.store.approval import may_approve
from composer.store.review import Review, ReviewState
from composer.store.stored import StoredDraft

_SHOWN_ITEMS = 4
_REVIEWS = {ReviewState.ASKED: "review", ReviewState.REJECTED: "rejected"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something that may be done with a draft.

    Args:
        name: ``ask``, ``approve``, ``reject``, ``slot`` or ``publish``: the end of its address.
        icon: Its sign.
        kind: How loud its button is.
        told: Names the words on its button, where those are not of its own name.
        key: The key that does it; None without one.
        is_page: Whether it has a page of its own, and is no dialog over this one.
    """

    name: str
    icon: str
    kind: str = ""
    told: str = ""
    key: str | None = None
    is_page: bool = False

    @property
    def label(self) -> str:
        """Name of the words on its button."""
        return self.told or self.name


_ASK = Act(name="ask", icon="send", key="A")
_APPROVE = Act(name="approve", icon="approve", key="A")
_REJECT = Act(name="reject", icon="reject", key="R")
_SLOT = Act(name="slot", icon="clock", key="S")
_MOVE = replace(_SLOT, told="move")
_PUBLISH = Act(name="publish", icon="publish", is_page=True)

_PRESSING = ("attention", "unknown", "underway", "queued", "held", "published")
_GONE = frozenset({"underway", "unknown", "held", "published"})
_TIMED = frozenset({"queued", "attention"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownItem:
    """An item of the queue.

    Args:
        id: Its ID.
        state: Names its badge.
        page: Name of its page.
        at: When it went out, else when it is due, in UTC.
        permalink: Address of the post, where it is out.
        reason: Why it waits for a person; None where it does not.
        error: What went wrong last, as the program says it, while it waits for a person.
    """

    id: str
    state: str
    page: str
    at: datetime
    permalink: str | None
    reason: Reason | None
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """That the approval of a draft was asked for: by whom, and when."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """That a draft was sent back: by whom, when, and why."""

    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftStanding:
    """Where a draft stands.

    Args:
        state: Names its badge.
        by: Who changed it last.
        acts: What the person may do, the loudest last.
        items: Its newest items of the queue.
        review: ``review`` or ``rejected`` while that is so.
        asked: Who asked for its approval, while it waits for that.
        rejected: The last rejection while it counts.
        approvers: Who may approve for the page, where the person may approve, but not there; those
            people's names, or none.
        is_edited: Whether it was changed after its approval, and waits for another one.
        can_undo: Whether there is something to undo.
        can_redo: Whether there is something to do again.
    """

    state: str
    by: str
    acts: tuple[Act, ...]
    items: tuple[ShownItem, ...]
    review: str | None = None
    asked: Asked | None = None
    rejected: Rejected | None = None
    approvers: tuple[str, ...] = ()
    is_edited: bool = False
    can_undo: bool = False
    can_redo: bool = False


def draft_standing(visit: Visit, sheet: Sheet) -> DraftStanding:
    """Return where a draft stands for the page that a person works for."""
    draft, drafts = sheet.draft, visit.newsroom.store.drafts
    items = visit.newsroom.store.queue.of_draft(draft.id)
    approved = drafts.approval(draft.id, visit.outlet.target) is not None
    state = draft_state(items, approved=approved, now=visit.newsroom.now())
    review = drafts.review(draft.id)
    asked, rejected = _asked(review), _rejected(review)
    is_void = visit.page in drafts.voided(draft.id)
    others = _other_approvers(visit)
    offered = acts(
        visit.role,
        state,
        is_approved=approved,
        is_asked=asked is not None,
        may_approve=not others,
    )
    return DraftStanding(
        state=state,
        by=_last_hand(visit, draft),
        acts=offered,
        approvers=() if approved or state in _GONE else others,
        items=tuple(_item(each, visit) for each in items[:_SHOWN_ITEMS]),
        review=_REVIEWS[review.state] if review else None,
        asked=asked,
        rejected=rejected,
        is_edited=is_void and rejected is None and state not in _GONE,
        can_undo=sheet.can_undo,
        can_redo=sheet.can_redo,
    )


def acts(
    role: Role,
    state: str,
    *,
    is_approved: bool,
    is_asked: bool = False,
    may_approve: bool = True,
) -> tuple[Act, ...]:
    """Return what a person may do with a draft.

    A post that is on its way or out is no longer a matter of approval; its items say what is
    possible.

    Args:
        role: What the person is.
        state: Where the draft stands.
        is_approved: Whether it is approved as it stands now.
        is_asked: Whether its approval was asked for, and it still waits for that.
        may_approve: Whether those who may approve at all may do it for this page.
    """
    if state in _GONE:
        return ()
    if role is Role.WRITER:
        return () if is_approved or is_asked else (_loud(_ASK),)
    has_time, publishes = state in _TIMED, role.may(Right.PUBLISH)
    if not is_approved:
        times = (_MOVE,) if has_time and publishes else ()
        asks = () if is_asked else (_loud(_ASK),)
        return (*times, _REJECT, *((_loud(_APPROVE),) if may_approve else asks))
    if has_time:
        return (_PUBLISH, _MOVE) if publishes else ()
    return (_REJECT, _PUBLISH, _loud(_SLOT)) if publishes else (_REJECT,)


def _other_approvers(visit: Visit) -> tuple[str, ...]:
    """Return who may approve for the page, where the person would, were it not for its settings."""
    allowed = visit.outlet.approvers
    if not visit.role.may(Right.APPROVE) or may_approve(visit.person, allowed):
        return ()
    return allowed


def _loud(act: Act) -> Act:
    return replace(act, kind="primary")


def draft_state(items: Iterable[QueueItem], *, approved: bool, now: datetime) -> str:
    """Return the most pressing state of a draft's items; without any, that of the draft itself."""
    states = {item_state(each, now) for each in items}
    for state in _PRESSING:
        if state in states:
            return state
    return "approved" if approved else "new"


def item_state(item: QueueItem, now: datetime) -> str:
    """Return the name of the badge of an item.

    Args:
        item: The item.
        now: The present moment, by which a post that the platform holds is out or not.
    """
    if item.withdrawn is not None:
        return "withdrawn"
    if item.status is Status.PUBLISHED and item.held_until and item.held_until > now:
        return "held"
    if item.status in BUSY and item.status is not Status.UNKNOWN:
        return "underway"
    return item.status.value


def _item(item: QueueItem, visit: Visit) -> ShownItem:
    return ShownItem(
        id=item.id,
        state=item_state(item, visit.newsroom.now()),
        page=visit.page_name(item.page),
        at=item.published or item.due,
        permalink=item.permalink if item.withdrawn is None else None,
        reason=reason_of(visit.newsroom, item),
        error=item.last_error if item.status is Status.ATTENTION else None,
    )


def _asked(review: Review | None) -> Asked | None:
    if review is None or review.state is not ReviewState.ASKED:
        return None
    return Asked(by=review.person, at=review.at)


def _rejected(review: Review | None) -> Rejected | None:
    if review is None or review.state is not ReviewState.REJECTED:
        return None
    return Rejected(by=review.person, at=review.at, reason=review.reason)


def _last_hand(visit: Visit, draft: StoredDraft) -> str:
    """Return who changed a draft last, or brought it in."""
    lines = visit.newsroom.store.journal.of(draft_id=draft.id)
    hands = [each.actor for each in lines if each.event in {"edited", "taken in"}]
    return hands[-1] if hands else ""
