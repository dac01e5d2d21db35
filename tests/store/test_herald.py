from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from stores import EDITOR, NOW, PAGE, SQLITE_URL, add_draft

from composer.domain.notice import EVENTS, NoticeKind
from composer.store.herald import TOLD
from composer.store.notice import Notice
from composer.store.queue import NewItem, When
from composer.store.schema import notice
from composer.store.store import Store

LATER = NOW + timedelta(hours=2)


def opened(
    folder: Path, *events: NoticeKind, channels: tuple[str, ...] = ("webhook", "mail")
) -> Store:
    return Store.open(
        SQLITE_URL,
        workspace=folder,
        state=folder / ".nashir",
        channels=channels,
        events=frozenset(events),
    )


@pytest.fixture
def telling(tmp_path: Path) -> Iterator[Store]:
    with opened(tmp_path, *EVENTS).closing() as store:
        yield store


def queued(store: Store) -> str:
    """Return the ID of an item that a draft was made, approved and queued for."""
    draft = add_draft(store)
    approval = store.drafts.approve(draft.id, PAGE, approver=EDITOR, now=NOW)
    when = When(due=LATER, wake=LATER, zone="UTC", wall="2026-11-24 17:00")
    new = NewItem(draft=draft.id, target=PAGE, approval=approval.fingerprint, when=when)
    return store.queue.add(new, now=NOW, actor=EDITOR).id


def break_off(store: Store, draft: str) -> None:
    """Write a line in a transaction that comes to nothing."""
    with store.database.write() as connection:
        store.journal.write(connection, at=NOW, actor=EDITOR, event="approved", draft=draft)
        raise RuntimeError


def due(store: Store) -> list[Notice]:
    return list(store.notices.due(NOW + timedelta(days=1)))


def test_programs_are_told_what_happens_in_its_order(telling: Store) -> None:
    item = queued(telling)
    telling.queue.cancel(item, now=NOW, actor="badr")
    told = sorted(due(telling), key=lambda each: each.id)
    assert [each.kind for each in told] == ["draft", "approved", "queued", "cancelled"]
    assert {each.title for each in told} == {"افتتاح محطة جديدة"}
    made, approved, put, gone = told
    assert (made.page, made.item, made.detail["actor"]) == (None, None, EDITOR)
    assert (approved.page, approved.text) == ("main", f"approved by {EDITOR}")
    assert (put.page, put.item, put.detail["due"]) == ("main", 1, LATER.isoformat())
    assert (gone.page, gone.item, gone.detail["actor"]) == ("main", 1, "badr")


def test_what_asks_nobody_to_act_never_goes_by_mail(telling: Store) -> None:
    queued(telling)
    assert {each.channel for each in due(telling)} == {"webhook"}


def test_only_what_was_chosen_is_told(tmp_path: Path) -> None:
    with opened(tmp_path, NoticeKind.QUEUED).closing() as store:
        queued(store)
        assert [each.kind for each in due(store)] == ["queued"]


def test_without_a_webhook_nothing_is_kept(tmp_path: Path) -> None:
    with opened(tmp_path, *EVENTS, channels=("mail",)).closing() as store:
        queued(store)
        with store.database.read() as connection:
            assert connection.execute(select(notice)).all() == []


def test_what_did_not_happen_is_not_told(telling: Store) -> None:
    draft = add_draft(telling)
    before = len(due(telling))
    with pytest.raises(RuntimeError):
        break_off(telling, draft.id)
    assert len(due(telling)) == before


def test_every_event_for_programs_can_come_about() -> None:
    assert set(TOLD.values()) == EVENTS
