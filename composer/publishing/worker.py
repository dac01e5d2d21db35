"""The worker: one tick does all that is due now, and what was left open before it.

The store is the only truth: a tick may be cut off at any point, on any machine, and the next one
goes on from what the store says.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from composer.domain.clock import Instant
from composer.domain.queue import CommentStatus, QueueItem
from composer.publishing.audit import audit, could_not_look
from composer.publishing.comment import comment
from composer.publishing.delivery import deliver
from composer.publishing.policy import LEASE, Policy
from composer.publishing.reconcile import reconcile
from composer.publishing.restored import after_restore
from composer.publishing.work import PageWork, Work, spacing_of
from composer.store.claim import Due

logger = logging.getLogger(__name__)

_SETTINGS_AGAIN = timedelta(minutes=5)
"""How long what belongs to a page that the settings do not know waits for them."""

_FRESH_S = 1.0
"""Seconds for which a list of due items is worked on before it is asked for anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """What one tick did.

    Args:
        taken_back: Items that a dead worker had held.
        delivered: Items that were claimed and worked on.
        looked: Items of unknown outcome that were looked after.
    """

    taken_back: int = 0
    delivered: int = 0
    looked: int = 0


class Worker:
    """Publishes what is due.

    Args:
        work: All that it needs.
        stopping: Asked between two items whether to return.
    """

    def __init__(self, work: Work, *, stopping: Callable[[], bool] = lambda: False) -> None:
        self._work = work
        self._stopping = stopping

    def tick(self, *, look_now: bool = False) -> Tick:
        """Do all that is due.

        Args:
            look_now: Look after every unknown outcome, whenever its next look is.
        """
        now = self._work.clock.read().wall
        taken_back = self._work.claims.recover(self._work.alive, now=now)
        for name in taken_back:
            logger.warning("taken back", extra={"item": name})
        self._work.remarks.recover(self._work.alive, now=now)
        looked = sum(1 for _ in self._look(now, look_now=look_now))
        delivered = 0
        if after_restore(self._work, say_wait=look_now):
            delivered = sum(1 for _ in self._deliver())
        self._remark(look_now=look_now)
        self._audit()
        return Tick(taken_back=len(taken_back), delivered=delivered, looked=looked)

    def _look(self, now: datetime, *, look_now: bool) -> Iterator[QueueItem]:
        """Look after the unknown outcomes whose next look has come."""
        for unknown in self._work.claims.unknown():
            page = self._work.page(unknown.page)
            policy = page.policy if page else Policy()
            if not (look_now or _is_woken(unknown.wake, now, policy)):
                continue
            if self._stopping():
                return
            if page is None or not _is_of(page, unknown):
                wake = now + _SETTINGS_AGAIN
                self._work.claims.look_again(
                    unknown, wake=wake, now=now, error=_no_page(unknown), looked=False
                )
                continue
            reconcile(self._work, page, unknown)
            yield unknown

    def _deliver(self) -> Iterator[QueueItem]:
        """Claim and publish item after item, until none is left that may go out now.

        Each item is tried once a tick, and a page that is not free is left for the next. The list
        is asked for anew while this goes on, so that breaking news waits for one post at most.
        """
        tried: set[str] = set()
        full: set[str] = set()
        while not self._stopping():
            instant = self._work.clock.read()
            due = [each for each in self._work.claims.due(instant.wall) if each.id not in tried]
            if not due:
                return
            for each in due:
                if self._stopping() or self._work.clock.read().ticks - instant.ticks > _FRESH_S:
                    break
                tried.add(each.id)
                if each.target in full or not self._may_go(each, self._work.clock.read()):
                    continue
                now = self._work.clock.read().wall
                held = self._work.claims.claim(each.id, lease=LEASE, now=now)
                if held is None:
                    full.add(each.target)
                    continue
                self._publish(held)
                yield held

    def _publish(self, held: QueueItem) -> None:
        self._work.at("claimed")
        page = self._work.page(held.page)
        if page is None:
            told = f"the settings have no page named {held.page}: cancel it, or name the page"
            now = self._work.clock.read().wall
            self._work.claims.ask(held, now=now, error=told, doubt=False)
            return
        logger.info("claimed", extra={"item": held.id, "page": held.page})
        deliver(self._work, page, held)
        self._ease(page)

    def _may_go(self, due: Due, instant: Instant) -> bool:
        """Tell whether an item's page takes a post now: no pause, no wait, enough distance."""
        page = self._work.page(due.page)
        if page is None:
            return True  # to be put before a person
        state = self._work.store.pages.state(due.target)
        if not state.takes_calls(instant.wall):
            return False
        if due.breaking or due.unspaced or due.due > instant.wall:
            return True
        if state.last_item is None or state.last_published is None:
            return True
        passed_s = self._work.store.watches.known(spacing_of(state.last_item), instant)
        if passed_s is None:  # before this machine was started, or by another one
            passed_s = (instant.wall - state.last_published).total_seconds()
        return passed_s >= page.policy.spacing.total_seconds()

    def _ease(self, page: PageWork) -> None:
        """Leave a page alone for a while where its platform has had nearly enough of us."""
        wait_s = page.platform.slow_down_s
        if wait_s > 0:
            until = self._work.clock.read().wall + timedelta(seconds=wait_s)
            self._work.store.pages.block(page.target, until)
            logger.warning("slowing down", extra={"page": page.target.page, "seconds": wait_s})

    def _remark(self, *, look_now: bool) -> None:
        now = self._work.clock.read().wall
        for item in self._work.remarks.due(now, all_unknown=look_now):
            if self._stopping():
                return
            page = self._work.page(item.page)
            if page is None or not _is_of(page, item):
                self._work.remarks.look_again(item, wake=now + _SETTINGS_AGAIN, looked=False)
                logger.warning("comment waits", extra={"item": item.id, "error": _no_page(item)})
            elif item.comment is CommentStatus.UNKNOWN or self._takes_calls(page, now):
                comment(self._work, page, item)

    def _audit(self) -> None:
        now = self._work.clock.read().wall
        for item in self._work.outcomes.audits(now):
            if self._stopping():
                return
            page = self._work.page(item.page)
            if page is None or not _is_of(page, item):
                could_not_look(self._work, item, _no_page(item))
            else:
                audit(self._work, page, item)

    def _takes_calls(self, page: PageWork, now: datetime) -> bool:
        return self._work.store.pages.state(page.target.key).takes_calls(now)


def _is_of(page: PageWork, item: QueueItem) -> bool:
    """Tell whether an item that was sent was sent to this very page."""
    return page.target.key == f"{item.publisher}:{item.page_id}"


def _no_page(item: QueueItem) -> str:
    return (
        f"the settings have no page named {item.page} that is {item.publisher} {item.page_id}: put"
        f" it back until {item.id} is settled"
    )


def _is_woken(wake: datetime, now: datetime, policy: Policy) -> bool:
    """Tell whether a look is due; one that seems far away was set before the clock was put back."""
    longest = max(policy.reconcile_after, default=timedelta(0))
    return wake <= now or wake > now + longest
