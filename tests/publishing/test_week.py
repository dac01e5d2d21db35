from datetime import time

import pytest

from composer.publishing.week import DAYS, time_of_day, weekday, weekdays


def days(text: str) -> str:
    return " ".join(DAYS[each] for each in sorted(weekdays(text)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fri", "fri"),
        ("Friday", "fri"),
        ("sun-thu", "mon tue wed thu sun"),
        ("fri-sat", "fri sat"),
        ("fri-sun", "fri sat sun"),
        ("sat-mon", "mon sat sun"),
        ("mon,wed", "mon wed"),
        ("mon-tue,fri,SAT", "mon tue fri sat"),
        ("mon,mon-wed", "mon tue wed"),
        ("daily", "mon tue wed thu fri sat sun"),
        ("mon-sun", "mon tue wed thu fri sat sun"),
        ("sun-sat", "mon tue wed thu fri sat sun"),
        ("wed-wed", "wed"),
    ],
)
def test_days_are_read(text: str, expected: str) -> None:
    assert days(text) == expected


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("tues", "'tues' is no day; write tue"),
        ("sun-thur", "'thur' is no day; write thu"),
        ("wendesday", "'wendesday' is no day; write wednesday"),
        ("dayly", "'dayly' is no day; write daily"),
        ("mon,,wed", "'' is no day; write one of mon, tue"),
        ("mon-", "'' is no day"),
        ("الأحد", "write one of mon, tue, wed, thu, fri, sat, sun"),
        ("mon-wed-fri", "'wed-fri' is no day"),
    ],
)
def test_a_wrong_day_is_named_with_the_nearest_right_one(text: str, advice: str) -> None:
    with pytest.raises(ValueError, match="is no day") as caught:
        weekdays(text)
    assert advice in str(caught.value)


def test_days_are_numbered_as_dates_number_them() -> None:
    assert [weekday(each) for each in ("mon", "sunday")] == [0, 6]


@pytest.mark.parametrize("text", ["00:00", "08:05", "19:59", "23:59"])
def test_a_time_of_day_is_read(text: str) -> None:
    assert time_of_day(text) == time.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("8:00", "write 08:00"),
        ("08.30", "write 08:30"),
        ("830", "write 08:30"),
        ("8", "write 08:00"),
        ("8pm", "write 20:00"),
        ("8:15AM", "write 08:15"),
        ("12am", "write 00:00"),
        ("12:30pm", "write 12:30"),
        ("24:00", "write 00:00 of the day after"),
        ("25:00", "write hours and minutes from 00:00 to 23:59"),
        ("13:60", "write hours and minutes"),
        ("13pm", "write 13:00"),
        ("noon", "write hours and minutes"),
        ("08:00:00", "write hours and minutes"),
        ("٠٨:٠٠", "write hours and minutes"),
    ],
)
def test_a_wrong_time_is_named_with_the_nearest_right_one(text: str, advice: str) -> None:
    with pytest.raises(ValueError, match="is no time of day") as caught:
        time_of_day(text)
    assert str(caught.value).startswith(f"{text!r} is no time of day; {advice}")
