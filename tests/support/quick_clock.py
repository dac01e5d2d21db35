"""This machine's clocks, running faster: a settle time of half a minute passes in a moment."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from composer.domain.clock import Instant
from composer.engine.clock import MachineClock

BY = 20
"""How many seconds pass in one. All processes of the machine see the same time."""

_BEGIN = datetime(2026, 11, 24, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class QuickClock:
    """The machine's own ticks and boot, with a wall clock that follows the ticks.

    Args:
        inner: The clocks that it follows.
        by: How many seconds pass in one.
        begin: What the wall clock shows at tick zero.
    """

    inner: MachineClock
    by: int = BY
    begin: datetime = _BEGIN

    def read(self) -> Instant:
        told = self.inner.read()
        ticks = told.ticks * self.by
        wall = self.begin + timedelta(seconds=ticks)
        return Instant(wall=wall, ticks=ticks, boot=told.boot)

    def wall(self) -> datetime:
        return self.read().wall

    def ticks(self) -> float:
        return self.read().ticks


def late_clock(inner: MachineClock, *, by: int, late: timedelta) -> QuickClock:
    """Return a quick clock whose wall clock is behind the machine's own by so much at present."""
    told = inner.read()
    begin = told.wall - late - timedelta(seconds=told.ticks * by)
    return QuickClock(inner, by, begin)


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherClock:
    """The clocks of another machine: started at another time, and never quite right.

    Args:
        quick: The clocks of this one.
        machine: Its number.
        wrong: By how much its wall clock is wrong.
    """

    quick: QuickClock
    machine: int
    wrong: timedelta

    def read(self) -> Instant:
        told = self.quick.read()
        return Instant(
            wall=told.wall + self.wrong,
            ticks=told.ticks + 1000.0 * self.machine,
            boot=f"{told.boot} machine {self.machine}",
        )
