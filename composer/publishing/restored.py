"""After a restore from a backup nothing is sent before the pages were looked at.

The backup does not know what happened after it was made. Any item that it shows as waiting may
have been published meanwhile: at its time, or because a person moved it or tried it again. So
each is looked for on its page, by its images and by its text, and nothing is sent to that page
until all of its items have been absent for the settle time; the other pages go on. What stood in
the middle of being sent is looked after like any unknown outcome. A first comment that seems to
be still waiting may have been written: it is looked for, and left to a person where it is not
seen.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from composer.domain.clock import Instant
from composer.domain.queue import QueueItem
from composer.errors import PublishError, SettingsError, StoreError
from composer.publishing.match import by_images, by_text
from composer.publishing.platform import SeenPost
from composer.publishing.policy import Policy
from composer.publishing.verdict import look_after
from composer.publishing.work import PageWork, Work
from composer.store.outcome import Landing
from composer.store.restoration import Restoration

logger = logging.getLogger(__name__)

_LAST_LOOK = "restored: last look:"
_COUNTED_S = 10.0
"""How long a list of the pages that wait is good for: making it costs a look at all that waits."""


def may_send(work: Work, target: str, *, say_wait: bool = False) -> bool:
    """Look at a page for what a restored store cannot know; tell whether sending to it may begin.

    One page that cannot be looked at keeps no other waiting: an item goes to its own page alone.

    Args:
        work: What the worker has.
        target: The page.
        say_wait: Log that nothing is sent yet, even where it is not the time for a look.
    """
    restored = work.store.restored()
    if restored is None:
        return True
    restoration = Restoration(work.store.database)
    if restoration.is_settled(target, restored):
        return True
    settled = _look_at(work, target, restored, say_wait=say_wait)
    work.remarks.doubt(restored, now=work.clock.read().wall)  # after the look, which found posts
    if settled:
        restoration.settle(target, restored)
        work.store.watches.forget(f"{_LAST_LOOK}{target}")
    return settled


def _look_at(work: Work, target: str, restored: datetime, *, say_wait: bool) -> bool:
    """Look for what waits for a page; tell whether it is sure by now what is not there."""
    pages = _pages(work, target)
    if not pages:
        return False  # there is nothing to send, or the settings do not know the page
    instant = work.clock.read()
    waited_s = work.store.watches.elapsed(_subject(restored), instant)
    passed_s = work.store.watches.known(f"{_LAST_LOOK}{target}", instant)
    settled = False
    looked = _is_look_due([page.policy for page, _ in pages], passed_s, waited_s)
    if looked:
        work.store.watches.forget(f"{_LAST_LOOK}{target}")
        work.store.watches.elapsed(f"{_LAST_LOOK}{target}", instant)
        looks = [_is_settled(work, page, items, waited_s=waited_s) for page, items in pages]
        settled = all(looks)
    if not settled and (looked or say_wait):
        settle_s = max(page.policy.settle.total_seconds() for page, _ in pages)
        facts = {"page": pages[0][0].target.page, "seconds": max(0, round(settle_s - waited_s))}
        logger.info("nothing is sent yet after a restore", extra=facts)
    return settled


@dataclass(frozen=True, slots=True, kw_only=True)
class Aftermath:
    """What a restore has left to do.

    Args:
        open: The pages to which nothing is sent yet.
        to_look: Those of them that are to be looked at now.
    """

    open: frozenset[str] = frozenset()
    to_look: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    """A page that something waits for.

    Args:
        policies: What it wants, under each of its names that the settings know.
        is_wrong: Whether its settings cannot be used, so that nobody can look at it yet.
    """

    policies: tuple[Policy, ...] = ()
    is_wrong: bool = False

    @property
    def is_known(self) -> bool:
        """Whether the settings have it: else nothing is sent to it, and nothing waits for it."""
        return self.is_wrong or bool(self.policies)


class Restored:
    """Knows which pages are still to be looked at after a restore, and when all have been.

    Args:
        work: What the worker has.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._waiting: dict[str, _Waiting] = {}
        self._counted_s: float | None = None

    def aftermath(self, *, look_now: bool = False) -> Aftermath:
        """Return what is left to do; note that it is over when it is.

        Args:
            look_now: Every open page is to be served now, so that it says how long it waits.
        """
        restored = self._work.store.restored()
        if restored is None:
            self._counted_s = None
            return Aftermath()
        instant = self._work.clock.read()
        unsettled = self._unsettled(restored, instant)
        if not any(each.is_known for each in unsettled.values()):
            self._finish(restored)
            return Aftermath()
        looks = unsettled if look_now else self._to_look(restored, unsettled, instant)
        return Aftermath(open=frozenset(unsettled), to_look=frozenset(looks))

    def _to_look(
        self, restored: datetime, unsettled: Mapping[str, _Waiting], instant: Instant
    ) -> Iterator[str]:
        """Return the pages whose next look has come."""
        watches = self._work.store.watches
        waited_s = watches.elapsed(_subject(restored), instant)
        passed_s = watches.known_of([f"{_LAST_LOOK}{each}" for each in unsettled], instant)
        for target, each in unsettled.items():
            last_s = passed_s.get(f"{_LAST_LOOK}{target}")
            if each.policies and _is_look_due(each.policies, last_s, waited_s):
                yield target

    def _unsettled(self, restored: datetime, instant: Instant) -> Mapping[str, _Waiting]:
        """Return the pages to which nothing is sent yet; only a new list tells of none."""
        settled = Restoration(self._work.store.database).settled(restored)
        found: dict[str, _Waiting] = {}
        for fresh in (False, True):
            self._count(instant, fresh=fresh)
            found = {key: each for key, each in self._waiting.items() if key not in settled}
            if any(each.is_known for each in found.values()):
                break
        return found

    def _count(self, instant: Instant, *, fresh: bool) -> None:
        counted_s = self._counted_s
        if not fresh and counted_s is not None and instant.ticks - counted_s < _COUNTED_S:
            return
        self._waiting = {}
        for target, name in self._work.claims.waiting_targets():
            known = self._waiting.get(target, _Waiting())
            self._waiting[target] = self._under(name, target, known)
        self._counted_s = instant.ticks

    def _under(self, name: str, target: str, known: _Waiting) -> _Waiting:
        """Return what is known of a page, with what the settings say under one more name."""
        try:
            page = self._work.page(name)
        except SettingsError:
            return replace(known, is_wrong=True)
        if page is None or page.target.key != target:
            return known
        return replace(known, policies=(*known.policies, page.policy))

    def _finish(self, restored: datetime) -> None:
        self._work.remarks.doubt(restored, now=self._work.clock.read().wall)
        Restoration(self._work.store.database).clear(restored)
        self._work.store.watches.forget(_subject(restored))
        logger.info("restore reconciled")


def _subject(restored: datetime) -> str:
    return f"restored:{restored.isoformat()}"


def _pages(work: Work, target: str) -> list[tuple[PageWork, Sequence[QueueItem]]]:
    """Return what waits for a page, under each of its names that the settings know."""
    waiting = work.claims.waiting(target=target)
    in_order = sorted(waiting, key=lambda each: (each.page, each.due, each.id))
    found: list[tuple[PageWork, Sequence[QueueItem]]] = []
    for name, group in groupby(in_order, key=lambda each: each.page):
        page = work.page(name)
        if page is not None and page.target.key == target:
            found.append((page, list(group)))
    return found


def _is_look_due(policies: Sequence[Policy], passed_s: float | None, waited_s: float) -> bool:
    """Tell whether to look now: at once, now and then, and when the settle time has passed."""
    return passed_s is None or any(
        passed_s >= look_after(1, each).total_seconds()
        or waited_s - passed_s < each.settle.total_seconds() <= waited_s
        for each in policies
    )


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
