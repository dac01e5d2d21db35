"""What a pass or a single publication came to, as an exit code tells it."""

from collections.abc import Mapping
from dataclasses import dataclass

from composer.app.press import Press
from composer.domain.queue import CommentStatus, QueueItem, Status
from composer.errors import StoreError

DONE, MENDABLE, REFUSED, UNKNOWN = 0, 1, 3, 4
"""Exit codes: all is well; the input can be mended; the platform refused; nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The items that a program touched.

    Args:
        items: As they stand now, in the order in which they were touched.
        refused: IDs of those that the platform refused.
    """

    items: tuple[QueueItem, ...]
    refused: frozenset[str]

    @classmethod
    def of(cls, press: Press, trail: Mapping[str, tuple[str, ...]]) -> "Tally":
        """Return the tally of a trail; see ``composer.store.trail``."""
        items = tuple(press.newsroom.store.queue.get(name) for name in trail)
        refused = (each.id for each in items if _is_refused(press, each, trail[each.id]))
        return cls(items=items, refused=frozenset(refused))

    @property
    def unknown(self) -> tuple[QueueItem, ...]:
        """Those of which nobody knows what became of them."""
        return tuple(filter(is_open, self.items))

    @property
    def code(self) -> int:
        """The exit code."""
        if self.unknown:
            return UNKNOWN
        return REFUSED if self.refused else DONE


def is_open(item: QueueItem) -> bool:
    """Tell whether nobody knows if an item's post, or its first comment, is out."""
    post = item.status is Status.UNKNOWN or (item.status is Status.ATTENTION and item.doubt)
    return post or item.comment is CommentStatus.UNKNOWN


def _is_refused(press: Press, item: QueueItem, events: tuple[str, ...]) -> bool:
    """Tell whether the platform is why an item waits for a person.

    An item that was uploading got past everything of ours that can refuse it, but for an image
    that is damaged, or that cannot be reached.
    """
    if f"comment {CommentStatus.ATTENTION}" in events:
        return True
    was_sent = Status.UPLOADING.value in events and Status.ATTENTION.value in events
    return item.status is Status.ATTENTION and was_sent and _is_whole(press, item)


def _is_whole(press: Press, item: QueueItem) -> bool:
    store = press.newsroom.store
    try:
        for image in store.drafts.content(item.approval).images:
            store.blobs.get(image.sha256)
    except StoreError:
        return False
    return True
