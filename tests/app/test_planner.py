from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

import pytest
from desk import TUESDAY, Office
from hypothesis import given
from hypothesis import strategies as st

from composer.app.agenda import Agenda, Risk, Room, Stage
from composer.app.outlet import Outlet
from composer.app.planner import Facts, plan, read_agenda
from composer.domain.post import Target
from composer.domain.queue import QueueItem, Status
from composer.publishing.policy import Policy
from composer.publishing.slot import Slots, next_free
from composer.store.change import DraftChange
from composer.store.page import PageState

RIYADH = ZoneInfo("Asia/Riyadh")
SLOTS = '[publishing]\nslots = ["sun-thu 08:00 13:00 20:00", "fri,sat 17:00"]\nspacing = "20m"\n'
SUNDAY = date(2026, 11, 22)


def page(zone: ZoneInfo = RIYADH, *, spacing_m: int = 20) -> Outlet:
    return Outlet(
        target=Target(page="main", publisher="sandbox", page_id="1"),
        zone=zone,
        slots=Slots.parse(["sun-thu 08:00 13:00 20:00", "fri,sat 17:00"], zone=zone),
        policy=Policy(spacing=timedelta(minutes=spacing_m)),
    )


def item(number: int, due: datetime, status: Status = Status.QUEUED) -> QueueItem:
    is_out = status is Status.PUBLISHED
    return QueueItem(
        id=f"q{number}",
        draft=f"d{number}",
        title="عنوان",
        page="main",
        publisher="sandbox",
        page_id="1",
        approval="f",
        due=due,
        wake=due,
        zone="Asia/Riyadh",
        status=status,
        post_id="1_1" if is_out else None,
        published=due if is_out else None,
    )


def made(
    items: Sequence[QueueItem],
    *,
    outlet: Outlet | None = None,
    now: datetime = TUESDAY,
    state: PageState | None = None,
    first: date = SUNDAY,
    days: int = 7,
) -> Agenda:
    outlet = outlet or page()
    waiting = [each for each in items if each.status is not Status.PUBLISHED]
    facts = Facts(
        outlet=outlet,
        weekend=("fri", "sat"),
        now=now,
        state=state or PageState(),
        waiting=tuple(waiting),
        shown=tuple(items),
        taken=tuple(each.due for each in items if each.due >= now - outlet.policy.spacing),
    )
    return plan(facts, first=first, days=days)


def riyadh(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=RIYADH)


def rooms(agenda: Agenda, on: date) -> list[str]:
    (day,) = (each for each in agenda.days if each.day.on == on)
    return [f"{each.slot.wall[-5:]} {each.room}" for each in day.openings]


def test_slots_tell_whether_they_can_take_a_post() -> None:
    agenda = made([item(1, riyadh(24, 13)), item(2, riyadh(24, 20, 19))])
    assert rooms(agenda, date(2026, 11, 23)) == ["08:00 past", "13:00 past", "20:00 past"]
    assert rooms(agenda, date(2026, 11, 24)) == ["08:00 past", "13:00 taken", "20:00 near"]
    assert rooms(agenda, date(2026, 11, 27)) == ["17:00 free"]
    assert agenda.next_free is not None
    assert agenda.next_free.wall == "2026-11-25 08:00"


def test_days_tell_the_weekend_and_the_hijri_date() -> None:
    days = made([]).days
    assert [each.is_weekend for each in days] == [False] * 5 + [True] * 2
    assert days[2].hijri == "14 جمادى الآخرة 1448"


def test_an_item_too_near_to_another_tells_which_one_and_until_when_it_waits() -> None:
    first, second = made([item(1, riyadh(24, 13)), item(2, riyadh(24, 13, 5))]).entries
    assert (first.near, first.goes, first.risks) == (("q2",), riyadh(24, 13), ())
    assert (second.near, second.goes) == (("q1",), riyadh(24, 13, 20))
    assert second.risks == (Risk.SPACING,)


def test_two_items_of_one_moment_are_near_without_any_spacing() -> None:
    same = [item(1, riyadh(24, 13)), item(2, riyadh(24, 13))]
    assert [each.near for each in made(same, outlet=page(spacing_m=0)).entries] == [
        ("q2",),
        ("q1",),
    ]


def test_a_paused_page_says_so_and_not_when_anything_goes() -> None:
    (entry,) = made([item(1, riyadh(24, 13))], state=PageState(paused=True)).entries
    assert (entry.goes, entry.risks) == (None, (Risk.PAUSED,))


def test_what_nobody_sent_in_time_is_late_and_stays_in_sight_in_later_weeks() -> None:
    late = item(1, riyadh(24, 9))
    (entry,) = made([late]).entries
    assert entry.risks == (Risk.LATE,)
    following = made([late, item(2, riyadh(26, 9))], first=date(2026, 11, 29))
    assert [each.item.id for each in following.left] == ["q1"]
    assert following.entries == ()


@pytest.mark.parametrize(
    ("status", "stage", "can_move"),
    [
        (Status.QUEUED, Stage.WAITING, True),
        (Status.UPLOADING, Stage.SENDING, False),
        (Status.UNKNOWN, Stage.UNKNOWN, False),
        (Status.ATTENTION, Stage.ATTENTION, True),
        (Status.PUBLISHED, Stage.PUBLISHED, False),
    ],
)
def test_an_entry_tells_how_it_stands(status: Status, stage: Stage, *, can_move: bool) -> None:
    (entry,) = made([item(1, riyadh(24, 9), status)]).entries
    assert (entry.stage, entry.can_move) == (stage, can_move)


zones = st.sampled_from(["Africa/Cairo", "Asia/Riyadh", "Asia/Beirut", "Africa/Casablanca"])
statuses = st.sampled_from([Status.QUEUED, Status.PUBLISHED, Status.ATTENTION, Status.UNKNOWN])


@given(
    zone=zones.map(ZoneInfo),
    first=st.dates(date(2025, 1, 1), date(2026, 12, 1)),
    minutes=st.lists(st.tuples(st.integers(-3000, 14_000), statuses), max_size=20),
    now_m=st.integers(-2000, 14_000),
)
def test_each_item_appears_once_and_each_slot_where_the_settings_have_it(
    zone: ZoneInfo, first: date, minutes: list[tuple[int, Status]], now_m: int
) -> None:
    begin = datetime(first.year, first.month, first.day, tzinfo=UTC)
    now = begin + timedelta(minutes=now_m)
    items = [
        item(number, begin + timedelta(minutes=each), status)
        for number, (each, status) in enumerate(minutes)
    ]
    outlet = page(zone)
    agenda = made(items, outlet=outlet, now=now, first=first)
    begins, ends = agenda.days[0].day.begins, agenda.days[-1].day.ends
    shown = [each.item.id for each in agenda.entries]
    assert sorted(shown) == sorted(each.id for each in items if begins <= each.due < ends)
    hidden = [
        each.id
        for each in items
        if not begins <= each.due < ends and each.due < now and each.status in LEFT
    ]
    assert sorted(each.item.id for each in agenda.left) == sorted(hidden)
    slots = outlet.slots.after(begins - timedelta(microseconds=1))
    openings = [each for day in agenda.days for each in day.openings]
    assert [each.slot for each in openings] == list(takewhile(lambda each: each.due < ends, slots))
    taken = [each.due for each in items if each.due >= now - outlet.policy.spacing]
    free = next_free(outlet.slots, now=now, taken=taken, spacing=outlet.policy.spacing)
    first_free = next((each.slot for each in openings if each.room is Room.FREE), None)
    assert agenda.next_free == free
    if first_free is not None and begins <= now:
        assert first_free == free


LEFT = frozenset({Status.QUEUED, Status.ATTENTION, Status.UNKNOWN})


def test_the_agenda_of_a_page_is_read_from_its_store(office: Office) -> None:
    office.set(f'{SLOTS}[pages.sport.publisher]\npage_id = "220000000000002"\n')
    rundown = office.rundown()
    placed = rundown.add(office.approved("أول")).item
    office.approved("آخر", page="sport")
    waiting = office.approved("ثان")
    cancelled = rundown.add(office.approved("ثالث"), at="18:00").item
    rundown.cancel(cancelled.id)
    agenda = read_agenda(rundown.newsroom, "main", first=SUNDAY, days=7)
    assert [each.item.id for each in agenda.entries] == [placed.id]
    assert [each.draft for each in agenda.untimed] == [cancelled.draft, waiting]
    assert rooms(agenda, date(2026, 11, 24)) == ["08:00 past", "13:00 taken", "20:00 free"]


def test_a_draft_that_is_changed_leaves_the_tray_and_puts_its_item_at_risk(office: Office) -> None:
    rundown = office.rundown()
    queued, free = office.approved("أول"), office.approved("ثان")
    rundown.add(queued, at="18:00")
    for each in (queued, free):
        rundown.newsroom.edit(each, DraftChange(text="آخر"))
    agenda = read_agenda(rundown.newsroom, "main", first=SUNDAY, days=7)
    assert agenda.untimed == ()
    assert [each.risks for each in agenda.entries] == [(Risk.UNAPPROVED,)]
