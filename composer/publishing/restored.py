"""After a restore from a backup nothing is sent before the page was looked at.

The backup does not know what was sent after it was made. What stood in the middle of being sent
is looked after like any unknown outcome. What stood in the queue and was due before the restore
may have been published meanwhile: it is looked for by its text.
"""

import logging
from datetime import datetime

from composer.domain.queue import QueueItem
from composer.errors import PublishError, StoreError
from composer.publishing.match import by_text
from composer.publishing.work import PageWork, Work
from composer.store.outcome import Landing

logger = logging.getLogger(__name__)


def after_restore(work: Work) -> bool:
    """Look after what a restored store cannot know; tell whether sending may begin."""
    restored = work.store.restored()
    if restored is None:
        return True
    instant = work.clock.read()
    subject = f"restored:{restored.isoformat()}"
    waited_s = work.store.watches.elapsed(subject, instant)
    settled = all(
        _is_settled(work, each, waited_s=waited_s) for each in work.claims.queued_before(restored)
    )
    if settled:
        work.store.clear_restored()
        work.store.watches.forget(subject)
        logger.info("restore reconciled")
    return settled


def _is_settled(work: Work, item: QueueItem, *, waited_s: float) -> bool:
    """Look for an item on its page; tell whether it is sure by now that it is not there."""
    page = work.page(item.page)
    if page is None or page.target.key != f"{item.publisher}:{item.page_id}":
        return True  # delivering refuses it
    try:
        found = _look(work, page, item)
    except (PublishError, StoreError) as error:
        logger.warning("could not look", extra={"item": item.id, "error": str(error)})
        return False
    if found is not None:
        landing = Landing(
            post_id=found, audit_after=page.policy.audit_after, how="found after a restore"
        )
        work.outcomes.published(item, landing, now=work.clock.read().wall)
        logger.info("found", extra={"item": item.id, "post": found})
        return True
    return waited_s >= page.policy.settle.total_seconds()


def _look(work: Work, page: PageWork, item: QueueItem) -> str | None:
    post = work.store.drafts.content(item.approval)
    seen = page.platform.newest()
    if page.policy.native:
        seen = (*seen, *page.platform.scheduled())
    since: datetime = item.due
    found = by_text(post, seen, since=since, known=work.outcomes.others_posts(item))
    return found[0].id if found else None
