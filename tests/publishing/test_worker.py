"""The worker on days without trouble, and with the usual trouble."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from fake_page import Deed, FakePage, Fault, lost, throttled
from practice_clock import PracticeClock
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
    run_to_rest,
    text_draft,
    when,
)

from composer.domain.post import Target
from composer.domain.queue import BUSY, Audit, QueueItem, Status
from composer.errors import Rejected
from composer.publishing.policy import Policy
from composer.publishing.slot import Slots
from composer.publishing.worker import Worker
from composer.store.store import Store
from composer.store.stored import StoredDraft

KINDS: dict[str, Callable[[Store], StoredDraft]] = {
    "images": photo_draft,
    "images and a comment": lambda store: photo_draft(store, comment=COMMENT),
    "text": text_draft,
    "link": lambda store: text_draft(store, link=LINK),
}
QUICK = Policy(spacing=timedelta(0))


def queued(machine: Machine, page: FakePage, policy: Policy | None = None) -> QueueItem:
    work = machine.add_page(page, policy=policy)
    draft = text_draft(machine.store)
    return queue_draft(machine.store, draft, work.target, now=machine.clock.wall)


def status(machine: Machine, item: QueueItem) -> Status:
    return machine.store.queue.get(item.id).status


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("native", [False, True], ids=["now", "held"])
def test_what_was_approved_comes_out_whole_and_once(
    machine: Machine, open_store: OpenStore, kind: str, *, native: bool
) -> None:
    page = FakePage(machine.clock)
    policy = Policy(native=native)
    target = machine.add_page(page, policy=policy).target
    page.witness = witness = IntentWitness(open_store(), target.key)
    now = machine.clock.wall
    due = now + timedelta(hours=3) if native else now
    draft = KINDS[kind](machine.store)
    item = queue_draft(machine.store, draft, target, now=now, due=due, policy=policy)
    machine.worker().tick()
    assert status(machine, item) is Status.PUBLISHED

    item = run_to_rest(machine, item, most=100)

    assert faults_of(machine.store, page, item) == []
    assert witness.unannounced == []
    assert_legal(machine.store, item)
    assert (item.audit, item.held_until) == (Audit.OK, due if native else None)
    assert item.permalink


def test_posts_keep_their_distance_even_after_a_downtime(machine: Machine) -> None:
    page = FakePage(machine.clock)
    target = machine.add_page(page, policy=Policy(spacing=timedelta(minutes=20))).target
    now = machine.clock.wall
    items = [
        queue_draft(machine.store, text_draft(machine.store), target, now=now) for _ in range(3)
    ]
    machine.clock.pass_s(3600)
    for _ in range(50):
        machine.worker().tick()
        machine.clock.pass_s(60)

    assert [status(machine, each) for each in items] == [Status.PUBLISHED] * 3
    made = [each.created for each in page.posts]
    assert all(later - one >= timedelta(minutes=20) for one, later in pairwise(made))


def test_the_distance_between_posts_is_not_measured_by_a_clock_that_jumps(
    machine: Machine,
) -> None:
    page = FakePage(machine.clock)
    target = machine.add_page(page, policy=Policy(spacing=timedelta(minutes=20))).target
    now = machine.clock.wall
    first, second = (
        queue_draft(machine.store, text_draft(machine.store), target, now=now) for _ in range(2)
    )
    machine.worker().tick()
    machine.clock.jump(3600)
    machine.clock.pass_s(60)
    machine.worker().tick()
    assert [status(machine, first), status(machine, second)] == [Status.PUBLISHED, Status.QUEUED]
    machine.clock.jump(-7200)
    machine.clock.pass_s(1200)
    machine.clock.jump(3600)
    machine.worker().tick()
    assert status(machine, second) is Status.PUBLISHED


def test_breaking_news_goes_first_and_keeps_no_distance(machine: Machine) -> None:
    page = FakePage(machine.clock)
    target = machine.add_page(page).target
    now = machine.clock.wall
    plain, urgent = text_draft(machine.store), text_draft(machine.store)
    waiting = queue_draft(machine.store, text_draft(machine.store), target, now=now)
    queue_draft(machine.store, plain, target, now=now)
    queue_draft(machine.store, urgent, target, now=now, breaking=True)

    machine.worker().tick()

    assert [each.text for each in page.posts] == [urgent.text]
    machine.clock.pass_s(Policy().spacing.total_seconds())
    machine.worker().tick()
    assert status(machine, waiting) is Status.PUBLISHED


@pytest.mark.parametrize(
    ("late", "breaking", "end"),
    [
        (timedelta(hours=2), False, Status.PUBLISHED),
        (timedelta(hours=2, seconds=1), False, Status.ATTENTION),
        (timedelta(minutes=5), True, Status.PUBLISHED),
        (timedelta(minutes=5, seconds=1), True, Status.ATTENTION),
    ],
)
def test_what_is_late_within_the_grace_goes_out_and_beyond_it_a_person_is_asked(
    machine: Machine, late: timedelta, *, breaking: bool, end: Status
) -> None:
    page = FakePage(machine.clock)
    target = machine.add_page(page).target
    draft, now = text_draft(machine.store), machine.clock.wall
    item = queue_draft(machine.store, draft, target, now=now, breaking=breaking)
    machine.clock.pass_s(late.total_seconds())

    machine.worker().tick()

    assert status(machine, item) is end
    assert len(page.posts) == (end is Status.PUBLISHED)


def test_a_paused_page_gets_nothing_until_it_is_resumed(machine: Machine) -> None:
    page, other = FakePage(machine.clock), FakePage(machine.clock)
    item, elsewhere = queued(machine, page), queued(machine, other)
    now, target = machine.clock.wall, machine.pages[item.page].target
    machine.store.pages.pause(target, now=now, actor=EDITOR)
    machine.worker().tick()
    assert [status(machine, item), status(machine, elsewhere)] == [Status.QUEUED, Status.PUBLISHED]
    machine.store.pages.resume(target, now=now, actor=EDITOR)
    machine.worker().tick()
    assert status(machine, item) is Status.PUBLISHED


def test_a_page_that_wants_to_be_left_alone_is_left_alone_with_all_its_items(
    machine: Machine,
) -> None:
    page = FakePage(machine.clock)
    first = queued(machine, page, QUICK)
    target = machine.pages[first.page].target
    now = machine.clock.wall
    queue_draft(machine.store, text_draft(machine.store), target, now=now)
    page.faults["create"] = [Fault(deed=Deed.NOTHING, answer=throttled(300))]
    for _ in range(5):
        machine.worker().tick()
        machine.clock.pass_s(59)
    assert page.calls == ["create"]
    machine.clock.pass_s(10)
    machine.worker().tick()
    assert len(page.posts) == 2


def test_an_item_of_a_page_whose_id_was_changed_in_the_settings_is_not_sent(
    machine: Machine,
) -> None:
    page = FakePage(machine.clock)
    item = queued(machine, page)
    machine.add_page(page, target=Target(page=item.page, publisher="sandbox", page_id="999"))
    machine.worker().tick()
    assert status(machine, item) is Status.ATTENTION
    assert page.calls == []


def test_an_item_of_a_page_that_the_settings_do_not_know_is_put_before_a_person(
    machine: Machine,
) -> None:
    item = queued(machine, FakePage(machine.clock))
    machine.pages.clear()
    machine.worker().tick()
    assert status(machine, item) is Status.ATTENTION
    assert item.page in (machine.store.queue.get(item.id).last_error or "")


def test_an_unknown_outcome_of_a_page_that_the_settings_lost_stays_and_is_told_once(
    machine: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    page = FakePage(machine.clock)
    item = queued(machine, page)
    page.faults["create"] = [Fault(answer=lost())]
    machine.worker().tick()
    assert status(machine, item) is Status.UNKNOWN
    known = machine.pages.copy()
    machine.pages.clear()
    caplog.clear()
    for _ in range(20):
        machine.clock.pass_s(5)
        machine.worker().tick()
    assert len(caplog.records) <= 1
    assert "settings" in (machine.store.queue.get(item.id).last_error or "")
    machine.pages.update(known)
    machine.clock.pass_s(300)
    assert run_to_rest(machine, item).status is Status.PUBLISHED
    assert faults_of(machine.store, page, item) == []


def test_old_images_are_uploaded_anew_only_while_no_call_was_sent(machine: Machine) -> None:
    """The platform throws them away after a day; and it knows a second call by them."""
    page = FakePage(machine.clock)
    policy = Policy(grace=timedelta(days=3), spacing=timedelta(0))
    target = machine.add_page(page, policy=policy).target
    draft, now = photo_draft(machine.store), machine.clock.wall
    item = queue_draft(machine.store, draft, target, now=now)
    machine.survive(machine.worker("a", at=Tripwire("intent recorded")).tick, "a")
    photos = [each.photo_id for each in machine.work().claims.staged(item.id)]
    assert len(photos) == 3
    run_to_rest(machine, item)
    (post,) = page.posts
    assert list(post.images) == photos

    other = queue_draft(machine.store, photo_draft(machine.store), target, now=now)
    machine.survive(machine.worker("b", at=Tripwire("upload recorded", nth=3)).tick, "b")
    old = [each.photo_id for each in machine.work().claims.staged(other.id)]
    machine.clock.pass_s(timedelta(hours=20).total_seconds())
    other = run_to_rest(machine, other)
    assert other.status is Status.PUBLISHED
    assert set(page.posts[-1].images).isdisjoint(old)
    assert faults_of(machine.store, page, other) == []


def test_a_held_post_at_the_wrong_time_is_put_right(machine: Machine) -> None:
    page = FakePage(machine.clock)
    item, due = held(machine, page, Fault(skew_s=300))
    machine.worker().tick()
    assert "reschedule" in page.calls
    assert page.posts[0].scheduled == due
    assert machine.store.queue.get(item.id).audit is Audit.PENDING


def test_a_held_post_that_keeps_its_wrong_time_raises_an_alarm(machine: Machine) -> None:
    page = FakePage(machine.clock)
    page.faults["reschedule"] = [Fault(skew_s=300)]
    item, _ = held(machine, page, Fault(skew_s=300))
    machine.worker().tick()
    assert machine.store.queue.get(item.id).audit is Audit.ALARM


def test_a_held_post_whose_answer_was_lost_has_its_time_looked_at_too(machine: Machine) -> None:
    page = FakePage(machine.clock)
    item, due = held(machine, page, Fault(skew_s=300, answer=lost()))
    machine.worker().tick()
    machine.clock.pass_s(20)
    machine.worker().tick()
    assert status(machine, item) is Status.PUBLISHED
    assert page.posts[0].scheduled == due


def test_a_held_post_is_found_though_the_page_is_not_to_hold_posts_any_more(
    machine: Machine,
) -> None:
    page = FakePage(machine.clock)
    item, due = held(machine, page, Fault(answer=lost()))
    machine.worker().tick()
    assert status(machine, item) is Status.UNKNOWN
    target = machine.pages[item.page].target
    machine.add_page(page, target=target, policy=Policy(native=False))
    for _ in range(8):
        machine.clock.pass_s(300)
        machine.worker().tick()
    found = machine.store.queue.get(item.id)
    assert (found.status, found.held_until) == (Status.PUBLISHED, due)
    assert page.calls.count("create") == 1


def held(machine: Machine, page: FakePage, fault: Fault) -> tuple[QueueItem, datetime]:
    policy = Policy(native=True)
    target = machine.add_page(page, policy=policy).target
    now = machine.clock.wall
    due = now + timedelta(hours=3)
    draft = photo_draft(machine.store)
    page.faults["create"] = [fault]
    return queue_draft(machine.store, draft, target, now=now, due=due, policy=policy), due


def test_an_item_that_is_refused_waits_for_a_person_and_goes_out_when_tried_again(
    machine: Machine,
) -> None:
    page = FakePage(machine.clock)
    item = queued(machine, page)
    page.faults["create"] = [Fault(deed=Deed.NOTHING, answer=Rejected("the text is too long"))]
    assert run_to_rest(machine, item).status is Status.ATTENTION
    now = machine.clock.wall
    machine.store.queue.retry(item.id, when(now, now=now), now=now, actor=EDITOR)
    item = run_to_rest(machine, item)
    assert item.status is Status.PUBLISHED
    assert_legal(machine.store, item)


def test_the_audit_flags_every_duplicate_that_the_server_makes(machine: Machine) -> None:
    page = FakePage(machine.clock)
    work = machine.add_page(page, policy=QUICK)
    now = machine.clock.wall
    drafts = [
        photo_draft(machine.store),
        text_draft(machine.store),
        photo_draft(machine.store),
    ]
    items = [queue_draft(machine.store, each, work.target, now=now) for each in drafts]
    lost_too = Fault(deed=Deed.DONE_TWICE, answer=lost())
    page.faults["create"] = [Fault(deed=Deed.DONE_TWICE)] * 2 + [lost_too]

    items = [run_to_rest(machine, each) for each in items]

    assert [each.audit for each in items] == [Audit.ALARM] * 3
    for item, draft in zip(items, drafts, strict=True):
        made = {each.id for each in own_posts(page, draft.post)}
        assert len(made) == 2
        assert all(each in (item.last_error or "") for each in made)


def test_two_workers_make_one_post_of_each_item_and_one_at_a_time_for_a_page(
    machine: Machine, open_store: OpenStore
) -> None:
    """The second ticks at every point that the first one passes."""
    page = FakePage(machine.clock)
    target = machine.add_page(page, policy=QUICK).target
    now = machine.clock.wall
    items = [
        queue_draft(machine.store, photo_draft(machine.store), target, now=now) for _ in range(2)
    ]
    other = machine.work("b", store=open_store())
    busy: list[int] = []

    def meddle(point: str) -> None:
        del point
        Worker(other).tick()
        counts = machine.store.queue.counts()
        busy.append(sum(counts.get(each, 0) for each in BUSY))

    machine.worker("a", at=meddle).tick()
    items = [run_to_rest(machine, each) for each in items]

    assert max(busy) == 1
    assert [each.status for each in items] == [Status.PUBLISHED] * 2
    assert len(page.posts) == 2


@pytest.mark.parametrize(
    ("zone", "begin"),
    [
        ("Africa/Cairo", datetime(2026, 4, 22, 0, 0, tzinfo=UTC)),
        ("Africa/Cairo", datetime(2026, 10, 27, 0, 0, tzinfo=UTC)),
        ("Asia/Beirut", datetime(2026, 3, 27, 0, 0, tzinfo=UTC)),
        ("Africa/Casablanca", datetime(2026, 2, 13, 0, 0, tzinfo=UTC)),
    ],
)
def test_each_slot_has_one_post_over_days_of_changing_clocks(
    sqlite_store: Store, zone: str, begin: datetime
) -> None:
    clock = PracticeClock()
    clock.pass_s((begin - clock.wall).total_seconds())
    machine = Machine(store=sqlite_store, clock=clock)
    page = FakePage(clock)
    target = machine.add_page(page, policy=Policy(spacing=timedelta(0))).target
    slots = Slots.parse(["sun-sat 00:30 12:00 23:30"], zone=ZoneInfo(zone))
    draft = text_draft(sqlite_store)
    dues = []
    for slot, _ in zip(slots.after(clock.wall), range(9), strict=False):
        queue_draft(sqlite_store, draft, target, now=clock.wall, due=slot.due)
        dues.append(slot.due)
    assert len(set(dues)) == len(dues)
    for due in dues:
        for moment in (due - timedelta(minutes=30), due - timedelta(seconds=1), due):
            clock.pass_s(max(0.0, (moment - clock.wall).total_seconds()))
            machine.worker().tick()

    assert len(page.posts) == len(dues)
    for due, post in zip(dues, page.posts, strict=True):
        assert post.created == due
