"""Publishing one item: upload its images, write the intent, make the post.

The order is what makes it safe. Images are uploaded unseen and their IDs recorded one by one, so
that a repeat uses them again. Then the intent goes to the disk, and only then the one call is
sent that makes a post. From that moment on nothing is sent again unless the page has been looked
at: see ``composer.publishing.reconcile``.
"""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from composer.domain.post import Post
from composer.domain.queue import QueueItem, Status
from composer.errors import (
    ApprovalLost,
    DraftError,
    ImagesAway,
    OutcomeUnknown,
    PublishError,
    StoreError,
    Unavailable,
)
from composer.publishing.policy import LEASE, STAGED_FOR
from composer.publishing.readback import read_back
from composer.publishing.traced import traced
from composer.publishing.verdict import after_failure, holds_natively, is_missed, is_stale
from composer.publishing.work import PageWork, Work, option_of, spacing_of
from composer.store.claim import Staged
from composer.store.item import number_of
from composer.store.outcome import Landing

logger = logging.getLogger(__name__)


@traced
def deliver(work: Work, page: PageWork, held: QueueItem) -> None:
    """Publish an item that was just claimed, or say why not."""
    now = work.clock.read().wall
    at = held.due if holds_natively(held, now=now, policy=page.policy) else None
    if at is None and held.due > now:  # it was to be held by the platform, and that time is over
        work.claims.step_back(held, wake=held.due, now=now)
        return
    post = _approved(work, page, held, now=now)
    if post is None or not work.claims.uploading(held, lease=LEASE, now=now):
        return
    uploading = replace(held, status=Status.UPLOADING)
    work.observer.began(held, now=now)
    work.at("uploading")
    images = _stage_all(work, page, uploading, post, temporary=at is not None)
    if images is None:
        return
    now = work.clock.read().wall
    if at is not None and not holds_natively(held, now=now, policy=page.policy):
        work.claims.step_back(uploading, wake=held.due, now=now)
        return
    _commit(work, page, uploading, post, images, at)


def _approved(work: Work, page: PageWork, held: QueueItem, *, now: datetime) -> Post | None:
    """Return the post that was approved; None where the item must not be sent: a person is told."""
    refusal = _refusal(work, page, held, now=now)
    if refusal is None:
        try:
            return work.store.drafts.content(held.approval)
        except ApprovalLost as error:  # where the database is away, the item is taken up again
            refusal = str(error)
    _ask(work, held, refusal, now=now)
    work.observer.ended(Status.ATTENTION)
    return None


def _refusal(work: Work, page: PageWork, held: QueueItem, *, now: datetime) -> str | None:
    """Return why an item must not be sent, and what to do; None where it may."""
    if f"{held.publisher}:{held.page_id}" != page.target.key:
        return (
            f"the page {held.page} was {held.publisher} {held.page_id} when this was queued and is"
            f" {page.target.publisher} {page.target.page_id} now: nashir queue cancel"
            f" {held.id}, nashir approve {held.draft}{option_of(held.page)}, then nashir queue add"
            f" {held.draft}{option_of(held.page)}"
        )
    if is_missed(held, now=now, policy=page.policy):
        late = timedelta(seconds=int((now - held.due).total_seconds()))
        return (
            f"its time is over by {late}: nashir queue retry {held.id} sends it now, nashir queue"
            f" move {held.id} at another time, nashir queue cancel {held.id} not at all"
        )
    try:
        approval = work.store.drafts.approval(held.draft, page.target)
    except DraftError as error:
        return str(error)
    if approval is None or approval.fingerprint != held.approval:
        return (
            f"the draft was changed after its approval: nashir approve"
            f" {held.draft}{option_of(held.page)}, then nashir queue retry {held.id}"
        )
    return None


def _ask(work: Work, held: QueueItem, error: str, *, now: datetime) -> None:
    """Put an item of which nothing was sent before a person."""
    work.claims.ask(held, now=now, error=error, doubt=False)
    logger.error("a person is needed", extra={"item": held.id, "page": held.page, "error": error})


def _stage_all(
    work: Work, page: PageWork, held: QueueItem, post: Post, *, temporary: bool
) -> tuple[str, ...] | None:
    """Upload what the platform does not have yet; None where that failed or the claim is lost."""
    have = {each.position: each for each in _usable(work, held, post, temporary=temporary)}
    ids = []
    for position, image in enumerate(post.images):
        if position in have:
            ids.append(have[position].photo_id)
            continue
        try:
            data = work.store.blobs.get(image.sha256)
        except ImagesAway as error:  # nothing is wrong with the post: as if the platform were away
            _fail(work, page, held, Unavailable(str(error)))
            return None
        except StoreError as error:
            _ask(work, held, str(error), now=work.clock.read().wall)
            return None
        work.at("before upload")
        try:
            photo_id = page.platform.stage(image, data, temporary=temporary)
        except PublishError as error:
            _fail(work, page, held, error)
            return None
        work.at("uploaded")
        now = work.clock.read().wall
        staged = Staged(
            position=position,
            sha256=image.sha256,
            photo_id=photo_id,
            staged=now,
            temporary=temporary,
        )
        if not work.claims.record_staged(held, staged, lease=LEASE, now=now):
            return None
        work.at("upload recorded")
        ids.append(photo_id)
    return tuple(ids)


def _usable(work: Work, held: QueueItem, post: Post, *, temporary: bool) -> tuple[Staged, ...]:
    """Return the recorded images that can be used.

    Once a create call was sent they are all used again, whatever their age: they are what the
    platform knows a second call by. Before that, old ones and others' are uploaded anew.
    """
    recorded = work.claims.staged(held.id)
    if held.attempts:
        return recorded
    oldest = work.clock.read().wall - STAGED_FOR
    fits = all(
        each.position < len(post.images)
        and each.sha256 == post.images[each.position].sha256
        and each.staged > oldest
        and each.temporary == temporary
        for each in recorded
    )
    if not fits:
        work.claims.forget_staged(held)
        return ()
    return recorded


def _commit(
    work: Work,
    page: PageWork,
    held: QueueItem,
    post: Post,
    images: tuple[str, ...],
    at: datetime | None,
) -> None:
    """Write the intent, then send the one call that makes a post."""
    before = work.clock.read()
    if not work.claims.intend(held, lease=LEASE, now=before.wall):
        return
    committing = replace(held, status=Status.COMMITTING, attempts=held.attempts + 1)
    work.at("intent recorded")
    instant = work.clock.read()
    if is_stale(before, instant):
        work.claims.step_back(committing, wake=instant.wall, now=instant.wall)
        return
    try:
        post_id = page.platform.create(post.text, link=post.link, images=images, at=at)
    except PublishError as error:
        work.at("answer received")
        _fail(work, page, committing, error)
        return
    work.at("answer received")
    now = work.clock.read().wall
    landing = Landing(post_id=post_id, audit_after=page.policy.audit_after, held_until=at)
    work.outcomes.published(committing, landing, now=now)
    work.store.watches.elapsed(spacing_of(number_of(held.id)), work.clock.read())
    work.observer.ended(Status.PUBLISHED)
    work.at("published")
    logger.info("published", extra={"item": held.id, "page": held.page, "post": post_id})
    read_back(work, page, committing, post_id, at)


def _fail(work: Work, page: PageWork, held: QueueItem, error: PublishError) -> None:
    """Do what the decision about a failure says."""
    now = work.clock.read().wall
    sent = held.status is Status.COMMITTING
    verdict = after_failure(error, held, now=now, policy=page.policy)
    facts = {"item": held.id, "page": held.page, "error": str(error)}
    if verdict.blocked_until is not None:
        work.store.pages.block(page.target, verdict.blocked_until)
    if verdict.status is Status.UNKNOWN and sent:
        work.claims.lose_sight(held, wake=verdict.wake, now=now, error=str(error))
        work.observer.ended(Status.UNKNOWN, error)
        logger.warning("outcome unknown", extra=facts)
    elif verdict.status is Status.ATTENTION or isinstance(error, OutcomeUnknown):
        _ask(work, held, _last_word(held, error), now=now)
        work.observer.ended(Status.ATTENTION, error)
    else:
        work.claims.step_back(
            held, wake=verdict.wake, now=now, error=str(error), counted=verdict.counted
        )
        work.observer.ended(Status.QUEUED, error)
        until = verdict.blocked_until or verdict.wake
        logger.warning("put back", extra={**facts, "until": until.isoformat()})


def _last_word(held: QueueItem, error: PublishError) -> str:
    """Return why a person is asked: a failure that promises another attempt has had its last."""
    if not isinstance(error, Unavailable):
        return str(error)
    retry = f"nashir queue retry {held.id} tries again"
    return f"it failed {held.failures + 1} times: {retry}; the last time: {error}"
