"""Why an item waits for a person: the kind of reason, for people who read no log."""

from enum import StrEnum

from composer.app.newsroom import Newsroom
from composer.app.outlet import is_outlet
from composer.domain.queue import QueueItem, Status
from composer.publishing.policy import Policy
from composer.publishing.verdict import is_missed
from composer.store.item import number_of
from composer.store.lineup import unapproved


class Reason(StrEnum):
    """Why a person is asked."""

    DOUBT = "doubt"  # it may be out already
    UNAPPROVED = "unapproved"  # the draft was changed after its approval
    NO_PAGE = "no_page"  # the settings know no page of its name
    OTHER_PAGE = "other_page"  # the settings mean another page by that name now
    MISSED = "missed"  # its time was over by more than the grace
    FAILED = "failed"  # the platform was away each time
    REFUSED = "refused"  # anything else: the platform, or an image, did not allow it


def reason_of(newsroom: Newsroom, item: QueueItem) -> Reason | None:
    """Return why an item waits for a person; None for one that does not.

    Args:
        newsroom: Where it is.
        item: The item.
    """
    if item.status is not Status.ATTENTION:
        return None
    if item.doubt:
        return Reason.DOUBT
    if not is_outlet(newsroom.settings, item.page):
        return Reason.NO_PAGE
    outlet = newsroom.outlet(item.page)
    if outlet.target.key != f"{item.publisher}:{item.page_id}":
        return Reason.OTHER_PAGE
    return _of_sending(newsroom, item, outlet.policy)


def _of_sending(newsroom: Newsroom, item: QueueItem, policy: Policy) -> Reason:
    """Return why an item was not sent to the page that it is meant for."""
    if item.id in unapproved(newsroom.store.database):
        return Reason.UNAPPROVED
    if item.failures >= len(policy.retry_after):
        return Reason.FAILED
    lines = newsroom.store.journal.of(item_id=number_of(item.id))
    asked = next((each.at for each in reversed(lines) if each.event == Status.ATTENTION), None)
    was_late = asked is not None and is_missed(item, now=asked, policy=policy)
    return Reason.MISSED if was_late and not item.attempts else Reason.REFUSED
