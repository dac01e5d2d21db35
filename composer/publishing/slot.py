"""The weekly times at which a page posts."""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from operator import attrgetter
from zoneinfo import ZoneInfo

from composer.domain.queue import WallKind
from composer.publishing.wall import resolve, wall_text
from composer.publishing.week import DAYS, time_of_day, weekdays

_DAY = timedelta(days=1)
_LAST_DAY = date(9990, 1, 1)  # soon after it a calendar has no more days to count on
_HORIZON = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One time at which a post can go out.

    Args:
        due: In UTC.
        wall: The local time that the settings name, as ``2026-11-24 18:00``.
        kind: Whether that time exists once on its day.
        name: The weekly slot, such as ``tue 18:00``.
    """

    due: datetime
    wall: str
    kind: WallKind
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """The weekly slots of a page.

    Args:
        times: Day of the week (Monday is 0) and local time of each, in order, none twice.
        zone: Where they are local.
    """

    times: tuple[tuple[int, time], ...]
    zone: ZoneInfo

    @classmethod
    def parse(cls, lines: Sequence[str], *, zone: ZoneInfo) -> "Slots":
        """Return the slots that lines such as ``sun-thu 08:00 13:00`` mean.

        Raises:
            ValueError: A line is wrong; the message says which, what, and the nearest right form.
        """
        times = {each for number, line in enumerate(lines, 1) for each in _times(number, line)}
        return cls(times=tuple(sorted(times)), zone=zone)

    def after(self, moment: datetime) -> Iterator[Slot]:
        """Return the slots after an instant, each later than the one before.

        Each weekly slot comes once on each of its days, also where clocks are put back over it.
        Slots that a gap moves to one instant make one slot: the one that the settings name for
        that very time, else the last of them.
        """
        day = moment.astimezone(self.zone).date()
        for _, together in groupby(self._from(day), key=attrgetter("due")):
            *_, slot = together
            if slot.due > moment:
                yield slot

    def _from(self, day: date) -> Iterator[Slot]:
        """Return the slots from a day onwards; in order, as gaps and folds never turn it round."""
        while self.times and day < _LAST_DAY:
            for weekday, at in self.times:
                if weekday == day.weekday():
                    yield self._on(day, at)
            day += _DAY

    def _on(self, day: date, at: time) -> Slot:
        wall = datetime.combine(day, at)
        found = resolve(wall, self.zone)
        name = f"{DAYS[day.weekday()]} {at:%H:%M}"
        return Slot(due=found.instant, wall=wall_text(wall), kind=found.kind, name=name)


def next_free(
    slots: Slots, *, now: datetime, taken: Collection[datetime], spacing: timedelta
) -> Slot | None:
    """Return the first slot after ``now`` that no other post comes too near to.

    Args:
        slots: The page's slots.
        now: In UTC.
        taken: When the page's other posts went out or are due.
        spacing: The least time between two posts.

    Returns:
        None where there are no slots, or none is free within five years.
    """
    occupied = sorted(taken)
    for slot in slots.after(now):
        if slot.due - now > _HORIZON:
            break
        if _is_free(slot.due, occupied, spacing):
            return slot
    return None


def _is_free(due: datetime, occupied: Sequence[datetime], spacing: timedelta) -> bool:
    place = bisect_left(occupied, due)
    neighbours = occupied[max(place - 1, 0) : place + 1]
    return all(each != due and abs(each - due) >= spacing for each in neighbours)


def _times(number: int, line: str) -> Iterator[tuple[int, time]]:
    days, *times = line.split() or [""]
    try:
        if not times:
            msg = "a day and a time are wanted, such as sun-thu 08:00"
            raise ValueError(msg)  # noqa: TRY301 - it gets its place below, as the others do
        for day in weekdays(days):
            for each in times:
                yield day, time_of_day(each)
    except ValueError as error:
        msg = f"slot {number} ({line!r}): {error}"
        raise ValueError(msg) from error
