"""Zones by the packaged rules, whatever the machine that runs the tests knows of them."""

from bisect import bisect_left
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

_DAY = timedelta(days=1)

NAMES = (
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/New_York",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Kathmandu",
    "Asia/Riyadh",
    "Australia/Lord_Howe",  # puts its clocks forward by half an hour
    "Pacific/Apia",  # left out the whole of 30 December 2011
    "UTC",
)


def packaged_zone(name: str, *, rules_of: str | None = None) -> ZoneInfo:
    """Return a zone; ``rules_of`` names another one whose rules it is made to follow."""
    source = files("tzdata").joinpath("zoneinfo", *(rules_of or name).split("/"))
    with source.open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


ZONES = tuple(map(packaged_zone, NAMES))


@cache
def changes(zone: ZoneInfo) -> tuple[datetime, ...]:
    """Return the instants from 2010 to 2030 at which the clocks of a zone are changed, in UTC."""
    days = (datetime(2010, 1, 1, tzinfo=UTC) + number * _DAY for number in range(20 * 365))
    return tuple(_change(zone, day) for day in days if _differ(zone, day, day + _DAY))


def _differ(zone: ZoneInfo, one: datetime, other: datetime) -> bool:
    return one.astimezone(zone).utcoffset() != other.astimezone(zone).utcoffset()


def _change(zone: ZoneInfo, day: datetime) -> datetime:
    minutes = bisect_left(
        range(24 * 60), 1, key=lambda minute: _differ(zone, day, day + timedelta(minutes=minute))
    )
    return day + timedelta(minutes=minutes)


@st.composite
def moments(draw: st.DrawFn, zone: ZoneInfo) -> datetime:
    """Draw an instant, of which every other one lies near a change of the clocks."""
    near = draw(st.booleans())
    if near and changes(zone):
        return draw(st.sampled_from(changes(zone))) + timedelta(minutes=draw(st.integers(-70, 70)))
    first, last = (datetime.fromisoformat(f"{year}-01-01") for year in (2010, 2030))
    return draw(st.datetimes(first, last)).replace(tzinfo=UTC)
