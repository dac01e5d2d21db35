"""A day on the calendar of a page: when it begins and ends, and where its clocks are changed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from composer.domain.queue import WallKind
from composer.publishing.wall import resolve

MINUTES = 24 * 60
"""Of a day by the clock on the wall, whatever is skipped or comes twice."""

_HOUR = timedelta(hours=1)
_SECOND = timedelta(seconds=1)
_NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A stretch of a day that its clocks skip, or show twice.

    Args:
        kind: ``GAP`` or ``FOLD``.
        begins: Minutes after midnight by the clock on the wall.
        ends: Likewise; at most 1440.
    """

    kind: WallKind
    begins: int
    ends: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day in a zone.

    Args:
        on: Which.
        begins: Its first instant, in UTC.
        ends: The first instant after it, in UTC.
        turns: Where its clocks are changed.
    """

    on: date
    begins: datetime
    ends: datetime
    turns: tuple[Turn, ...] = ()

    @classmethod
    def of(cls, day: date, zone: ZoneInfo) -> "Day":
        """Return a day as the clocks of a zone show it."""
        begins = resolve(datetime.combine(day, time()), zone).instant
        ends = resolve(datetime.combine(day + timedelta(days=1), time()), zone).instant
        found = (_turn(day, instant, zone) for instant in _changes(begins, ends, zone))
        return cls(on=day, begins=begins, ends=ends, turns=tuple(filter(None, found)))

    @property
    def hours(self) -> float:
        """How long it is: 24, but on a day of changing clocks."""
        return (self.ends - self.begins) / _HOUR

    def holds(self, instant: datetime) -> bool:
        """Tell whether an instant is on this day."""
        return self.begins <= instant < self.ends


def minute_of(instant: datetime, zone: ZoneInfo) -> float:
    """Return how many minutes after midnight the clock on the wall shows at an instant."""
    there = instant.astimezone(zone)
    return there.hour * 60 + there.minute + there.second / 60


def is_second_time(instant: datetime, zone: ZoneInfo) -> bool:
    """Tell whether the clocks show this time for the second time on its day."""
    return instant.astimezone(zone).fold == 1


def _changes(begins: datetime, ends: datetime, zone: ZoneInfo) -> list[datetime]:
    """Return the instants at which the offset changes, from the day's first to its last."""
    found = []
    early = begins - _SECOND
    while early < ends:
        late = min(early + _HOUR, ends)
        if _offset(early, zone) != _offset(late, zone):
            found.append(_first_of(early, late, zone))
        early = late
    return found


def _first_of(early: datetime, late: datetime, zone: ZoneInfo) -> datetime:
    """Return the first instant between two with the offset of the later one."""
    before = _offset(early, zone)
    low, high = 0, round((late - early) / _SECOND)
    while high - low > 1:
        middle = (low + high) // 2
        is_before = _offset(early + middle * _SECOND, zone) == before
        low, high = (middle, high) if is_before else (low, middle)
    return early + high * _SECOND


def _turn(day: date, change: datetime, zone: ZoneInfo) -> Turn | None:
    """Return what a change of the offset does to a day; None where it does it to another one."""
    before, after = _offset(change - _SECOND, zone), _offset(change, zone)
    walls = sorted((_wall(change, before), _wall(change, after)))
    midnight = datetime.combine(day, time())
    first, last = ((each - midnight) / timedelta(minutes=1) for each in walls)
    begins, ends = max(round(first), 0), min(round(last), MINUTES)
    kind = WallKind.GAP if after > before else WallKind.FOLD
    return Turn(kind=kind, begins=begins, ends=ends) if begins < ends else None


def _offset(instant: datetime, zone: ZoneInfo) -> timedelta:
    return instant.astimezone(zone).utcoffset() or _NOTHING


def _wall(instant: datetime, offset: timedelta) -> datetime:
    return instant.astimezone(UTC).replace(tzinfo=None) + offset
