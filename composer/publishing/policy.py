"""What a page wants: distances, waits and limits."""

from dataclasses import dataclass
from datetime import timedelta

LEASE = timedelta(minutes=3)
"""How long a claim holds without a sign of life. It outlasts the longest single call."""

GUARD_S = 10.0
"""A worker that needs longer than this, in ticks, between writing its intent and sending was
frozen in between; it has surely sent nothing and steps back."""

STAGED_FOR = timedelta(hours=20)
"""How long a staged image is counted on; the platform keeps it for about 24 hours."""

NATIVE_AT_LEAST = timedelta(minutes=20)
NATIVE_AT_MOST = timedelta(days=29)
"""How far ahead a post may be given to the platform to hold."""

SAME_TIME = timedelta(seconds=60)
"""By how much the time that the platform stored may differ from the one it was told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What ``[publishing]`` says for a page; see the settings for the meaning of each."""

    spacing: timedelta = timedelta(minutes=20)
    grace: timedelta = timedelta(hours=2)
    breaking_grace: timedelta = timedelta(minutes=5)
    reconcile_after: tuple[timedelta, ...] = (
        timedelta(seconds=15),
        timedelta(minutes=1),
        timedelta(minutes=5),
        timedelta(minutes=15),
    )
    retry_after: tuple[timedelta, ...] = (
        timedelta(seconds=2),
        timedelta(seconds=10),
        timedelta(seconds=30),
        timedelta(minutes=2),
        timedelta(minutes=10),
    )
    settle: timedelta = timedelta(minutes=10)
    audit_after: timedelta = timedelta(minutes=5)
    native: bool = False

    @property
    def most_attempts(self) -> int:
        """Number of times that the create call may be sent for one item without a person."""
        return len(self.retry_after) + 1
