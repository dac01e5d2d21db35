"""An older backup is restored while the page shows what was sent after it was made."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from itertools import cycle
from pathlib import Path

import pytest
from fake_page import Deed, Died, FakePage, Fault, lost, throttled
from stores import EDITOR
from worker_parts import (
    COMMENT,
    LINK,
    Machine,
    Tripwire,
    faults_of,
    photo_draft,
    queue_draft,
    run_to_rest,
    text_draft,
    when,
)

from composer.domain.post import Target
from composer.domain.queue import CommentStatus, QueueItem, Status
from composer.publishing.policy import Policy
from composer.store.backup import backup
from composer.store.restore import Place
from composer.store.restore import restore as restore_backup
from composer.store.schema import meta
from composer.store.store import RESTORED, Store
from composer.store.stored import StoredDraft

_KINDS: dict[str, Callable[[Store], StoredDraft]] = {
    "images": lambda store: photo_draft(store, comment=COMMENT),
    "text": text_draft,
    "link": lambda store: text_draft(store, link=LINK),
}


def restore(machine: Machine) -> None:
    """Mark the store as one that a backup was restored to."""
    row = {"name": RESTORED, "value": machine.clock.wall.isoformat()}
    with machine.store.database.write() as connection:
        connection.execute(meta.insert().values(**row))
    machine.clock.pass_s(5)


def publish_in_the_lost_time(machine: Machine, page: FakePage, item: QueueItem) -> None:
    """Publish an item and forget all of it, as a backup does that was made before."""
    post = machine.store.drafts.content(item.approval)
    data = [machine.store.blobs.get(each.sha256) for each in post.images]
    pairs = zip(post.images, data, strict=True)
    images = [page.stage(image, each, temporary=False) for image, each in pairs]
    post_id = page.create(post.text, link=post.link, images=images, at=None)
    if post.comment:
        page.comment(post_id, post.comment)
    page.calls.clear()


@pytest.mark.parametrize("kind", _KINDS)
def test_what_was_published_after_the_backup_is_not_published_again(
    machine: Machine, kind: str
) -> None:
    page = FakePage(machine.clock)
    target = machine.add_page(page).target
    item = queue_draft(machine.store, _KINDS[kind](machine.store), target, now=machine.clock.wall)
    publish_in_the_lost_time(machine, page, item)
    machine.clock.pass_s(600)
    restore(machine)

    item = run_to_rest(machine, item)

    assert item.status is Status.PUBLISHED
    assert faults_of(machine.store, page, item) == []
    assert "create" not in page.calls
    assert "comment" not in page.calls


@pytest.mark.parametrize("point", ["claimed", "uploaded", "upload recorded", "intent recorded"])
def test_what_the_backup_holds_in_the_middle_of_its_way_is_looked_for(
    machine: Machine, point: str
) -> None:
    page = FakePage(machine.clock)
    target = machine.add_page(page).target
    draft = photo_draft(machine.store)
    item = queue_draft(machine.store, draft, target, now=machine.clock.wall)
    with suppress(Died):
        machine.worker("old", at=Tripwire(point)).tick()
    machine.dead.add("old")
    publish_in_the_lost_time(machine, page, item)
    machine.clock.pass_s(60)
    restore(machine)

    item = run_to_rest(machine, item)

    assert faults_of(machine.store, page, item) == []
    assert item.status in {Status.PUBLISHED, Status.ATTENTION}
    assert "create" not in page.calls


def test_what_was_moved_forward_after_the_backup_is_looked_for(machine: Machine) -> None:
    page = FakePage(machine.clock)
    target = machine.add_page(page).target
    now = machine.clock.wall
    draft = photo_draft(machine.store)
    item = queue_draft(machine.store, draft, target, now=now, due=now + timedelta(hours=5))
    publish_in_the_lost_time(machine, page, item)
    restore(machine)
    for _ in range(4):
        machine.worker().tick()
        machine.clock.pass_s(400)

    item = run_to_rest(machine, item)

    assert item.status is Status.PUBLISHED
    assert faults_of(machine.store, page, item) == []
    assert "create" not in page.calls


def test_what_waited_for_a_person_in_the_backup_is_looked_for_before_it_is_tried_again(
    machine: Machine,
) -> None:
    page = FakePage(machine.clock)
    target = machine.add_page(page).target
    item = queue_draft(machine.store, photo_draft(machine.store), target, now=machine.clock.wall)
    machine.clock.pass_s(timedelta(hours=3).total_seconds())
    item = run_to_rest(machine, item)
    assert item.status is Status.ATTENTION  # its time was over
    publish_in_the_lost_time(machine, page, item)
    restore(machine)
    machine.worker().tick()

    item = machine.store.queue.get(item.id)
    assert item.status is Status.PUBLISHED
    assert faults_of(machine.store, page, item) == []


def test_a_comment_that_was_written_after_the_backup_is_not_written_again(
    machine: Machine,
) -> None:
    page = FakePage(machine.clock)
    target = machine.add_page(page).target
    draft = photo_draft(machine.store, comment=COMMENT)
    item = queue_draft(machine.store, draft, target, now=machine.clock.wall)
    page.faults["comment"] = [Fault(deed=Deed.NOTHING, answer=throttled(60))]
    machine.worker().tick()
    item = machine.store.queue.get(item.id)
    assert (item.status, item.comment) == (Status.PUBLISHED, CommentStatus.WAITING)
    page.comment(item.post_id or "", COMMENT)
    machine.clock.pass_s(120)
    restore(machine)

    item = run_to_rest(machine, item)

    assert item.comment is CommentStatus.POSTED
    assert faults_of(machine.store, page, item) == []


def test_a_comment_that_is_not_there_after_a_restore_is_left_to_a_person(machine: Machine) -> None:
    page = FakePage(machine.clock)
    target = machine.add_page(page).target
    draft = photo_draft(machine.store, comment=COMMENT)
    item = queue_draft(machine.store, draft, target, now=machine.clock.wall)
    page.faults["comment"] = [Fault(deed=Deed.NOTHING, answer=throttled(60))]
    machine.worker().tick()
    machine.clock.pass_s(120)
    restore(machine)

    item = run_to_rest(machine, item)

    assert item.comment is CommentStatus.ATTENTION


def test_what_is_not_on_the_page_is_sent_when_it_has_settled(machine: Machine) -> None:
    """And what was not due at the restore waits for its own time, and nothing is asked in haste."""
    page = FakePage(machine.clock)
    policy = Policy()
    target = machine.add_page(page, policy=policy).target
    now = machine.clock.wall
    item = queue_draft(machine.store, photo_draft(machine.store), target, now=now)
    later = now + timedelta(hours=1)
    other = queue_draft(machine.store, text_draft(machine.store), target, now=now, due=later)
    restore(machine)

    ticks = int(policy.settle.total_seconds()) // 20
    for _ in range(ticks - 1):
        machine.worker().tick()
        machine.clock.pass_s(20)
    assert "create" not in page.calls
    assert page.calls.count("newest") <= ticks / 3 + 1
    item = run_to_rest(machine, item)
    other = run_to_rest(machine, other)

    assert (item.status, other.status) == (Status.PUBLISHED, Status.PUBLISHED)
    assert other.published is not None
    assert other.published >= later
    assert machine.store.restored() is None


def test_a_page_that_cannot_be_seen_after_a_restore_gets_nothing(machine: Machine) -> None:
    page = FakePage(machine.clock)
    target = machine.add_page(page).target
    item = queue_draft(machine.store, photo_draft(machine.store), target, now=machine.clock.wall)
    page.faults["newest"] = [Fault(deed=Deed.NOTHING, answer=throttled(None))] * 100
    restore(machine)
    for _ in range(6):
        machine.worker().tick()
        machine.clock.pass_s(400)

    assert machine.store.queue.get(item.id).status is Status.QUEUED
    assert "create" not in page.calls


def test_a_held_post_is_found_after_a_restore(machine: Machine) -> None:
    page = FakePage(machine.clock)
    policy = Policy(native=True)
    target: Target = machine.add_page(page, policy=policy).target
    now = machine.clock.wall
    due = now + timedelta(hours=3)
    draft = photo_draft(machine.store)
    item = queue_draft(machine.store, draft, target, now=now, due=due, policy=policy)
    post = machine.store.drafts.content(item.approval)
    images = [
        page.stage(each, machine.store.blobs.get(each.sha256), temporary=True)
        for each in post.images
    ]
    page.create(post.text, link=None, images=images, at=due)
    page.calls.clear()
    restore(machine)

    machine.worker().tick()
    item = machine.store.queue.get(item.id)

    assert (item.status, item.held_until) == (Status.PUBLISHED, due)
    item = run_to_rest(machine, item, most=100)
    assert faults_of(machine.store, page, item) == []
    assert "create" not in page.calls


def test_an_unknown_outcome_is_looked_after_though_a_backup_was_restored(
    machine: Machine,
) -> None:
    page = FakePage(machine.clock)
    target = machine.add_page(page).target
    item = queue_draft(machine.store, photo_draft(machine.store), target, now=machine.clock.wall)
    page.faults["create"] = [Fault(answer=lost())]
    machine.worker().tick()
    now = machine.clock.wall
    restore(machine)
    machine.store.pages.pause(target, now=now, actor=EDITOR)

    item = run_to_rest(machine, item)

    assert item.status is Status.PUBLISHED
    assert faults_of(machine.store, page, item) == []
    assert when(now, now=now).due == now


_MOMENTS = (
    *("", "claimed", "uploading", "uploaded", "upload recorded", "intent recorded"),
    *("answer received", "published", "comment intent recorded", "comment answered"),
)


@pytest.mark.parametrize(
    ("store_url", "point"),
    list(zip(cycle(("sqlite", "postgresql")), _MOMENTS, strict=False)),
    indirect=["store_url"],
)
def test_a_real_backup_of_any_moment_brings_no_second_post(
    machine: Machine, tmp_path: Path, point: str
) -> None:
    """One item in the middle of its way, one due later; all went out before the restore."""
    page, store = FakePage(machine.clock), machine.store
    target = machine.add_page(page, policy=Policy(spacing=timedelta(0))).target
    now = machine.clock.wall
    drafts = photo_draft(store, comment=COMMENT), text_draft(store)
    dues = now, now + timedelta(minutes=30)
    items = [
        queue_draft(store, draft, target, now=now, due=due)
        for draft, due in zip(drafts, dues, strict=True)
    ]
    machine.survive(machine.worker("a", at=Tripwire(point)).tick if point else int, "a")
    made = backup(store, tmp_path / "backup.tar", now=now).file
    machine.dead.add("a")
    for _ in range(6):
        machine.worker("b").tick()
        machine.clock.pass_s(400)
    published = len(page.posts)
    machine.dead.add("b")
    file = store.database.file
    url = store.database.url if file is None else f"sqlite:///{file}"
    place = Place(url=url, workspace=store.state.parent, state=store.state)
    restore_backup(made, place, is_alive=lambda _: False, now=machine.clock.wall, actor=EDITOR)
    page.calls.clear()
    machine.clock.pass_s(2)

    items = [run_to_rest(machine, each) for each in items]

    assert published >= 1
    assert "create" not in page.calls
    assert "comment" not in page.calls
    for item in items:
        assert faults_of(store, page, item) == []
        assert item.status is Status.PUBLISHED or item.doubt
        assert item.comment in {None, CommentStatus.POSTED, CommentStatus.ATTENTION}
