"""The look some minutes after publication: is there exactly one post with these images?"""

import logging
from datetime import datetime, timedelta

from composer.domain.queue import QueueItem
from composer.errors import PublishError, StoreError
from composer.publishing.platform import SeenPost
from composer.publishing.reconcile import matches
from composer.publishing.traced import traced
from composer.publishing.work import PageWork, Work, option_of

logger = logging.getLogger(__name__)

_GIVE_UP_AFTER = timedelta(hours=6)
_LATER = timedelta(minutes=5)
_SLOWER = timedelta(minutes=15)
_SLOWEST = timedelta(hours=1)


@traced
def audit(work: Work, page: PageWork, published: QueueItem) -> None:
    """Look once more, and raise an alarm where the page does not hold exactly one whole post."""
    now = work.clock.read().wall
    try:
        post = work.store.drafts.content(published.approval)
        seen = page.platform.newest()
        own = page.platform.find(published.post_id or "")
    except (PublishError, StoreError) as error:
        could_not_look(work, published, str(error))
        return
    if work.store.watches.known(_subject(published), work.clock.read()) is not None:
        work.store.watches.forget(_subject(published))
    found = {each.id: each for each in matches(work, published, post, seen)}
    if own is not None:
        found[own.id] = own
    told = _fault(published, found, images=len(work.claims.staged(published.id)))
    if told is None:
        if own is not None and own.permalink and own.permalink != published.permalink:
            work.outcomes.permalink(published, own.permalink)
        work.outcomes.audited(published, now=now)
        return
    kind, text = told
    if kind != "duplicate-alarm" and now - _appeared(published) < _GIVE_UP_AFTER:
        # What is missing may come yet; what is there twice will not go away.
        work.outcomes.audit_later(published, due=now + _LATER, now=now)
        return
    work.outcomes.alarm(published, kind, text, now=now)
    logger.error(kind, extra={"item": published.id, "page": published.page, "post": text})


def could_not_look(work: Work, published: QueueItem, reason: str) -> None:
    """Note a look that failed: the next comes later each time, until a person is told instead.

    How long none has succeeded is counted from the first that failed, by the monotonic clock: a
    runner that was off for a day has not looked in vain for a day.

    Args:
        work: What the worker has.
        published: The item.
        reason: Why the page could not be looked at.
    """
    instant = work.clock.read()
    blind = timedelta(seconds=work.store.watches.elapsed(_subject(published), instant))
    facts = {"item": published.id, "page": published.page, "error": reason}
    if blind < _GIVE_UP_AFTER:
        due = instant.wall + _next_look(blind)
        work.outcomes.audit_later(published, due=due, now=instant.wall)
        logger.info("could not audit", extra=facts)
        return
    told = (
        f"it was published ({published.post_id}), but for {_GIVE_UP_AFTER.seconds // 3600} hours"
        f" the page could not be looked at: {reason}: look at the page yourself;"
        f" nashir facebook check{option_of(published.page)} tells more"
    )
    work.outcomes.unseen(published, told, now=instant.wall)
    work.store.watches.forget(_subject(published))
    logger.warning("audit given up", extra=facts)


def _next_look(blind: timedelta) -> timedelta:
    """Return how long to wait for the next look, after so long without one."""
    if blind < _SLOWER:
        return _LATER
    return _SLOWER if blind < _SLOWEST else _SLOWEST


def _subject(published: QueueItem) -> str:
    """Return what names the wait for a look that succeeds."""
    return f"audit:{published.id}"


def _fault(
    published: QueueItem, found: dict[str, SeenPost], *, images: int
) -> tuple[str, str] | None:
    """Return the kind of alarm and its text; None where all is well."""
    if len(found) > 1:
        others = ", ".join(sorted(set(found) - {published.post_id}))
        text = f"posted more than once: {published.post_id} and {others}: take all but one down"
        return "duplicate-alarm", text
    if not found:
        text = f"{published.post_id} is not on the page any more: look whether it was taken down"
        return "missing-alarm", text
    (post,) = found.values()
    if not post.is_published:
        text = f"{post.id} is there and readers do not see it: look at its time on the platform"
        return "missing-alarm", text
    if images and len(post.images) < images:
        text = f"{post.id} shows {len(post.images)} of {images} images: look at it on the page"
        return "missing-alarm", text
    return None


def _appeared(published: QueueItem) -> datetime:
    return published.held_until or published.published or published.due
