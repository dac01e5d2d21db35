"""How far an item has come on its way to the readers."""

from dataclasses import dataclass
from enum import StrEnum

from composer.app.newsroom import Newsroom
from composer.domain.queue import QueueItem, Status
from composer.store.claim import Claims


class Step(StrEnum):
    """The steps on the way, in their order; the last three are ends."""

    QUEUED = "queued"
    UPLOADING = "uploading"
    SENDING = "sending"
    PUBLISHED = "published"
    UNKNOWN = "unknown"
    STOPPED = "stopped"  # a person decides, or it was cancelled


WAY = (Step.QUEUED, Step.UPLOADING, Step.SENDING, Step.PUBLISHED)
"""The steps of an item that nothing happens to."""

_STEPS = {
    Status.QUEUED: Step.QUEUED,
    Status.CLAIMED: Step.UPLOADING,
    Status.UPLOADING: Step.UPLOADING,
    Status.COMMITTING: Step.SENDING,
    Status.UNKNOWN: Step.UNKNOWN,
    Status.PUBLISHED: Step.PUBLISHED,
    Status.ATTENTION: Step.STOPPED,
    Status.CANCELLED: Step.STOPPED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an item has come.

    Args:
        item: The item as it stands.
        step: The step that it is at.
        staged: How many of its images the platform has.
        images: How many it has to have.
    """

    item: QueueItem
    step: Step
    staged: int
    images: int

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens to it by itself, but for looks at the page."""
        return self.step in {Step.PUBLISHED, Step.UNKNOWN, Step.STOPPED}

    @property
    def is_read_back(self) -> bool:
        """Whether the post was looked at after it was made, and its address is known."""
        return self.item.permalink is not None


def progress_of(newsroom: Newsroom, name: str) -> Progress:
    """Return how far an item has come.

    Args:
        newsroom: Where it is.
        name: ID of the item.

    Raises:
        DraftError: There is no such item.
        StoreError: What was approved for it was changed in the database.
    """
    store = newsroom.store
    item = store.queue.get(name)
    claims = Claims(store.database, store.ledger, owner=newsroom.person)
    images = len(store.drafts.content(item.approval).images)
    return Progress(
        item=item,
        step=_STEPS[item.status],
        staged=min(len(claims.staged(name)), images),
        images=images,
    )
