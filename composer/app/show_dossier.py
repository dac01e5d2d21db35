"""All that is known of a draft or an item as a person reads it in a terminal."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from composer.app.columns import columns
from composer.app.console import say
from composer.app.dossier import Dossier
from composer.app.show_queue import FINGERPRINT_SHOWN, advice, status_words, times
from composer.app.standing import LastApproval
from composer.domain.post import PostImage
from composer.domain.queue import QueueItem
from composer.publishing.wall import local_wall
from composer.store.item import name_of
from composer.store.journal import JournalLine


def show_dossier(dossier: Dossier, now: datetime) -> None:
    """Print all that is known of a draft or an item."""
    for line in _dossier(dossier, now):
        say(line)


def _dossier(dossier: Dossier, now: datetime) -> Iterator[str]:
    target, stored, zone = dossier.target, dossier.stored, dossier.zone
    yield dossier.title
    if stored is None:
        yield f"draft {dossier.draft}, removed"
    else:
        facts = f"revision {stored.revision}, theme {stored.theme}"
        yield f"draft {dossier.draft}, {facts}, made {local_wall(stored.made, zone)}"
        yield from (f"trace {each}" for each in (stored.trace,) if each)
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
    if dossier.own is not None:
        yield f"the page's own: {', '.join(dossier.own.parts)}"
    elsewhere = [each for each in dossier.own_pages if each != dossier.target.page]
    if elsewhere:
        yield f"it says something else on: {', '.join(elsewhere)}"
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


def _part(name: str, lines: Iterable[str]) -> Iterator[str]:
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
    beginning = last.fingerprint[:FINGERPRINT_SHOWN]
    by = f"by {last.approver} at {local_wall(last.at, zone)} as {beginning}"
    if last.voided is None:
        yield f"Approved {by}"
        return
    when = "" if last.voided.at is None else f" at {local_wall(last.voided.at, zone)}"
    yield f"Not approved any more: {last.voided.reason}{when} (was approved {by})"


def _items(items: Sequence[QueueItem], now: datetime) -> Iterator[str]:
    heads = columns([(each.id, status_words(each, now), *times(each)) for each in items])
    for item, head in zip(items, heads, strict=True):
        yield head
        address = item.permalink or item.post_id
        if address:
            yield f"    {address}"
        yield from (f"    ! {each}" for each in advice(item, is_approved=True))


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
