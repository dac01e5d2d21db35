"""What the desk's list shows, counts and finds; the tests of its speed are benchmarks."""

import base64
import json
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from bulk_drafts import fill
from revisions import revision_of
from sqlalchemy import Engine, event, select, text, update
from stores import EDITOR, NOW, OTHER_PAGE, PAGE, OpenStore, add_draft, put_item

from composer.domain.queue import MOVES, Status
from composer.errors import DraftError
from composer.store.change import DraftChange
from composer.store.desk_list import DeskPage, DeskQuery, Tab
from composer.store.desk_schema import listed
from composer.store.listing import DraftState
from composer.store.schema import item
from composer.store.store import Store
from composer.store.stored import StoredDraft

HOUR = timedelta(hours=1)


def page(
    store: Store,
    tab: Tab = Tab.DRAFTS,
    *,
    now: datetime = NOW,
    **query: Any,  # noqa: ANN401 - fields of a query
) -> DeskPage:
    return store.drafts.desk_list(DeskQuery(tab=tab, **query), now=now)


def titles(found: DeskPage) -> list[str]:
    return [row.title for row in found.rows]


def approve(store: Store, made: StoredDraft) -> None:
    store.drafts.approve(made.id, PAGE, approver=EDITOR, now=NOW)


def counts(store: Store, **query: Any) -> dict[str, int]:  # noqa: ANN401 - as above
    return {tab.value: count for tab, count in page(store, **query).counts.items() if count}


def set_item(store: Store, number: int, **values: Any) -> None:  # noqa: ANN401 - columns
    with store.database.write() as connection:
        connection.execute(update(item).where(item.c.id == number).values(**values))


def test_a_new_draft_stands_among_drafts_with_all_that_its_line_shows(store: Store) -> None:
    made = add_draft(store, "عنوان", link="https://example.org/a", shades=(1, 2, 3))
    (row,) = page(store).rows
    first = made.post.images[0]
    assert (row.id, row.title, row.theme, row.revision) == (made.id, "عنوان", "midnight", 1)
    assert (row.made, row.changed, row.actor, row.link) == (NOW, NOW, EDITOR, made.link)
    assert (row.images, row.state, row.held, row.moment) == (3, DraftState.NEW, False, None)
    assert row.face is not None
    assert (row.face.sha256, row.face.width, row.face.height) == (first.sha256, 1, 1)
    assert (row.items, row.approved, row.review) == ((), (), None)
    assert (row.due, row.last_error) == (None, None)
    assert counts(store) == {"drafts": 1}


def test_a_post_without_images_has_no_face(store: Store) -> None:
    add_draft(store, shades=(), link="https://example.org/a")
    (row,) = page(store).rows
    assert (row.images, row.face) == (0, None)


def test_each_status_of_an_item_puts_its_draft_into_one_part(store: Store) -> None:
    parts = {
        Status.QUEUED: Tab.QUEUE,
        Status.CLAIMED: Tab.QUEUE,
        Status.UPLOADING: Tab.QUEUE,
        Status.COMMITTING: Tab.QUEUE,
        Status.UNKNOWN: Tab.QUEUE,
        Status.PUBLISHED: Tab.PUBLISHED,
        Status.ATTENTION: Tab.ATTENTION,
        Status.CANCELLED: Tab.DRAFTS,
    }
    assert parts.keys() == set(Status)
    for status, part in parts.items():
        made = add_draft(store, f"في حال {status}")
        number = put_item(store, made.id, status)
        found = page(store, part)
        assert made.id in {row.id for row in found.rows}
        assert sum(found.counts.values()) == len(store.drafts.all())
        with store.database.write() as connection:  # the page is free for the next
            if status in {Status.CLAIMED, Status.UPLOADING, Status.COMMITTING, Status.UNKNOWN}:
                change = update(item).where(item.c.id == number)
                connection.execute(change.values(status=Status.ATTENTION))


def test_an_approved_draft_without_a_time_waits_in_the_queue(store: Store) -> None:
    made = add_draft(store)
    approve(store, made)
    (row,) = page(store, Tab.QUEUE).rows
    assert (row.state, row.approved, row.due, row.moment) == (
        DraftState.APPROVED,
        ("main",),
        None,
        NOW,
    )
    change = DraftChange(text="آخر")
    store.drafts.edit(made.id, change, expected_revision=1, now=NOW, actor="omar")
    (row,) = page(store).rows
    assert (row.state, row.approved, row.actor, row.revision) == (DraftState.NEW, (), "omar", 2)


def test_what_was_asked_for_waits_in_a_part_of_its_own(store: Store) -> None:
    made, other = add_draft(store, "أ"), add_draft(store, "ب")
    store.drafts.ask(made.id, note="عاجل", now=NOW, actor="omar")
    assert titles(page(store)) == ["ب"]
    (row,) = page(store, Tab.REVIEW).rows
    assert row.review is not None
    assert (row.id, row.review.person, row.review.reason) == (made.id, "omar", "عاجل")
    assert counts(store) == {"drafts": 1, "review": 1}
    store.drafts.reject(made.id, reason="ناقص", now=NOW, actor=EDITOR)
    assert counts(store) == {"drafts": 2}
    shown = {row.id: row.review and row.review.state for row in page(store).rows}
    assert shown == {made.id: "rejected", other.id: None}


def test_a_queued_draft_whose_approval_is_asked_for_anew_stands_in_both_parts(
    store: Store,
) -> None:
    made = add_draft(store)
    put_item(store, made.id, Status.QUEUED)
    store.drafts.ask(made.id, now=NOW, actor="omar")
    assert counts(store) == {"queue": 1, "review": 1}
    approve(store, made)
    assert counts(store) == {"queue": 1}


def test_the_queue_is_in_the_order_in_which_posts_go_out(store: Store) -> None:
    for title, hours in (("ثان", 2), ("أول", 1), ("ثالث", 3)):
        made = add_draft(store, title)
        set_item(store, put_item(store, made.id, Status.QUEUED), due=NOW + hours * HOUR)
    approve(store, add_draft(store, "بلا موعد"))
    found = page(store, Tab.QUEUE)
    assert titles(found) == ["بلا موعد", "أول", "ثان", "ثالث"]
    assert [row.due for row in found.rows] == [None, *(NOW + n * HOUR for n in (1, 2, 3))]
    assert found.rows[1].zone == "UTC"


def test_what_went_out_last_comes_first(store: Store) -> None:
    for title, hours in (("ثان", 2), ("أول", 1), ("ثالث", 3)):
        made = add_draft(store, title)
        set_item(store, put_item(store, made.id, Status.PUBLISHED), published=NOW + hours * HOUR)
    assert titles(page(store, Tab.PUBLISHED)) == ["ثالث", "ثان", "أول"]


def test_a_post_that_the_platform_holds_is_still_to_come_until_its_time(store: Store) -> None:
    made = add_draft(store)
    number = put_item(store, made.id, Status.PUBLISHED)
    set_item(store, number, held_until=NOW + HOUR)
    (row,) = page(store, Tab.QUEUE).rows
    assert (row.held, row.due, row.state) == (True, NOW + HOUR, DraftState.PUBLISHED)
    assert counts(store) == {"queue": 1}
    later = NOW + HOUR
    assert counts(store, now=later) == {"published": 1}
    assert [row.held for row in page(store, Tab.PUBLISHED, now=later).rows] == [False]
    set_item(store, number, withdrawn=NOW)
    assert counts(store) == {"drafts": 1}


def test_the_most_pressing_item_comes_first_and_tells_its_error_in_short(store: Store) -> None:
    made = add_draft(store)
    put_item(store, made.id, Status.PUBLISHED)
    put_item(store, made.id, Status.CANCELLED)
    number = put_item(store, made.id, Status.ATTENTION)
    set_item(store, number, last_error="خطأ " * 100)
    (row,) = page(store, Tab.ATTENTION).rows
    assert [each.status for each in row.items] == [Status.ATTENTION, Status.PUBLISHED]
    assert row.items[0].id == f"q{number}"
    assert row.last_error is not None
    assert len(row.last_error) <= 201
    assert row.last_error.endswith("…")
    assert row.pages == ("main",)


def test_of_many_items_a_line_shows_a_few(store: Store) -> None:
    made = add_draft(store)
    for _ in range(8):
        put_item(store, made.id, Status.QUEUED)
    put_item(store, made.id, Status.PUBLISHED)
    (row,) = page(store, Tab.QUEUE).rows
    assert [each.status for each in row.items] == [Status.QUEUED] * 5


@pytest.mark.parametrize("tab", [Tab.DRAFTS, Tab.REVIEW, Tab.QUEUE, Tab.PUBLISHED])
def test_the_pages_of_a_part_hold_each_draft_once(store: Store, tab: Tab) -> None:
    chance = random.Random(7)  # noqa: S311 - it decides nothing secret
    made = {}
    for number in range(23):
        draft = add_draft(store, f"خبر {number}", now=NOW + chance.randrange(5) * HOUR)
        made[draft.id] = draft
        if tab is Tab.REVIEW:
            store.drafts.ask(draft.id, now=NOW, actor=EDITOR)
        if tab in {Tab.QUEUE, Tab.PUBLISHED}:
            status = Status.QUEUED if tab is Tab.QUEUE else Status.PUBLISHED
            at = NOW + chance.randrange(5) * HOUR
            set_item(store, put_item(store, draft.id, status), due=at, published=at)
    whole = page(store, tab, limit=100)
    seen: list[str] = []
    after = ""
    while True:
        found = page(store, tab, after=after, limit=5)
        assert found.counts == whole.counts
        seen += [row.id for row in found.rows]
        if not found.next:
            break
        assert len(found.rows) == 5
        after = found.next
    assert seen == [row.id for row in whole.rows]
    assert sorted(seen) == sorted(made)


def test_a_page_goes_on_where_it_ended_whatever_was_changed_meanwhile(store: Store) -> None:
    made = [add_draft(store, f"خبر {n}", now=NOW + n * HOUR) for n in range(6)]
    first = page(store, limit=3)
    assert titles(first) == ["خبر 5", "خبر 4", "خبر 3"]
    edited = made[0]
    store.drafts.edit(
        edited.id, DraftChange(text="x"), expected_revision=1, now=NOW + 9 * HOUR, actor=EDITOR
    )
    assert titles(page(store, after=first.next, limit=3)) == ["خبر 2", "خبر 1"]
    assert titles(page(store, limit=1)) == ["خبر 0"]


def told(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


@pytest.mark.parametrize(
    "after",
    [
        *("x", "é", "====", "\0", "[]", told([]), told([1, 2]), told({"a": 1}), "[" * 5000),
        told(["2026-11-24T15:00:00+00:00", 5]),
        told(["2026-11-24T15:00:00+00:00", "a\0b"]),
        told(["2026-11-24T15:00:00+00:00", "a\ud800b"]),
        told(["0001-01-01T00:00:00+23:59", "a"]),
        told(["not a time", "a"]),
    ],
)
def test_a_place_that_no_page_told_is_refused(store: Store, after: str) -> None:
    with pytest.raises(DraftError, match="open it anew"):
        page(store, after=after)


def test_a_search_finds_words_however_they_are_spelled(store: Store) -> None:
    wanted = add_draft(store, "أَعلنت الإمارات شراءَ ٢٤ طائرة F-35 إلى مصطفى")
    add_draft(store, "مصر تبني ميناء")
    for words in (
        *("اعلنت", "الامارات", "إمارات أعلنت", "طائره", "24 طائرة", "f-35", "مصطفي"),
        *("مصطفى", "شراء", "شرا", wanted.id[:6], f" {wanted.id} "),
    ):
        assert [row.id for row in page(store, search=words).rows] == [wanted.id], words
        assert counts(store, search=words) == {"drafts": 1}
    for words in ("%", "_", "\\", "'", "طائرة ميناء", wanted.id[1:6]):
        assert page(store, search=words).rows == (), words
    assert len(page(store, search=" \0\ud800 ").rows) == 2
    assert len(page(store, search="x" * 100_000).rows) == 0


def test_a_search_knows_a_headline_as_it_was_edited(store: Store) -> None:
    made = add_draft(store, "قديم")
    store.drafts.revise(
        made.id,
        revision_of(made, title="حديث"),
        expected_revision=1,
        now=NOW,
        actor=EDITOR,
    )
    assert titles(page(store, search="حديث")) == ["حديث"]
    assert page(store, search="قديم").rows == ()


def test_a_page_of_the_settings_shows_what_is_there_and_what_is_nowhere_yet(
    store: Store,
) -> None:
    new, here, there, queued = (add_draft(store, each) for each in ("أ", "ب", "ج", "د"))
    store.drafts.approve(here.id, PAGE, approver=EDITOR, now=NOW)
    store.drafts.approve(there.id, OTHER_PAGE, approver=EDITOR, now=NOW)
    put_item(store, queued.id, Status.PUBLISHED)
    assert counts(store, target=PAGE.key) == {"drafts": 1, "queue": 1, "published": 1}
    assert counts(store, target=OTHER_PAGE.key) == {"drafts": 1, "queue": 1}
    assert [row.id for row in page(store, Tab.QUEUE, target=OTHER_PAGE.key).rows] == [there.id]
    assert [row.id for row in page(store, target=OTHER_PAGE.key).rows] == [new.id]


def test_a_removed_draft_is_listed_no_more_and_one_that_comes_back_is(store: Store) -> None:
    made = add_draft(store)
    number = put_item(store, made.id, Status.PUBLISHED)
    store.drafts.remove(made.id, now=NOW, actor=EDITOR)
    assert counts(store) == {}
    set_item(store, number, withdrawn=NOW)
    assert counts(store) == {}
    add_draft(store)
    assert counts(store) == {"drafts": 1}


def standings(store: Store) -> dict[str, tuple[str, datetime | None]]:
    """Return where drafts stand by what the list knows."""
    with store.database.read() as connection:
        rows = connection.execute(select(listed.c.draft, listed.c.stage, listed.c.moment))
        return {row.draft: (row.stage, row.moment) for row in rows}


def recomputed(store: Store) -> dict[str, tuple[str, datetime | None]]:
    """Return where drafts stand by their items and approvals."""
    query = text("SELECT draft, stage, moment FROM standing")
    with store.database.read() as connection:
        rows = connection.execute(query.columns(listed.c.draft, listed.c.stage, listed.c.moment))
        return {row.draft: (row.stage, row.moment) for row in rows}


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_the_list_knows_where_each_draft_stands(store: Store, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - as above
    drafts = [add_draft(store, f"خبر {n}", shades=(n,)).id for n in range(3)]
    numbers: list[int] = []
    for _ in range(60):
        one = chance.choice(drafts)
        match chance.randrange(6):
            case 0:
                numbers.append(put_item(store, one, Status.QUEUED))
            case 1:
                store.drafts.approve(one, PAGE, approver=EDITOR, now=NOW)
            case 2:
                change = DraftChange(text=f"نص {chance.random()}")
                store.drafts.edit(one, change, expected_revision=None, now=NOW, actor=EDITOR)
            case 3 if numbers:
                move_somehow(store, chance.choice(numbers), chance)
            case 4 if numbers:
                at = NOW + chance.randrange(90) * HOUR
                column = chance.choice(("due", "published", "held_until", "withdrawn"))
                set_item(store, chance.choice(numbers), **{column: at})
            case _:
                store.drafts.reject(one, reason="x", now=NOW, actor=EDITOR)
        assert standings(store) == recomputed(store)
    assert {stage for stage, _ in standings(store).values()} != {"new"}


def move_somehow(store: Store, number: int, chance: random.Random) -> None:
    """Let an item take any step that it may take, unless its page has a busy one."""
    with store.database.write() as connection:
        status = Status(connection.scalar(select(item.c.status).where(item.c.id == number)) or "")
        steps = sorted(MOVES[status])
        if not steps:
            return
        busy = connection.scalar(
            select(item.c.id).where(
                item.c.id != number,
                item.c.status.in_(("claimed", "uploading", "committing", "unknown")),
            )
        )
        step = chance.choice(steps)
        if busy is not None and step in {"claimed", "uploading", "committing", "unknown"}:
            return
        facts = {"owner": "me", "lease": NOW, "intent": NOW, "post_id": "p", "published": NOW}
        change = update(item).where(item.c.id == number)
        connection.execute(change.values(status=step, **facts))


def test_items_that_end_at_the_same_time_leave_their_draft_where_it_stands(
    open_store: OpenStore,
) -> None:
    store = open_store()
    made = add_draft(store)
    numbers = [put_item(store, made.id, Status.QUEUED) for _ in range(6)]
    ready = threading.Barrier(len(numbers))

    def cancel(one: Store, number: int) -> None:
        ready.wait()
        set_item(one, number, status=Status.CANCELLED)

    threads = [threading.Thread(target=cancel, args=(open_store(), each)) for each in numbers]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert standings(store) == recomputed(store) == {made.id: ("new", None)}


def test_the_list_looks_through_short_rows_alone(store: Store) -> None:
    """A draft's own row is long: looking for drafts must not go through them."""
    fill(store, 300, now=NOW)
    for tab in Tab:
        for search in ("", "صفقة"):
            with statements() as seen:
                store.drafts.desk_list(DeskQuery(tab=tab, search=search, limit=5), now=NOW)
            assert not any("document" in each for each, _ in seen)
            if store.database.dialect == "sqlite":
                long = {"draft", "draft_card", "item", "approval"}
                assert not scanned(store, seen) & long, tab


@contextmanager
def statements() -> Iterator[list[tuple[str, Any]]]:
    """Keep the statements that are sent."""
    seen: list[tuple[str, Any]] = []

    def keep(_: object, __: object, statement: str, parameters: object, *___: object) -> None:
        if statement.startswith("SELECT"):
            seen.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", keep)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", keep)


def scanned(store: Store, seen: list[tuple[str, Any]]) -> set[str]:
    """Return the tables that SQLite goes through from one end to the other."""
    found: set[str] = set()
    with store.database.read() as connection:
        for statement, parameters in seen:
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            told = [str(row[-1]) for row in rows]
            found |= {each.removeprefix("SCAN ") for each in told if each.startswith("SCAN ")}
    return {each.split(" USING")[0] for each in found}
