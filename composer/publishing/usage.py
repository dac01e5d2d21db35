"""How much of what the platform allows is used up, as its answers say, and what follows."""

import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from composer.errors import Unavailable

SLOW_AT = 75
STOP_ABOVE = 90
"""Percent of the allowance: from the first on calls are spaced, above the second nothing that a
reader sees is made. Calls that are refused count too, and lengthen the block."""

_REMEMBERED_S = 3600.0
_LONGEST_S = 24 * 3600.0
_MOST = 1e6  # a larger count is no count
_HEADERS = ("x-app-usage", "x-page-usage", "x-business-use-case-usage")
_COUNTS = ("call_count", "total_time", "total_cputime")
_REGAIN = "estimated_time_to_regain_access"  # in minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What one answer says.

    Args:
        percent: The largest share of any allowance that is used up; may exceed 100.
        wait_s: Seconds until the platform will listen again; 0 where it says nothing.
    """

    percent: int
    wait_s: float


def read_usage(headers: Mapping[str, str]) -> Usage | None:
    """Return what the headers of an answer say of usage; None where they say nothing.

    Args:
        headers: By their names in small letters. What cannot be understood counts as absent.
    """
    parts = [part for name in _HEADERS for part in _objects(headers.get(name, ""))]
    if not parts:
        return None
    percents = [_number(part.get(name)) for part in parts for name in _COUNTS]
    minutes = max(_number(part.get(_REGAIN)) for part in parts)
    return Usage(percent=math.ceil(max(percents)), wait_s=min(minutes * 60, _LONGEST_S))


def wait_told(headers: Mapping[str, str]) -> float:
    """Return the seconds that the headers of an answer ask us to wait; 0 where they ask none.

    ``Retry-After`` is not documented for this platform, but something before it may send it.
    """
    usage = read_usage(headers)
    after = headers.get("retry-after", "").strip()
    seconds = float(after) if after.isascii() and after.isdigit() else 0.0
    return max(usage.wait_s if usage else 0.0, min(seconds, _LONGEST_S))


class Throttle:
    """Remembers the last usage seen.

    Args:
        monotonic: A clock in seconds that is never set back.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._usage: Usage | None = None
        self._until = 0.0

    def note(self, usage: Usage | None) -> None:
        """Remember a usage: as long as the platform told us to wait, else for an hour."""
        if usage is not None:
            self._usage = usage
            self._until = self._monotonic() + (usage.wait_s or _REMEMBERED_S)

    @property
    def usage(self) -> Usage | None:
        """The usage seen last; None when there was none, or when it is too old to count."""
        return self._usage if self._monotonic() < self._until else None

    @property
    def slow_down_s(self) -> float:
        """Seconds to leave between two calls: 0 below 75 %, then 15, growing to 60 at 90 %."""
        usage = self.usage
        if usage is None or usage.percent < SLOW_AT:
            return 0.0
        return min(15.0 + 3.0 * (usage.percent - SLOW_AT), 60.0)

    def check(self) -> None:
        """Tell whether something that counts may be sent.

        Raises:
            Unavailable: The usage seen last is above 90 %; nothing was sent.
        """
        usage = self.usage
        if usage is None or usage.percent <= STOP_ABOVE:
            return
        wait_s = self._until - self._monotonic()
        msg = (
            f"{usage.percent} % of the calls that the platform allows are used up, so nothing was"
            f" sent; it is tried again in {math.ceil(wait_s / 60)} min"
        )
        raise Unavailable(msg, wait_s=wait_s)


def _objects(header: str) -> Iterator[Mapping[str, object]]:
    """Yield the counts in a header: one object, or lists of them by the ID of what they are for."""
    try:
        found = json.loads(header)
    except (ValueError, RecursionError):
        return
    if not isinstance(found, dict):
        return
    if not found.keys().isdisjoint(_COUNTS):
        yield found
    for listed in found.values():
        if isinstance(listed, list):
            yield from (each for each in listed if isinstance(each, dict))


def _number(value: object) -> float:
    """Return a count; what is none, or cannot be one, is 0."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    return float(value) if 0 < value <= _MOST else 0.0
