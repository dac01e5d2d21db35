"""An article on its way to become a draft: where it stands, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from composer.app.order import Order


class Stage(StrEnum):
    """Where an article stands."""

    QUEUED = "queued"
    READING = "reading"
    DRAWING = "drawing"
    DONE = "done"  # its draft is in the store
    KNOWN = "known"  # there was a draft of it already, and no other was made
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens."""
        return self not in {Stage.QUEUED, Stage.READING, Stage.DRAWING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One article of a batch.

    Args:
        number: Its place, counted from 1.
        source: What people handed in: an address, the name of a file.
        stage: Where it stands.
        title: Its headline, as soon as it was read.
        draft: ID of the draft that was made of it, or was there before.
        kind: Name of the error's class, such as ``TextDoesNotFit``.
        reason: What went wrong and what to do, in English.
    """

    number: int
    source: str
    stage: Stage = Stage.QUEUED
    title: str | None = None
    draft: str | None = None
    kind: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Articles that were handed in together.

    Args:
        id: Its name.
        begun: When, in UTC.
        person: Who handed them in.
        page: Name of the page whose site and theme the drafts have.
        order: What is made of each.
        arrivals: The articles, in their order.
    """

    id: str
    begun: datetime
    person: str
    page: str
    order: Order
    arrivals: tuple[Arrival, ...]

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens."""
        return all(each.stage.is_over for each in self.arrivals)

    @property
    def finished(self) -> int:
        """How many of its articles are over."""
        return sum(each.stage.is_over for each in self.arrivals)

    def count(self, *stages: Stage) -> int:
        """Return how many of its articles stand in one of some stages."""
        return sum(each.stage in stages for each in self.arrivals)
