from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise, takewhile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaged_zone import ZONES, changes, moments, packaged_zone

from composer.domain.queue import WallKind
from composer.publishing.slot import Slot, Slots, next_free
from composer.publishing.week import DAYS

CAIRO = packaged_zone("Africa/Cairo")
RIYADH = packaged_zone("Asia/Riyadh")
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)

times = st.times().map(lambda each: f"{each:%H:%M}") | st.sampled_from(["00:00", "00:30", "23:30"])
days = st.sampled_from(["daily", "sun-thu", "fri-sat", "fri", "mon,wed", "sat-mon"])
lines = st.lists(
    st.tuples(days, st.lists(times, min_size=1, max_size=4)).map(
        lambda each: " ".join((each[0], *each[1]))
    ),
    min_size=1,
    max_size=3,
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def walls(slots: Slots, after: str, number: int) -> list[str]:
    return [each.wall for each in islice(slots.after(utc(after)), number)]


def between(slots: Slots, first: datetime, last: datetime) -> list[Slot]:
    return list(takewhile(lambda each: each.due < last, slots.after(first)))


@st.composite
def weeks(draw: st.DrawFn) -> tuple[Slots, datetime]:
    zone = draw(st.sampled_from(ZONES))
    return Slots.parse(draw(lines), zone=zone), draw(moments(zone))


def test_a_week_begins_on_sunday_and_the_weekend_has_times_of_its_own() -> None:
    slots = Slots.parse(["sun-thu 08:00 20:00", "fri-sat 17:00"], zone=RIYADH)
    assert walls(slots, "2026-11-26 05:00", 6) == [  # Thursday 08:00 in Riyadh, just posted
        "2026-11-26 20:00",
        "2026-11-27 17:00",
        "2026-11-28 17:00",
        "2026-11-29 08:00",
        "2026-11-29 20:00",
        "2026-11-30 08:00",
    ]


def test_a_slot_tells_its_instant_its_wall_time_and_its_name() -> None:
    slots = Slots.parse(["tue 18:00"], zone=RIYADH)
    assert next(slots.after(utc("2026-11-24 14:59"))) == Slot(
        due=utc("2026-11-24 15:00"),
        wall="2026-11-24 18:00",
        kind=WallKind.OK,
        name="tue 18:00",
    )


def test_cairo_skips_the_first_hour_of_25_april_2025() -> None:
    slots = Slots.parse(["daily 00:30 12:00"], zone=CAIRO)
    found = list(islice(slots.after(utc("2025-04-24 20:00")), 3))
    assert [(each.wall, each.due, each.kind) for each in found] == [
        ("2025-04-25 00:30", utc("2025-04-24 22:00"), WallKind.GAP),
        ("2025-04-25 12:00", utc("2025-04-25 09:00"), WallKind.OK),
        ("2025-04-26 00:30", utc("2025-04-25 21:30"), WallKind.OK),
    ]


def test_cairo_repeats_the_last_hour_of_30_october_2025_and_the_slot_comes_once() -> None:
    slots = Slots.parse(["daily 23:30"], zone=CAIRO)
    found = list(islice(slots.after(utc("2025-10-30 19:00")), 2))
    assert [(each.due, each.kind) for each in found] == [
        (utc("2025-10-30 20:30"), WallKind.FOLD),
        (utc("2025-10-31 21:30"), WallKind.OK),
    ]
    assert next(slots.after(utc("2025-10-30 20:30"))) == found[1]


def test_slots_that_a_gap_moves_to_one_instant_are_one() -> None:
    named = Slots.parse(["daily 00:10 00:40 01:00"], zone=CAIRO)
    found = list(islice(named.after(utc("2025-04-24 21:59")), 2))
    assert [each.wall for each in found] == ["2025-04-25 01:00", "2025-04-26 00:10"]
    assert found[0].kind is WallKind.OK
    moved = Slots.parse(["daily 00:10 00:40"], zone=CAIRO)
    assert walls(moved, "2025-04-24 21:59", 2) == ["2025-04-25 00:40", "2025-04-26 00:10"]


def test_a_day_that_a_zone_left_out_gives_no_second_post_at_the_next_midnight() -> None:
    slots = Slots.parse(["daily 00:00 12:00"], zone=packaged_zone("Pacific/Apia"))
    assert walls(slots, "2011-12-30 09:59", 3) == [
        "2011-12-31 00:00",
        "2011-12-31 12:00",
        "2012-01-01 00:00",
    ]


def test_beirut_changes_at_midnight() -> None:
    slots = Slots.parse(["sat-sun 00:00 23:30"], zone=packaged_zone("Asia/Beirut"))
    found = between(slots, utc("2026-03-28 12:00"), utc("2026-03-30 12:00"))
    assert [(f"{each.due:%d %H:%M}", each.kind.value) for each in found] == [
        ("28 21:30", "ok"),
        ("28 22:00", "gap"),
        ("29 20:30", "ok"),
    ]


def test_casablanca_goes_back_for_ramadan_and_keeps_its_local_times() -> None:
    slots = Slots.parse(["daily 20:00"], zone=packaged_zone("Africa/Casablanca"))
    year = between(slots, utc("2026-02-13 00:00"), utc("2026-03-24 00:00"))
    hours = {each.wall[:10]: each.due.hour for each in year}
    assert (hours["2026-02-14"], hours["2026-02-15"]) == (19, 20)
    assert (hours["2026-03-21"], hours["2026-03-22"]) == (20, 19)


def test_riyadh_never_changes() -> None:
    slots = Slots.parse(["daily 00:00 02:30"], zone=RIYADH)
    year = between(slots, utc("2026-01-01 00:00"), utc("2027-01-01 00:00"))
    assert {each.kind for each in year} == {WallKind.OK}
    assert {each.due.hour for each in year} == {21, 23}


@pytest.mark.parametrize("zone", ZONES, ids=str)
@pytest.mark.parametrize("year", [2011, 2025, 2026])
def test_a_year_has_each_slot_on_each_of_its_days(zone: ZoneInfo, year: int) -> None:
    slots = Slots.parse(["daily 02:15 12:00 23:30", "mon,fri 00:30"], zone=zone)
    first, last = (datetime(each, 1, 1, tzinfo=zone).astimezone(UTC) for each in (year, year + 1))
    found = Counter(each.name for each in between(slots, first, last))
    dates = Counter((date(year, 1, 1) + number * DAY).weekday() for number in range(365))
    merged = 3 if zone.key == "Pacific/Apia" and year == 2011 else 0  # four of one day left out
    assert found.total() == 3 * 365 + dates[0] + dates[4] - merged
    if not merged:
        assert [found[f"{day} 12:00"] for day in DAYS] == [dates[number] for number in range(7)]


@given(weeks(), st.integers(1, 60))
def test_slots_are_strictly_increasing_and_after_the_moment(
    week: tuple[Slots, datetime], number: int
) -> None:
    slots, moment = week
    dues = [moment, *(each.due for each in islice(slots.after(moment), number))]
    assert len(dues) == number + 1
    assert all(one < other for one, other in pairwise(dues))


@given(weeks())
def test_each_slot_comes_once_a_day(week: tuple[Slots, datetime]) -> None:
    slots, moment = week
    found = list(islice(slots.after(moment), 60))
    assert len({each.wall for each in found}) == len(found)


@given(weeks(), st.integers(0, 40))
def test_where_one_begins_to_count_changes_nothing(
    week: tuple[Slots, datetime], number: int
) -> None:
    slots, moment = week
    found = list(islice(slots.after(moment), 50))
    assert list(islice(slots.after(found[number].due), 49 - number)) == found[number + 1 :]


@given(weeks())
@settings(max_examples=40)
def test_slots_are_those_that_a_clock_on_the_wall_would_show(
    week: tuple[Slots, datetime],
) -> None:
    slots, moment = week
    moment = moment.replace(second=0, microsecond=0)
    end = moment + 4 * DAY
    wanted = {(number, f"{at:%H:%M}") for number, at in slots.times}
    shown: dict[str, datetime] = {}
    instant = moment - 2 * DAY
    while instant < end:
        clock = instant.astimezone(slots.zone)
        if (clock.weekday(), f"{clock:%H:%M}") in wanted:
            shown.setdefault(f"{clock:%Y-%m-%d %H:%M}", instant)
        instant += MINUTE
    expected = {(wall, due) for wall, due in shown.items() if due > moment}
    found = {
        (each.wall, each.due)
        for each in between(slots, moment, end)
        if each.kind is not WallKind.GAP
    }
    assert found == expected


@given(weeks(), st.lists(st.integers(0, 20_000), max_size=40), st.integers(0, 600), st.data())
def test_a_free_slot_keeps_its_distance_and_no_earlier_one_would(
    week: tuple[Slots, datetime], minutes: list[int], spacing: int, data: st.DataObject
) -> None:
    slots, now = week
    coming = [each.due for each in islice(slots.after(now), 10)]
    taken = [now + each * MINUTE for each in minutes]
    taken += data.draw(st.lists(st.sampled_from(coming), max_size=8))
    found = next_free(slots, now=now, taken=taken, spacing=spacing * MINUTE)

    def keeps(due: datetime) -> bool:
        return due not in taken and all(abs(due - each) >= spacing * MINUTE for each in taken)

    assert found is not None
    assert found.due > now
    assert keeps(found.due)
    earlier = takewhile(lambda each: each != found, slots.after(now))
    assert not any(keeps(each.due) for each in earlier)


def test_a_taken_slot_is_not_given_again_without_any_spacing() -> None:
    slots = Slots.parse(["daily 12:00"], zone=RIYADH)
    now, first = utc("2026-11-24 08:00"), utc("2026-11-24 09:00")
    found = next_free(slots, now=now, taken=[first], spacing=timedelta(0))
    assert found is not None
    assert found.due == first + DAY


@pytest.mark.parametrize(("minutes", "free"), [(19, "18:00"), (20, "12:00"), (21, "12:00")])
@pytest.mark.parametrize("side", [-1, 1])
def test_exactly_the_spacing_is_enough(minutes: int, side: int, free: str) -> None:
    slots = Slots.parse(["daily 12:00 18:00"], zone=RIYADH)
    noon = utc("2026-11-24 09:00")
    taken = [noon + side * minutes * MINUTE]
    found = next_free(slots, now=noon - DAY / 8, taken=taken, spacing=20 * MINUTE)
    assert found is not None
    assert found.wall == f"2026-11-24 {free}"


def test_there_is_no_free_slot_without_slots_or_within_a_spacing_of_years() -> None:
    now = utc("2026-11-24 08:00")
    nothing = Slots.parse([], zone=RIYADH)
    assert list(nothing.after(now)) == []
    assert next_free(nothing, now=now, taken=[], spacing=MINUTE) is None
    slots = Slots.parse(["daily 12:00"], zone=RIYADH)
    assert next_free(slots, now=now, taken=[now], spacing=3000 * DAY) is None


def test_slots_end_with_the_calendar_and_not_with_an_error() -> None:
    slots = Slots.parse(["daily 12:00"], zone=RIYADH)
    assert list(slots.after(datetime(9995, 1, 1, tzinfo=UTC))) == []


def test_a_slot_that_two_lines_name_is_one() -> None:
    slots = Slots.parse(["daily 08:00 08:00", "fri 08:00"], zone=RIYADH)
    assert len(slots.times) == 7


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("sun-thu 8:00", "slot 2 ('sun-thu 8:00'): '8:00' is no time of day; write 08:00"),
        ("tues 08:00", "slot 2 ('tues 08:00'): 'tues' is no day; write tue"),
        ("08:00 fri", "slot 2 ('08:00 fri'): '08:00' is no day"),
        ("fri", "slot 2 ('fri'): a day and a time are wanted, such as sun-thu 08:00"),
        ("", "slot 2 (''): a day and a time are wanted"),
    ],
)
def test_a_wrong_line_is_named_with_its_mistake(line: str, message: str) -> None:
    with pytest.raises(ValueError, match="slot 2") as caught:
        Slots.parse(["daily 12:00", line], zone=RIYADH)
    assert message in str(caught.value)


def test_the_zones_of_these_tests_change_their_clocks() -> None:
    assert sum(bool(changes(each)) for each in ZONES) >= 6
