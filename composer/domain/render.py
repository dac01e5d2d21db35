"""Articles that wait to be drawn: where each stands, and which moves are legal."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class RenderStatus(StrEnum):
    """Where an article of a batch stands. The values are stored; never rename one."""

    READING = "reading"  # whoever handed it in reads it
    WAITING = "waiting"
    DRAWING = "drawing"  # somebody has it in hand, for as long as the lease lasts
    DONE = "done"  # its draft is in the store
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens."""
        return not MOVES[self]

    def can_become(self, other: "RenderStatus") -> bool:
        """Tell whether an article in this status may move to ``other``."""
        return other in MOVES[self]


MOVES: dict[RenderStatus, frozenset[RenderStatus]] = {
    RenderStatus.READING: frozenset(
        {RenderStatus.WAITING, RenderStatus.DONE, RenderStatus.FAILED, RenderStatus.CANCELLED}
    ),
    RenderStatus.WAITING: frozenset({RenderStatus.DRAWING, RenderStatus.CANCELLED}),
    RenderStatus.DRAWING: frozenset(
        {RenderStatus.WAITING, RenderStatus.DONE, RenderStatus.FAILED, RenderStatus.CANCELLED}
    ),
    RenderStatus.DONE: frozenset(),
    RenderStatus.FAILED: frozenset(),
    RenderStatus.CANCELLED: frozenset(),
}
"""The legal moves. A reading that ends in ``done`` met a draft that there was already."""

OPEN = frozenset(each for each in RenderStatus if not each.is_over)
"""An article in one of these is still being worked on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderJob:
    """One article of a batch.

    Args:
        id: Number of its row.
        batch: ID of its batch.
        position: Its place in the batch, counted from 1.
        source: What was handed in, as the user named it.
        title: Its headline, as soon as it was read.
        status: Where it stands.
        digest: Hash of all that its draft depends on; None until it was read.
        picture: Hash of its photograph; None without one.
        fence: Counts the claims; who names an older one has lost the job.
        owner: Who has it in hand.
        lease: Until when they have, in UTC.
        attempts: How often drawing it was begun.
        draft: ID of its draft.
        known: Whether that draft was there before.
        kind: Name of the error's class.
        reason: What went wrong and what to do, in English.
        changed: When it came to where it stands, in UTC.
    """

    id: int
    batch: str
    position: int
    source: str
    title: str | None
    status: RenderStatus
    digest: str | None
    picture: str | None
    fence: int
    owner: str | None
    lease: datetime | None
    attempts: int
    draft: str | None
    known: bool
    kind: str | None
    reason: str | None
    changed: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderBatch:
    """Articles that were handed in together.

    Args:
        id: Its name.
        begun: When, in UTC.
        person: Who handed them in.
        page: Name of the page whose site and theme the drafts have.
        theme: Name of the theme.
        sizes: The sizes of the cards.
        image: The photograph that was asked for, as whoever asked named it; None for none.
        counts: How many of its articles stand where; what there is none of is left out.
    """

    id: str
    begun: datetime
    person: str
    page: str
    theme: str
    sizes: tuple[str, ...]
    image: str | None = None
    counts: dict[RenderStatus, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many articles it has."""
        return sum(self.counts.values())

    @property
    def finished(self) -> int:
        """How many of them are over."""
        return sum(count for status, count in self.counts.items() if status.is_over)

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens."""
        return self.finished == self.total
