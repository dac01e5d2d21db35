"""The look at a new post: its address, and the time at which the platform will show it."""

import logging
from datetime import datetime

from composer.domain.queue import QueueItem
from composer.errors import PublishError
from composer.publishing.policy import SAME_TIME
from composer.publishing.work import PageWork, Work

logger = logging.getLogger(__name__)


def read_back(
    work: Work, page: PageWork, held: QueueItem, post_id: str, at: datetime | None
) -> None:
    """Look at a new post once: its address and, where the platform holds it, its time.

    The post is out whatever comes of this; a failure is left to the audit.
    """
    try:
        seen = page.platform.find(post_id)
        if seen is not None and seen.permalink:
            work.outcomes.permalink(held, seen.permalink)
        if at is None or seen is None or _agrees(seen.scheduled, at):
            return
        page.platform.reschedule(post_id, at)
        seen = page.platform.find(post_id)
        if seen is not None and _agrees(seen.scheduled, at):
            return
    except PublishError as error:
        logger.info("not read back", extra={"item": held.id, "error": str(error)})
        return
    told = f"the platform will not show {post_id} at {at.isoformat()}: correct its time there"
    work.outcomes.alarm(held, "time-alarm", told, now=work.clock.read().wall)


def _agrees(stored: datetime | None, wanted: datetime) -> bool:
    return stored is not None and abs(stored - wanted) <= SAME_TIME
