"""Local times, and the instants they mean: zones skip some of them and repeat others."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from composer.domain.queue import WallKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """The instant that was asked for.

    Args:
        instant: In UTC.
        kind: Whether the local time existed once.
        wall: The local time asked for, as ``2026-11-24 18:00``; None where an instant was asked
            for as such, which no change of a zone's rules moves.
    """

    instant: datetime
    kind: WallKind = WallKind.OK
    wall: str | None = None


def resolve(wall: datetime, zone: ZoneInfo) -> Resolved:
    """Return the instant that a local time means.

    Where clocks are put forward over it, it is the first instant after the gap; where they are
    put back and it comes twice, it is the first of the two.

    Args:
        wall: The local time, without a zone.
        zone: Where it is local.
    """
    if wall.tzinfo is not None:
        msg = "a wall time has no zone of its own"
        raise ValueError(msg)
    before = _offset(wall.replace(tzinfo=zone, fold=0))
    after = _offset(wall.replace(tzinfo=zone, fold=1))
    first = (wall - before).replace(tzinfo=UTC)
    if before < after:
        instant, kind = _end_of_gap(wall, zone, before=before, after=after), WallKind.GAP
    else:
        instant, kind = first, WallKind.FOLD if before > after else WallKind.OK
    return Resolved(instant=instant, kind=kind, wall=wall_text(wall))


def wall_text(wall: datetime) -> str:
    """Return a local time as it is kept and shown: ``2026-11-24 18:00``."""
    return wall.replace(tzinfo=None).isoformat(sep=" ", timespec="minutes")


def local_wall(instant: datetime, zone: ZoneInfo) -> str:
    """Return what the clocks of a zone show at an instant: ``2026-11-24 18:00``."""
    return wall_text(instant.astimezone(zone))


def _offset(moment: datetime) -> timedelta:
    return moment.utcoffset() or timedelta(0)


def _end_of_gap(wall: datetime, zone: ZoneInfo, *, before: timedelta, after: timedelta) -> datetime:
    """Return the instant at which the clocks are put forward over a local time.

    Read with the offset that holds afterwards the time lies before the change, read with the one
    that holds before it lies at or after it. Between the two the second is searched at which the
    offset changes: zones change on whole seconds.
    """
    early = (wall - after).replace(tzinfo=UTC, microsecond=0)
    low, high = 0, round((after - before).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        moment = (early + timedelta(seconds=middle)).astimezone(zone)
        low, high = (middle, high) if _offset(moment) == before else (low, middle)
    return early + timedelta(seconds=high)
