"""The first comment: written once, whatever happens; looked for when its outcome is unknown."""

import pytest
from fake_page import Deed, FakePage, Fault, lost, throttled
from stores import EDITOR
from worker_parts import (
    COMMENT,
    Machine,
    Tripwire,
    faults_of,
    photo_draft,
    queue_draft,
    run_to_rest,
)

from composer.domain.queue import CommentStatus, QueueItem, Status
from composer.errors import Rejected, Unavailable
from composer.publishing.policy import Policy
from composer.publishing.work import PageWork


def queued(machine: Machine) -> tuple[FakePage, PageWork, QueueItem]:
    page = FakePage(machine.clock)
    work = machine.add_page(page)
    draft = photo_draft(machine.store, comment=COMMENT)
    return page, work, queue_draft(machine.store, draft, work.target, now=machine.clock.wall)


_ENDS: dict[str, tuple[Fault, CommentStatus]] = {
    "no fault": (Fault(), CommentStatus.POSTED),
    "answer lost": (Fault(answer=lost()), CommentStatus.POSTED),
    "never sent, answer lost": (
        Fault(deed=Deed.NOTHING, answer=lost()),
        CommentStatus.ATTENTION,
    ),
    "refused for now": (
        Fault(deed=Deed.NOTHING, answer=Unavailable("away")),
        CommentStatus.POSTED,
    ),
    "throttled": (Fault(deed=Deed.NOTHING, answer=throttled()), CommentStatus.POSTED),
    "refused": (Fault(deed=Deed.NOTHING, answer=Rejected("no")), CommentStatus.ATTENTION),
}


@pytest.mark.parametrize("name", _ENDS)
def test_a_comment_is_written_once_or_a_person_is_asked(machine: Machine, name: str) -> None:
    page, _, item = queued(machine)
    fault, end = _ENDS[name]
    page.faults["comment"] = [fault]

    item = run_to_rest(machine, item)

    assert (item.status, item.comment) == (Status.PUBLISHED, end)
    assert bool(item.last_error) == (end is not CommentStatus.POSTED), "what is over is not told"
    assert faults_of(machine.store, page, item) == []


@pytest.mark.parametrize("point", ["comment intent recorded", "comment answered"])
def test_a_worker_that_dies_over_a_comment_does_not_write_it_twice(
    machine: Machine, point: str
) -> None:
    page, _, item = queued(machine)
    machine.survive(machine.worker("a", at=Tripwire(point)).tick, "a")
    assert machine.dead == {"a"}

    item = run_to_rest(machine, item)

    assert page.calls.count("comment") <= 1
    assert faults_of(machine.store, page, item) == []
    assert item.comment in {CommentStatus.POSTED, CommentStatus.ATTENTION}


def test_a_worker_that_was_frozen_over_a_comment_steps_back(machine: Machine) -> None:
    """On another machine it counted as dead; a person was asked, and said that it is not there."""
    page, _, item = queued(machine)
    machine.hosts = {"a", "b"}

    def freeze(point: str) -> None:
        if point == "comment intent recorded":
            run_to_rest(machine, item, owner="b")
            found = machine.store.queue.get(item.id)
            now = machine.clock.wall
            assert found.comment is CommentStatus.ATTENTION
            machine.work("b").remarks.settle(found, None, now=now, actor=EDITOR)
            run_to_rest(machine, item, owner="b")

    machine.worker("a", at=freeze).tick()

    assert page.calls.count("comment") == 1
    assert faults_of(machine.store, page, machine.store.queue.get(item.id)) == []


def test_no_comment_is_written_on_a_page_that_is_paused_or_wants_no_calls(
    machine: Machine,
) -> None:
    page, work, item = queued(machine)
    page.faults["comment"] = [Fault(deed=Deed.NOTHING, answer=throttled(600))]
    machine.worker().tick()
    assert page.calls.count("comment") == 1
    now = machine.clock.wall
    machine.store.pages.pause(work.target, now=now, actor=EDITOR)
    machine.clock.pass_s(700)
    machine.worker().tick()
    assert page.calls.count("comment") == 1
    machine.store.pages.resume(work.target, now=now, actor=EDITOR)
    machine.store.pages.block(work.target, machine.clock.read().wall.replace(year=2027))
    machine.worker().tick()
    assert page.calls.count("comment") == 1
    machine.store.pages.resume(work.target, now=now, actor=EDITOR)
    item = run_to_rest(machine, item)
    assert item.comment is CommentStatus.POSTED


def test_each_call_of_unknown_outcome_is_waited_for_anew(machine: Machine) -> None:
    """A person sends the comment again: the second wait is as long as the first."""
    page, _, item = queued(machine)
    page.faults["comment"] = [Fault(deed=Deed.NOTHING, answer=lost())] * 2
    item = run_to_rest(machine, item)
    assert item.comment is CommentStatus.ATTENTION
    now = machine.clock.read()
    machine.work().remarks.settle(item, None, now=now.wall, actor=EDITOR)

    item = run_to_rest(machine, item)

    assert item.comment is CommentStatus.ATTENTION
    waited_s = machine.clock.read().ticks - now.ticks
    assert waited_s >= Policy().settle.total_seconds()


def test_an_alarm_outlives_the_comment_that_comes_after_it(machine: Machine) -> None:
    page, work, item = queued(machine)
    page.faults["comment"] = [Fault(deed=Deed.NOTHING, answer=throttled(3600))]
    machine.worker().tick()
    machine.store.pages.pause(work.target, now=machine.clock.wall, actor=EDITOR)
    found = machine.store.queue.get(item.id)
    text = "posted more than once"
    machine.work().outcomes.alarm(found, "duplicate-alarm", text, now=machine.clock.wall)
    machine.store.pages.resume(work.target, now=machine.clock.wall, actor=EDITOR)
    machine.worker().tick()
    after = machine.store.queue.get(item.id)
    assert after.comment is CommentStatus.POSTED, "a person who ends the wait ends it for this, too"
    assert after.last_error == text
