"""What was approved is what is sent: nothing else, and nothing after a change."""

import threading

from fake_page import Deed, FakePage, Fault, throttled
from stores import EDITOR, OpenStore
from worker_parts import (
    Machine,
    faults_of,
    own_posts,
    photo_draft,
    queue_draft,
    run_to_rest,
)

from composer.domain.queue import Status
from composer.store.change import DraftChange
from composer.store.item import number_of
from composer.store.queue import Queue


def test_a_draft_that_was_changed_after_its_approval_is_not_sent(machine: Machine) -> None:
    page = FakePage(machine.clock)
    target = machine.add_page(page).target
    draft = photo_draft(machine.store)
    item = queue_draft(machine.store, draft, target, now=machine.clock.wall)
    change = DraftChange(text="نص آخر")
    now = machine.clock.wall
    machine.store.drafts.edit(draft.id, change, expected_revision=None, now=now, actor=EDITOR)

    item = run_to_rest(machine, item)

    assert item.status is Status.ATTENTION
    assert "changed after its approval" in (item.last_error or "")
    assert page.calls == []


def test_a_renewed_approval_is_what_is_sent_with_images_of_its_own(machine: Machine) -> None:
    page = FakePage(machine.clock)
    target = machine.add_page(page).target
    draft = photo_draft(machine.store)
    item = queue_draft(machine.store, draft, target, now=machine.clock.wall)
    page.faults["create"] = [Fault(deed=Deed.NOTHING, answer=throttled())]
    machine.worker().tick()  # its images are staged and recorded
    change, now = DraftChange(order=(3, 1)), machine.clock.wall
    machine.store.drafts.edit(draft.id, change, expected_revision=None, now=now, actor=EDITOR)
    approval = machine.store.drafts.approve(draft.id, target, approver=EDITOR, now=now)
    fingerprint = approval.fingerprint

    assert machine.store.queue.bind(draft.id, target, fingerprint, now=now, actor=EDITOR) == 1
    item = run_to_rest(machine, item)

    assert item.status is Status.PUBLISHED
    assert faults_of(machine.store, page, item) == []
    (post,) = own_posts(page, machine.store.drafts.content(fingerprint))
    assert len(post.images) == 2


def test_an_approval_is_not_renewed_under_a_worker(machine: Machine, open_store: OpenStore) -> None:
    """Both at the same moment: one of them is first, and the other sees it."""
    page = FakePage(machine.clock)
    target = machine.add_page(page).target
    draft = photo_draft(machine.store)
    item = queue_draft(machine.store, draft, target, now=machine.clock.wall)
    change, now = DraftChange(text="نص آخر"), machine.clock.wall
    machine.store.drafts.edit(draft.id, change, expected_revision=None, now=now, actor=EDITOR)
    approval = machine.store.drafts.approve(draft.id, target, approver=EDITOR, now=now)
    other = open_store()
    claimed = machine.work().claims
    bound: list[int] = []

    def bind() -> None:
        queue = Queue(other.database, other.ledger)
        fingerprint = approval.fingerprint
        bound.append(queue.bind(draft.id, target, fingerprint, now=now, actor=EDITOR))

    thread = threading.Thread(target=bind)
    with machine.store.database.write() as connection:
        change_row = "UPDATE item SET owner = 'x', lease = wake, fence = 1, status = 'claimed'"
        connection.exec_driver_sql(f"{change_row} WHERE id = {number_of(item.id)}")
        thread.start()
        thread.join(0.3)  # it waits for us
    thread.join()

    assert claimed.get(item.id).status is Status.CLAIMED
    assert bound == [0]
    assert claimed.get(item.id).approval == item.approval
