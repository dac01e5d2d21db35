"""Drafts, approvals and the queue as a person reads them in a terminal.

Arabic stands at the end of a line wherever that can be: beside Latin text many terminals turn the
two about.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from composer.app.columns import columns
from composer.app.console import say
from composer.app.newsroom import Approved, Edited
from composer.app.rundown import is_held, zone_of
from composer.domain.post import Post
from composer.domain.queue import Audit, QueueItem, Status, WallKind
from composer.publishing.calendar import local
from composer.publishing.wall import local_wall
from composer.settings import MAIN_PAGE
from composer.store.listing import DraftRow

FINGERPRINT_SHOWN = 12
"""So many characters of a fingerprint are enough to compare two by eye."""

_WORDS = {
    Status.QUEUED: "queued",
    Status.CLAIMED: "being sent",
    Status.UPLOADING: "being sent",
    Status.COMMITTING: "being sent",
    Status.UNKNOWN: "unknown, being looked into",
    Status.PUBLISHED: "published",
    Status.ATTENTION: "needs a person",
    Status.CANCELLED: "cancelled",
}

_CLOCKS = {
    WallKind.GAP: "clocks skip {wall} on that day: it goes out at the first moment after",
    WallKind.FOLD: "clocks show {wall} twice on that day: it goes out the first time",
}


def show_drafts(rows: Sequence[DraftRow], zone: ZoneInfo) -> None:
    """Print drafts: ID, state, when it was made, number of images, headline."""
    for line in columns(
        [
            (
                each.id,
                each.state.value,
                local_wall(each.made, zone),
                images(each.images),
                each.title,
            )
            for each in rows
        ]
    ):
        say(line)


def show_items(
    items: Sequence[QueueItem],
    now: datetime,
    *,
    unapproved: Collection[str] = (),
    spaced: Mapping[str, datetime] = MappingProxyType({}),
) -> None:
    """Print items, each with its headline and what is to be done in lines of their own.

    Their pages are named where one is not ``main``.

    Args:
        items: The items.
        now: In UTC.
        unapproved: IDs of those whose draft was changed after its approval.
        spaced: Until when those wait, by ID, that keep a distance from their page's last post.
    """
    is_told = any(each.page != MAIN_PAGE for each in items)
    heads = columns(
        [
            (each.id, *((each.page,) if is_told else ()), status_words(each, now), *times(each))
            for each in items
        ]
    )
    for item, head in zip(items, heads, strict=True):
        say(head)
        say(f"    {item.title}")
        if item.id in spaced:
            until = _clock(spaced[item.id], now, zone_of(item))
            say(f"    waits for the page's distance until about {until}")
        for each in advice(item, is_approved=item.id not in unapproved):
            say(f"    ! {each}")


def show_placed(item: QueueItem, now: datetime) -> None:
    """Print what became of one item."""
    show_items((item,), now)
    clocks = clock_remark(item)
    if clocks:
        say(f"    {clocks}")


def show_edited(edited: Edited) -> None:
    """Print what a draft is now."""
    draft = edited.draft
    say(draft.title)
    state = "is now at revision" if edited.changed else "stays as it was, at revision"
    say(f"draft {draft.id} {state} {draft.revision}: {_shape(draft.post)}")
    for each in draft.own:
        parts = ", ".join(each.parts)
        say(f"the page {each.page} has its own {parts}: {_shape(draft.post_for(each.target))}")


def show_approved(approved: Approved, *, is_first: bool) -> None:
    """Print what was approved, and for which page, under one headline."""
    approval, post = approved.approval, approved.post
    if is_first:
        say(approved.draft.title)
    for each in approval.accepted:
        say(f"accepted: {each}")
    say(f"approved for the page {approval.page} by {approval.approver}: {_shape(post)}")
    say(f"approval {approval.fingerprint[:FINGERPRINT_SHOWN]} of draft {approval.draft}")
    if approved.renewed:
        say(f"{approved.renewed} waiting in the queue now carry it")
    for item in approved.stuck:
        say(f"{item.id} {item.last_error}")


def status_words(item: QueueItem, now: datetime) -> str:
    """Return in plain words where an item stands."""
    if item.withdrawn is not None:
        return "withdrawn"
    if item.held_until is not None and is_held(item, now):
        return f"held until {local_wall(item.held_until, zone_of(item))}"
    words = _WORDS[item.status]
    if item.audit is Audit.ALARM:
        words += ", look at it"
    return f"{words}, breaking" if item.breaking and item.status is Status.QUEUED else words


def clock_remark(item: QueueItem) -> str | None:
    """Return what changing clocks do to the time that was asked for; None where nothing."""
    remark = _CLOCKS.get(item.wall_kind)
    return None if remark is None else remark.format(wall=item.wall)


def times(item: QueueItem) -> tuple[str, str, str]:
    """Return when an item is due: in its own zone, in UTC, and by weekday and Hijri date."""
    there = local(item.due, zone_of(item))
    utc = f"UTC {item.due:%Y-%m-%d %H:%M}"
    hijri = "" if there.hijri is None else there.hijri
    return f"{there.wall} {item.zone}", utc, f"{there.weekday} {hijri}".rstrip()


def advice(item: QueueItem, *, is_approved: bool) -> Iterator[str]:
    """Give what is to be done about an item."""
    told = item.last_error or ""
    if not is_approved and f"nashir approve {item.draft}" not in told:
        page = "" if item.page == MAIN_PAGE else f" --page {item.page}"
        yield f"changed after its approval, so it is not sent: nashir approve {item.draft}{page}"
    if told and item.status is not Status.CANCELLED:
        yield told


def images(count: int) -> str:
    """Return a number of images in words."""
    match count:
        case 0:
            return "no image"
        case 1:
            return "1 image"
        case _:
            return f"{count} images"


def _clock(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Return a local time, with its day where that is not today's."""
    there = moment.astimezone(zone)
    is_today = there.date() == now.astimezone(zone).date()
    return f"{there:%H:%M}" if is_today else local_wall(moment, zone)


def _shape(post: Post) -> str:
    link = ", a link" if post.link else ""
    comment = ", a first comment" if post.comment else ""
    return f"{images(len(post.images))}, {len(post.text):,} characters{link}{comment}"
