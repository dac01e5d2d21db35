"""An item's life as Hypothesis thinks it up: people, workers, crashes, faults, clocks."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fake_page import Deed, FakePage, Fault, lost, throttled
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)
from practice_clock import PracticeClock
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from stores import EDITOR, OpenStore
from worker_parts import (
    COMMENT,
    LINK,
    IntentWitness,
    Machine,
    Tripwire,
    assert_legal,
    faults_of,
    own_posts,
    photo_draft,
    queue_draft,
    refused,
    run_to_rest,
    text_draft,
    when,
)

from composer.domain.queue import MOVES, QueueItem, Status
from composer.errors import OutcomeUnknown, Rejected, Unavailable
from composer.publishing.policy import Policy
from composer.store.change import DraftChange
from composer.store.item import number_of
from composer.store.store import Store
from composer.store.stored import StoredDraft

POLICY = Policy(spacing=timedelta(minutes=1), grace=timedelta(hours=6))
POINTS = (
    "claimed",
    "uploading",
    "before upload",
    "uploaded",
    "upload recorded",
    "intent recorded",
    "answer received",
    "published",
    "before look",
    "looked",
    "comment intent recorded",
    "comment answered",
)
FAULTS = (
    ("create", Fault(answer=lost())),
    ("create", Fault(deed=Deed.NOTHING, answer=lost())),
    ("create", Fault(deed=Deed.DONE_LATER, later_s=400, answer=lost())),
    ("create", Fault(hidden_s=400, answer=lost())),
    ("create", Fault(hidden_s=400)),
    ("create", Fault(deed=Deed.NOTHING, answer=throttled())),
    ("create", Fault(deed=Deed.NOTHING, answer=Unavailable("refused"))),
    ("create", Fault(deed=Deed.NOTHING, answer=Rejected("no"))),
    ("create", Fault(answer=OutcomeUnknown("posted", code=100, subcode=1366051))),
    ("create", Fault(takes_s=200)),
    ("stage", Fault(answer=Unavailable("the answer was lost"))),
    ("stage", Fault(takes_s=200)),
    ("newest", Fault(answer=Unavailable("away"))),
    ("newest", Fault(answer=throttled())),
    ("find", Fault(answer=Unavailable("away"))),
    ("comment", Fault(answer=lost())),
    ("comment", Fault(deed=Deed.NOTHING, answer=lost())),
    ("comments", Fault(answer=Unavailable("away"))),
)
MAKE: dict[str, Callable[[Store], StoredDraft]] = {
    "images": photo_draft,
    "images and a comment": lambda store: photo_draft(store, comment=COMMENT),
    "text": text_draft,
    "link": lambda store: text_draft(store, link=LINK),
}


class Life(RuleBasedStateMachine):
    """A page, its drafts and its queue, on a store that all examples share."""

    drafts: Bundle[StoredDraft] = Bundle("drafts")
    items: Bundle[QueueItem] = Bundle("items")

    def __init__(self, store: Store, witness_store: Store) -> None:
        super().__init__()
        self.store = store
        self.clock = PracticeClock()
        self.machine = Machine(store=store, clock=self.clock)
        self.page = FakePage(self.clock)
        self.target = self.machine.add_page(self.page, policy=POLICY).target
        self.page.witness = self.witness = IntentWitness(witness_store, self.target.key)
        self.queued: list[QueueItem] = []
        self.workers = 0

    @initialize(target=items, kinds=st.lists(st.sampled_from(sorted(MAKE)), min_size=1, max_size=2))
    def begin(self, kinds: list[str]) -> Any:  # noqa: ANN401 - Hypothesis's own type
        return multiple(*(self.approve_and_queue(MAKE[each](self.store), 0) for each in kinds))

    @rule(target=drafts, kind=st.sampled_from(sorted(MAKE)))
    @precondition(lambda self: len(self.queued) < 4)
    def compose(self, kind: str) -> StoredDraft:
        return MAKE[kind](self.store)

    @rule(target=items, draft=consumes(drafts), minutes=st.sampled_from([0, 1, 30]))
    def queue(self, draft: StoredDraft, minutes: int) -> QueueItem:
        return self.approve_and_queue(draft, minutes)

    def approve_and_queue(self, draft: StoredDraft, minutes: int) -> QueueItem:
        now = self.clock.wall
        due = now + timedelta(minutes=minutes)
        item = queue_draft(
            self.store, draft, self.target, now=now, due=due, policy=POLICY, again=False
        )
        self.queued.append(item)
        return item

    @rule(item=items)
    def queue_the_same_draft_again(self, item: QueueItem) -> None:
        found = self.store.queue.get(item.id)
        draft, now = self.store.drafts.get(item.draft), self.clock.wall
        if found.status is not Status.CANCELLED:
            assert refused(
                lambda: queue_draft(self.store, draft, self.target, now=now, again=False)
            )

    @rule(item=items, number=st.integers(0, 99))
    def edit(self, item: QueueItem, number: int) -> None:
        if self.store.queue.get(item.id).status is not Status.PUBLISHED:
            change, now = DraftChange(text=f"نص {item.draft} {number}"), self.clock.wall
            self.store.drafts.edit(
                item.draft, change, expected_revision=None, now=now, actor=EDITOR
            )

    @rule(item=items)
    def approve_anew(self, item: QueueItem) -> None:
        now = self.clock.wall
        approval = self.store.drafts.approve(item.draft, self.target, approver=EDITOR, now=now)
        self.store.queue.bind(item.draft, self.target, approval.fingerprint, now=now, actor=EDITOR)

    @rule(item=items, minutes=st.sampled_from([0, 10]))
    def move(self, item: QueueItem, minutes: int) -> None:
        now = self.clock.wall
        new = when(now + timedelta(minutes=minutes), now=now, policy=POLICY)
        found = self.store.queue.get(item.id)
        denied = refused(lambda: self.store.queue.move(item.id, new, now=now, actor=EDITOR))
        movable = {Status.QUEUED, Status.ATTENTION}
        assert denied == (found.status not in movable or found.doubt)

    @rule(item=items)
    def cancel(self, item: QueueItem) -> None:
        found = self.store.queue.get(item.id)
        now = self.clock.wall
        denied = refused(lambda: self.store.queue.cancel(item.id, now=now, actor=EDITOR))
        stoppable = {Status.QUEUED, Status.ATTENTION}
        assert denied == (found.status not in stoppable or found.doubt)

    @rule(item=items)
    def try_again(self, item: QueueItem) -> None:
        found = self.store.queue.get(item.id)
        now = self.clock.wall
        denied = refused(
            lambda: self.store.queue.retry(item.id, when(now, now=now), now=now, actor=EDITOR)
        )
        assert denied == (found.status is not Status.ATTENTION or found.doubt)

    @rule(item=items)
    def settle_truthfully_when_asked(self, item: QueueItem) -> None:
        found = self.store.queue.get(item.id)
        if found.status is not Status.ATTENTION or not found.doubt:
            return
        made = own_posts(self.page, self.store.drafts.content(found.approval))
        now = self.clock.wall
        if made:
            self.machine.settlements.posted(
                item.id, made[0].id, permalink=None, audit_due=now, now=now, actor=EDITOR
            )
        else:
            self.machine.settlements.not_posted(item.id, when(now, now=now), now=now, actor=EDITOR)

    @rule(pauses=st.booleans())
    def pause_or_resume(self, *, pauses: bool) -> None:
        change = self.store.pages.pause if pauses else self.store.pages.resume
        change(self.target, now=self.clock.wall, actor=EDITOR)

    @rule(fault=st.sampled_from(FAULTS))
    def a_fault_waits(self, fault: tuple[str, Fault]) -> None:
        call, what = fault
        self.page.faults.setdefault(call, []).append(what)

    @rule(seconds=st.sampled_from([1, 20, 70, 310, 910]))
    def time_passes(self, seconds: int) -> None:
        self.clock.pass_s(seconds)

    @rule(hours=st.sampled_from([-1, 1]))
    def the_wall_clock_jumps(self, hours: int) -> None:
        self.clock.jump(3600 * hours)

    @rule()
    def the_machine_starts_anew(self) -> None:
        self.clock.reboot()

    @rule(owner=st.sampled_from("ab"), look_now=st.booleans())
    def tick(self, owner: str, *, look_now: bool) -> None:
        self.machine.worker(owner).tick(look_now=look_now)

    @rule(seconds=st.sampled_from([1, 30]), count=st.integers(2, 4))
    def tick_for_a_while(self, seconds: int, count: int) -> None:
        for _ in range(count):
            self.machine.worker("a").tick()
            self.clock.pass_s(seconds)

    @rule(point=st.sampled_from(POINTS), nth=st.integers(1, 2))
    def crash(self, point: str, nth: int) -> None:
        owner = self._new_owner()
        tick = self.machine.worker(owner, at=Tripwire(point, nth)).tick
        self.machine.survive(tick, owner)
        self.machine.dead.add(owner)

    @rule(point=st.sampled_from(POINTS), elsewhere=st.booleans(), seconds=st.sampled_from([0, 200]))
    def freeze_while_another_works(self, point: str, *, elsewhere: bool, seconds: int) -> None:
        """The other one is on this machine, or on one that only sees the lease."""
        owner = self._new_owner()
        has_frozen: list[str] = []
        self.machine.hosts = {owner} if elsewhere else set()

        def freeze(passed: str) -> None:
            if passed == point and not has_frozen:
                has_frozen.append(passed)
                for _ in range(3):
                    self.clock.pass_s(seconds)
                    self.machine.worker("b").tick()

        self.machine.worker(owner, at=freeze).tick()
        self.machine.dead.add(owner)
        self.machine.hosts = set()

    @rule(item=items, status=st.sampled_from(Status))
    def the_database_refuses_an_illegal_move(self, item: QueueItem, status: Status) -> None:
        before = self.store.queue.get(item.id)
        if status in MOVES[before.status] or status is before.status:
            return
        change = text("UPDATE item SET status = :status WHERE id = :number")
        values = {"status": status.value, "number": number_of(item.id)}
        with pytest.raises(DBAPIError), self.store.database.write() as connection:
            connection.execute(change, values)
        assert self.store.queue.get(item.id) == before

    @invariant()
    def the_law_holds(self) -> None:
        assert self.witness.unannounced == []
        for item in self.queued:
            assert faults_of(self.store, self.page, item) == []
            assert_legal(self.store, item)
        known = sum(
            len(own_posts(self.page, self.store.drafts.content(each.approval)))
            for each in map(self.store.queue.get, (each.id for each in self.queued))
        )
        assert known == len(self.page.posts)

    def teardown(self) -> None:
        """Everything comes to rest, however it went before."""
        self.page.faults.clear()
        now = self.clock.wall
        self.store.pages.resume(self.target, now=now, actor=EDITOR)
        for item in self.queued:
            run_to_rest(self.machine, item)
        self.page.settle()
        self.the_law_holds()

    def _new_owner(self) -> str:
        self.workers += 1
        return f"{self.target.page} worker {self.workers}"


def test_whatever_happens_no_post_comes_twice_and_none_is_lost(
    machine: Machine, open_store: OpenStore, pytestconfig: pytest.Config
) -> None:
    thorough = bool(pytestconfig.getoption("--thorough"))
    on_sqlite = machine.store.database.dialect == "sqlite"
    examples = (150 if thorough else 9) // (1 if on_sqlite else 3)
    witness_store = open_store()

    class LifeHere(Life):
        def __init__(self) -> None:
            super().__init__(machine.store, witness_store)

    run_state_machine_as_test(
        LifeHere,
        settings=settings(
            max_examples=examples,
            stateful_step_count=50 if thorough else 30,
            deadline=None,
            derandomize=not thorough,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_machine_sees_a_second_post(machine: Machine, open_store: OpenStore) -> None:
    """The check can fail: a life in which the page itself doubles a post breaks the law."""
    life = Life(machine.store, open_store())
    draft, now = text_draft(machine.store), machine.clock.wall
    life.queued.append(queue_draft(machine.store, draft, life.target, now=now))
    life.page.faults["create"] = [Fault(deed=Deed.DONE_TWICE)]
    life.machine.worker().tick()
    with pytest.raises(AssertionError, match="twice"):
        life.the_law_holds()
