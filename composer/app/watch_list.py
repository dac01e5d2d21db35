"""Asks a feed for its list of articles, no more often than it wants to be asked."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from composer.app.watch_record import Feed
from composer.errors import ArticleError
from composer.ingest.fetched import Fetched, Fetches, Kind, Looks
from composer.ingest.listing import list_of
from composer.ingest.wordpress import with_embedded

LONGEST_WAIT = timedelta(hours=6)
"""How long a feed that fails is left alone at the most, unless it asks for more itself."""

_MOST_ASKED_FOR = timedelta(days=1)
_OK = range(200, 300)
_GONE = frozenset({404, 410})
_ADVICE = {
    401: "it wants a password",
    403: "the site refuses us",
    404: "there is nothing at this address",
    410: "the feed is gone for good: take it out of the command",
    429: "the site asks us to wait",
    503: "the site is away or asks us to wait",
}


class Away(Exception):  # noqa: N818 - an error is named by what is true
    """A feed could not be read.

    Args:
        reason: Why.
        wait: How long it asks us to wait; None where it says nothing.
        is_gone: Whether there is nothing at its address.
    """

    def __init__(
        self, reason: str, *, wait: timedelta | None = None, is_gone: bool = False
    ) -> None:
        self.wait = wait
        self.is_gone = is_gone
        super().__init__(reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A list of articles as it was fetched, and the feed with what it told.

    Args:
        feed: The feed, to be noted together with what is in the list.
        fetched: The list; None where it has not changed.
    """

    feed: Feed
    fetched: Fetched | None


def ask(feed: Feed, web: Looks, *, now: datetime, anew: bool) -> Listed:
    """Fetch the list of a feed.

    A site's own page leads to its list, whose address is then remembered.

    Args:
        feed: The feed.
        web: What fetches.
        now: The time, to count from where the feed asks to wait until a date.
        anew: Whether the list is wanted though it has not changed.

    Raises:
        Away: It cannot be read.
    """
    etag, modified = (None, None) if anew else (feed.etag, feed.modified)
    place = with_embedded(feed.address or feed.url)
    found = _got(place, web, now, etag=etag, modified=modified)
    if not found.unchanged and feed.address is None:
        try:
            address = list_of(found)
        except ArticleError as error:
            raise Away(str(error)) from error
        if address is not None:
            feed = replace(feed, address=address)
            found = _got(address, web, now)
    read = replace(feed, began=feed.began or now, failures=0, not_before=None, error=None)
    if found.unchanged:
        return Listed(feed=read, fetched=None)
    return Listed(feed=replace(read, etag=found.etag, modified=found.modified), fetched=found)


def left_alone(feed: Feed, now: datetime) -> timedelta:
    """Return for how long a feed must still be left alone.

    Longer than we ever say means that the clock was set back since: then it may be asked.
    """
    left = timedelta(0) if feed.not_before is None else feed.not_before - now
    return left if timedelta(0) < left <= _MOST_ASKED_FOR else timedelta(0)


def after_failure(
    feed: Feed, away: Away, *, now: datetime, every: timedelta, chance: float
) -> Feed:
    """Return a feed that could not be read: each time it is left alone for twice as long.

    Args:
        feed: The feed.
        away: Why it could not be read.
        now: The time.
        every: How often it is asked when all is well.
        chance: From 0 to 1: spreads the waits of many who fail at one moment.
    """
    failures = feed.failures + 1
    wait = min(every * 2 ** min(failures, 16), LONGEST_WAIT) * (0.75 + chance / 2)
    if away.wait is not None:
        wait = max(wait, min(away.wait, _MOST_ASKED_FOR))
    return replace(
        feed,
        address=None if away.is_gone else feed.address,
        etag=None,
        modified=None,
        failures=failures,
        not_before=now + wait,
        error=str(away),
    )


def _got(
    address: str,
    web: Looks,
    now: datetime,
    *,
    etag: str | None = None,
    modified: str | None = None,
) -> Fetched:
    try:
        found = web.look(address, etag=etag, modified=modified)
    except ArticleError as error:
        raise Away(str(error)) from error
    if found.status in _OK or (found.unchanged and (etag or modified)):
        return found
    advice = _ADVICE.get(found.status, "the site answers with an error")
    reason = f"{advice} (HTTP {found.status})"
    wait = retry_after(found.retry_after, now)
    raise Away(reason, wait=wait, is_gone=found.status in _GONE)


def retry_after(header: str, now: datetime) -> timedelta | None:
    """Return how long a ``Retry-After`` asks us to wait; None where it says nothing."""
    text = header.strip()
    if text.isascii() and text.isdecimal():
        return timedelta(seconds=int(text[:9]))
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    known = until if until.tzinfo is not None else until.replace(tzinfo=UTC)
    return max(known - now, timedelta(0))


class PoliteWeb:
    """Fetches pages as a program that nobody asked to: only what their sites allow to such.

    Args:
        web: What fetches.
        allow: Tells whether a site allows a page to programs; see ``composer.ingest.robots``.
        held: A list that was fetched already.
    """

    def __init__(
        self, web: Fetches, allow: Callable[[str], bool], *, held: Fetched | None = None
    ) -> None:
        self._web = web
        self._allow = allow
        self._held = held

    def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        modified: str | None = None,
        kind: Kind = Kind.ARTICLE,
    ) -> Fetched:
        """Fetch an address, or return the list where it is the list's."""
        if self._held is not None and url == with_embedded(self._held.address):
            return self._held
        if not self._allow(url):
            msg = "its site's robots.txt asks programs to leave it alone, or cannot be read"
            raise ArticleError(msg)
        return self._web.get(url, etag=etag, modified=modified, kind=kind)
