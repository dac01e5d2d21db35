import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from stores import (
    EDITOR,
    NOW,
    PAGE,
    OpenStore,
    add_draft,
    bundle_files,
    put_item,
    write_bundle,
)

from composer.domain.queue import LIVE, Status
from composer.errors import DraftError
from composer.store.change import DraftChange
from composer.store.schema import draft, item
from composer.store.store import Store
from composer.store.stored import StoredDraft

OLD = NOW - timedelta(days=100)
KEEP_FROM = NOW - timedelta(days=90)
LATER = datetime(2100, 1, 1, tzinfo=UTC)
"""Far enough from the clock of the disk that every image is older than an hour."""


def images(store: Store) -> set[str]:
    return {each.name for each in store.state.glob("blobs/??/*")}


def clean(store: Store) -> tuple[tuple[str, ...], int]:
    cleaned = store.drafts.clean(before=KEEP_FROM, now=LATER, actor="runner")
    return cleaned.drafts, cleaned.images


def posted(made: StoredDraft) -> set[str]:
    return {each.sha256 for each in made.post.images}


def test_a_removed_draft_is_gone_but_for_its_journal(store: Store) -> None:
    made = add_draft(store)
    store.drafts.approve(made.id, PAGE, approver=EDITOR, now=NOW)
    assert store.drafts.remove(made.id[:6], now=NOW, actor=EDITOR) == made.id
    with pytest.raises(DraftError, match="was removed: compose its article again"):
        store.drafts.get(made.id)
    events = [each.event for each in store.journal.of(draft_id=made.id)]
    assert events == ["taken in", "approved", "approval voided", "removed"]
    with store.database.read() as connection:
        row = connection.execute(select(draft)).one()
    assert (row.removed, row.title, row.document) == (NOW, made.title, "{}")


def test_a_draft_that_may_still_be_sent_is_not_removed(store: Store) -> None:
    for status in Status:
        made = add_draft(store, f"في حال {status}")
        number = put_item(store, made.id, status)
        if status in LIVE:
            with pytest.raises(DraftError, match=f"queue as q{number}: nashir queue cancel"):
                store.drafts.remove(made.id, now=NOW, actor=EDITOR)
        else:
            store.drafts.remove(made.id, now=NOW, actor=EDITOR)
        with store.database.write() as connection:  # the page is free for the next
            change = update(item).where(item.c.id == number)
            if status not in {Status.PUBLISHED, Status.CANCELLED}:
                connection.execute(change.values(status=Status.PUBLISHED, post_id="p"))


def test_images_of_a_removed_draft_are_swept_and_those_of_others_stay(store: Store) -> None:
    gone = add_draft(store, "أ", shades=(1, 2))
    kept = add_draft(store, "ب", shades=(2, 3))
    store.drafts.remove(gone.id, now=NOW, actor=EDITOR)
    assert clean(store) == ((), 2)
    assert images(store) == {card.sha256 for card in kept.cards}


def test_an_image_younger_than_an_hour_is_never_swept(store: Store) -> None:
    made = add_draft(store)
    store.drafts.remove(made.id, now=NOW, actor=EDITOR)
    written = max(each.stat().st_mtime for each in store.state.glob("blobs/??/*"))
    soon = datetime.fromtimestamp(written, UTC) + timedelta(minutes=59)
    cleaned = store.drafts.clean(before=KEEP_FROM, now=soon, actor="runner")
    assert cleaned.images == 0
    assert len(images(store)) == 4


@pytest.mark.parametrize("status", sorted(LIVE))
def test_what_an_item_may_still_send_is_kept_when_the_draft_changes(
    store: Store, status: Status
) -> None:
    made = add_draft(store)
    fingerprint = store.drafts.approve(made.id, PAGE, approver=EDITOR, now=NOW).fingerprint
    number = put_item(store, made.id, status)
    with store.database.write() as connection:
        connection.execute(update(item).values(approval=fingerprint))
        connection.execute(draft.update().values(removed=NOW))
    assert clean(store) == ((), 2)
    assert images(store) == posted(made)
    assert number


@pytest.mark.parametrize(("days", "kept"), [(89, 2), (91, 0)])
def test_images_of_published_items_are_kept_for_the_retention(
    store: Store, days: int, kept: int
) -> None:
    made = add_draft(store)
    fingerprint = store.drafts.approve(made.id, PAGE, approver=EDITOR, now=NOW).fingerprint
    put_item(store, made.id, Status.PUBLISHED)
    with store.database.write() as connection:
        published = NOW - timedelta(days=days)
        connection.execute(update(item).values(approval=fingerprint, published=published))
    store.drafts.remove(made.id, now=NOW, actor=EDITOR)
    clean(store)
    assert len(images(store)) == kept


def test_old_drafts_that_nobody_touched_are_cleaned_up(store: Store) -> None:
    old = add_draft(store, "قديم", now=OLD, shades=(1,))
    young = add_draft(store, "جديد", now=NOW, shades=(2,))
    assert clean(store) == ((old.id,), 2)
    assert [row.id for row in store.drafts.all()] == [young.id]
    assert images(store) == {card.sha256 for card in young.cards}
    line = store.journal.of(draft_id=old.id)[-1]
    assert (line.event, line.actor) == ("cleaned up", "runner")


def test_what_a_person_touched_is_never_cleaned_up(store: Store) -> None:
    names = ("أ", "ب", "ج", "د", "ه")
    edited, approved, queued, asked, rejected = (add_draft(store, each, now=OLD) for each in names)
    store.drafts.ask(asked.id, now=OLD, actor=EDITOR)
    store.drafts.reject(rejected.id, reason="x", now=OLD, actor=EDITOR)
    change = DraftChange(text="نص")
    store.drafts.edit(edited.id, change, expected_revision=1, now=OLD, actor=EDITOR)
    store.drafts.approve(approved.id, PAGE, approver=EDITOR, now=OLD)
    put_item(store, queued.id, Status.CANCELLED)
    assert clean(store) == ((), 0)
    assert len(store.drafts.all()) == 5


def test_hundreds_of_old_drafts_are_cleaned_up(store: Store) -> None:
    for number in range(230):
        write_bundle(store.inbox, bundle_files(f"خبر {number}", shades=(number,), sizes=("s",)))
    store.drafts.take_in(store.inbox, now=OLD, actor=EDITOR)
    names, count = clean(store)
    assert (len(names), count) == (230, 230)
    assert images(store) == set()


def test_an_image_that_is_wanted_again_while_others_sweep_is_there_in_the_end(
    store: Store, open_store: OpenStore
) -> None:
    other = open_store()
    made = add_draft(store)
    for _ in range(10):
        store.drafts.remove(made.id, now=NOW, actor=EDITOR)
        for each in store.state.glob("blobs/??/*"):
            os.utime(each, (1, 1))
        write_bundle(store.inbox, bundle_files())
        with ThreadPoolExecutor(2) as programs:
            sweeping = programs.submit(clean, other)
            store.drafts.take_in(store.inbox, now=NOW, actor=EDITOR)
            sweeping.result()
        for card in store.drafts.get(made.id).cards:
            store.blobs.get(card.sha256)
