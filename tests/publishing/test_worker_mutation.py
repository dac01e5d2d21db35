"""Each part of the protection taken away: then the same checks must find a second post.

The page here takes an image into a second post, which the documented one refuses: so nothing but
the worker itself stands between a second call and a second post. With all its parts in place the
same scenes make one.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from fake_page import Deed, Died, FakePage, Fault, lost
from stores import OpenStore
from worker_parts import (
    IntentWitness,
    Machine,
    Tripwire,
    faults_of,
    photo_draft,
    queue_draft,
    run_to_rest,
    text_draft,
)

from composer.domain.clock import Instant
from composer.domain.queue import QueueItem, Status
from composer.publishing.policy import Policy
from composer.publishing.work import Clock
from composer.publishing.worker import Worker
from composer.store.claim import Claims

SETTLED = Policy(spacing=timedelta(0))
HASTY = Policy(spacing=timedelta(0), settle=timedelta(0), reconcile_after=(timedelta(seconds=1),))


def forgiving(machine: Machine, policy: Policy = SETTLED) -> tuple[FakePage, QueueItem]:
    page = FakePage(machine.clock, forgiving=True)
    target = machine.add_page(page, policy=policy).target
    draft = photo_draft(machine.store)
    return page, queue_draft(machine.store, draft, target, now=machine.clock.wall)


def posts(machine: Machine, page: FakePage, item: QueueItem) -> int:
    """Return how many posts of an item there are in the end, all of them told by the checks."""
    page.settle()
    wrong = faults_of(machine.store, page, item)
    assert any(each.startswith("twice") for each in wrong) == (len(page.posts) > 1)
    return len(page.posts)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(deed=Deed.DONE_LATER, later_s=200, answer=lost()),
        Fault(hidden_s=240, answer=lost()),
    ],
    ids=["late", "hidden"],
)
@pytest.mark.parametrize(("policy", "count"), [(SETTLED, 1), (HASTY, 2)], ids=["settled", "hasty"])
def test_without_the_settle_time_there_are_two(
    machine: Machine, fault: Fault, policy: Policy, count: int
) -> None:
    page, item = forgiving(machine, policy)
    page.faults["create"] = [fault]
    for _ in range(3):
        machine.worker().tick()
        machine.clock.pass_s(2)
    run_to_rest(machine, item)
    assert posts(machine, page, item) == count


class Forgetful(Claims):
    """Sends without an intent on the disk."""

    def intend(self, held: QueueItem, *, lease: timedelta, now: datetime) -> bool:
        del held, lease, now
        return True


@pytest.mark.parametrize(("claims", "count"), [(Claims, 1), (Forgetful, 2)])
def test_without_the_intent_there_are_two(
    machine: Machine, open_store: OpenStore, claims: type[Claims], count: int
) -> None:
    page, item = forgiving(machine)
    target = machine.pages[item.page].target
    page.witness = witness = IntentWitness(open_store(), target.key)
    work = machine.work("a", at=Tripwire("answer received"), claims=claims)
    with suppress(Died):
        Worker(work).tick()
    machine.dead.add("a")
    run_to_rest(machine, item)
    assert posts(machine, page, item) == count
    assert len(witness.unannounced) == count - 1


class Fenceless(Claims):
    """Moves an item whoever claimed it meanwhile."""

    def _move(self, connection: Any, held: QueueItem, *args: Any, **values: Any) -> bool:  # noqa: ANN401 - as inherited
        found = self.get(held.id)
        held = replace(held, fence=found.fence, status=found.status)
        return super()._move(connection, held, *args, **values)


@pytest.mark.parametrize(("claims", "count"), [(Claims, 1), (Fenceless, 2)])
def test_without_the_fence_there_are_two(
    machine: Machine, open_store: OpenStore, claims: type[Claims], count: int
) -> None:
    """The first is frozen, the second takes over, and both go on at the same moment."""
    page, item = forgiving(machine)
    machine.hosts = {"a", "b"}
    arrived, go_on = threading.Event(), threading.Event()

    def second_stops(point: str) -> None:
        if point == "uploading":
            arrived.set()
            go_on.wait(10)

    second = Worker(machine.work("b", at=second_stops, claims=claims, store=open_store()))
    thread = threading.Thread(target=second.tick)

    def first_sends(_text: str, _images: tuple[str, ...]) -> None:
        if not go_on.is_set():
            go_on.set()
            thread.join()

    page.witness = first_sends
    frozen = Tripwire("upload recorded", nth=3)

    def first_freezes(point: str) -> None:
        try:
            frozen(point)
        except Died:
            machine.clock.pass_s(200)
            thread.start()
            assert arrived.wait(10)

    Worker(machine.work("a", at=first_freezes, claims=claims)).tick()
    go_on.set()
    thread.join()
    run_to_rest(machine, item)
    assert posts(machine, page, item) == count


@dataclass(frozen=True, slots=True)
class StoppedTicks:
    """A clock whose ticks do not show that the worker was frozen."""

    inner: Clock

    def read(self) -> Instant:
        return replace(self.inner.read(), ticks=0.0)


def _as_it_is(clock: Clock) -> Clock:
    return clock


@pytest.mark.parametrize(("see", "count"), [(_as_it_is, 1), (StoppedTicks, 2)])
def test_without_the_guard_a_frozen_worker_makes_a_second(
    machine: Machine, see: Callable[[Clock], Clock], count: int
) -> None:
    page, item = forgiving(machine)
    machine.hosts = {"a", "b"}

    def freeze(point: str) -> None:
        if point == "intent recorded":
            machine.clock.pass_s(200)
            run_to_rest(machine, item, owner="b")

    work = machine.work("a", at=freeze)
    Worker(replace(work, clock=see(work.clock))).tick()
    assert posts(machine, page, item) == count


@pytest.mark.parametrize(("spacing", "together"), [(timedelta(minutes=20), 1), (timedelta(0), 2)])
def test_without_the_spacing_posts_come_together(
    machine: Machine, spacing: timedelta, together: int
) -> None:
    page = FakePage(machine.clock)
    target = machine.add_page(page, policy=Policy(spacing=spacing)).target
    for _ in range(2):
        queue_draft(machine.store, text_draft(machine.store), target, now=machine.clock.wall)
    machine.worker().tick()
    assert len(page.posts) == together


@pytest.mark.parametrize(("answer", "end"), [(False, Status.PUBLISHED), (None, Status.COMMITTING)])
def test_the_lock_of_a_dead_worker_is_what_lets_the_next_one_go_on_at_once(
    machine: Machine, *, answer: bool | None, end: Status
) -> None:
    page, item = forgiving(machine)
    with suppress(Died):
        machine.worker("a", at=Tripwire("answer received")).tick()
    work = replace(machine.work("b"), alive=lambda _owner: answer)
    Worker(work).tick()
    assert machine.store.queue.get(item.id).status is end
    assert len(page.posts) == 1
