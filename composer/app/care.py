"""Opens the press, and the care for posts that are out, over a newsroom that is open already."""

from collections.abc import Iterator
from contextlib import contextmanager

from composer.app.aftercare import Aftercare
from composer.app.newsroom import Newsroom
from composer.app.platform import Platforms
from composer.app.press import Press
from composer.domain.queue import QueueItem
from composer.engine.clock import MachineClock
from composer.store.queue import When


@contextmanager
def press_over(newsroom: Newsroom) -> Iterator[Press]:
    """Give what sends posts; the newsroom stays open."""
    clock = MachineClock()
    platforms = Platforms(newsroom.settings, clock)
    try:
        yield Press(newsroom=newsroom, clock=clock, platforms=platforms)
    finally:
        platforms.close()


@contextmanager
def aftercare(newsroom: Newsroom) -> Iterator[Aftercare]:
    """Give what looks at posts that are out, and changes them."""
    with press_over(newsroom) as press:
        yield Aftercare(press=press)


def reschedule(newsroom: Newsroom, item: QueueItem, when: When) -> QueueItem:
    """Have the platform show a post that it holds at another time.

    Raises:
        DraftError: The settings mean another page by now.
        PublishError: The platform refused or is away, or keeps the old time.
    """
    with aftercare(newsroom) as care:
        return care.reschedule(item.id, when)
