"""Workers on a real store and a page of the test's own, and what the law says of what they did."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count, pairwise

from fake_page import Died, FakePage, MadePost
from practice_clock import PracticeClock
from stores import EDITOR, add_draft

from composer.domain.post import Post, Target
from composer.domain.queue import MOVES, CommentStatus, QueueItem, Status
from composer.errors import DraftError, StoreError
from composer.publishing.platform import Platform
from composer.publishing.policy import Policy
from composer.publishing.verdict import first_wake
from composer.publishing.work import PageWork, Work
from composer.publishing.worker import Worker
from composer.store.change import DraftChange
from composer.store.claim import Claims
from composer.store.item import number_of
from composer.store.outcome import Outcomes
from composer.store.queue import NewItem, When
from composer.store.remark import Remarks
from composer.store.settlement import Settlements
from composer.store.store import Store
from composer.store.stored import StoredDraft

LINK = "https://example.org/news/1"
COMMENT = "المصدر: https://example.org/news/1"
RESTING = frozenset({Status.PUBLISHED, Status.ATTENTION, Status.CANCELLED})
_NATIVE_LEAD = timedelta(hours=3)
_page_numbers = count(1)
_draft_numbers = count(1)


def photo_draft(store: Store, *, comment: str = "") -> StoredDraft:
    """A draft with three images that no other draft has, each with another description."""
    number = next(_draft_numbers)
    shade = 3 * number
    draft = add_draft(
        store,
        f"خبر {number}",
        text=f"نص المنشور {number}",
        shades=(shade, shade + 1, shade + 2),
        sizes=("portrait",),
    )
    if not comment:
        return draft
    change = DraftChange(comment=comment)
    return store.drafts.edit(draft.id, change, expected_revision=None, now=draft.made, actor=EDITOR)


def text_draft(store: Store, *, link: str | None = None) -> StoredDraft:
    """A draft without images; its link leads to an article of its own."""
    number = next(_draft_numbers)
    own = link and f"{link}?{number}"
    draft = add_draft(store, f"خبر {number}", text=f"نص بلا صور {number}", link=own, shades=(9,))
    change = DraftChange(order=())
    return store.drafts.edit(draft.id, change, expected_revision=None, now=draft.made, actor=EDITOR)


def new_target() -> Target:
    """A page that no other test has."""
    number = next(_page_numbers)
    return Target(page=f"page{number}", publisher="sandbox", page_id=f"1000000000{number:05d}")


def queue_draft(  # noqa: PLR0913 - what a test says of an item
    store: Store,
    draft: StoredDraft,
    target: Target,
    *,
    now: datetime,
    due: datetime | None = None,
    policy: Policy | None = None,
    breaking: bool = False,
    again: bool = True,
) -> QueueItem:
    """Approve a draft for a page and put it into its queue."""
    approval = store.drafts.approve(draft.id, target, approver=EDITOR, now=now)
    due = due or now
    new = NewItem(
        draft=draft.id,
        target=target,
        approval=approval.fingerprint,
        when=when(due, now=now, policy=policy),
        breaking=breaking,
        comment=bool(draft.post.comment),
        again=again,
    )
    return store.queue.add(new, now=now, actor=EDITOR)


def when(due: datetime, *, now: datetime, policy: Policy | None = None) -> When:
    """Return a due time as the program writes it."""
    wake = first_wake(due, now=now, policy=policy or Policy())
    return When(due=due, wake=wake, zone="Asia/Riyadh")


def _passes(point: str) -> None:
    del point


@dataclass(slots=True)
class Tripwire:
    """Kills the worker at a point, the ``nth`` time that it passes it."""

    point: str
    nth: int = 1
    passed: int = 0

    def __call__(self, point: str) -> None:
        if point == self.point:
            self.passed += 1
            if self.passed == self.nth:
                raise Died(point)


@dataclass(slots=True, kw_only=True)
class Machine:
    """What workers share: a store, clocks, pages, and who of them lives.

    Args:
        store: Where they work.
        clock: Their clocks.
        pages: The pages of the settings, by name.
        dead: The workers that were killed.
    """

    store: Store
    clock: PracticeClock
    pages: dict[str, PageWork] = field(default_factory=dict)
    dead: set[str] = field(default_factory=set)
    hosts: set[str] = field(default_factory=set)

    def add_page(
        self, platform: Platform, *, policy: Policy | None = None, target: Target | None = None
    ) -> PageWork:
        target = target or new_target()
        page = PageWork(target=target, platform=platform, policy=policy or Policy())
        if isinstance(platform, FakePage):
            platform.page_id = target.page_id
        self.pages[target.page] = page
        return page

    @property
    def settlements(self) -> Settlements:
        """Where a person says what became of a post."""
        return Settlements(self.store.database, self.store.ledger, self.store.queue)

    def alive(self, owner: str) -> bool | None:
        """Tell of a worker of this machine whether it lives; of another's nothing is known."""
        if owner in self.hosts:
            return None
        return owner not in self.dead

    def work(
        self,
        owner: str = "a",
        *,
        at: Callable[[str], None] = _passes,
        claims: type[Claims] = Claims,
        store: Store | None = None,
    ) -> Work:
        store = store or self.store
        database, ledger = store.database, store.ledger
        return Work(
            store=store,
            claims=claims(database, ledger, owner=owner),
            outcomes=Outcomes(database, ledger, store.pages, owner=owner),
            remarks=Remarks(database, ledger, owner=owner),
            clock=self.clock,
            page=self.pages.get,
            alive=self.alive,
            at=at,
        )

    def worker(self, owner: str = "a", *, at: Callable[[str], None] = _passes) -> Worker:
        return Worker(self.work(owner, at=at))

    def survive(self, tick: Callable[[], object], owner: str) -> None:
        """Do a tick; a worker that is killed in it is dead, an error of the store ends it."""
        try:
            tick()
        except Died:
            self.dead.add(owner)
        except StoreError:
            pass


STEPS_S = (1.0, 20.0, 70.0, 310.0, 400.0, 910.0)
"""How long a test lets time pass between two ticks; the last repeats."""


def run_to_rest(
    machine: Machine,
    item: QueueItem,
    *,
    tick: Callable[[], object] | None = None,
    owner: str = "z",
    most: int = 60,
    rests: Callable[[QueueItem], bool] | None = None,
) -> QueueItem:
    """Tick until an item, its comment and its audit rest."""
    rests = rests or is_at_rest
    tick = tick or machine.worker(owner).tick
    for number in range(most):
        machine.survive(tick, owner)
        found = machine.store.queue.get(item.id)
        if rests(found):
            return found
        machine.clock.pass_s(STEPS_S[min(number, len(STEPS_S) - 1)])
    msg = f"{found} does not come to rest: {journal_of(machine.store, item)}"
    raise AssertionError(msg)


def is_at_rest(item: QueueItem) -> bool:
    if item.status is not Status.PUBLISHED:
        return item.status in RESTING
    open_comment = item.comment not in (None, CommentStatus.POSTED, CommentStatus.ATTENTION)
    return item.audit != "pending" and not open_comment


def journal_of(store: Store, item: QueueItem) -> list[str]:
    return [line.event for line in store.journal.of(item_id=number_of(item.id))]


_TOLD = {"retried": "queued", "settled: posted": "published", "settled: not posted": "queued"}
_STATUSES = {each.value for each in Status}


def statuses_of(store: Store, item: QueueItem) -> list[Status]:
    """Return the statuses that an item had, as the journal tells."""
    events = (_TOLD.get(each, each) for each in journal_of(store, item))
    return [Status(each) for each in events if each in _STATUSES]


def assert_legal(store: Store, item: QueueItem) -> None:
    """The journal tells every move of an item, and each was a legal one."""
    told = statuses_of(store, item)
    assert told[0] is Status.QUEUED
    assert told[-1] is store.queue.get(item.id).status, journal_of(store, item)
    for before, after in pairwise(told):
        assert after in MOVES[before], journal_of(store, item)


def own_posts(page: FakePage, post: Post) -> list[MadePost]:
    """Return the posts of a page that show any part of a post."""
    hashes = {image.sha256 for image in post.images}
    return [
        each for each in page.posts if each.text == post.text or not hashes.isdisjoint(each.sha256s)
    ]


def faults_of(store: Store, page: FakePage, item: QueueItem) -> list[str]:
    """Return what the law forbids and yet happened to an item that rests."""
    item = store.queue.get(item.id)
    post = store.drafts.content(item.approval)
    made = own_posts(page, post)
    found = []
    if len(made) > 1:
        found.append(f"twice: {len(made)} posts")
    if any(not _is_whole(each, post) for each in made):
        found.append("half: not what was approved")
    if item.status is Status.PUBLISHED and item.post_id not in {each.id for each in made}:
        found.append("lost: published, and no such post")
    if item.status is Status.ATTENTION and made and not item.doubt:
        found.append("lost: it is out, and a person is told that it is not")
    if item.status is Status.CANCELLED and made:
        found.append("cancelled, and out")
    comments = [each for one in made for each in one.comments]
    if len(comments) > 1:
        found.append(f"{len(comments)} first comments")
    if item.comment is CommentStatus.POSTED and not comments:
        found.append("lost: the first comment")
    return found


def _is_whole(made: MadePost, post: Post) -> bool:
    return (made.text, made.link, made.sha256s, made.alt_texts) == (
        post.text,
        post.link,
        tuple(each.sha256 for each in post.images),
        tuple(each.alt_text for each in post.images),
    )


class IntentWitness:
    """Looks into the database, by a connection of its own, at each call that makes a post.

    Args:
        store: Opened anew, so that it sees what is on the disk and nothing else.
        target_key: The page.
    """

    def __init__(self, store: Store, target_key: str) -> None:
        self._store = store
        self._key = target_key
        self.unannounced: list[str] = []

    def __call__(self, text: str, images: Sequence[str]) -> None:
        for each in self._store.queue.all(statuses=[Status.COMMITTING]):
            post = self._store.drafts.content(each.approval)
            known = self._store_staged(each)
            if (
                f"{each.publisher}:{each.page_id}" == self._key
                and each.intent is not None
                and each.attempts > 0
                and (post.text, known) == (text, tuple(images))
            ):
                return
        self.unannounced.append(text)

    def _store_staged(self, item: QueueItem) -> tuple[str, ...]:
        claims = Claims(self._store.database, self._store.ledger, owner="witness")
        return tuple(each.photo_id for each in claims.staged(item.id))


def refused(action: Callable[[], object]) -> bool:
    """Do what a person asks for; tell whether it was refused."""
    try:
        action()
    except DraftError:
        return True
    return False
