"""A worker dies at each point, under each fault of the platform, with each kind of post.

What rests in the end must be whole, there once or before a person, and never sent without an
intent on the disk. The same cases must find what naive workers do wrong.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import product

import pytest
from fake_page import Deed, FakePage, Fault, lost, throttled
from naive_worker import Habit, MakeTick, naive
from stores import OpenStore
from worker_parts import (
    COMMENT,
    LINK,
    RESTING,
    IntentWitness,
    Machine,
    Tripwire,
    assert_legal,
    faults_of,
    is_at_rest,
    photo_draft,
    queue_draft,
    run_to_rest,
    text_draft,
)

from composer.domain.queue import QueueItem, Status
from composer.errors import OutcomeUnknown, Rejected, Unavailable
from composer.publishing.policy import Policy
from composer.publishing.worker import Worker
from composer.store.store import Store
from composer.store.stored import StoredDraft

NOTHING = Deed.NOTHING

_THIN = 24
"""Without --thorough each kind on each database has one case in so many, all of them others."""

FAULTS: dict[str, dict[str, list[Fault]]] = {
    "none": {},
    "answer lost after the commit": {"create": [Fault(answer=lost())]},
    "answer lost twice": {"create": [Fault(deed=NOTHING, answer=lost()), Fault(answer=lost())]},
    "cut before the commit": {"create": [Fault(deed=NOTHING, answer=lost())]},
    "committed a while later": {
        "create": [Fault(deed=Deed.DONE_LATER, later_s=200, answer=lost())]
    },
    "not shown for a while": {"create": [Fault(hidden_s=240, answer=lost())]},
    "connection refused": {"create": [Fault(deed=NOTHING, answer=Unavailable("refused"))]},
    "throttled": {"create": [Fault(deed=NOTHING, answer=throttled())]},
    "refused": {"create": [Fault(deed=NOTHING, answer=Rejected("no"))]},
    "said to be posted already": {
        "create": [Fault(answer=OutcomeUnknown("posted", code=100, subcode=1366051))]
    },
    "slow": {"create": [Fault(takes_s=100)]},
    "slower than a claim holds": {"create": [Fault(takes_s=200, answer=lost())]},
    "the page cannot be seen": {
        "create": [Fault(answer=lost())],
        "newest": [Fault(answer=Unavailable("away"))] * 2,
    },
    "upload lost": {"stage": [Fault(), Fault(answer=Unavailable("the answer was lost"))]},
    "upload throttled": {"stage": [Fault(deed=NOTHING, answer=throttled())]},
    "comment's answer lost": {"comment": [Fault(answer=lost())]},
    "held at another time": {"create": [Fault(skew_s=300)]},
}
UPLOADS = ("before upload", "uploaded", "upload recorded")
POINTS: tuple[tuple[str, int], ...] = (
    ("", 1),
    ("claimed", 1),
    ("uploading", 1),
    *((each, nth) for each in UPLOADS for nth in (1, 3)),
    ("intent recorded", 1),
    ("answer received", 1),
    ("published", 1),
    ("before look", 1),
    ("looked", 1),
    ("comment intent recorded", 1),
    ("comment answered", 1),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of post, and the points and faults that it can meet."""

    draft: Callable[[Store], StoredDraft]
    images: bool = False
    comment: bool = False
    native: bool = False

    def cases(self) -> Iterator[tuple[tuple[str, int], str]]:
        for point, fault in product(POINTS, FAULTS):
            if not self.images and (point[0] in UPLOADS or fault.startswith("upload")):
                continue
            if not self.comment and "comment" in f"{point[0]} {fault}":
                continue
            if not self.native and fault.startswith("held"):
                continue
            yield point, fault


KINDS = {
    "images and a comment": Kind(
        draft=lambda store: photo_draft(store, comment=COMMENT), images=True, comment=True
    ),
    "text": Kind(draft=text_draft),
    "link": Kind(draft=lambda store: text_draft(store, link=LINK)),
    "held images": Kind(draft=photo_draft, images=True, native=True),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One life of an item, and what was wrong with it."""

    name: str
    item: QueueItem
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Harness:
    """Lets items live.

    Args:
        machine: Where.
        witness_store: By which the intents are looked at.
        kind: What is published.
        make_tick: Makes the tick of a worker.
        rests: Tells when a life is over.
    """

    machine: Machine
    witness_store: Store
    kind: Kind
    make_tick: MakeTick = lambda work: Worker(work).tick
    rests: Callable[[QueueItem], bool] = is_at_rest

    def live(self, draft: StoredDraft, point: tuple[str, int], fault: str) -> Case:
        """Let an item live: one worker meets the fault and dies at the point, another goes on."""
        machine, store = self.machine, self.machine.store
        page = FakePage(machine.clock)
        policy = Policy(native=self.kind.native, spacing=timedelta(0))
        target = machine.add_page(page, policy=policy).target
        page.witness = witness = IntentWitness(self.witness_store, target.key)
        page.faults = {call: list(faults) for call, faults in FAULTS[fault].items()}
        now = machine.clock.wall
        due = now + timedelta(minutes=21) if self.kind.native else now
        item = queue_draft(store, draft, target, now=now, due=due, policy=policy)
        try:
            self._die(item, point)
            heir = self.make_tick(machine.work(f"heir of {item.id}"))
            item = run_to_rest(machine, item, tick=heir, rests=self.rests)
        finally:
            del machine.pages[target.page]
        page.settle()
        wrong = faults_of(store, page, item)
        if witness.unannounced:
            wrong.append("a call without an intent")
        assert_legal(store, item)
        return Case(name=f"{point} × {fault}", item=item, wrong=tuple(wrong))

    def _die(self, item: QueueItem, point: tuple[str, int]) -> None:
        victim = f"victim of {item.id}"
        tick = self.make_tick(self.machine.work(victim, at=Tripwire(*point)))
        for seconds in (1, 30, 200):
            self.machine.survive(tick, victim)
            if victim in self.machine.dead:
                break
            self.machine.clock.pass_s(seconds)
        self.machine.dead.add(victim)


def may_need_a_person(kind: Kind, fault: str, item: QueueItem) -> bool:
    """Tell whether the law lets this end before a person."""
    return fault == "refused" or (item.doubt and not kind.images)


@pytest.mark.parametrize("name", KINDS)
def test_no_crash_under_any_fault_makes_two_posts_or_loses_one(
    machine: Machine, open_store: OpenStore, pytestconfig: pytest.Config, name: str
) -> None:
    kind = KINDS[name]
    draft = kind.draft(machine.store)
    harness = Harness(machine=machine, witness_store=open_store(), kind=kind)
    cases = list(kind.cases())
    if not pytestconfig.getoption("--thorough"):
        place = 2 * list(KINDS).index(name) + (machine.store.database.dialect == "postgresql")
        cases = cases[place % _THIN :: _THIN]
    wrong = []
    for point, fault in cases:
        case = harness.live(draft, point, fault)
        if case.wrong:
            wrong.append((case.name, case.wrong))
        if case.item.status is not Status.PUBLISHED and not may_need_a_person(
            kind, fault, case.item
        ):
            wrong.append((case.name, (case.item.status, case.item.last_error or "")))
    assert wrong == []


@pytest.mark.parametrize(
    ("habit", "finds"),
    [
        (Habit.TRY_AGAIN, "twice"),
        (Habit.MARK_FIRST, "lost"),
        (Habit.LIST_ONCE, "twice"),
    ],
)
def test_the_same_cases_find_what_naive_workers_do_wrong(
    machine: Machine, open_store: OpenStore, habit: Habit, finds: str
) -> None:
    draft = photo_draft(machine.store)
    harness = Harness(
        machine=machine,
        witness_store=open_store(),
        kind=KINDS["images and a comment"],
        make_tick=naive(habit),
        rests=lambda item: item.status in RESTING,
    )
    faults = ["answer lost after the commit", "committed a while later", "not shown for a while"]
    points = [("", 1), ("intent recorded", 1), ("answer received", 1)]
    cases = [harness.live(draft, point, fault) for point, fault in product(points, faults)]
    wrong = [fault for case in cases for fault in case.wrong]
    assert sum(each.startswith(finds) for each in wrong) >= 3, wrong


def test_a_worker_that_writes_no_intent_is_seen(machine: Machine, open_store: OpenStore) -> None:
    page = FakePage(machine.clock)
    target = machine.add_page(page).target
    witness = IntentWitness(open_store(), target.key)
    witness("a text that no item has", ())
    assert witness.unannounced == ["a text that no item has"]
