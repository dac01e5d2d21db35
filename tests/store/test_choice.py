from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from stores import EDITOR, NOW, OTHER_PAGE, PAGE, OpenStore, add_draft

from composer.domain.post import Target
from composer.domain.queue import QueueItem, Status
from composer.store.change import DraftChange
from composer.store.lineup import unapproved
from composer.store.queue import Choice, NewItem, When
from composer.store.store import Store

HOUR = timedelta(hours=1)


def first_free_hour(taken: Collection[datetime]) -> When:
    due = next(due for count in range(100) if (due := NOW + count * HOUR) not in taken)
    return When(due=due, wake=due, zone="UTC")


HOURLY = Choice(since=NOW, choose=first_free_hour)


def queue(
    store: Store, title: str, when: When | Choice = HOURLY, target: Target = PAGE
) -> QueueItem:
    draft = add_draft(store, title)
    approval = store.drafts.approve(draft.id, target, approver=EDITOR, now=NOW)
    new = NewItem(draft=draft.id, target=target, approval=approval.fingerprint, when=when)
    return store.queue.add(new, now=NOW, actor=EDITOR)


def test_a_time_is_chosen_among_what_others_left(store: Store) -> None:
    dues = [queue(store, f"عنوان {number}").due for number in range(3)]
    assert dues == [NOW, NOW + HOUR, NOW + 2 * HOUR]
    assert queue(store, "آخر", target=OTHER_PAGE).due == NOW, "another page has its own times"
    store.queue.cancel("q2", now=NOW, actor=EDITOR)
    assert queue(store, "رابع").due == NOW + HOUR
    assert store.journal.of(item_id=5)[-1].detail["due"] == (NOW + HOUR).isoformat()


def test_an_item_that_moves_is_not_in_its_own_way(store: Store) -> None:
    items = [queue(store, f"عنوان {number}") for number in range(2)]
    for item in items:
        assert store.queue.move(item.id, HOURLY, now=NOW, actor=EDITOR).due == item.due
    store.queue.cancel("q1", now=NOW, actor=EDITOR)
    assert store.queue.move("q2", HOURLY, now=NOW, actor=EDITOR).due == NOW
    assert store.journal.of(item_id=2)[-1].detail == {"due": NOW.isoformat()}


def test_those_who_choose_at_once_get_a_time_each(open_store: OpenStore) -> None:
    stores = [open_store() for _ in range(6)]
    drafts = [add_draft(stores[0], f"عنوان {number}").id for number in range(6)]
    approve = stores[0].drafts.approve
    approvals = [approve(each, PAGE, approver=EDITOR, now=NOW).fingerprint for each in drafts]

    def choose(store: Store, draft: str, approval: str) -> datetime:
        new = NewItem(draft=draft, target=PAGE, approval=approval, when=HOURLY)
        return store.queue.add(new, now=NOW, actor=EDITOR).due

    with ThreadPoolExecutor(6) as people:
        dues = sorted(people.map(choose, stores, drafts, approvals))
    assert dues == [NOW + count * HOUR for count in range(6)]


def test_those_who_move_at_once_get_a_time_each(open_store: OpenStore) -> None:
    stores = [open_store() for _ in range(6)]
    far = NOW + timedelta(days=30)
    when = When(due=far, wake=far, zone="UTC")
    names = [queue(stores[0], f"عنوان {number}", when).id for number in range(6)]

    def move(store: Store, name: str) -> datetime:
        return store.queue.move(name, HOURLY, now=NOW, actor=EDITOR).due

    with ThreadPoolExecutor(6) as people:
        dues = sorted(people.map(move, stores, names))
    assert dues == [NOW + count * HOUR for count in range(6)]


def test_what_was_changed_after_its_approval_is_known(store: Store) -> None:
    kept, changed, sent, doubtful = (queue(store, f"عنوان {number}") for number in range(4))
    for item in (changed, sent, doubtful):
        change = DraftChange(text="نص آخر")
        store.drafts.edit(item.draft, change, expected_revision=None, now=NOW, actor=EDITOR)
    store.queue.cancel(sent.id, now=NOW, actor=EDITOR)
    found = store.queue.get(doubtful.id)
    store.queue.change(found, "asked", NOW, EDITOR, {}, status=Status.ATTENTION, doubt=True)
    assert unapproved(store.database) == {changed.id}
    approval = store.drafts.approve(changed.draft, PAGE, approver=EDITOR, now=NOW)
    store.queue.bind(changed.draft, PAGE, approval.fingerprint, now=NOW, actor=EDITOR)
    assert unapproved(store.database) == frozenset()
    assert store.queue.get(kept.id).approval != approval.fingerprint
