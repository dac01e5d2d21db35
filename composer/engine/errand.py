"""Sees one item of the queue through, beside whatever runners there are: claims decide."""

from collections.abc import Callable
from datetime import datetime

from composer.domain.queue import QueueItem, Status
from composer.errors import DraftError, Unavailable
from composer.publishing.comment import comment
from composer.publishing.delivery import deliver
from composer.publishing.policy import LEASE
from composer.publishing.restored import may_send
from composer.publishing.work import PageWork, Work

LONGEST_WAIT_S = 60.0
"""A person at a terminal waits no longer for the next attempt; the item stays in the queue."""

_LOOK_S = 0.2
_OPEN = frozenset({Status.QUEUED, Status.CLAIMED, Status.UPLOADING, Status.COMMITTING})


class Errand:
    """Works on one item until it is published, before a person, or its outcome unknown.

    Args:
        work: All that a worker needs.
        wait: Waits a number of seconds.
        tell: Is told in a line what is waited for.
    """

    def __init__(
        self, work: Work, *, wait: Callable[[float], None], tell: Callable[[str], None]
    ) -> None:
        self._work = work
        self._wait = wait
        self._tell = tell
        self._idle_s = 0.0
        self._told: str | None = None

    def run(self, name: str) -> QueueItem:
        """Return the item as it stands in the end.

        Raises:
            DraftError: Its page is paused, or is not in the settings.
            Unavailable: It has to wait for longer than a person at a terminal does.
        """
        while (item := self._work.claims.get(name)).status in _OPEN:
            self._step(item)
        if item.status is Status.PUBLISHED:
            self._remark(item)
        return self._work.claims.get(name)

    def _step(self, item: QueueItem) -> None:
        """Do what can be done for the item now, or wait a little."""
        now = self._work.clock.read().wall
        page = self._page(item)
        self._work.claims.recover(self._work.alive, now=now)
        if item.status is not Status.QUEUED:  # a runner has it
            self._idle_s = 0.0
            self._wait(_LOOK_S)
            return
        until, why = self._until(item, page)
        if until > now:
            self._pass((until - now).total_seconds(), item, why)
            return
        if not may_send(self._work, page.target.key):
            self._stand(item, "a backup was restored, and the page is looked at before anything")
            return
        held = self._work.claims.claim(item.id, lease=LEASE, now=now)
        if held is None:
            self._stand(item, self._other(item))
            return
        self._idle_s = 0.0
        deliver(self._work, page, held)

    def _page(self, item: QueueItem) -> PageWork:
        page = self._work.page(item.page)
        if page is None:
            msg = f"the settings have no page named {item.page}: name the page, or cancel {item.id}"
            raise DraftError(msg)
        return page

    def _until(self, item: QueueItem, page: PageWork) -> tuple[datetime, str]:
        """Return when the item may be tried next, and why not before."""
        state = self._work.store.pages.state(page.target.key)
        if state.paused:
            msg = (
                f"the page {item.page} is paused by {state.paused_by}: nashir queue resume --page"
                f" {item.page} lets {item.id} out"
            )
            raise DraftError(msg)
        if state.blocked_until is not None and state.blocked_until > item.wake:
            why = (
                f"the platform wants the page {item.page} left alone until"
                f" {state.blocked_until:%H:%M} UTC: nashir queue resume --page {item.page} ends"
                f" that wait"
            )
            return state.blocked_until, why
        return item.wake, item.last_error or "it is not due yet"

    def _pass(self, seconds: float, item: QueueItem, why: str) -> None:
        """Wait for the next attempt, or leave it to a runner."""
        if seconds > LONGEST_WAIT_S:
            raise Unavailable(_left(item, why))
        if why != self._told:
            self._tell(f"{why}; the next attempt is in {seconds:.0f} s")
            self._told = why
        self._wait(min(seconds, _LOOK_S))

    def _stand(self, item: QueueItem, why: str) -> None:
        """Wait for something that has no time of its own."""
        if why != self._told:
            self._tell(f"{why}: waiting")
            self._told = why
        if self._idle_s >= LONGEST_WAIT_S:
            raise Unavailable(_left(item, why))
        self._wait(_LOOK_S)
        self._idle_s += _LOOK_S

    def _other(self, item: QueueItem) -> str:
        """Return what keeps the page from an item."""
        page = item.publisher, item.page_id
        for each in self._work.claims.unknown():
            if (each.publisher, each.page_id) == page:
                return f"nobody knows yet whether {each.id} is on the same page"
        return "another post of the page is under way"

    def _remark(self, item: QueueItem) -> None:
        """Write the first comment, if it is this program's turn."""
        now, page = self._work.clock.read().wall, self._page(item)
        for each in self._work.remarks.due(now, all_unknown=False, target=page.target.key):
            if each.id == item.id:
                comment(self._work, page, each)


def _left(item: QueueItem, why: str) -> str:
    return f"{why.rstrip('.')}; {item.id} stays in the queue and nashir run sends it"
