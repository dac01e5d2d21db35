"""Days of the week and times of day, as settings write them."""

import re
from datetime import time
from difflib import get_close_matches

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""In the order of ``date.weekday``: Monday is 0."""

_FULL = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAILY = "daily"
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
_LOOSE_TIME = re.compile(r"(\d{1,2})(?:[:.h]?(\d\d))?(am|pm)?", re.ASCII | re.IGNORECASE)
_NOON = 12
_MIDNIGHT = 24
_HOURS = range(24)
_MINUTES = range(60)


def weekday(text: str) -> int:
    """Return the number of a day such as ``sun`` or ``Sunday``; Monday is 0.

    Raises:
        ValueError: It is no day; the message names the nearest one.
    """
    name = text.casefold()
    if name in DAYS:
        return DAYS.index(name)
    if name in _FULL:
        return _FULL.index(name)
    near = get_close_matches(name, (*DAYS, *_FULL, _DAILY), n=1)
    advice = f"write {near[0]}" if near else f"write one of {', '.join(DAYS)}"
    msg = f"{text!r} is no day; {advice}"
    raise ValueError(msg)


def weekdays(text: str) -> frozenset[int]:
    """Return the days that ``sun-thu``, ``mon,wed``, ``fri`` or ``daily`` means.

    A range may run over the end of a week: ``fri-sun`` is three days.

    Raises:
        ValueError: A part of it is no day; the message says which.
    """
    if text.casefold() == _DAILY:
        return frozenset(range(len(DAYS)))
    return frozenset(day for part in text.split(",") for day in _range(part))


def _range(part: str) -> list[int]:
    first, hyphen, last = part.partition("-")
    start = weekday(first)
    length = (weekday(last) - start) % len(DAYS) + 1 if hyphen else 1
    return [(start + step) % len(DAYS) for step in range(length)]


def time_of_day(text: str) -> time:
    """Return the time that ``HH:MM`` means.

    Raises:
        ValueError: It is written otherwise; the message gives the nearest right form.
    """
    found = _TIME.fullmatch(text)
    if found is None:
        msg = f"{text!r} is no time of day; {_advice(text)}"
        raise ValueError(msg)
    return time(int(found[1]), int(found[2]))


def _advice(text: str) -> str:
    """Say what somebody who wrote ``8:00``, ``8pm`` or ``24:00`` wanted to write."""
    found = _LOOSE_TIME.fullmatch(text)
    if found:
        hour, minute = int(found[1]), int(found[2] or 0)
        if found[3] and 1 <= hour <= _NOON:
            hour = hour % _NOON + (_NOON if found[3].casefold() == "pm" else 0)
        if hour in _HOURS and minute in _MINUTES:
            return f"write {hour:02}:{minute:02}"
        if (hour, minute) == (_MIDNIGHT, 0):
            return "write 00:00 of the day after"
    return "write hours and minutes from 00:00 to 23:59"
