"""Makes a draft of every new article of some feeds, once each, and leaves it for approval."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from composer import ingest
from composer.app.batch import Failure, attempt
from composer.app.bundle import Bundle
from composer.app.watch_list import Away, PoliteWeb, after_failure, ask, left_alone
from composer.app.watch_merge import Merged, News, Rules, first_look, next_look
from composer.app.watch_merge import after_failure as tried_in_vain
from composer.app.watch_ready import Ready
from composer.app.watch_record import Feed, Known, Record, Standing
from composer.errors import ArticleError
from composer.ingest import Reading
from composer.ingest.fetched import Fetched, Looks
from composer.ingest.listing import Entry, entries_of

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What a watcher works with.

    Args:
        web: What fetches.
        allow: Tells whether a page may be fetched though no person asked for it.
        make: Makes the draft of an article.
        now: The time.
        chance: Returns a number from 0 to 1 that nobody can tell beforehand.
        stop: Tells whether to end.
    """

    web: Looks
    allow: Callable[[str], bool]
    make: Callable[[Reading], Bundle]
    now: Callable[[], datetime]
    chance: Callable[[], float]
    stop: Callable[[], bool]


@dataclass(slots=True, kw_only=True)
class Looked:
    """What looks at feeds have brought.

    Args:
        made: The drafts, with their articles.
        updated: Articles whose text has changed, as far as they became no draft.
        failed: What could not be read or made, and why.
    """

    made: list[Known] = field(default_factory=list)
    updated: list[Known] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Looks at feeds.

    Args:
        record: What is remembered.
        ready: The way into the inbox.
        rules: Which articles become drafts.
        every: How often a feed is asked when all is well.
        tools: What it works with.
    """

    record: Record
    ready: Ready
    rules: Rules
    every: timedelta
    tools: Tools

    def finish(self) -> None:
        """Do what a killed watcher has left undone.

        Raises:
            StoreError: It cannot be done.
        """
        count = self.ready.finish(self.record.is_drafted)
        if count:
            logger.info("drafts handed over", extra={"count": count})

    def may_ask(self, url: str) -> bool:
        """Tell whether a feed has been left alone for as long as it must be."""
        feed = self.record.feed(url)
        return feed is None or not left_alone(feed, self.tools.now())

    def wait(self, url: str) -> timedelta:
        """Return how long to wait until the next look at a feed."""
        now = self.tools.now()
        feed = self.record.feed(url)
        if feed is not None and feed.error is not None:
            return left_alone(feed, now)
        tries = (each.next_try for each in self.record.articles(url) if _waits(each))
        return min([self.every, *(max(at - now, timedelta(0)) for at in tries if at)])

    def look(self, url: str, looked: Looked) -> None:
        """Ask a feed once, and make the drafts that are due.

        Args:
            url: The feed.
            looked: Gets what comes of it.

        Raises:
            StoreError: What came of it cannot be kept; nothing is lost, and nothing made twice.
        """
        now = self.tools.now()
        feed = self.record.feed(url) or Feed(url=url)
        waits = any(map(_waits, self.record.articles(url)))
        try:
            listed = ask(feed, self.tools.web, now=now, anew=waits)
            entries = self._entries(listed.fetched)
        except Away as away:
            self._failed(feed, away, looked)
            return
        if feed.error is not None:
            logger.info("feed works again", extra={"feed": url})
        if listed.fetched is not None:
            merge = first_look if feed.began is None else next_look
            merged = merge(self.record, entries, url=url, now=now, rules=self.rules)
            self.record.change(feeds=[listed.feed], articles=merged.articles, gone=merged.gone)
            self._tell(url, merged, looked, count=len(entries), is_first=feed.began is None)
        elif listed.feed != feed:
            self.record.change(feeds=[listed.feed])
        self._draft(url, listed.fetched, entries, looked)

    def _entries(self, fetched: Fetched | None) -> tuple[Entry, ...]:
        try:
            return () if fetched is None else entries_of(fetched)
        except ArticleError as error:
            raise Away(str(error)) from error

    def _failed(self, feed: Feed, away: Away, looked: Looked) -> None:
        """Note that a feed could not be read; it is told again only when the reason changes."""
        now, chance = self.tools.now(), self.tools.chance()
        failed = after_failure(feed, away, now=now, every=self.every, chance=chance)
        looked.failed.append(Failure(source=feed.url, reason=str(away)))
        told = logging.DEBUG if feed.error == failed.error else logging.WARNING
        facts = {"feed": feed.url, "error": failed.error, "next": failed.not_before}
        logger.log(told, "feed failed", extra=facts)
        self.record.change(feeds=[failed])

    def _tell(
        self, url: str, merged: Merged, looked: Looked, *, count: int, is_first: bool
    ) -> None:
        if is_first:
            facts = {"feed": url, "articles": count, "drafts": len(merged.news)}
            logger.info("feed read for the first time", extra=facts)
        if merged.is_broken:
            logger.warning("feed may have lost articles: ask it more often", extra={"feed": url})
        for news, known in merged.news:
            logger.info(news.value, extra={"title": known.title, "link": known.link})
            if news is News.UPDATED and not _waits(known):
                looked.updated.append(known)

    def _draft(
        self, url: str, fetched: Fetched | None, entries: tuple[Entry, ...], looked: Looked
    ) -> None:
        """Make the drafts of a feed that are due, each kept before the next is begun."""
        for known in list(self.record.articles(url)):
            if self.tools.stop():
                return
            if known.is_due(self.tools.now()):
                entry = next((each for each in entries if set(each.names) & set(known.names)), None)
                self._make(known, entry, fetched, looked)

    def _make(
        self, known: Known, entry: Entry | None, fetched: Fetched | None, looked: Looked
    ) -> None:
        source = known.link or known.title
        result = attempt(source, lambda: self._bundle(known, entry, fetched))
        if isinstance(result, Failure):
            self._in_vain(known, result, looked)
            return
        drafted = replace(known, standing=Standing.DRAFTED, draft=result.id, tries=0, next_try=None)
        self.ready.put(result)
        self.record.change(articles=[drafted])
        self.ready.hand_over(result.id)
        looked.made.append(drafted)
        facts = {"draft": result.id, "title": known.title, "link": known.link}
        logger.info("draft made", extra={**facts, "trace": result.trace})

    def _bundle(self, known: Known, entry: Entry | None, fetched: Fetched | None) -> Bundle:
        return self.tools.make(self._reading(known, entry, fetched))

    def _reading(self, known: Known, entry: Entry | None, fetched: Fetched | None) -> Reading:
        """Read an article from the list where it stands there whole, else from its page."""
        web = PoliteWeb(self.tools.web, self.tools.allow, held=fetched)
        if entry is not None and entry.whole and fetched is not None:
            reading = ingest.read(fetched.address, item=entry.number, fetcher=web)
        elif known.link is not None:
            reading = ingest.read(known.link, fetcher=web)
        else:
            msg = "its feed gives no whole text of it and no address where that is"
            raise ArticleError(msg)
        article = reading.article
        return replace(reading, article=replace(article, source=known.link or article.source))

    def _in_vain(self, known: Known, failure: Failure, looked: Looked) -> None:
        tried = tried_in_vain(known, self.tools.now())
        self.record.change(articles=[tried])
        looked.failed.append(failure)
        facts = {"title": known.title, "link": known.link, "error": failure.reason}
        if tried.standing is Standing.GIVEN_UP:
            logger.error("article given up", extra={**facts, "tries": tried.tries})
        else:
            logger.warning("article failed", extra={**facts, "next": tried.next_try})


def _waits(known: Known) -> bool:
    return known.standing is Standing.WAITING
