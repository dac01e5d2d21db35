"""The time that a person asks for: ``now``, ``18:00``, ``tomorrow 18:00``, ``+2h``."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from composer.publishing.wall import Resolved, local_wall, resolve
from composer.publishing.week import time_of_day

_DIGITS = {zero + number: str(number) for zero in (0x660, 0x6F0) for number in range(10)}
_UNSEEN = dict.fromkeys((0x200E, 0x200F, 0x061C, *range(0x2066, 0x206A)))
_PLAIN = str.maketrans({**_DIGITS, **_UNSEEN})
"""Arabic digits become Latin ones, and marks of direction that came with a copy go."""

_DATE = r"(?P<date>\d{4}-\d\d-\d\d)"
_TIME = r"(?P<time>[\d:.]+(?:am|pm)?)"
_FLAGS = re.ASCII | re.IGNORECASE
_NOW = re.compile("now", _FLAGS)
_WAIT = re.compile(
    r"\+(?=\d)(?:(?P<days>\d+)d)?(?:(?P<hours>\d+)h)?(?:(?P<minutes>\d+)m)?(?:(?P<seconds>\d+)s)?",
    _FLAGS,
)
_NEXT = re.compile(_TIME, _FLAGS)
_NAMED = re.compile(f"(?P<day>today|tomorrow) {_TIME}", _FLAGS)
_DATED = re.compile(f"{_DATE}[ T]{_TIME}", _FLAGS)
_INSTANT = re.compile(
    rf"{_DATE}[ T](?P<clock>\d\d:\d\d(?::\d\d(?:\.\d{{1,6}})?)?) ?(?P<offset>Z|[+-]\d\d:?\d\d)",
    _FLAGS,
)

_DAY = timedelta(days=1)
_JUST_NOW = timedelta(minutes=1)
_FARTHEST = timedelta(days=3653)

_Meaning = Callable[[re.Match[str], ZoneInfo, datetime], Resolved]


def parse_at(text: str, *, zone: ZoneInfo, now: datetime) -> Resolved:
    """Return the instant that a person asks for.

    Understood are ``now``; ``18:00``, the next such time, today or tomorrow; ``today 18:00``,
    ``tomorrow 18:00``; ``2026-11-24 18:00``, with a space or a ``T``; the same with ``Z`` or an
    offset, an instant wherever the page is; and ``+2h``, ``+1h30m``, ``+1d`` (24 hours) from now.
    A time that passed less than a minute ago is what somebody meant who typed for a moment.

    Args:
        text: What was asked for; its digits may be Arabic.
        zone: The page's zone, in which times are meant.
        now: In UTC.

    Raises:
        ValueError: It is no time, has passed, or is more than ten years away; the message says
            so, and what to write.
    """
    plain = " ".join(text.translate(_PLAIN).split())
    for form, meaning in _FORMS:
        found = form.fullmatch(plain)
        if found:
            return _checked(_meant(found, meaning, zone, now), plain, zone, now)
    day = now.astimezone(zone).date() + _DAY
    msg = f"{text!r} is no time; write now, 18:00, tomorrow 18:00, {day} 18:00 or +2h"
    raise ValueError(msg)


def _meant(found: re.Match[str], meaning: _Meaning, zone: ZoneInfo, now: datetime) -> Resolved:
    try:
        return meaning(found, zone, now)
    except OverflowError as error:
        msg = f"{found[0]!r} is farther away than a calendar counts"
        raise ValueError(msg) from error


def _checked(asked: Resolved, text: str, zone: ZoneInfo, now: datetime) -> Resolved:
    there = f"it is {local_wall(now, zone)} now in {zone.key}"
    if now - asked.instant > _JUST_NOW:
        msg = f"{text!r} has passed: {there}; write a time to come, or now"
        raise ValueError(msg)
    if asked.instant - now > _FARTHEST:
        msg = f"{text!r} is more than ten years away: {there}; look at the year"
        raise ValueError(msg)
    return asked


def _now(_found: re.Match[str], _zone: ZoneInfo, now: datetime) -> Resolved:
    return Resolved(instant=now.astimezone(UTC))


def _wait(found: re.Match[str], _zone: ZoneInfo, now: datetime) -> Resolved:
    parts = {unit: int(number) for unit, number in found.groupdict().items() if number}
    return Resolved(instant=now.astimezone(UTC) + timedelta(**parts))


def _next(found: re.Match[str], zone: ZoneInfo, now: datetime) -> Resolved:
    at = time_of_day(found["time"])
    today = now.astimezone(zone).date()
    first = resolve(datetime.combine(today, at), zone)
    if now - first.instant <= _JUST_NOW:
        return first
    return resolve(datetime.combine(today + _DAY, at), zone)


def _named(found: re.Match[str], zone: ZoneInfo, now: datetime) -> Resolved:
    day = now.astimezone(zone).date()
    if found["day"].casefold() == "tomorrow":
        day += _DAY
    return resolve(datetime.combine(day, time_of_day(found["time"])), zone)


def _dated(found: re.Match[str], zone: ZoneInfo, _now: datetime) -> Resolved:
    return resolve(datetime.combine(_day(found["date"]), time_of_day(found["time"])), zone)


def _instant(found: re.Match[str], _zone: ZoneInfo, _now: datetime) -> Resolved:
    _day(found["date"])
    try:
        moment = datetime.fromisoformat(
            f"{found['date']}T{found['clock']}{found['offset'].upper()}"
        )
    except ValueError as error:
        msg = f"{found[0]!r} is no time: {error}"
        raise ValueError(msg) from error
    return Resolved(instant=moment.astimezone(UTC))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        msg = f"there is no day {text}: {error}"
        raise ValueError(msg) from error


_FORMS: tuple[tuple[re.Pattern[str], _Meaning], ...] = (
    (_NOW, _now),
    (_WAIT, _wait),
    (_NEXT, _next),
    (_NAMED, _named),
    (_DATED, _dated),
    (_INSTANT, _instant),
)
