"""What is broken in a worker on purpose: a harness that finds none of it would prove nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from enum import Enum, auto

from sqlalchemy.sql.elements import ColumnElement

from composer.domain.queue import QueueItem
from composer.publishing import delivery, verdict
from composer.publishing.work import Work
from composer.sandbox import posting
from composer.sandbox.account import StoredPage
from composer.sandbox.graph_error import no_such_object
from composer.sandbox.turn import Turn
from composer.settings import PublishingSettings
from composer.store import claim
from composer.store.item import number_of
from composer.store.schema import item


class Flaw(Enum):
    """What is broken."""

    NO_FENCE = auto()  # who lost a claim goes on as if it were still its own
    NO_SETTLE = auto()  # a post that one look does not show counts as not made
    NO_LEASE = auto()  # what other machines hold is taken from them at once


def put_in(flaw: Flaw) -> None:
    """Break this process, a worker's."""
    match flaw:
        case Flaw.NO_FENCE:
            claim._held = _whoever_holds  # noqa: SLF001
            delivery.is_stale = lambda before, instant: before is instant  # type: ignore[attr-defined]
        case Flaw.NO_SETTLE:
            verdict._LOOKS_AT_LEAST = 1  # noqa: SLF001
        case Flaw.NO_LEASE:
            pass  # see ``broken``


def broken(work: Work, flaw: Flaw | None) -> Work:
    """Return what a worker with a flaw works with."""
    return replace(work, alive=lambda _: False) if flaw is Flaw.NO_LEASE else work


def publishing_of(flaw: Flaw | None, usual: PublishingSettings) -> PublishingSettings:
    """Return what is set for the pages of workers with a flaw."""
    return replace(usual, settle=timedelta(0)) if flaw is Flaw.NO_SETTLE else usual


def trust_everybody() -> None:
    """Have the page of this process show a photo in as many posts as anybody wants.

    The real one refuses that, and so forgives some mistakes of a worker. None shall rest on it.
    """
    posting._free_photo = _any_photo  # noqa: SLF001


def _any_photo(turn: Turn, page: StoredPage, media: str, *, place: int, later: bool) -> int:
    del place, later
    photo = turn.photo(media)
    if photo is None or photo.page != page.id:
        raise no_such_object(media, "POST")
    return photo.number


def _whoever_holds(held: QueueItem) -> Sequence[ColumnElement[bool]]:
    return (item.c.id == number_of(held.id),)
