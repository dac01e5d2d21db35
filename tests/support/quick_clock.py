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
    """The machine's own ticks and boot, with a wall clock that follows the ticks."""

    inner: MachineClock

    def read(self) -> Instant:
        told = self.inner.read()
        ticks = told.ticks * BY
        return Instant(wall=_BEGIN + timedelta(seconds=ticks), ticks=ticks, boot=told.boot)

    def wall(self) -> datetime:
        return self.read().wall

    def ticks(self) -> float:
        return self.read().ticks
