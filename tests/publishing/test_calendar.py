from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaged_zone import packaged_zone

from composer.publishing.calendar import LocalTime, gregorian, hijri, local, week_start
from composer.publishing.week import DAYS


def test_an_instant_is_told_as_its_readers_tell_it() -> None:
    instant = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)
    assert local(instant, packaged_zone("Asia/Riyadh")) == LocalTime(
        wall="2026-11-25 01:30",
        weekday="الأربعاء",
        gregorian="25 نوفمبر 2026",
        hijri="15 جمادى الآخرة 1448",
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Asia/Beirut", "24 تشرين الثاني 2026"),
        ("Asia/Baghdad", "24 تشرين الثاني 2026"),
        ("Asia/Amman", "24 تشرين الثاني 2026"),
        ("Africa/Cairo", "24 نوفمبر 2026"),
        ("Asia/Dubai", "24 نوفمبر 2026"),
        ("Africa/Algiers", "24 نوفمبر 2026"),
        ("Africa/Casablanca", "24 نونبر 2026"),
        ("Africa/Nouakchott", "24 نوفمبر 2026"),
        ("Europe/London", "24 نوفمبر 2026"),
    ],
)
def test_months_have_the_names_of_the_pages_country(name: str, expected: str) -> None:
    assert gregorian(date(2026, 11, 24), packaged_zone(name)) == expected


@pytest.mark.parametrize(
    ("name", "july", "august"),
    [
        ("Asia/Damascus", "تموز", "آب"),
        ("Africa/Tunis", "جويلية", "أوت"),
        ("Africa/Casablanca", "يوليوز", "غشت"),
        ("Africa/Nouakchott", "يوليو", "أغشت"),
        ("Asia/Riyadh", "يوليو", "أغسطس"),
    ],
)
def test_months_stand_in_their_order(name: str, july: str, august: str) -> None:
    zone = packaged_zone(name)
    assert [gregorian(date(2026, each, 1), zone).split()[1] for each in (7, 8)] == [july, august]
    assert len({gregorian(date(2026, each, 1), zone) for each in range(1, 13)}) == 12


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 13), "3 جمادى الآخرة 1448"),
        (date(2025, 3, 1), "1 رمضان 1446"),  # announced so in Saudi Arabia
        (date(2025, 3, 30), "1 شوال 1446"),
        (date(1924, 8, 1), "1 محرم 1343"),
        (date(2077, 11, 16), "30 ذو الحجة 1500"),
        (date(1924, 7, 31), None),
        (date(2077, 11, 17), None),
        (date(1, 1, 1), None),
        (date(9999, 12, 31), None),
    ],
)
def test_the_hijri_date_is_that_of_umm_al_qura(day: date, expected: str | None) -> None:
    assert hijri(day) == expected


@pytest.mark.parametrize(
    ("weekend", "start"),
    [
        (("fri", "sat"), date(2026, 11, 22)),  # Sunday
        (("sat", "fri"), date(2026, 11, 22)),
        (("fri",), date(2026, 11, 21)),
        (("thu", "fri"), date(2026, 11, 21)),
        (("sat", "sun"), date(2026, 11, 23)),
        ((), date(2026, 11, 23)),
        (DAYS, date(2026, 11, 23)),
    ],
)
def test_a_week_begins_after_the_weekend(weekend: tuple[str, ...], start: date) -> None:
    assert week_start(date(2026, 11, 24), weekend=weekend) == start


@given(st.dates(date(1950, 1, 1), date(2050, 1, 1)), st.sets(st.sampled_from(DAYS)))
def test_a_day_lies_within_its_week(day: date, weekend: set[str]) -> None:
    start = week_start(day, weekend=weekend)
    assert 0 <= (day - start).days < 7
    assert week_start(start, weekend=weekend) == start


def test_a_weekend_of_no_day_is_refused() -> None:
    with pytest.raises(ValueError, match="write fri"):
        week_start(date(2026, 11, 24), weekend=["fry"])
