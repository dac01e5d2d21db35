"""Cleaning up: drafts that nobody touched for long, images that nothing needs."""

from dataclasses import dataclass
from datetime import timedelta

from composer.app.newsroom import Newsroom
from composer.store.listing import DraftRow, DraftState


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleanup:
    """What went.

    Args:
        drafts: IDs of the drafts.
        images: Number of the images.
        freed: Bytes that they took.
    """

    drafts: tuple[str, ...]
    images: int
    freed: int


def untouched(newsroom: Newsroom, age: timedelta) -> tuple[DraftRow, ...]:
    """Return the drafts older than ``age`` that nobody edited, reviewed or queued."""
    before = newsroom.now() - age
    drafts = newsroom.store.drafts
    return tuple(
        row
        for row in newsroom.drafts()
        if row.state is DraftState.NEW and row.revision == 1 and row.changed < before
        if drafts.review(row.id) is None
    )


def clean(newsroom: Newsroom, age: timedelta) -> Cleanup:
    """Remove them, and the images that nothing needs any more.

    What was published within ``age`` keeps its images.
    """
    now = newsroom.now()
    gone = newsroom.store.drafts.clean(before=now - age, now=now, actor=newsroom.person)
    return Cleanup(drafts=gone.drafts, images=gone.images, freed=gone.freed)
