"""When posts will really go out that keep their distance from each other: as the worker does it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heapify, heappop


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A post that waits for its time.

    Args:
        id: What names it.
        due: When it is to go out, in UTC.
        breaking: It goes before others that may go at the same moment.
        unspaced: It keeps no distance; breaking ones keep none either.
    """

    id: str
    due: datetime
    breaking: bool = False
    unspaced: bool = False

    @property
    def keeps_distance(self) -> bool:
        """Whether it waits for the page's other posts."""
        return not (self.breaking or self.unspaced)


def forecast(
    planned: Iterable[Planned], *, spacing: timedelta, last: datetime | None, not_before: datetime
) -> Mapping[str, datetime]:
    """Return when each post goes out if nothing goes wrong, in UTC, by its ID.

    Args:
        planned: The posts of one page.
        spacing: The least time from one post to the next that keeps a distance.
        last: When the page's last post went out, in UTC; None where it had none.
        not_before: Nothing goes out earlier, in UTC: this moment, or the end of a wait.
    """
    waiting = list(planned)
    keeping = [(each.due, each.id) for each in waiting if each.keeps_distance]
    others = [
        (max(each.due, not_before), not each.breaking, each.due, each.id)
        for each in waiting
        if not each.keeps_distance
    ]
    heapify(keeping)
    heapify(others)
    found: dict[str, datetime] = {}
    free_at = not_before if last is None else max(not_before, last + spacing)
    while keeping or others:
        turns = [(max(due, free_at), True, due, name) for due, name in keeping[:1]] + others[:1]
        goes, *_, name = min(turns)
        if others and others[0][-1] == name:
            heappop(others)
        else:
            heappop(keeping)
        found[name] = goes
        free_at = max(free_at, goes + spacing)
    return found
