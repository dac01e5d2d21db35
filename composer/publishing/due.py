"""Due times against the clock: what is late, and what a zone's new rules move."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from composer.domain.queue import QueueItem, Status
from composer.publishing.wall import Resolved, resolve

ON_TIME = timedelta(minutes=1)
"""What is sent within this time after it was due is on time: nobody is told about seconds."""


class Lateness(Enum):
    """How an item stands to its due time."""

    EARLY = "early"  # not due yet
    ON_TIME = "on time"
    LATE = "late"  # within the grace: it still goes out by itself
    MISSED = "missed"  # a person is asked


def lateness(due: datetime, *, now: datetime, grace: timedelta) -> Lateness:
    """Return how an item stands to its due time.

    Args:
        due: When it was to appear, in UTC.
        now: In UTC.
        grace: How late it may still go out by itself; less than a minute counts as a minute, for
            no runner starts at the very instant.
    """
    late = now - due
    if late < timedelta(0):
        return Lateness.EARLY
    if late <= ON_TIME:
        return Lateness.ON_TIME
    return Lateness.LATE if late <= grace else Lateness.MISSED


def recompute(
    items: Iterable[QueueItem], zone_of: Callable[[str], ZoneInfo] = ZoneInfo
) -> Iterator[tuple[QueueItem, Resolved]]:
    """Return the items whose local time means another instant than it did when they were queued.

    Governments change the rules of a zone, often at short notice; the time that an editor asked
    for stays and its instant moves. Only items that wait are looked at, and only those for which
    a local time was asked.

    Args:
        items: Of the queue.
        zone_of: Returns the zone of a name.
    """
    for item in items:
        if item.status is not Status.QUEUED or item.wall is None:
            continue
        found = resolve(datetime.fromisoformat(item.wall), zone_of(item.zone))
        if (found.instant, found.kind) != (item.due, item.wall_kind):
            yield item, found
