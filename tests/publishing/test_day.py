from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.domain.queue import WallKind
from composer.publishing.day import MINUTES, Day, Turn, is_second_time, minute_of
from composer.publishing.wall import resolve

CAIRO = ZoneInfo("Africa/Cairo")
RIYADH = ZoneInfo("Asia/Riyadh")
ZONES = ("Africa/Cairo", "Asia/Beirut", "Africa/Casablanca", "Australia/Lord_Howe", "Asia/Riyadh")


def test_a_common_day_has_24_hours_and_no_turns() -> None:
    day = Day.of(date(2026, 11, 24), RIYADH)
    assert day.begins == datetime(2026, 11, 23, 21, 0, tzinfo=UTC)
    assert (day.hours, day.turns) == (24, ())


@pytest.mark.parametrize(
    ("day", "hours", "turn"),
    [  # Cairo skips 00:00 to 01:00 on 25 April 2025 and repeats 23:00 on 30 October 2025
        (date(2025, 4, 24), 24, None),
        (date(2025, 4, 25), 23, Turn(kind=WallKind.GAP, begins=0, ends=60)),
        (date(2025, 10, 30), 25, Turn(kind=WallKind.FOLD, begins=1380, ends=1440)),
        (date(2025, 10, 31), 24, None),
    ],
)
def test_a_day_of_changing_clocks_says_where(day: date, hours: int, turn: Turn | None) -> None:
    found = Day.of(day, CAIRO)
    assert found.hours == hours
    assert found.turns == (() if turn is None else (turn,))


def test_the_second_time_is_known_from_the_first() -> None:
    first = datetime(2025, 10, 30, 20, 30, tzinfo=UTC)
    assert minute_of(first, CAIRO) == minute_of(first + timedelta(hours=1), CAIRO) == 1410
    assert not is_second_time(first, CAIRO)
    assert is_second_time(first + timedelta(hours=1), CAIRO)


@given(
    zone=st.sampled_from(ZONES).map(ZoneInfo), day=st.dates(date(2010, 1, 1), date(2030, 12, 31))
)
def test_days_follow_each_other_without_a_hole(zone: ZoneInfo, day: date) -> None:
    found, following = Day.of(day, zone), Day.of(day + timedelta(days=1), zone)
    assert found.ends == following.begins
    skipped = sum(each.ends - each.begins for each in found.turns if each.kind is WallKind.GAP)
    doubled = sum(each.ends - each.begins for each in found.turns if each.kind is WallKind.FOLD)
    assert found.hours * 60 == MINUTES - skipped + doubled


@given(
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    minute=st.integers(0, MINUTES - 1),
    day=st.dates(date(2010, 1, 1), date(2030, 12, 31)),
)
def test_a_time_lies_in_a_turn_just_where_it_does_not_exist_once(
    zone: ZoneInfo, day: date, minute: int
) -> None:
    wall = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
    kinds = {
        each.kind for each in Day.of(day, zone).turns if each.begins <= minute < each.ends
    } or {WallKind.OK}
    assert kinds == {resolve(wall, zone).kind}
