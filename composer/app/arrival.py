"""An article on its way to become a draft: where it stands, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from composer.app.handed_in import MOST_SOURCES, is_fetchable
from composer.app.order import Order
from composer.app.sources import Source
from composer.errors import ArticleError

MOST_KEPT = 200
"""Batches that are shown at most, the last begun first."""

MOST_WAITING = 200
"""Articles that wait at a desk; more are refused until some are done."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants to be made.

    Args:
        order: What to make of each article.
        page: Name of the page in the settings.
        person: Who wants it.
        again: Whether a draft is made of an article that has one.
    """

    order: Order
    page: str
    person: str
    again: bool = False


class Reception(Protocol):
    """Where articles are handed in at the desk, whoever draws them."""

    @property
    def waiting(self) -> int:
        """How many articles that were handed in at this desk are not over."""

    def begin(self, sources: Sequence[Source], wish: Wish) -> Batch:
        """Take articles in hand, and return at once.

        Args:
            sources: Addresses, or texts with their bytes.
            wish: What to make of them.

        Raises:
            ArticleError: One is neither, or there are too many.
            SettingsError: There is no such page.
        """

    def batch(self, batch_id: str) -> Batch | None:
        """Return how a batch stands; None where none of that name is known."""

    def recent(self, limit: int = MOST_KEPT) -> tuple[Batch, ...]:
        """Return the last batches, the last begun first."""

    def cancel(self, batch_id: str) -> Batch | None:
        """Drop what is not drawn yet of a batch; return how it stands then."""

    def close(self) -> None:
        """Take nothing more in hand."""


def check_sources(sources: Sequence[Source]) -> None:
    """Refuse what would be read from this machine's disk, and too many at once.

    Raises:
        ArticleError: As above.
    """
    if not 0 < len(sources) <= MOST_SOURCES:
        msg = f"give from 1 to {MOST_SOURCES} articles at once"
        raise ArticleError(msg)
    for each in sources:
        if each.data is None and not is_fetchable(each.name):
            msg = f"{each.name}: this is no address: it begins with https://"
            raise ArticleError(msg)


def check_room(more: int, *, waiting: int) -> None:
    """Refuse articles for which there is no room.

    Args:
        more: How many are handed in.
        waiting: How many wait already.

    Raises:
        ArticleError: There would be too many.
    """
    if waiting + more > MOST_WAITING:
        msg = f"{waiting} articles are being made already: wait until some are done"
        raise ArticleError(msg)
