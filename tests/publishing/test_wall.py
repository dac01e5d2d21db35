from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import find, given
from hypothesis import strategies as st
from packaged_zone import ZONES, moments, packaged_zone

from composer.domain.queue import WallKind
from composer.publishing.wall import local_wall, resolve

CAIRO = packaged_zone("Africa/Cairo")


@st.composite
def asked(draw: st.DrawFn) -> tuple[datetime, ZoneInfo]:
    """Draw a zone and a local time that its clocks may skip or repeat."""
    zone = draw(st.sampled_from(ZONES))
    hour = draw(moments(zone)).astimezone(zone).replace(tzinfo=None)
    return hour + draw(st.sampled_from((-1, 0, 0, 1))) * timedelta(minutes=45), zone


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "wall", "instant", "kind"),
    [
        ("Africa/Cairo", "2025-04-24 23:59", "2025-04-24 21:59", "ok"),
        ("Africa/Cairo", "2025-04-25 00:00", "2025-04-24 22:00", "gap"),
        ("Africa/Cairo", "2025-04-25 00:59", "2025-04-24 22:00", "gap"),
        ("Africa/Cairo", "2025-04-25 01:00", "2025-04-24 22:00", "ok"),
        ("Africa/Cairo", "2025-10-30 22:59", "2025-10-30 19:59", "ok"),
        ("Africa/Cairo", "2025-10-30 23:00", "2025-10-30 20:00", "fold"),
        ("Africa/Cairo", "2025-10-30 23:59", "2025-10-30 20:59", "fold"),
        ("Africa/Cairo", "2025-10-31 00:00", "2025-10-30 22:00", "ok"),
        ("Asia/Beirut", "2026-03-29 00:30", "2026-03-28 22:00", "gap"),
        ("Asia/Beirut", "2026-10-24 23:30", "2026-10-24 20:30", "fold"),
        ("Africa/Casablanca", "2026-02-15 02:30", "2026-02-15 01:30", "fold"),
        ("Africa/Casablanca", "2026-03-01 20:00", "2026-03-01 20:00", "ok"),  # Ramadan
        ("Africa/Casablanca", "2026-03-22 02:30", "2026-03-22 02:00", "gap"),
        ("Africa/Casablanca", "2026-09-19 20:00", "2026-09-19 19:00", "ok"),
        ("Africa/Casablanca", "2026-09-21 20:00", "2026-09-21 20:00", "ok"),  # for good
        ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03 15:30", "gap"),
        ("Pacific/Apia", "2011-12-30 12:00", "2011-12-30 10:00", "gap"),
        ("Asia/Riyadh", "2025-04-25 00:30", "2025-04-24 21:30", "ok"),
    ],
)
def test_a_wall_time_means_this_instant(name: str, wall: str, instant: str, kind: str) -> None:
    found = resolve(datetime.fromisoformat(wall), packaged_zone(name))
    assert found.instant == utc(instant)
    assert found.instant.tzinfo is UTC
    assert (found.kind, found.wall) == (WallKind(kind), wall)


@given(asked())
def test_a_zone_shows_the_wall_time_that_was_asked_for_unless_it_skips_it(
    asked: tuple[datetime, ZoneInfo],
) -> None:
    wall, zone = asked
    found = resolve(wall, zone)
    shown = found.instant.astimezone(zone).replace(tzinfo=None)
    assert shown > wall if found.kind is WallKind.GAP else shown == wall


@given(asked())
def test_a_gap_ends_where_the_clocks_are_put_forward(asked: tuple[datetime, ZoneInfo]) -> None:
    wall, zone = asked
    found = resolve(wall, zone)
    before = (found.instant - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None)
    if found.kind is WallKind.GAP:
        assert before < wall


@given(asked())
def test_of_two_occurrences_the_first_is_taken(asked: tuple[datetime, ZoneInfo]) -> None:
    wall, zone = asked
    found = resolve(wall, zone)
    if found.kind is WallKind.FOLD:
        second = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
        assert found.instant < second
        assert second.astimezone(zone).replace(tzinfo=None) == wall


@given(asked(), st.integers(0, 1500))
def test_later_wall_times_are_never_earlier_instants(
    asked: tuple[datetime, ZoneInfo], minutes: int
) -> None:
    wall, zone = asked
    later = wall + timedelta(minutes=minutes)
    assert resolve(wall, zone).instant <= resolve(later, zone).instant


@pytest.mark.parametrize("kind", WallKind)
def test_the_laws_above_meet_gaps_and_folds(kind: WallKind) -> None:
    find(asked(), lambda each: resolve(*each).kind is kind)


def test_a_zone_of_its_own_is_refused() -> None:
    with pytest.raises(ValueError, match="no zone of its own"):
        resolve(datetime(2026, 11, 24, 18, tzinfo=UTC), CAIRO)


def test_the_second_of_two_equal_hours_is_shown_as_the_first_was() -> None:
    assert local_wall(utc("2025-10-30 20:30"), CAIRO) == "2025-10-30 23:30"
    assert local_wall(utc("2025-10-30 21:30"), CAIRO) == "2025-10-30 23:30"
