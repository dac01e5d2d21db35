"""An item of the queue as its page shows it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from composer.app.agenda import Entry, Stage
from composer.app.desk.board import STATES
from composer.app.desk.preview import Preview, preview
from composer.app.desk.visit import Visit
from composer.app.dispatch import Sending
from composer.app.dossier import dossier
from composer.app.newsroom import Newsroom
from composer.app.planner import read_entry
from composer.app.progress import Progress, Step, progress_of
from composer.app.reason import Reason, reason_of
from composer.app.roster import publishing_runners
from composer.domain.post import Post, Target
from composer.domain.queue import CommentStatus, QueueItem, Status
from composer.errors import DraftError
from composer.store.journal import JournalLine
from composer.store.page import PageState

_NOT_LETTERS = str.maketrans({" ": "_", ":": "", "-": "_"})
_WHO_RAN = "/"  # stands in the name of each runner, and in no person's


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One line of the journal, for people.

    Args:
        at: When, in UTC.
        who: The person; None for the program.
        key: Name of the text that tells it; None where there is none.
        event: What happened, by its own name.
        due: The time that it got, in UTC; None where it got none.
        detail: More of it, in the program's words; may be empty.
    """

    at: datetime
    who: str | None
    key: str | None
    event: str
    due: datetime | None
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WayStep:
    """One step on an item's way to its readers.

    Args:
        name: Its name.
        state: ``done``, ``now``, ``wrong`` or ``todo``.
        text: What is said of it.
    """

    name: str
    state: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """What the page shows.

    Args:
        item: The item.
        stage: How it stands.
        entry: How it stands on the calendar.
        progress: How far it has come.
        way: The same, step by step.
        reason: Why it waits for a person; None where it does not.
        post: What was approved for it.
        preview: The same, as its readers meet it.
        told: What happened, the latest first.
        page: How its page stands.
        waits_for: The item that keeps its page, and so keeps this one; None where it need not wait.
        sending: What the desk itself does about it; None for nothing.
        has_runner: Whether a program that publishes is alive.
        actions: What may be done with it now, by name.
    """

    item: QueueItem
    stage: Stage
    entry: Entry
    progress: Progress
    way: tuple[WayStep, ...]
    reason: Reason | None
    post: Post
    preview: Preview
    told: tuple[Told, ...]
    page: PageState
    waits_for: QueueItem | None
    sending: Sending | None
    has_runner: bool
    actions: frozenset[str]

    @property
    def state(self) -> str:
        """How it stands, by the name of a badge's state."""
        is_off = self.item.status is Status.CANCELLED
        return "cancelled" if is_off else STATES[self.stage]

    @property
    def is_open(self) -> bool:
        """Whether nobody knows what became of it."""
        return self.stage is Stage.UNKNOWN or self.reason is Reason.DOUBT

    @property
    def is_under_way(self) -> bool:
        """Whether something is about to happen by itself."""
        is_sent = self.sending is not None and not self.sending.is_over
        return is_sent or self.stage is Stage.SENDING


def make_item_view(visit: Visit, name: str, sending: Sending | None) -> ItemView:
    """Return what the page shows.

    Args:
        visit: Who looks.
        name: ID of the item.
        sending: What the desk itself does about it; None for nothing.

    Raises:
        DraftError: There is no such item.
        StoreError: What was approved for it was changed in the database.
    """
    room = visit.newsroom
    item = room.store.queue.get(name)
    known = dossier(room, name)
    entry, reason = read_entry(room, item), reason_of(room, item)
    progress = progress_of(room, name)
    return ItemView(
        item=item,
        stage=entry.stage,
        entry=entry,
        progress=progress,
        way=tuple(_way(visit, progress, entry.stage)),
        reason=reason,
        post=known.post,
        preview=preview(known.post, page=visit.page_name(item.page), face=visit.face(item.page)),
        told=tuple(_told(visit, each) for each in reversed(known.journal)),
        page=room.store.pages.state(_target(item).key),
        waits_for=_waits_for(room, item),
        sending=sending,
        has_runner=bool(publishing_runners(room)),
        actions=actions(item, entry.stage, is_new_text=_has_new_text(room, item)),
    )


def actions(item: QueueItem, stage: Stage, *, is_new_text: bool = False) -> frozenset[str]:
    """Return what may be done with an item.

    Args:
        item: The item.
        stage: How it stands.
        is_new_text: Whether its draft says something else by now.
    """
    found: set[str] = set()
    is_open = stage is Stage.UNKNOWN or (stage is Stage.ATTENTION and item.doubt)
    if is_open:
        found |= {"settle"}
    elif stage is Stage.WAITING:
        found |= {"move", "publish", "cancel"}
    elif stage is Stage.ATTENTION:
        found |= {"move", "publish", "retry", "cancel"}
    elif stage is Stage.HELD:
        found |= {"move", "withdraw"}
    elif stage in {Stage.PUBLISHED, Stage.ALARM}:
        found |= {"correct", "withdraw"}
    if stage in {Stage.PUBLISHED, Stage.ALARM} and is_new_text:
        found |= {"revised"}
    if item.comment in {CommentStatus.UNKNOWN, CommentStatus.ATTENTION} and item.post_id:
        found |= {"comment"}
    return frozenset(found)


def _way(visit: Visit, progress: Progress, stage: Stage) -> Iterator[WayStep]:
    """Yield the steps of an item's way."""
    item, words = progress.item, visit.words
    reached = _REACHED[progress.step]
    if progress.step is Step.STOPPED and (item.doubt or item.attempts):
        reached = _SENT
    for number, name in enumerate(("queued", "uploading", "sent", "published", "read_back")):
        state = "done" if number < reached else "now" if number == reached else "todo"
        if number == reached and progress.step in {Step.UNKNOWN, Step.STOPPED}:
            state = "wrong"
        if name == "read_back" and progress.step is Step.PUBLISHED:
            state = "done" if progress.is_read_back else "now"
        if name == "published" and stage is Stage.HELD:
            state = "now"
        text = words(f"items.step_{name}", part=progress.staged, whole=progress.images)
        yield WayStep(name=name, state=state, text=text)


_SENT = 2
_REACHED = {
    Step.QUEUED: 0,
    Step.UPLOADING: 1,
    Step.SENDING: _SENT,
    Step.UNKNOWN: _SENT,
    Step.STOPPED: 0,
    Step.PUBLISHED: 4,
}


def present_post(room: Newsroom, item: QueueItem) -> Post:
    """Return what the draft of an item says now for its page.

    Raises:
        DraftError: The draft was removed.
    """
    return room.draft(item.draft).post_for(_target(item).key)


def _target(item: QueueItem) -> Target:
    return Target(page=item.page, publisher=item.publisher, page_id=item.page_id)


def _waits_for(room: Newsroom, item: QueueItem) -> QueueItem | None:
    """Return the item that an item waits for.

    What is being sent now is soon over: only an item that is due waits for it.
    """
    if item.status is not Status.QUEUED:
        return None
    busy = room.store.queue.busy(_target(item))
    if busy is None or (busy.status is not Status.UNKNOWN and item.due > room.now()):
        return None
    return busy


def _has_new_text(room: Newsroom, item: QueueItem) -> bool:
    if item.status is not Status.PUBLISHED:
        return False
    try:
        post = present_post(room, item)
    except DraftError:
        return False
    return post.text != room.store.drafts.content(item.approval).text


def _told(visit: Visit, line: JournalLine) -> Told:
    key = f"items.event_{line.event.translate(_NOT_LETTERS)}"
    due = line.detail.get("due")
    if line.event == Status.QUEUED and due is None:
        key = "items.event_put_back"
    told = (line.detail.get(name) for name in ("error", "post", "how"))
    return Told(
        at=line.at,
        who=None if _WHO_RAN in line.actor else line.actor,
        key=key if key in visit.words else None,
        event=line.event,
        due=None if due is None else datetime.fromisoformat(str(due)),
        detail=" · ".join(str(each) for each in told if each),
    )
