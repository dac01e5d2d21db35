"""Looking after items of which nobody knows whether they were posted."""

import logging
from collections.abc import Sequence
from datetime import datetime

from composer.domain.post import Post
from composer.domain.queue import QueueItem, Status
from composer.errors import PublishError, StoreError
from composer.publishing.match import by_images, by_text
from composer.publishing.platform import SeenPost
from composer.publishing.readback import read_back
from composer.publishing.traced import traced
from composer.publishing.verdict import Verdict, after_look, look_after
from composer.publishing.work import PageWork, Work
from composer.store.outcome import Landing

logger = logging.getLogger(__name__)


@traced
def reconcile(work: Work, page: PageWork, unknown: QueueItem) -> None:
    """Look at the page for the post of an item, and do what that tells."""
    waited_s = work.store.watches.elapsed(_subject(unknown), work.clock.read())
    work.at("before look")
    try:
        post = work.store.drafts.content(unknown.approval)
        newest = page.platform.newest()
        held = page.platform.scheduled() if page.policy.native or _was_held(unknown) else ()
    except (PublishError, StoreError) as error:
        _blind(work, page, unknown, error)
        return
    work.at("looked")
    found = matches(work, unknown, post, (*newest, *held))
    if found:
        _found(work, page, unknown, found)
        return
    twin = _twin(work, unknown, post, newest) if post.images else ()
    now = work.clock.read().wall
    if twin:
        told = (
            f"a post with the same text is out ({twin[0].id}), with other images: look at it, then"
            f" say nashir queue settle {unknown.id} --posted {twin[0].id}, or --not-posted"
        )
        work.claims.ask(unknown, now=now, error=told, doubt=True)
        work.observer.ended(Status.ATTENTION)
        return
    verdict = after_look(
        unknown, images=bool(post.images), waited_s=waited_s, now=now, policy=page.policy
    )
    _absent(work, unknown, verdict, seen=len(newest), now=now)


def matches(
    work: Work, item: QueueItem, post: Post, seen: Sequence[SeenPost]
) -> tuple[SeenPost, ...]:
    """Return the posts that are the item's: by its images, else by its text, link and time."""
    if post.images:
        return by_images([each.photo_id for each in work.claims.staged(item.id)], seen)
    known = work.outcomes.others_posts(item)
    return by_text(post, seen, since=item.intent or item.due, known=known)


def _twin(
    work: Work, unknown: QueueItem, post: Post, newest: Sequence[SeenPost]
) -> tuple[SeenPost, ...]:
    """Return posts with our text that show none of our images: too like ours to send another."""
    known = work.outcomes.others_posts(unknown)
    return by_text(post, newest, since=unknown.intent or unknown.due, known=known)


def _found(work: Work, page: PageWork, unknown: QueueItem, found: tuple[SeenPost, ...]) -> None:
    now = work.clock.read().wall
    first = min(found, key=lambda each: (each.created or now, each.id))
    landing = Landing(
        post_id=first.id,
        audit_after=page.policy.audit_after,
        held_until=None if first.is_published else unknown.due,
        permalink=first.permalink,
        how="found on the page",
    )
    work.outcomes.published(unknown, landing, now=now)
    work.observer.ended(Status.PUBLISHED)
    work.store.watches.forget(_subject(unknown))
    logger.info("found", extra={"item": unknown.id, "page": unknown.page, "post": first.id})
    if len(found) > 1:
        others = ", ".join(each.id for each in found if each.id != first.id)
        told = f"posted more than once: {first.id} and {others}: take all but one down"
        work.outcomes.alarm(unknown, "duplicate-alarm", told, now=now)
    elif landing.held_until is not None:
        read_back(work, page, unknown, first.id, landing.held_until)


def _was_held(unknown: QueueItem) -> bool:
    """Tell whether the platform was to hold the post: else nothing is sent before its time."""
    return unknown.intent is not None and unknown.intent < unknown.due


def _absent(work: Work, unknown: QueueItem, verdict: Verdict, *, seen: int, now: datetime) -> None:
    """Do what the decision about a look that found nothing says."""
    facts = {"item": unknown.id, "page": unknown.page, "looks": unknown.looks + 1}
    match verdict.status:
        case Status.QUEUED:
            told = "not on the page after the settle time: sent again with the same images"
            work.claims.step_back(unknown, wake=verdict.wake, now=now, error=told)
            work.store.watches.forget(_subject(unknown))
            work.observer.ended(Status.QUEUED)
            logger.warning("sent again", extra=facts)
        case Status.ATTENTION:
            shown = f"the newest {seen} posts of the page did not show it"
            told = (
                f"it was sent, no answer came, and in {unknown.looks + 1} looks"
                f" {shown if seen else 'the page showed no posts'}: look at the page,"
                f" then say nashir queue settle {unknown.id} --posted POST_ID, or --not-posted"
            )
            work.claims.ask(unknown, now=now, error=told, doubt=True)
            work.store.watches.forget(_subject(unknown))
            work.observer.ended(Status.ATTENTION)
            logger.error("a person is needed", extra=facts)
        case _:
            work.claims.look_again(
                unknown, wake=verdict.wake, now=now, error=unknown.last_error, looked=True
            )
            logger.info("not seen yet", extra=facts)


def _blind(
    work: Work, page: PageWork, unknown: QueueItem, error: PublishError | StoreError
) -> None:
    """Note a look that failed: nothing is known, so nothing changes but the time of the next."""
    now = work.clock.read().wall
    wake = now + look_after(unknown.looks, page.policy)
    work.claims.look_again(unknown, wake=wake, now=now, error=str(error), looked=False)
    logger.warning("could not look", extra={"item": unknown.id, "error": str(error)})


def _subject(unknown: QueueItem) -> str:
    """Return what names this wait: each claim begins one of its own.

    The fence only grows. The number of attempts begins again when a person sends an item anew,
    and would lend the new call the time that an old one was waited for.
    """
    return f"settle:{unknown.id}:{unknown.fence}"
