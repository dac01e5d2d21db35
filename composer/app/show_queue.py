"""Drafts, approvals and the queue as a person reads them in a terminal.

Arabic stands at the end of a line wherever that can be: beside Latin text many terminals turn the
two about.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from composer.app.columns import columns
from composer.app.console import say
from composer.app.dossier import Dossier
from composer.app.newsroom import Approved, Edited
from composer.app.rundown import is_held, zone_of
from composer.app.standing import LastApproval
from composer.domain.post import Post, PostImage
from composer.domain.queue import Audit, QueueItem, Status, WallKind
from composer.publishing.calendar import local
from composer.publishing.wall import local_wall
from composer.settings import MAIN_PAGE
from composer.store.item import name_of
from composer.store.journal import JournalLine
from composer.store.listing import DraftRow

_FINGERPRINT = 12

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
                _images(each.images),
                each.title,
            )
            for each in rows
        ]
    ):
        say(line)


def show_items(
    items: Sequence[QueueItem], now: datetime, *, unapproved: Collection[str] = ()
) -> None:
    """Print items, each with its headline and what is to be done in lines of their own.

    Args:
        items: The items.
        now: In UTC.
        unapproved: IDs of those whose draft was changed after its approval.
    """
    heads = columns([(each.id, status_words(each, now), *_times(each)) for each in items])
    for item, head in zip(items, heads, strict=True):
        say(head)
        say(f"    {item.title}")
        for advice in _advice(item, is_approved=item.id not in unapproved):
            say(f"    ! {advice}")


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


def show_approved(approved: Approved) -> None:
    """Print what was approved, and for which page."""
    approval, post = approved.approval, approved.draft.post
    say(approved.draft.title)
    for each in approval.accepted:
        say(f"accepted: {each}")
    say(f"approved for the page {approval.page} by {approval.approver}: {_shape(post)}")
    say(f"approval {approval.fingerprint[:_FINGERPRINT]} of draft {approval.draft}")
    if approved.renewed:
        say(f"{approved.renewed} waiting in the queue now carry it")


def show_dossier(dossier: Dossier, now: datetime) -> None:
    """Print all that is known of a draft or an item."""
    for line in _dossier(dossier, now):
        say(line)


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


def _times(item: QueueItem) -> tuple[str, str, str]:
    there = local(item.due, zone_of(item))
    utc = f"UTC {item.due:%Y-%m-%d %H:%M}"
    hijri = "" if there.hijri is None else there.hijri
    return f"{there.wall} {item.zone}", utc, f"{there.weekday} {hijri}".rstrip()


def _advice(item: QueueItem, *, is_approved: bool) -> Iterator[str]:
    """Give what is to be done about an item."""
    if not is_approved:
        page = "" if item.page == MAIN_PAGE else f" --page {item.page}"
        yield f"changed after its approval, so it is not sent: nashir approve {item.draft}{page}"
    if item.last_error and item.status is not Status.CANCELLED:
        yield item.last_error


def _images(count: int) -> str:
    match count:
        case 0:
            return "no image"
        case 1:
            return "1 image"
        case _:
            return f"{count} images"


def _shape(post: Post) -> str:
    link = ", a link" if post.link else ""
    comment = ", a first comment" if post.comment else ""
    return f"{_images(len(post.images))}, {len(post.text):,} characters{link}{comment}"


def _dossier(dossier: Dossier, now: datetime) -> Iterator[str]:
    target, stored, zone = dossier.target, dossier.stored, dossier.zone
    yield dossier.title
    if stored is None:
        yield f"draft {dossier.draft}, removed"
    else:
        facts = f"revision {stored.revision}, theme {stored.theme}"
        yield f"draft {dossier.draft}, {facts}, made {local_wall(stored.made, zone)}"
    yield f"page {target.page} ({target.publisher} {target.page_id}), times in {zone.key}"
    yield from _post(dossier)
    yield from _part("Flagged in the article", map(str, dossier.flags))
    checks = (f"{each.level}: {each.file}: {each.rule}: {each.detail}" for each in dossier.checks)
    yield from _part("Checks", checks)
    yield ""
    yield from _approval(dossier.approval, zone)
    yield from _part("Queue", _items(dossier.items, now))
    yield from _part("Journal", _journal(dossier.journal, zone))


def _post(dossier: Dossier) -> Iterator[str]:
    post = dossier.post
    yield from _part("Post", post.text.split("\n"))
    yield from _part("Link", filter(None, (post.link,)))
    yield from _part("First comment", (post.comment or "").splitlines())
    yield from _part("Images", _pictures(post.images, first=1))
    others = [card.image for card in dossier.others]
    yield from _part("Not in the post", _pictures(others, first=len(post.images) + 1))


def _pictures(images: Sequence[PostImage], *, first: int) -> Iterator[str]:
    heads = columns(
        [
            (f"{number}", each.file, f"{each.width}×{each.height}", f"{each.size / 1000:.0f} kB")
            for number, each in enumerate(images, start=first)
        ]
    )
    for head, image in zip(heads, images, strict=True):
        yield head
        yield from (f"   {line}" for line in image.alt_text.split("\n"))


def _part(name: str, lines: Iterator[str] | Sequence[str]) -> Iterator[str]:
    """Give a part under its name, after an empty line; nothing where the part is empty."""
    listed = list(lines)
    if listed:
        yield ""
        yield name
        yield from (f"  {line}".rstrip() for line in listed)


def _approval(last: LastApproval | None, zone: ZoneInfo) -> Iterator[str]:
    if last is None:
        yield "Not approved"
        return
    by = f"by {last.approver} at {local_wall(last.at, zone)} as {last.fingerprint[:_FINGERPRINT]}"
    if last.voided is None:
        yield f"Approved {by}"
        return
    when = "" if last.voided.at is None else f" at {local_wall(last.voided.at, zone)}"
    yield f"Not approved any more: {last.voided.reason}{when} (was approved {by})"


def _items(items: Sequence[QueueItem], now: datetime) -> Iterator[str]:
    heads = columns([(each.id, status_words(each, now), *_times(each)) for each in items])
    for item, head in zip(items, heads, strict=True):
        yield head
        address = item.permalink or item.post_id
        if address:
            yield f"    {address}"
        yield from (f"    ! {advice}" for advice in _advice(item, is_approved=True))


def _journal(lines: Sequence[JournalLine], zone: ZoneInfo) -> Iterator[str]:
    rows = [
        (
            f"{line.at.astimezone(zone):%Y-%m-%d %H:%M:%S}",
            line.actor,
            "" if line.item is None else name_of(line.item),
            f"{line.event}  {_facts(line)}".rstrip(),
        )
        for line in lines
    ]
    return columns(rows)


def _facts(line: JournalLine) -> str:
    return " ".join(f"{name}={_fact(value)}" for name, value in line.detail.items() if value)


def _fact(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
