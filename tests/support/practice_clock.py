"""Clocks that stand still until a test moves them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from composer.domain.clock import Instant

MORNING = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)


@dataclass(slots=True)
class PracticeClock:
    """The clocks of one machine, and the true time that the platform's own clock shows.

    Args:
        passed_s: Seconds of true time since ``MORNING``.
        wrong_s: By how much the wall clock is ahead of the true time.
        started_s: When this run of the machine began, in true time.
        boots: How many times it was started.
    """

    passed_s: float = 0.0
    wrong_s: float = 0.0
    started_s: float = -1000.0
    boots: int = 1

    def read(self) -> Instant:
        return Instant(wall=self.wall, ticks=self.passed_s - self.started_s, boot=f"b{self.boots}")

    @property
    def wall(self) -> datetime:
        """What people read off this machine."""
        return self.true + timedelta(seconds=self.wrong_s)

    @property
    def true(self) -> datetime:
        """What the platform's clock shows."""
        return MORNING + timedelta(seconds=self.passed_s)

    def pass_s(self, seconds: float) -> None:
        """Let time pass."""
        self.passed_s += seconds

    def jump(self, seconds: float) -> None:
        """Set the wall clock forward, or back."""
        self.wrong_s += seconds

    def reboot(self) -> None:
        """Start the machine anew: its ticks count from nothing."""
        self.boots += 1
        self.started_s = self.passed_s
