"""The form that gives a draft its time, with what that time would mean."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from composer.app.desk.refusal import Refusal
from composer.app.desk.visit import Visit
from composer.app.rundown import is_held
from composer.app.what_if import WhatIf, what_if
from composer.domain.queue import LIVE, QueueItem, Status
from composer.errors import SettingsError
from composer.publishing.wall import local_wall, resolve
from composer.store.stored import StoredDraft

_HOUR = timedelta(hours=1)
_FORMS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person asks for.

    Args:
        at: When, as a person writes it; None while nothing was asked.
        breaking: It is breaking news.
    """

    at: str | None = None
    breaking: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotView:
    """What the form shows.

    Args:
        draft: The draft.
        item: Its open item on this page; None where it has none.
        is_approved: Whether it is approved for this page as it stands.
        was_out: Whether this page had it before: then ``again`` has to be said.
        last: ID of its newest item on this page; empty where it has none.
        date: What stands in the field of the date, such as ``2026-11-24``.
        time: What stands in the field of the time, such as ``18:00``.
        next_free: What the next free slot would mean; None where there is none.
        meaning: What the time in the fields would mean; None where it means nothing.
        trouble: Why it means nothing.
        breaking: Whether it is breaking news.
    """

    draft: StoredDraft
    item: QueueItem | None
    is_approved: bool
    was_out: bool
    last: str
    date: str
    time: str
    next_free: WhatIf | None
    meaning: WhatIf | None
    trouble: Refusal | None
    breaking: bool


def make_slot_view(
    visit: Visit, draft_id: str, asked: Asked, *, trouble: Refusal | None = None
) -> SlotView:
    """Return what the form shows.

    Args:
        visit: Who asks, and for which page.
        draft_id: ID of the draft or the beginning of it.
        asked: What was asked for.
        trouble: Why it was refused just now.

    Raises:
        DraftError: There is no such draft.
    """
    room, page = visit.newsroom, visit.page
    draft = room.draft(draft_id)
    target = visit.outlet.target
    items = [each for each in room.store.queue.of_draft(draft.id) if each.page == page]
    item = next((each for each in items if is_open(each, room.now())), None)
    but = None if item is None else item.id
    free = _free(visit, but)
    wall = asked.at or _first(visit, item, free)
    meaning, wrong = _meaning(visit, wall, but, breaking=asked.breaking)
    date, time = (*wall.split(" "), "")[:_FORMS]
    return SlotView(
        draft=draft,
        item=item,
        is_approved=room.store.drafts.approval(draft.id, target) is not None,
        was_out=item is None and any(each.status is Status.PUBLISHED for each in items),
        last=items[0].id if items else "",
        date=date,
        time=time,
        next_free=free,
        meaning=meaning,
        trouble=trouble or wrong,
        breaking=asked.breaking,
    )


def wish_of(*, again: bool, after: str) -> str | None:
    """Return what names the wish that a page has a post once more, which is granted once.

    Whoever clicks twice, or wants it while somebody else wants it too, saw the same items before.

    Args:
        again: Whether it is wanted once more.
        after: ID of the newest item that the person saw; empty for none.
    """
    return f"again after {after or 'none'}" if again else None


def is_open(item: QueueItem, now: datetime) -> bool:
    """Tell whether an item may still be sent, or is held by the platform."""
    return item.status in LIVE or is_held(item, now)


def _first(visit: Visit, item: QueueItem | None, free: WhatIf | None) -> str:
    """Return the local time with which the form begins."""
    now = visit.newsroom.now()
    if item is not None and item.due > now:
        return local_wall(item.due, visit.zone)
    if free is not None:
        return local_wall(free.when.due, visit.zone)
    hour = now.astimezone(visit.zone).replace(minute=0, second=0, microsecond=0) + _HOUR
    return local_wall(hour, visit.zone)


def _free(visit: Visit, but: str | None) -> WhatIf | None:
    try:
        return what_if(visit.newsroom, visit.page, None, but=but)
    except SettingsError:
        return None


def _meaning(
    visit: Visit, wall: str, but: str | None, *, breaking: bool
) -> tuple[WhatIf | None, Refusal | None]:
    try:
        found = what_if(visit.newsroom, visit.page, wall, but=but, breaking=breaking)
    except SettingsError:
        return None, time_refusal(visit, wall)
    return found, None


def time_refusal(visit: Visit, wall: str | None) -> Refusal:
    """Return what is wrong with a time that was refused.

    Args:
        visit: Who asked for it.
        wall: The local time; None for the next free slot.
    """
    if wall is None:
        key = "calendar.no_slots"
    else:
        try:
            instant = resolve(datetime.fromisoformat(wall), visit.zone).instant
        except (ValueError, OverflowError):
            key = "calendar.time_unread"
        else:
            is_past = instant < visit.newsroom.now()
            key = "calendar.time_past" if is_past else "calendar.time_far"
    return Refusal(status=HTTPStatus.UNPROCESSABLE_ENTITY, message=visit.words(key))
