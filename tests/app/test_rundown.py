from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from desk import TUESDAY, Office
from sqlalchemy import update

from composer.app.rundown import Placed, Rundown, is_item
from composer.domain.queue import QueueItem, Status, WallKind
from composer.errors import DraftError, SettingsError
from composer.store.change import DraftChange
from composer.store.item import number_of
from composer.store.queue import When
from composer.store.schema import item as table

SLOTS = '[publishing]\nslots = ["sun-thu 08:00 13:00 20:00", "fri,sat 17:00"]\nspacing = "20m"\n'


def local(placed: Placed) -> str:
    return f"{placed.item.wall} {placed.item.slot}"


def put(rundown: Rundown, name: str, *steps: Status, **facts: object) -> None:
    """Bring an item to where a worker would have brought it."""
    for step in steps:
        with rundown.newsroom.store.database.write() as connection:
            change = update(table).where(table.c.id == number_of(name))
            connection.execute(change.values(status=step, **facts))


def publish(rundown: Rundown, name: str, **facts: object) -> None:
    now = rundown.newsroom.now()
    known = {"post_id": f"1_{name[1:]}", "published": now, **facts}
    put(rundown, name, Status.PUBLISHED, **known)


def test_the_next_slot_is_the_first_that_is_free(office: Office) -> None:
    office.set(SLOTS)
    drafts = [office.approved(f"عنوان {number}") for number in range(4)]
    rundown = office.rundown()
    placed = [rundown.add(each) for each in drafts]
    assert [local(each) for each in placed] == [
        "2026-11-24 13:00 tue 13:00",
        "2026-11-24 20:00 tue 20:00",
        "2026-11-25 08:00 wed 08:00",
        "2026-11-25 13:00 wed 13:00",
    ]
    assert placed[0].item.due == datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def test_a_slot_that_a_post_comes_too_near_to_is_left_free(office: Office) -> None:
    office.set(SLOTS)
    rundown = office.rundown()
    rundown.add(office.approved("أول"), at="13:15")
    assert local(rundown.add(office.approved("ثان"))) == "2026-11-24 20:00 tue 20:00"


def test_a_slot_whose_item_was_cancelled_is_free_again(office: Office) -> None:
    office.set(SLOTS)
    rundown = office.rundown()
    first = rundown.add(office.approved("أول")).item
    rundown.cancel(first.id)
    assert rundown.add(office.approved("ثان")).item.due == first.due


def test_two_pages_do_not_take_each_others_slots(office: Office) -> None:
    office.set(f'{SLOTS}[pages.sport.publisher]\npage_id = "220000000000002"\n')
    rundown = office.rundown()
    main = rundown.add(office.approved("أول")).item
    sport = rundown.add(office.approved("ثان", page="sport"), page="sport").item
    assert main.due == sport.due


def test_people_who_ask_for_the_next_slot_at_once_get_one_each(office: Office) -> None:
    office.set(SLOTS)
    drafts = [office.approved(f"عنوان {number}") for number in range(6)]
    rundowns = [office.rundown(f"person{number}") for number in range(6)]
    with ThreadPoolExecutor(6) as people:
        placed = list(people.map(lambda rundown, draft: rundown.add(draft), rundowns, drafts))
    dues = sorted(rundowns[0].item(each.item.id).due for each in placed)
    assert len(set(dues)) == 6
    slots = rundowns[0].timing("main").outlet.slots
    expected = [slot.due for slot, _ in zip(slots.after(TUESDAY), range(6), strict=False)]
    assert dues == expected, "a slot between theirs was left free"


def test_people_who_queue_one_article_at_once_do_not_both_succeed(office: Office) -> None:
    draft = office.approved()
    rundowns = [office.rundown(f"person{number}") for number in range(5)]

    def add(rundown: Rundown) -> bool:
        try:
            rundown.add(draft, at="+1h")
        except DraftError:
            return False
        return True

    with ThreadPoolExecutor(5) as people:
        assert sum(people.map(add, rundowns)) == 1


def test_without_slots_a_time_is_asked_for(office: Office) -> None:
    draft = office.approved()
    with pytest.raises(SettingsError, match=r"it has no slots: say when with --at"):
        office.rundown().add(draft)


def test_a_post_nearer_than_the_spacing_is_told(office: Office) -> None:
    rundown = office.rundown()
    first = rundown.add(office.approved("أول"), at="18:00")
    assert first.near == ()
    assert rundown.add(office.approved("ثان"), at="18:19").near == (first.item.due,)
    assert rundown.add(office.approved("ثالث"), at="17:40").near == ()
    same = rundown.add(office.approved("رابع"), at="18:00")
    assert same.near == (first.item.due, first.item.due + timedelta(minutes=19))


@pytest.mark.parametrize(
    ("zone", "now", "at", "due", "kind"),
    [  # Cairo skips 00:00 to 01:00 on 25 April 2025 and repeats 23:00 on 30 October 2025
        ("Africa/Cairo", (2025, 4, 20), "2025-04-25 00:30", (2025, 4, 24, 22, 0), WallKind.GAP),
        ("Africa/Cairo", (2025, 4, 20), "2025-04-25 01:00", (2025, 4, 24, 22, 0), WallKind.OK),
        ("Africa/Cairo", (2025, 10, 20), "2025-10-30 23:30", (2025, 10, 30, 20, 30), WallKind.FOLD),
        ("Asia/Riyadh", (2025, 4, 20), "2025-04-25 00:30", (2025, 4, 24, 21, 30), WallKind.OK),
    ],
)
def test_times_on_days_of_changing_clocks_are_found(
    zone: str,
    now: tuple[int, ...],
    at: str,
    due: tuple[int, ...],
    kind: WallKind,
    office: Office,
) -> None:
    office.set(f'[site]\nzone = "{zone}"\n')
    year, month, day = now
    office.now = datetime(year, month, day, tzinfo=UTC)
    item = office.rundown().add(office.approved(), at=at).item
    year, month, day, hour, minute = due
    assert item.due == datetime(year, month, day, hour, minute, tzinfo=UTC)
    assert (item.wall, item.wall_kind, item.zone) == (at, kind, zone)


def test_a_slot_that_the_clocks_skip_keeps_the_time_that_the_settings_name(office: Office) -> None:
    office.set('[site]\nzone = "Africa/Cairo"\n[publishing]\nslots = ["daily 00:30"]\n')
    office.now = datetime(2025, 4, 24, 10, 0, tzinfo=UTC)
    item = office.rundown().add(office.approved()).item
    assert item.due == datetime(2025, 4, 24, 22, 0, tzinfo=UTC)
    assert (item.wall, item.wall_kind, item.slot) == (
        "2025-04-25 00:30",
        WallKind.GAP,
        "fri 00:30",
    )


def test_a_time_that_has_passed_is_refused_and_one_of_this_minute_is_not(office: Office) -> None:
    rundown = office.rundown()
    draft = office.approved()
    office.now = TUESDAY + timedelta(seconds=40)
    assert rundown.add(draft, at="2026-11-24 10:00").item.due == TUESDAY
    office.wait(minutes=1)
    with pytest.raises(SettingsError, match="has passed"):
        rundown.add(office.approved("ثان"), at="2026-11-24 10:00")
    assert len(rundown.items()) == 1


def test_what_the_platform_is_to_hold_wakes_at_once(office: Office) -> None:
    office.set("[publishing]\nnative = true\n")
    rundown = office.rundown()
    assert rundown.add(office.approved("أول"), at="18:00").item.wake == TUESDAY
    assert rundown.add(office.approved("ثان"), at="+10m").item.wake > TUESDAY
    far = rundown.add(office.approved("ثالث"), at="2027-02-01 18:00").item
    assert far.wake == far.due - timedelta(days=29)


def test_the_same_article_is_queued_again_only_on_purpose(office: Office) -> None:
    office.set(SLOTS)
    link = "https://example.com/a"
    first = office.draft("عنوان", link=link)
    twin = office.draft("عنوان مختلف", link=link, cards=1)
    other = office.draft("عُنْوان", cards=3)  # its headline differs in vowel marks only
    rundown = office.rundown()
    for each in (first, twin, other):
        rundown.newsroom.approve(each.id)
    rundown.add(first.id)
    for each in (first, twin, other):
        with pytest.raises(DraftError, match="--again"):
            rundown.add(each.id)
    publish(rundown, "q1")
    with pytest.raises(DraftError, match="already published as 1_1: --again"):
        rundown.add(twin.id)
    assert rundown.add(twin.id, again=True).item.draft == twin.id


def test_an_item_is_found_by_its_draft_where_there_is_no_doubt(office: Office) -> None:
    draft = office.approved()
    rundown = office.rundown()
    with pytest.raises(DraftError, match="has no open item"):
        rundown.item(draft)
    first = rundown.add(draft, at="18:00").item
    assert rundown.item(draft[:6]) == first
    rundown.add(draft, at="19:00", again=True)
    with pytest.raises(DraftError, match="in the queue as q1, q2: name one of them"):
        rundown.item(draft)
    rundown.cancel("q2")
    publish(rundown, "q1", held_until=TUESDAY + timedelta(hours=8))
    assert rundown.item(draft).id == "q1"
    put(rundown, "q1", Status.PUBLISHED, withdrawn=TUESDAY)
    with pytest.raises(DraftError, match="has no open item"):
        rundown.item(draft)
    put(rundown, "q1", Status.PUBLISHED, withdrawn=None)
    office.wait(hours=9)
    with pytest.raises(DraftError, match="has no open item"):
        rundown.item(draft)


@pytest.mark.parametrize("name", ["q0", "q17", "q99999999999999"])
def test_an_item_that_is_not_there_is_told(name: str, office: Office) -> None:
    assert is_item(name)
    with pytest.raises(DraftError, match=f"no item {name}"):
        office.rundown().item(name)


def test_moving_keeps_the_approval_and_leaves_its_own_slot_free(office: Office) -> None:
    office.set(SLOTS)
    rundown = office.rundown()
    item = rundown.add(office.approved()).item
    assert rundown.move(item.id).item.due == item.due, "its own slot is the next free one"
    late = rundown.move(item.id, at="tomorrow 18:00").item
    assert (late.wall, late.slot, late.approval) == ("2026-11-25 18:00", None, item.approval)
    back = rundown.move(item.id)
    assert local(back) == "2026-11-24 13:00 tue 13:00"
    assert rundown.newsroom.store.journal.of(item_id=1)[-1].event == "moved"


def test_a_post_that_the_platform_holds_is_moved_there(office: Office) -> None:
    rundown = office.rundown()
    item = rundown.add(office.approved(), at="18:00").item
    publish(rundown, item.id, held_until=item.due)
    moved: list[When] = []

    def reschedule(held: QueueItem, when: When) -> QueueItem:
        moved.append(when)
        return replace(held, due=when.due, held_until=when.due)

    placed = rundown.move(item.id, at="20:00", reschedule=reschedule)
    assert [each.wall for each in moved] == ["2026-11-24 20:00"]
    assert placed.item.held_until == datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
    office.wait(hours=9)
    with pytest.raises(DraftError, match="is published"):
        rundown.move(item.id, at="23:00", reschedule=reschedule)
    assert len(moved) == 1


def test_a_retry_keeps_a_time_to_come_and_sends_what_is_late_now(office: Office) -> None:
    rundown = office.rundown()
    early = rundown.add(office.approved("أول"), at="18:00").item
    late = rundown.add(office.approved("ثان"), at="+1h").item
    put(rundown, early.id, Status.ATTENTION, last_error="the token is dead")
    put(rundown, late.id, Status.ATTENTION, last_error="its time is over")
    office.wait(hours=4)
    assert {each.id for each in rundown.stuck()} == {early.id, late.id}
    kept = rundown.retry(early.id)
    assert (kept.due, kept.wall, kept.last_error) == (early.due, "2026-11-24 18:00", None)
    assert rundown.retry(late.id).due == office.now
    assert rundown.stuck() == ()
    with pytest.raises(DraftError, match="only an item that needs attention"):
        rundown.retry(early.id)


def test_what_may_be_out_is_neither_cancelled_nor_tried_again(office: Office) -> None:
    rundown = office.rundown()
    item = rundown.add(office.approved(), at="now").item
    facts = {"owner": "me", "lease": TUESDAY, "intent": TUESDAY, "doubt": True}
    steps = (Status.CLAIMED, Status.UPLOADING, Status.COMMITTING, Status.ATTENTION)
    put(rundown, item.id, *steps, **facts)
    for act in (rundown.cancel, rundown.retry):
        with pytest.raises(DraftError, match="nobody knows whether q1 was posted"):
            act(item.id)
    edited = rundown.newsroom.edit(item.draft, DraftChange(text="نص آخر"))
    assert edited.waiting == (), "it waits for a word about its post, not for an approval"
    assert rundown.unapproved() == frozenset()


def test_the_list_shows_what_is_open_and_what_is_fresh(office: Office) -> None:
    rundown = office.rundown()
    names = ("old", "fresh", "held", "queued", "cancelled")
    q = {
        name: rundown.add(office.approved(name), at=f"+{hours}h").item.id
        for hours, name in enumerate(names, start=1)
    }
    publish(rundown, q["old"])
    office.wait(hours=25)
    publish(rundown, q["fresh"])
    publish(rundown, q["held"], published=TUESDAY, held_until=office.now + timedelta(days=3))
    rundown.cancel(q["cancelled"])
    shown = {each.id for each in rundown.recent()}
    assert shown == {q["fresh"], q["held"], q["queued"]}
    assert {each.id for each in rundown.items()} == set(q.values())
    dues = [each.due for each in rundown.recent()]
    assert dues == sorted(dues)


def test_a_paused_page_is_told_with_who_paused_it(office: Office) -> None:
    office.set('[pages.sport.publisher]\npage_id = "220000000000002"\n')
    rundown = office.rundown("omar")
    assert rundown.paused() == {}
    assert rundown.pause("sport").paused
    assert rundown.paused() == {"sport": "omar"}
    assert rundown.paused(page="main") == {}
    assert not rundown.resume("sport").paused
    assert rundown.paused() == {}
    with pytest.raises(SettingsError, match="no page named 'news'"):
        rundown.pause("news")
