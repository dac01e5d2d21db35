"""What has to be done now and then beside publishing: once a day, or when zones get new rules."""

import logging
from datetime import datetime, timedelta

from composer.app.following import wrong_pages
from composer.app.press import Press
from composer.app.token_care import warn_of_tokens
from composer.domain.queue import QueueItem, Status
from composer.errors import DraftError
from composer.publishing.due import recompute
from composer.publishing.verdict import first_wake
from composer.publishing.wall import Resolved
from composer.publishing.work import SPACING, spacing_of
from composer.publishing.zone import machine_version, packaged_version
from composer.store.fact import Facts
from composer.store.farm import Farm
from composer.store.queue import When

logger = logging.getLogger(__name__)

_DAY = timedelta(hours=23)
_BATCHES_KEPT = timedelta(days=7)
_KEPT = "kept house"
_RULES = "rules of zones"


def keep_house(press: Press, *, actor: str) -> bool:
    """Do what is to be done once a day, if nobody did it today; tell whether it was done.

    People are told of tokens that end soon; old drafts that nobody touched go, batches that were
    drawn a week ago, and what is known of the distance to posts that are not the last of their page
    any more.

    Args:
        press: Whose.
        actor: Who does it; the journal names them.
    """
    store, now = press.newsroom.store, press.newsroom.now()
    facts = Facts(store.database)
    last = facts.get(_KEPT)
    if last is not None and timedelta(0) <= now - datetime.fromisoformat(last) < _DAY:
        return False
    warn_of_tokens(press)
    before = now - press.newsroom.settings.store.keep
    cleaned = store.drafts.clean(before=before, now=now, actor=actor)
    Farm(store.database).sweep(now - _BATCHES_KEPT)
    store.watches.sweep(SPACING, set(map(spacing_of, store.pages.last_items())))
    with store.database.write() as connection:
        facts.put(connection, _KEPT, now.isoformat())
    logger.info("kept house", extra={"drafts": len(cleaned.drafts), "images": cleaned.images})
    return True


def follow_rules(press: Press, *, actor: str) -> int:
    """Move what waits where new rules of its zone give its local time another instant.

    It costs a look at the whole queue, so it is done once for each version of the rules; again
    later where the settings of a page are wrong, whose items wait for them anyway.

    Args:
        press: Whose queue.
        actor: Who does it; the journal names them.

    Returns:
        How many items were moved.
    """
    store = press.newsroom.store
    facts = Facts(store.database)
    version = max(filter(None, (machine_version(), packaged_version())), default="unknown")
    if facts.get(_RULES) == version:
        return 0
    waiting = store.queue.all(statuses=(Status.QUEUED,))
    moved, wrong = 0, wrong_pages(press.newsroom.settings)
    for item, found in recompute(waiting):
        if item.page not in wrong:
            moved += _move(press, item, found, actor=actor)
    if not wrong:
        with store.database.write() as connection:
            facts.put(connection, _RULES, version)
    return moved


def _move(press: Press, item: QueueItem, found: Resolved, *, actor: str) -> bool:
    page = press.page(item.page)
    if page is None:
        return False
    now = press.newsroom.now()
    when = When(
        due=found.instant,
        wake=first_wake(found.instant, now=now, policy=page.policy),
        zone=item.zone,
        wall=item.wall,
        kind=found.kind,
        slot=item.slot,
    )
    try:
        press.newsroom.store.queue.move(item.id, when, now=now, actor=actor)
    except DraftError:  # a worker was quicker
        return False
    facts = {"item": item.id, "due": found.instant.isoformat(), "wall": item.wall}
    logger.warning("moved by new rules of its zone", extra=facts)
    return True
