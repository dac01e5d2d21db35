"""Unknown outcomes: what is looked for, how long, and what a person's word begins anew."""

from datetime import timedelta

from fake_page import Deed, FakePage, Fault, lost
from stores import EDITOR
from worker_parts import (
    Machine,
    queue_draft,
    refused,
    run_to_rest,
    text_draft,
    when,
)

from composer.domain.queue import Status
from composer.publishing.policy import Policy

NEVER_SENT = Fault(deed=Deed.NOTHING, answer=lost())


def test_a_person_who_says_not_posted_begins_the_whole_wait_anew(machine: Machine) -> None:
    """The second life of an item must not inherit the time that the first was waited for."""
    sent_s: list[float] = []
    page = FakePage(machine.clock, witness=lambda *_: sent_s.append(machine.clock.passed_s))
    policy = Policy(grace=timedelta(days=2))
    target = machine.add_page(page, policy=policy).target
    item = queue_draft(machine.store, text_draft(machine.store), target, now=machine.clock.wall)
    page.faults["create"] = [NEVER_SENT] * 2
    assert run_to_rest(machine, item).status is Status.ATTENTION

    now = machine.clock.wall
    machine.settlements.not_posted(item.id, when(now, now=now), now=now, actor=EDITOR)
    assert run_to_rest(machine, item).status is Status.ATTENTION
    assert machine.clock.passed_s - sent_s[-1] >= policy.settle.total_seconds()


def test_an_item_of_unknown_outcome_is_not_moved(machine: Machine) -> None:
    page = FakePage(machine.clock)
    target = machine.add_page(page).target
    item = queue_draft(machine.store, text_draft(machine.store), target, now=machine.clock.wall)
    page.faults["create"] = [NEVER_SENT]
    machine.worker().tick()
    tomorrow = machine.clock.wall + timedelta(days=1)
    before = machine.store.queue.get(item.id)
    assert before.status is Status.UNKNOWN

    def move() -> None:
        new = when(tomorrow, now=machine.clock.wall)
        machine.store.queue.move(item.id, new, now=machine.clock.wall, actor=EDITOR)

    assert refused(move)
    assert machine.store.queue.get(item.id) == before
