from datetime import datetime, timedelta

from stores import EDITOR, NOW, PAGE, add_draft

from composer.domain.queue import QueueItem, Status
from composer.store.item_list import list_items
from composer.store.queue import NewItem, When
from composer.store.store import Store


def queued(store: Store, *hours: int) -> None:
    """Queue a draft for some times."""
    draft = add_draft(store).id
    approval = store.drafts.approve(draft, PAGE, approver=EDITOR, now=NOW)
    for each in hours:
        due = NOW + timedelta(hours=each)
        new = NewItem(
            draft=draft,
            target=PAGE,
            approval=approval.fingerprint,
            when=When(due=due, wake=due, zone="UTC"),
            again=True,
        )
        store.queue.add(new, now=NOW, actor=EDITOR)


def test_the_parts_are_the_whole_though_several_are_due_at_once(store: Store) -> None:
    queued(store, 3, 1, 1, 2, 1)
    whole = list_items(store.database, limit=100)
    assert [each.id for each in whole] == ["q2", "q3", "q5", "q4", "q1"]
    parts: list[QueueItem] = []
    after: tuple[datetime, str] | None = None
    while part := list_items(store.database, after=after, limit=2):
        parts += part
        after = (part[-1].due, part[-1].id)
    assert tuple(parts) == whole


def test_only_what_is_asked_for_is_listed(store: Store) -> None:
    queued(store, 1, 2)
    store.queue.cancel("q1", now=NOW, actor=EDITOR)

    def found(page: str | None, *statuses: Status) -> list[str]:
        listed = list_items(store.database, page=page, statuses=statuses or None, limit=9)
        return [each.id for each in listed]

    assert found("main") == ["q1", "q2"]
    assert found("main", Status.QUEUED) == ["q2"]
    assert found(None, Status.CANCELLED, Status.PUBLISHED) == ["q1"]
    assert found("sport") == []
