"""Instants as the desk tells them: in the page's zone, in the person's language."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from composer.app.desk.words import Language, Words
from composer.publishing.calendar import gregorian, hijri

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MINUTE = timedelta(minutes=1)
_UNITS = (("days", timedelta(days=1)), ("hours", timedelta(hours=1)), ("minutes", _MINUTE))
_NEAR = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Tells instants.

    Args:
        words: Of the person's language.
        zone: Of the page.
        now: The present moment.
    """

    words: Words
    zone: ZoneInfo
    now: datetime

    def clock(self, at: datetime) -> str:
        """Return the time of day, such as ``18:00``."""
        return f"{at.astimezone(self.zone):%H:%M}"

    def iso(self, at: datetime) -> str:
        """Return an instant for the ``datetime`` of a ``time`` element, with the zone's offset."""
        return at.astimezone(self.zone).isoformat(timespec="seconds")

    def weekday(self, at: datetime | date) -> str:
        """Return the day of the week, such as «الثلاثاء»."""
        return self.words(f"times.{_DAYS[self.day_of(at).weekday()]}")

    def day(self, at: datetime | date) -> str:
        """Return the Gregorian date, such as «24 نوفمبر 2026»."""
        day = self.day_of(at)
        if self.words.language is Language.ARABIC:
            return gregorian(day, self.zone)
        return f"{day.day} {self.words(f'times.month{day.month}')} {day.year}"

    def hijri(self, at: datetime | date) -> str:
        """Return the date in the Umm al-Qura calendar; empty outside its tables.

        Its months keep their Arabic names: no English ones are in common use.
        """
        found = hijri(self.day_of(at))
        return "" if found is None else self.words("times.hijri", date=found)

    def full(self, at: datetime) -> str:
        """Return weekday, date and time of day."""
        day, when = self.weekday(at), self.day(at)
        return self.words("times.full", weekday=day, date=when, clock=self.clock(at))

    def short(self, at: datetime) -> str:
        """Return the time alone for today, near by with «غدًا» or the weekday, else the date."""
        days = (self.day_of(at) - self.day_of(self.now)).days
        clock = self.clock(at)
        if days == 0:
            return clock
        near = {1: "times.tomorrow", -1: "times.yesterday"}
        if days in near:
            return self.words(near[days], clock=clock)
        day = self.weekday(at) if abs(days) < _NEAR else self.day(at)
        return self.words("times.day_clock", day=day, clock=clock)

    def relative(self, at: datetime) -> str:
        """Return how far away an instant is, such as «بعد 3 ساعات»."""
        away = at - self.now
        tense = "in" if away > timedelta(0) else "ago"
        away = abs(away)
        if away < _MINUTE:
            return self.words("times.now")
        unit, length = next(each for each in _UNITS if away >= each[1])
        return self.words(f"times.{tense}_{unit}", count=away // length)

    def day_of(self, at: datetime | date) -> date:
        """Return the day in the page's zone."""
        return at.astimezone(self.zone).date() if isinstance(at, datetime) else at
