"""The first comment below a post, with a once-only record of its own."""

import logging
from datetime import timedelta

from composer.domain.queue import CommentStatus, QueueItem
from composer.errors import ApprovalLost, OutcomeUnknown, PublishError, Unavailable
from composer.publishing.policy import LEASE
from composer.publishing.traced import traced
from composer.publishing.verdict import is_stale, look_after
from composer.publishing.work import PageWork, Work
from composer.store.remark import Remarks

logger = logging.getLogger(__name__)

_LOOKS_AT_LEAST = 2


@traced
def comment(work: Work, page: PageWork, item: QueueItem) -> None:
    """Write the first comment, or look whether it was written."""
    remarks = work.remarks
    try:
        text = work.store.drafts.content(item.approval).comment or ""
    except ApprovalLost as error:
        _ask(work, item, str(error))
        return
    if item.comment is CommentStatus.UNKNOWN:
        _look(work, page, item, text, remarks)
        return
    before = work.clock.read()
    if not remarks.intend(item, lease=LEASE, now=before.wall):
        return
    work.store.watches.forget(_subject(item))
    work.at("comment intent recorded")
    instant = work.clock.read()
    if is_stale(before, instant):
        remarks.step_back(item, wait_s=0.0, now=instant.wall, counted=False)
        return
    try:
        comment_id = page.platform.comment(item.post_id or "", text)
    except PublishError as error:
        _fail(work, page, item, error, remarks)
        return
    work.at("comment answered")
    remarks.posted(item, comment_id, now=work.clock.read().wall)
    logger.info("commented", extra={"item": item.id, "comment": comment_id})


def _fail(
    work: Work, page: PageWork, item: QueueItem, error: PublishError, remarks: Remarks
) -> None:
    now = work.clock.read().wall
    waits = page.policy.retry_after
    facts = {"item": item.id, "page": item.page, "error": f"the first comment: {error}"}
    match error:
        case OutcomeUnknown():
            wake = now + look_after(0, page.policy)
            remarks.lose_sight(item, wake=wake, now=now, error=f"the first comment: {error}")
            logger.warning("outcome unknown", extra=facts)
        case Unavailable(wait_s=float() | int() as wait_s):
            work.store.pages.block(page.target, now + timedelta(seconds=wait_s))
            remarks.step_back(item, wait_s=0.0, now=now, counted=False)  # the page waits
        case Unavailable() if remarks.failures(item) < len(waits):
            wait_s = waits[remarks.failures(item)].total_seconds()
            remarks.step_back(item, wait_s=wait_s, now=now, counted=True)
        case _:
            _ask(work, item, f"the first comment was not written: {error}")


def _look(work: Work, page: PageWork, item: QueueItem, text: str, remarks: Remarks) -> None:
    """Look for the comment below the post; one that is not there is left to a person."""
    waited_s = work.store.watches.elapsed(_subject(item), work.clock.read())
    looks = remarks.looks(item)
    try:
        seen = page.platform.comments(item.post_id or "")
    except PublishError:
        now = work.clock.read().wall
        remarks.look_again(item, wake=now + look_after(looks, page.policy), looked=False)
        return
    now = work.clock.read().wall
    own = [each for each in seen if each.text.strip() == text.strip()]
    own = [each for each in own if each.author in (None, item.page_id)]
    if own:
        remarks.posted(item, own[0].id, now=now)
        logger.info("commented", extra={"item": item.id, "comment": own[0].id})
    elif waited_s >= page.policy.settle.total_seconds() and looks + 1 >= _LOOKS_AT_LEAST:
        told = (
            f"the first comment was sent, no answer came, and it is not below {item.post_id}: look"
            f" there, then say nashir queue settle {item.id} --comment --posted COMMENT_ID, or"
            f" --not-posted"
        )
        _ask(work, item, told)
    else:
        remarks.look_again(item, wake=now + look_after(looks + 1, page.policy), looked=True)


def _ask(work: Work, item: QueueItem, error: str) -> None:
    """Put the comment before a person."""
    work.remarks.ask(item, now=work.clock.read().wall, error=error)
    facts = {"item": item.id, "page": item.page, "error": error}
    logger.error("a person is needed", extra=facts)


def _subject(item: QueueItem) -> str:
    """Return what names the wait for a comment, which each call begins anew."""
    return f"comment:{item.id}"
