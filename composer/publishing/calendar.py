"""An instant as the readers of a page tell it: local time, weekday, Gregorian and Hijri date.

The names of the months are those of the page's country, after the Unicode CLDR (``ar``, ``ar-IQ``
and its Levantine neighbours, ``ar-DZ``, ``ar-TN``, ``ar-MA``, ``ar-MR``).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hijridate import Gregorian

from composer.publishing.wall import wall_text
from composer.publishing.week import DAYS, weekday

_WEEKDAYS = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")

_COMMON = (
    *("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو"),
    *("يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"),
)
"""Egypt, Sudan, Libya, Yemen, the Gulf; and everywhere else."""

_LEVANT = (
    *("كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران"),
    *("تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول"),
)
_ALGERIA_TUNISIA = (
    *("جانفي", "فيفري", "مارس", "أفريل", "ماي", "جوان"),
    *("جويلية", "أوت", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"),
)
_MOROCCO = (
    *("يناير", "فبراير", "مارس", "أبريل", "ماي", "يونيو"),
    *("يوليوز", "غشت", "شتنبر", "أكتوبر", "نونبر", "دجنبر"),
)
_MAURITANIA = (
    *("يناير", "فبراير", "مارس", "إبريل", "مايو", "يونيو"),
    *("يوليو", "أغشت", "شتمبر", "أكتوبر", "نوفمبر", "دجمبر"),
)

_MONTHS = {
    "Asia/Amman": _LEVANT,
    "Asia/Baghdad": _LEVANT,
    "Asia/Beirut": _LEVANT,
    "Asia/Damascus": _LEVANT,
    "Asia/Gaza": _LEVANT,
    "Asia/Hebron": _LEVANT,
    "Asia/Jerusalem": _LEVANT,
    "Africa/Algiers": _ALGERIA_TUNISIA,
    "Africa/Tunis": _ALGERIA_TUNISIA,
    "Africa/Casablanca": _MOROCCO,
    "Africa/El_Aaiun": _MOROCCO,
    "Africa/Nouakchott": _MAURITANIA,
}
"""Zones whose countries have names of their own for the months."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalTime:
    """An instant as the readers of a page tell it.

    Args:
        wall: Such as ``2026-11-24 18:00``.
        weekday: Such as «الثلاثاء».
        gregorian: Such as «24 نوفمبر 2026», with the month's name of the page's country.
        hijri: Such as «14 جمادى الآخرة 1448»; None outside the calendar's tables.
    """

    wall: str
    weekday: str
    gregorian: str
    hijri: str | None


def local(instant: datetime, zone: ZoneInfo) -> LocalTime:
    """Return an instant as the readers in a zone tell it."""
    there = instant.astimezone(zone)
    return LocalTime(
        wall=wall_text(there),
        weekday=_WEEKDAYS[there.weekday()],
        gregorian=gregorian(there.date(), zone),
        hijri=hijri(there.date()),
    )


def gregorian(day: date, zone: ZoneInfo) -> str:
    """Return a Gregorian date in Arabic, such as «24 تشرين الثاني 2026» for Asia/Beirut."""
    months = _MONTHS.get(zone.key, _COMMON)
    return f"{day.day} {months[day.month - 1]} {day.year}"


def hijri(day: date) -> str | None:
    """Return the date in the Umm al-Qura calendar, such as «3 جمادى الآخرة 1448».

    It is the date of the daylight hours: the Hijri day began at the sunset before. Countries that
    sight the moon themselves may be a day off.

    Returns:
        None outside the calendar's tables, which reach from August 1924 to November 2077.
    """
    try:
        found = Gregorian.fromdate(day).to_hijri()
    except OverflowError:
        return None
    return f"{found.day} {found.month_name('ar')} {found.year}"


def week_start(day: date, *, weekend: Collection[str]) -> date:
    """Return the first day of the week that a day belongs to.

    A week begins on the day after the weekend: on Sunday where Friday and Saturday are free, on
    Saturday where Friday alone is, on Monday where Saturday and Sunday are or no day is.

    Args:
        day: Any day of the week.
        weekend: Names of the free days, such as ``fri``.

    Raises:
        ValueError: A name is no day; the message names the nearest one.
    """
    free = {weekday(each) for each in weekend}
    starts = (each for each in range(len(DAYS)) if each not in free and (each - 1) % 7 in free)
    start = next(starts, 0)
    return day - timedelta(days=(day.weekday() - start) % len(DAYS))
