"""After a restore from a backup nothing is sent before the pages were looked at.

The backup does not know what happened after it was made. Any item that it shows as waiting may
have been published meanwhile: at its time, or because a person moved it or tried it again. So
each is looked for on its page, by its images and by its text, and nothing is sent until all have
been absent for the settle time. What stood in the middle of being sent is looked after like any
unknown outcome. A first comment that seems to be still waiting may have been written: it is
looked for, and left to a person where it is not seen.
"""

import logging
from collections.abc import Sequence
from itertools import groupby

from composer.domain.clock import Instant
from composer.domain.queue import QueueItem
from composer.errors import PublishError, StoreError
from composer.publishing.match import by_images, by_text
from composer.publishing.platform import SeenPost
from composer.publishing.policy import Policy
from composer.publishing.verdict import look_after
from composer.publishing.work import PageWork, Work
from composer.store.outcome import Landing

logger = logging.getLogger(__name__)

_LAST_LOOK = "restored: last look"


def after_restore(work: Work, *, say_wait: bool = False) -> bool:
    """Look after what a restored store cannot know; tell whether sending may begin.

    Args:
        work: What the worker has.
        say_wait: Log that nothing is sent yet, even where it is not the time for a look.
    """
    restored = work.store.restored()
    if restored is None:
        return True
    instant = work.clock.read()
    subject = f"restored:{restored.isoformat()}"
    waited_s = work.store.watches.elapsed(subject, instant)
    pages = _pages(work)
    settled = False
    looked = _is_look_due(work, [page.policy for page, _ in pages], instant, waited_s)
    if looked:
        # Each page is looked at, whatever the one before it showed.
        looks = [_is_settled(work, page, items, waited_s=waited_s) for page, items in pages]
        settled = all(looks)
    work.remarks.doubt(restored, now=instant.wall)
    if settled:
        work.store.clear_restored()
        work.store.watches.forget(subject)
        work.store.watches.forget(_LAST_LOOK)
        logger.info("restore reconciled")
    elif looked or say_wait:
        settle_s = max(page.policy.settle.total_seconds() for page, _ in pages)
        left_s = max(0, round(settle_s - waited_s))
        logger.info("nothing is sent yet after a restore", extra={"seconds": left_s})
    return settled


def _pages(work: Work) -> list[tuple[PageWork, Sequence[QueueItem]]]:
    """Return the waiting items of each page; one that the settings do not know gets nothing."""
    waiting = sorted(work.claims.waiting(), key=lambda each: (each.page, each.due, each.id))
    found: list[tuple[PageWork, Sequence[QueueItem]]] = []
    for name, group in groupby(waiting, key=lambda each: each.page):
        page = work.page(name)
        if page is not None:
            key = page.target.key
            items = [each for each in group if f"{each.publisher}:{each.page_id}" == key]
            found.append((page, items))
    return found


def _is_look_due(work: Work, policies: Sequence[Policy], instant: Instant, waited_s: float) -> bool:
    """Tell whether to look now: at once, now and then, and when the settle time has passed."""
    passed_s = work.store.watches.known(_LAST_LOOK, instant)
    if passed_s is not None and not any(
        passed_s >= look_after(1, each).total_seconds()
        or waited_s - passed_s < each.settle.total_seconds() <= waited_s
        for each in policies
    ):
        return not policies
    work.store.watches.forget(_LAST_LOOK)
    work.store.watches.elapsed(_LAST_LOOK, instant)
    return True


def _is_settled(work: Work, page: PageWork, items: Sequence[QueueItem], *, waited_s: float) -> bool:
    """Look for the items of a page; tell whether it is sure by now which are not there."""
    try:
        seen = (*page.platform.newest(), *page.platform.scheduled())
        for item in items:
            _look(work, page, item, seen)
    except (PublishError, StoreError) as error:
        logger.warning("could not look", extra={"page": page.target.page, "error": str(error)})
        return False
    return waited_s >= page.policy.settle.total_seconds()


def _look(work: Work, page: PageWork, item: QueueItem, seen: Sequence[SeenPost]) -> None:
    found = _matches(work, item, seen) if seen else None
    if found is None:
        return
    landing = Landing(
        post_id=found.id,
        audit_after=page.policy.audit_after,
        held_until=None if found.is_published else found.scheduled,
        permalink=found.permalink,
        how="found after a restore",
    )
    work.outcomes.published(item, landing, now=work.clock.read().wall)
    logger.info("found", extra={"item": item.id, "post": found.id})


def _matches(work: Work, item: QueueItem, seen: Sequence[SeenPost]) -> SeenPost | None:
    """Return the post of an item, however old: the backup does not know when it was sent."""
    staged = [each.photo_id for each in work.claims.staged(item.id)]
    post = work.store.drafts.content(item.approval)
    found = by_images(staged, seen) or by_text(post, seen, since=None, known=())
    if not found:
        return None
    known = work.outcomes.others_posts(item)
    return next((each for each in found if each.id not in known), None)
