"""Each page is served for itself: what happens on one keeps no other waiting."""

from datetime import timedelta

import pytest
from fake_page import Deed, FakePage, Fault, lost, throttled
from stores import EDITOR
from worker_parts import (
    COMMENT,
    Machine,
    faults_of,
    journal_of,
    photo_draft,
    queue_draft,
    text_draft,
)

from composer.domain.queue import CommentStatus, QueueItem, Status
from composer.errors import Rejected, SettingsError, StoreError
from composer.publishing.policy import LEASE, Policy
from composer.publishing.work import PageWork
from composer.publishing.worker import Tick, Worker
from composer.store.schema import meta
from composer.store.store import RESTORED

CLOSE = Policy(spacing=timedelta(0))


def add(machine: Machine, policy: Policy = CLOSE) -> tuple[FakePage, PageWork]:
    page = FakePage(machine.clock)
    return page, machine.add_page(page, policy=policy)


def queued(machine: Machine, page: PageWork, *, breaking: bool = False) -> QueueItem:
    now, draft = machine.clock.wall, text_draft(machine.store)
    return queue_draft(machine.store, draft, page.target, now=now, breaking=breaking)


def statuses(machine: Machine, *items: QueueItem) -> list[Status]:
    return [machine.store.queue.get(each.id).status for each in items]


def restore(machine: Machine) -> None:
    """Mark the store as one that a backup was restored to."""
    row = {"name": RESTORED, "value": machine.clock.wall.isoformat()}
    with machine.store.database.write() as connection:
        connection.execute(meta.insert().values(**row))


# Which pages are due.


def test_pages_with_breaking_news_come_first_and_then_those_that_wait_longest(
    machine: Machine,
) -> None:
    pages = [add(machine)[1] for _ in range(4)]
    for each, breaking in ((pages[2], False), (pages[0], False), (pages[3], True)):
        machine.clock.pass_s(5)
        queued(machine, each, breaking=breaking)
    due = machine.worker().pages_due()
    assert due == tuple(pages[each].target.key for each in (3, 2, 0))
    assert machine.work().claims.pages_due(machine.clock.wall) == due


def test_a_page_that_would_be_served_in_vain_is_not_due(machine: Machine) -> None:
    """The runner asks each second: what is due for no purpose would be served each second."""
    worker, work = machine.worker(), machine.work("other")
    paused, blocked, busy, spaced, free = (add(machine, Policy())[1] for _ in range(5))
    first = queued(machine, spaced)
    worker.tick()
    assert statuses(machine, first) == [Status.PUBLISHED]
    items = [queued(machine, each) for each in (paused, blocked, busy, spaced, free)]
    queued(machine, busy)
    now = machine.clock.wall
    machine.store.pages.pause(paused.target, now=now, actor=EDITOR)
    machine.store.pages.block(blocked.target, now + timedelta(minutes=9))
    assert work.claims.claim(items[2].id, lease=LEASE, now=now) is not None

    assert worker.pages_due() == (free.target.key,)

    machine.clock.pass_s(Policy().audit_after.total_seconds())
    assert spaced.target.key in worker.pages_due(), "it is audited"
    worker.tick()
    machine.store.pages.resume(paused.target, now=machine.clock.wall, actor=EDITOR)
    machine.clock.pass_s(Policy().spacing.total_seconds())
    due = set(worker.pages_due())
    assert {each.target.key for each in (paused, blocked, spaced)} <= due


def test_what_keeps_no_distance_makes_its_page_due_at_once(machine: Machine) -> None:
    _, page = add(machine, Policy())
    queued(machine, page)
    machine.worker().tick()
    queued(machine, page)
    assert machine.worker().pages_due() == ()
    queued(machine, page, breaking=True)
    assert machine.worker().pages_due() == (page.target.key,)
    assert machine.worker().serve(page.target.key).delivered == 1


def test_an_unknown_outcome_makes_its_page_due_when_its_look_comes(machine: Machine) -> None:
    page, place = add(machine)
    queued(machine, place)
    page.faults["create"] = [Fault(deed=Deed.NOTHING, answer=lost())]
    machine.worker().tick()
    assert machine.worker().pages_due() == ()
    assert machine.worker().pages_due(look_now=True) == (place.target.key,)
    machine.clock.pass_s(20)
    assert machine.worker().pages_due() == (place.target.key,)
    machine.clock.jump(-timedelta(hours=2).total_seconds())
    assert machine.worker().pages_due() == (place.target.key,), "its look seems far away"


# One page at a time.


def test_serving_a_page_leaves_the_others_alone(machine: Machine) -> None:
    (_, one), (_, other) = add(machine), add(machine)
    mine = [queued(machine, one), queued(machine, one)]
    others = queued(machine, other)
    done = machine.worker().serve(one.target.key)
    assert done.delivered == len(mine)
    assert statuses(machine, *mine, others) == [Status.PUBLISHED, Status.PUBLISHED, Status.QUEUED]


def test_a_page_in_hand_is_not_served_by_a_second_thread(machine: Machine) -> None:
    page, place = add(machine)
    item = queued(machine, place)
    seen: list[Tick] = []

    def look(point: str) -> None:
        if point == "intent recorded" and not seen:
            queued(machine, place)
            seen.append(worker.serve(place.target.key))

    worker = Worker(machine.work("a", at=look))
    assert worker.serve(place.target.key).delivered == 2
    assert seen[0] == Tick()
    assert faults_of(machine.store, page, item) == []
    assert worker.serve(place.target.key) == Tick(), "it is free again, and nothing is left"


@pytest.mark.parametrize("point", ["uploading", "intent recorded", "answer received"])
def test_what_a_page_in_hand_holds_is_not_taken_back(machine: Machine, point: str) -> None:
    page, place = add(machine)
    item = queued(machine, place)
    taken: list[int] = []
    worker = Worker(
        machine.work("a", at=lambda at: taken.append(worker.recover()) if at == point else None)
    )
    worker.serve(place.target.key)
    assert taken == [0]
    assert statuses(machine, item) == [Status.PUBLISHED]
    assert faults_of(machine.store, page, item) == []


def test_a_comment_that_a_page_in_hand_writes_is_not_taken_for_lost(machine: Machine) -> None:
    page, place = add(machine)
    draft = photo_draft(machine.store, comment=COMMENT)
    item = queue_draft(machine.store, draft, place.target, now=machine.clock.wall)
    taken: list[int] = []
    worker = Worker(
        machine.work("a", at=lambda at: taken.append(worker.recover()) if "comment" in at else None)
    )
    worker.serve(place.target.key)
    assert taken, "it was asked in the middle of it"
    assert machine.store.queue.get(item.id).comment is CommentStatus.POSTED
    assert "comment unknown" not in journal_of(machine.store, item)
    assert faults_of(machine.store, page, item) == []


def test_what_an_error_of_the_store_left_behind_is_taken_back_while_another_page_is_served(
    machine: Machine,
) -> None:
    (_, one), (_, other) = add(machine), add(machine)
    left, item = queued(machine, one), queued(machine, other)
    fails = True

    def stumble(point: str) -> None:
        if point == "uploading" and fails:
            msg = "database is locked"
            raise StoreError(msg)
        if point == "uploading":
            assert worker.recover() == 1

    worker = Worker(machine.work("a", at=stumble))
    with pytest.raises(StoreError):
        worker.serve(one.target.key)
    assert statuses(machine, left) == [Status.UPLOADING]
    fails = False
    worker.serve(other.target.key)
    assert statuses(machine, left, item) == [Status.QUEUED, Status.PUBLISHED]


# One page's trouble.


def test_the_trouble_of_a_page_holds_up_no_other(machine: Machine) -> None:
    answers = (
        lost(),
        throttled(),
        Rejected("the token has ended", code=190),
    )
    sick = [add(machine) for _ in answers]
    for (page, place), answer in zip(sick, answers, strict=True):
        page.faults["create"] = [Fault(deed=Deed.NOTHING, answer=answer)]
        queued(machine, place)
        queued(machine, place)
    healthy, place = add(machine)
    items = [queued(machine, place) for _ in range(5)]
    machine.worker().tick()
    assert statuses(machine, *items) == [Status.PUBLISHED] * 5
    assert len(healthy.posts) == 5


def test_a_page_whose_settings_are_wrong_keeps_no_other_from_being_served(
    machine: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    (_, wrong), (_, right) = add(machine), add(machine)
    items = [queued(machine, wrong), queued(machine, right)]

    def page(name: str) -> PageWork | None:
        if name == wrong.target.page:
            msg = "its slots are wrong"
            raise SettingsError(msg)
        return machine.pages.get(name)

    work = machine.work()
    object.__setattr__(work, "page", page)
    Worker(work).tick()
    assert statuses(machine, *items) == [Status.QUEUED, Status.PUBLISHED]
    assert "page not served" in caplog.text


# After a restore.


def test_a_page_that_cannot_be_seen_after_a_restore_keeps_no_other_waiting(
    machine: Machine,
) -> None:
    (blind, dark), (seen, bright) = add(machine), add(machine)
    items = [queued(machine, dark), queued(machine, bright)]
    blind.faults["newest"] = [Fault(deed=Deed.NOTHING, answer=throttled(None))] * 100
    restore(machine)
    for _ in range(4):
        machine.worker().tick()
        machine.clock.pass_s(310)
    assert statuses(machine, *items) == [Status.QUEUED, Status.PUBLISHED]
    assert blind.calls.count("create") == 0
    assert machine.store.restored() is not None
    blind.faults.clear()
    machine.worker().tick()
    machine.clock.pass_s(70)
    machine.worker().tick()
    assert statuses(machine, *items) == [Status.PUBLISHED, Status.PUBLISHED]
    machine.worker().tick()
    assert machine.store.restored() is None
    assert len(seen.posts) == 1


def test_a_new_comment_is_not_doubted_because_another_page_was_not_looked_at_yet(
    machine: Machine,
) -> None:
    (blind, dark), (page, bright) = add(machine), add(machine)
    queued(machine, dark)
    blind.faults["newest"] = [Fault(deed=Deed.NOTHING, answer=throttled(None))] * 100
    restore(machine)
    now = machine.clock.wall
    draft = photo_draft(machine.store, comment=COMMENT)
    item = queue_draft(machine.store, draft, bright.target, now=now)
    page.faults["comment"] = [Fault(deed=Deed.NOTHING, answer=throttled(60))]
    for _ in range(6):
        machine.worker().tick()
        machine.clock.pass_s(310)
    assert machine.store.restored() is not None
    assert machine.store.queue.get(item.id).comment is CommentStatus.POSTED
    assert faults_of(machine.store, page, item) == []
