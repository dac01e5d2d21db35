from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import delete, insert, update
from stores import EDITOR, NOW, PAGE, OpenStore, add_draft

from composer.store.change import DraftChange
from composer.store.database import IntegrityError
from composer.store.schema import journal
from composer.store.store import Store


def test_lines_come_back_in_the_order_in_which_they_were_written(store: Store) -> None:
    with store.database.write() as connection:
        for minutes, event in ((5, "first"), (0, "second")):
            at = NOW + timedelta(minutes=minutes)
            store.journal.write(connection, at=at, actor=EDITOR, event=event, draft="d", n=minutes)
    lines = store.journal.of(draft_id="d")
    assert [each.event for each in lines] == ["first", "second"]
    assert lines[0].at == NOW + timedelta(minutes=5)
    assert lines[0].detail == {"n": 5}


def test_a_line_is_found_by_its_draft_or_its_item(store: Store) -> None:
    with store.database.write() as connection:
        write = partial(store.journal.write, connection, at=NOW, actor=EDITOR)
        write(event="a", draft="d")
        write(event="b", item=7)
        write(event="c")
    assert [each.event for each in store.journal.of(draft_id="d")] == ["a"]
    assert [each.event for each in store.journal.of(item_id=7)] == ["b"]
    assert [each.event for each in store.journal.of(draft_id="d", item_id=7)] == ["a", "b"]
    assert len(store.journal.of()) == 3


def test_what_failed_leaves_no_line(store: Store) -> None:
    def fail_after_a_line() -> None:
        with store.database.write() as connection:
            store.journal.write(connection, at=NOW, actor=EDITOR, event="lost", draft="d")
            raise KeyError

    with pytest.raises(KeyError):
        fail_after_a_line()
    assert store.journal.of() == ()


def test_no_line_is_ever_changed_or_deleted(store: Store) -> None:
    with store.database.write() as connection:
        store.journal.write(connection, at=NOW, actor=EDITOR, event="kept", draft="d")
    for change in (update(journal).values(actor="nobody"), delete(journal)):
        with pytest.raises(IntegrityError, match="journal"), store.database.write() as connection:
            connection.execute(change)
    again = {"id": 1, "at": NOW, "actor": "x", "event": "y", "detail": "{}"}
    replacing = insert(journal).prefix_with("OR REPLACE", dialect="sqlite").values(**again)
    with pytest.raises(IntegrityError), store.database.write() as connection:
        connection.execute(replacing)
    assert [each.event for each in store.journal.of()] == ["kept"]


def test_new_lines_come_with_the_revision_at_which_their_draft_stands(store: Store) -> None:
    assert store.journal.last() == 0
    assert store.journal.since(0) == ()
    made = add_draft(store)
    before = store.journal.last()
    change = DraftChange(text="نص")
    store.drafts.edit(made.id, change, expected_revision=1, now=NOW, actor=EDITOR)
    store.drafts.approve(made.id, PAGE, approver=EDITOR, now=NOW)
    store.pages.pause(PAGE, now=NOW, actor=EDITOR)
    lines = store.journal.since(before)
    assert [(each.event, each.draft, each.revision) for each in lines] == [
        ("edited", made.id, 2),
        ("approved", made.id, 2),
        ("page paused", None, None),
    ]
    assert lines[-1].id == store.journal.last()
    assert store.journal.since(lines[-1].id) == ()
    assert store.journal.since(before, limit=1) == lines[:1]


def test_a_line_of_a_transaction_that_ended_late_is_found_by_looking_back(
    store: Store, open_store: OpenStore
) -> None:
    if store.database.dialect == "sqlite":
        return  # there a writer is alone
    with store.database.write() as late:
        store.journal.write(late, at=NOW, actor=EDITOR, event="late")
        other = open_store()
        with other.database.write() as connection:
            other.journal.write(connection, at=NOW, actor=EDITOR, event="early")
        (early,) = other.journal.since(0)
        assert early.event == "early"
    assert [each.event for each in store.journal.since(early.id)] == []
    assert [each.event for each in store.journal.since(early.id - 20)] == ["late", "early"]
