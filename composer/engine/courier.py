"""Brings notices to people: each at least once, as long as that takes."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from composer.domain.notice import Notice
from composer.errors import PublishError, Rejected, Unavailable
from composer.publishing.notify import Channel
from composer.store.item import name_of
from composer.store.notice import Notice as StoredNotice
from composer.store.notice import Notices

logger = logging.getLogger(__name__)

WAITS = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    *(timedelta(hours=hours) for hours in (1, 2, 4, 8, 16, 24)),
)
"""After each failure; after the last one a notice is given up."""

_TAKEN_FOR = timedelta(minutes=2)
"""Longer than any delivery takes."""


class Courier:
    """Delivers what is due.

    Args:
        notices: What people have to be told.
        channels: The ways to them, by name.
        now: The wall clock, in UTC.
        stopping: Asked between two notices whether to return.
    """

    def __init__(
        self,
        notices: Notices,
        channels: Mapping[str, Channel],
        *,
        now: Callable[[], datetime],
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self._notices = notices
        self._channels = channels
        self._now = now
        self._stopping = stopping

    def round(self) -> int:
        """Deliver what is due now; return how many notices arrived."""
        arrived = 0
        for each in self._notices.due(self._now()):
            if self._stopping():
                break
            arrived += self._deliver(each)
        return arrived

    def _deliver(self, stored: StoredNotice) -> bool:
        now = self._now()
        if not self._notices.take(stored.id, now=now, until=now + _TAKEN_FOR):
            return False  # another runner is at it
        channel = self._channels.get(stored.channel)
        facts: dict[str, object] = {"notice": stored.id, "kind": stored.kind}
        facts |= {"channel": stored.channel, "trace": stored.trace}
        try:
            if channel is None:
                msg = f"the settings name no {stored.channel} any more"
                raise Rejected(msg)
            channel.deliver(_told(stored))
        except PublishError as error:
            wake = self._wake(stored, error)
            self._notices.failed(stored.id, error=str(error), wake=wake)
            event = "notice given up" if wake is None else "notice not delivered"
            logger.warning(event, extra={**facts, "error": str(error)})
            return False
        self._notices.sent(stored.id, at=self._now())
        logger.info("notice delivered", extra=facts)
        return True

    def _wake(self, stored: StoredNotice, error: PublishError) -> datetime | None:
        """Return when to try again; None for never."""
        if not isinstance(error, Unavailable) or stored.failures >= len(WAITS):
            return None
        wait = WAITS[stored.failures]
        if error.wait_s is not None:
            wait = max(wait, timedelta(seconds=error.wait_s))
        return self._now() + wait


def _told(stored: StoredNotice) -> Notice:
    return Notice(
        id=stored.id,
        kind=stored.kind,
        at=stored.at,
        title=stored.title,
        text=stored.text,
        item=None if stored.item is None else name_of(stored.item),
        draft=stored.draft,
        page=stored.page,
        detail={name: str(value) for name, value in stored.detail.items()},
        trace=stored.trace,
    )
