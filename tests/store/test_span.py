from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from stores import EDITOR, NOW, OTHER_PAGE, PAGE, add_draft

from composer.domain.post import Target
from composer.domain.queue import QueueItem, Status
from composer.store.change import DraftChange
from composer.store.item import number_of
from composer.store.queue import NewItem, When
from composer.store.schema import item as table
from composer.store.span import faces, items_within, place_of, untimed, waiting_items
from composer.store.store import Store

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def approved(store: Store, title: str, target: Target = PAGE) -> str:
    draft = add_draft(store, title)
    store.drafts.approve(draft.id, target, approver=EDITOR, now=NOW)
    return draft.id


def queued(
    store: Store,
    title: str,
    due: datetime = NOW,
    target: Target = PAGE,
    **facts: Any,  # noqa: ANN401 - columns have many types
) -> QueueItem:
    draft = approved(store, title, target)
    approval = store.drafts.approval(draft, target)
    assert approval is not None
    new = NewItem(
        draft=draft,
        target=target,
        approval=approval.fingerprint,
        when=When(due=due, wake=due, zone="UTC"),
    )
    found = store.queue.add(new, now=NOW, actor=EDITOR)
    if facts:
        with store.database.write() as connection:
            change = update(table).where(table.c.id == number_of(found.id))
            connection.execute(change.values(**facts))
    return store.queue.get(found.id)


def within(store: Store, begins: datetime, ends: datetime, target: Target = PAGE) -> list[str]:
    found = items_within(store.database, target, begins=begins, ends=ends)
    return [each.id for each in found]


def test_items_stand_where_they_are_due_and_posts_where_they_went_out(store: Store) -> None:
    out: dict[str, Any] = {"status": Status.PUBLISHED, "post_id": "1_1"}
    queued(store, "أول", NOW)
    queued(store, "ثان", NOW - DAY, **out, published=NOW + HOUR)
    queued(store, "ثالث", NOW - 40 * DAY, **out, published=NOW)
    queued(store, "رابع", NOW + 2 * HOUR, **out, published=NOW - DAY, held_until=NOW + 2 * HOUR)
    queued(store, "خامس", NOW, OTHER_PAGE)
    queued(store, "سادس", NOW + HOUR, status=Status.CANCELLED)
    assert within(store, NOW, NOW + DAY) == ["q1", "q2", "q4"]
    assert within(store, NOW - DAY, NOW) == []
    assert within(store, NOW - 41 * DAY, NOW - 39 * DAY) == ["q3"]
    assert within(store, NOW, NOW + DAY, OTHER_PAGE) == ["q5"]


def test_a_post_is_found_just_where_it_stands(sqlite_store: Store) -> None:
    store = sqlite_store
    queued(store, "خبر", status=Status.PUBLISHED, post_id="1_1")

    @settings(max_examples=25, deadline=None)  # the disk decides how long a write takes
    @given(late=st.integers(-5, 60), begin=st.integers(-70, 70), days=st.integers(1, 14))
    def check(late: int, begin: int, days: int) -> None:
        with store.database.write() as connection:
            connection.execute(update(table).values(published=NOW + late * DAY))
        place, begins = place_of(store.queue.get("q1")), NOW + begin * DAY
        found = within(store, begins, begins + days * DAY)
        assert (found == ["q1"]) == (begins <= place < begins + days * DAY)

    check()


def test_what_may_still_be_sent_waits_in_the_order_in_which_it_is_due(store: Store) -> None:
    queued(store, "أول", NOW + HOUR)
    queued(store, "ثان", NOW, status=Status.ATTENTION)
    queued(store, "ثالث", NOW, status=Status.CANCELLED)
    queued(store, "رابع", NOW, OTHER_PAGE)
    assert [each.id for each in waiting_items(store.database, PAGE)] == ["q2", "q1"]


def test_an_approved_draft_waits_for_a_time_until_it_has_one_or_is_out(store: Store) -> None:
    first, second = approved(store, "أول"), approved(store, "ثان")
    approved(store, "ثالث", OTHER_PAGE)
    add_draft(store, "رابع")
    queued(store, "خامس")
    queued(store, "سادس", status=Status.PUBLISHED, post_id="1_1")
    withdrawn: dict[str, Any] = {"status": Status.PUBLISHED, "withdrawn": NOW}
    seventh = queued(store, "سابع", post_id="1_2", **withdrawn)
    eighth = queued(store, "ثامن", status=Status.CANCELLED)
    found = untimed(store.database, PAGE)
    assert [each.draft for each in found] == [eighth.draft, seventh.draft, second, first]
    assert (found[2].title, found[2].approver, found[2].approved) == ("ثان", EDITOR, NOW)
    assert len(untimed(store.database, PAGE, limit=1)) == 1
    store.drafts.edit(
        second, DraftChange(text="آخر"), expected_revision=None, now=NOW, actor=EDITOR
    )
    store.drafts.remove(first, now=NOW, actor=EDITOR)
    left = [each.draft for each in untimed(store.database, PAGE)]
    assert left == [eighth.draft, seventh.draft]


def test_a_draft_shows_the_first_image_of_its_post(store: Store) -> None:
    first, second = add_draft(store, "أول"), add_draft(store, "ثان", shades=(5, 6))
    found = faces(store.database, [first.id, second.id, second.id, "none"])
    assert {name: face.sha256 for name, face in found.items()} == {
        each.id: each.post.images[0].sha256 for each in (first, second)
    }
    assert faces(store.database, []) == {}
