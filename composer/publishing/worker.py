"""The worker: does all that is due for a page now, and what was left open before.

The store is the only truth: a worker may be cut off at any point, on any machine, and the next one
goes on from what the store says.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from composer.domain.clock import Instant
from composer.domain.queue import CommentStatus, QueueItem
from composer.errors import SettingsError
from composer.publishing.audit import audit, could_not_look
from composer.publishing.comment import comment
from composer.publishing.delivery import deliver
from composer.publishing.lookout import DuePage, Lookout, is_woken, since_last
from composer.publishing.policy import LEASE, Policy
from composer.publishing.reconcile import reconcile
from composer.publishing.restored import may_send
from composer.publishing.work import PageWork, Work, spacing_of
from composer.store.claim import Due

logger = logging.getLogger(__name__)

_SETTINGS_AGAIN = timedelta(minutes=5)
"""How long what belongs to a page that the settings do not know waits for them."""

_FRESH_S = 1.0
"""Seconds for which a list of due items is worked on before it is asked for anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """What one pass over what is due did, of one page or of all.

    Args:
        taken_back: Items that a dead worker had held.
        delivered: Items that were claimed and worked on.
        looked: Items of unknown outcome that were looked after.
    """

    taken_back: int = 0
    delivered: int = 0
    looked: int = 0

    def __add__(self, other: "Tick") -> "Tick":
        """Return what both did."""
        return Tick(
            taken_back=self.taken_back + other.taken_back,
            delivered=self.delivered + other.delivered,
            looked=self.looked + other.looked,
        )


class Worker:
    """Publishes what is due, page by page.

    Several threads may share one: a page that one of them serves is left alone by the others.

    Args:
        work: All that it needs.
        stopping: Asked between two items whether to return.
    """

    def __init__(self, work: Work, *, stopping: Callable[[], bool] = lambda: False) -> None:
        self._work = work
        self._stopping = stopping
        self._lookout = Lookout(work)

    def tick(self, *, look_now: bool = False) -> Tick:
        """Take back what was left over, and do all that is due, one page after the other.

        Each page is served once. What is due is asked anew while this goes on, so that breaking
        news waits for one page at most.

        Args:
            look_now: Look after every unknown outcome, whenever its next look is.
        """
        done = Tick(taken_back=self.recover())
        served: set[str] = set()
        while not self._stopping():
            asked_s = self._work.clock.read().ticks
            due = [each for each in self.pages_due(look_now=look_now) if each not in served]
            if not due:
                break
            for target in due:
                if self._stopping() or self._work.clock.read().ticks - asked_s > _FRESH_S:
                    break
                served.add(target)
                done += self._serve_or_tell(target, look_now=look_now)
        return done

    def recover(self) -> int:
        """Take back what dead workers held, and what an error of the store left with this one.

        What is held of a page that this process has in hand is left alone.

        Returns:
            How many items were taken back.
        """
        work = self._work
        now = work.clock.read().wall
        taken_back = work.claims.recover(work.alive, now=now, in_hand=work.hands)
        for name in taken_back:
            logger.warning("taken back", extra={"item": name})
        work.remarks.recover(work.alive, now=now, in_hand=work.hands)
        return len(taken_back)

    def pages_due(self, *, look_now: bool = False) -> tuple[str, ...]:
        """Return the pages that ``serve`` has something to do for; see ``Lookout.look``."""
        return tuple(each.target for each in self.look(look_now=look_now))

    def look(self, *, look_now: bool = False) -> tuple[DuePage, ...]:
        """Return the same, with what is breaking news."""
        return self._lookout.look(look_now=look_now)

    def serve(self, target: str, *, look_now: bool = False) -> Tick:
        """Do all that is due for one page: looks, posts in their order, first comments, audits.

        Nothing is done for a page that another thread has in hand.

        Args:
            target: The page, as ``publisher:page_id``.
            look_now: Look after every unknown outcome, whenever its next look is.

        Raises:
            SettingsError: What is set for the page is wrong.
            StoreError: The store cannot be used.
        """
        with self._work.hands.taking(target) as is_free:
            if not is_free:
                return Tick()
            looked = sum(1 for _ in self._look(target, look_now=look_now))
            delivered = 0
            if may_send(self._work, target, say_wait=look_now):
                delivered = sum(1 for _ in self._deliver(target))
            self._remark(target, look_now=look_now)
            self._audit(target)
            return Tick(delivered=delivered, looked=looked)

    def _serve_or_tell(self, target: str, *, look_now: bool) -> Tick:
        """Serve a page; one whose settings are wrong keeps no other waiting."""
        try:
            return self.serve(target, look_now=look_now)
        except SettingsError as error:
            logger.error("page not served", extra={"page": target, "error": str(error)})  # noqa: TRY400 - a trace tells people nothing
            return Tick()

    def _look(self, target: str, *, look_now: bool) -> Iterator[QueueItem]:
        """Look after the unknown outcomes whose next look has come."""
        now = self._work.clock.read().wall
        for unknown in self._work.claims.unknown(target=target):
            page = self._work.page(unknown.page)
            policy = page.policy if page else Policy()
            if not (look_now or is_woken(unknown.wake, now, policy)):
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

    def _deliver(self, target: str) -> Iterator[QueueItem]:
        """Claim and publish item after item, until none is left that may go out now.

        Each is tried once. The list is asked anew while this goes on, so that breaking news waits
        for one post at most.
        """
        tried: set[str] = set()
        while not self._stopping():
            instant = self._work.clock.read()
            found = self._work.claims.due(instant.wall, target=target)
            due = [each for each in found if each.id not in tried]
            if not due:
                return
            for each in due:
                if self._stopping() or self._work.clock.read().ticks - instant.ticks > _FRESH_S:
                    break
                tried.add(each.id)
                if not self._may_go(each, self._work.clock.read()):
                    continue
                now = self._work.clock.read().wall
                held = self._work.claims.claim(each.id, lease=LEASE, now=now)
                if held is None:
                    return  # the page is not free
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
        facts = {"item": held.id, "page": held.page, "draft": held.draft, "trace": held.trace}
        logger.info("claimed", extra=facts)
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
        known_s = self._work.store.watches.known(spacing_of(state.last_item), instant)
        passed_s = since_last(known_s, state.last_published, instant)
        return passed_s >= page.policy.spacing.total_seconds()

    def _ease(self, page: PageWork) -> None:
        """Leave a page alone for a while where its platform has had nearly enough of us."""
        wait_s = page.platform.slow_down_s
        if wait_s > 0:
            until = self._work.clock.read().wall + timedelta(seconds=wait_s)
            self._work.store.pages.block(page.target, until)
            logger.warning("slowing down", extra={"page": page.target.page, "seconds": wait_s})

    def _remark(self, target: str, *, look_now: bool) -> None:
        now = self._work.clock.read().wall
        for item in self._work.remarks.due(now, all_unknown=look_now, target=target):
            if self._stopping():
                return
            page = self._work.page(item.page)
            if page is None or not _is_of(page, item):
                self._work.remarks.look_again(item, wake=now + _SETTINGS_AGAIN, looked=False)
                logger.warning("comment waits", extra={"item": item.id, "error": _no_page(item)})
            elif item.comment is CommentStatus.UNKNOWN or self._takes_calls(page, now):
                comment(self._work, page, item)

    def _audit(self, target: str) -> None:
        now = self._work.clock.read().wall
        for item in self._work.outcomes.audits(now, target=target):
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
