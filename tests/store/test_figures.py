from datetime import timedelta

from sqlalchemy import update
from stores import NOW, PAGE, add_draft, put_item

from composer.domain.queue import Status
from composer.store.figures import OPEN, read_figures
from composer.store.schema import item as table
from composer.store.store import Store


def test_each_item_that_is_not_over_is_counted_in_its_status(store: Store) -> None:
    busy = Status.UNKNOWN
    put_item(store, add_draft(store, "خبر منشور").id, Status.PUBLISHED)
    put_item(store, add_draft(store, "خبر ملغى").id, Status.CANCELLED)
    for number, status in enumerate((Status.QUEUED, Status.QUEUED, busy, Status.ATTENTION)):
        put_item(store, add_draft(store, f"خبر {number}").id, status)
    found = read_figures(store.database, now=NOW)
    assert found.depth == dict.fromkeys(OPEN, 0) | {
        Status.QUEUED: 2,
        Status.UNKNOWN: 1,
        Status.ATTENTION: 1,
    }
    assert (found.longest, found.unknown_since) == (NOW, NOW)
    assert found.by_page == {}


def test_an_item_that_is_under_way_is_counted_where_it_is(store: Store) -> None:
    for status in (Status.CLAIMED, Status.UPLOADING, Status.COMMITTING):
        number = put_item(store, add_draft(store, f"خبر {status}").id, status)
        assert read_figures(store.database, now=NOW).depth[status] == 1
        _end(store, number)


def test_two_items_of_one_draft_before_a_person_are_two(store: Store) -> None:
    draft = add_draft(store).id
    for _ in range(2):
        put_item(store, draft, Status.ATTENTION)
    found = read_figures(store.database, now=NOW, per_page=True)
    assert found.depth[Status.ATTENTION] == 2
    assert found.by_page == {(PAGE.page, Status.ATTENTION): 2}


def test_each_page_is_counted_where_that_is_asked_for(store: Store) -> None:
    put_item(store, add_draft(store, "خبر").id, Status.QUEUED)
    put_item(store, add_draft(store, "خبر آخر").id, Status.CLAIMED)
    found = read_figures(store.database, now=NOW, per_page=True)
    assert found.by_page == {(PAGE.page, Status.QUEUED): 1, (PAGE.page, Status.CLAIMED): 1}


def test_pages_that_are_paused_or_left_alone_are_counted(store: Store) -> None:
    store.pages.pause(PAGE, now=NOW, actor="salma")
    store.pages.block(PAGE, NOW + timedelta(minutes=1))
    found = read_figures(store.database, now=NOW)
    assert (found.paused, found.blocked) == (1, 1)
    later = read_figures(store.database, now=NOW + timedelta(minutes=2))
    assert (later.paused, later.blocked) == (1, 0)


def test_notices_are_counted_until_they_are_sent_or_given_up(store: Store) -> None:
    with store.database.write() as connection:
        store.notices.write(connection, at=NOW, kind="runner", title="", text="قف")
    found = read_figures(store.database, now=NOW)
    assert (found.notices, found.notice_since) == (2, NOW)  # a row for each channel
    first, second = store.notices.due(NOW)
    store.notices.sent(first.id, at=NOW)
    store.notices.failed(second.id, error="away", wake=None)
    found = read_figures(store.database, now=NOW)
    assert (found.notices, found.notice_since) == (0, None)


def _end(store: Store, number: int) -> None:
    """Let an item be published, so that its page takes the next one."""
    item = store.queue.get(f"q{number}")
    moves = {
        Status.CLAIMED: (Status.UPLOADING, Status.COMMITTING, Status.PUBLISHED),
        Status.UPLOADING: (Status.COMMITTING, Status.PUBLISHED),
        Status.COMMITTING: (Status.PUBLISHED,),
    }
    for status in moves[item.status]:
        with store.database.write() as connection:
            connection.execute(update(table).where(table.c.id == number).values(status=status))
