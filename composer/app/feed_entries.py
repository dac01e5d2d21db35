"""The articles of feeds, to choose from: those that ``watch`` has met, or those of an address."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from composer.app.newsroom import Newsroom
from composer.app.watch_list import Away, ask
from composer.app.watch_record import Feed, Known, Record, Standing
from composer.errors import ArticleError
from composer.ingest.fetched import Looks, is_address
from composer.ingest.listing import entries_of
from composer.store.met import drafts_by_link, drafts_that_stand

MOST_SHOWN = 50
"""Articles of one feed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """An article in a feed.

    Args:
        title: Its headline.
        link: Its address; None where the feed gives none, so that it cannot be fetched by itself.
        standing: What ``watch`` made of it; None where nobody watches the feed.
        draft: ID of a draft that there is of it.
        published: When, as the feed has it.
    """

    title: str
    link: str | None
    standing: Standing | None = None
    draft: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedList:
    """A feed and its articles.

    Args:
        url: As it was named.
        entries: The newest first.
        error: Why it could not be read the last time; None where it could.
    """

    url: str
    entries: tuple[FeedEntry, ...]
    error: str | None = None


def watched_feeds(newsroom: Newsroom) -> tuple[FeedList, ...]:
    """Return the feeds that are watched in a workspace, with what was met in them.

    Raises:
        StoreError: The record of ``watch`` cannot be read.
    """
    record = Record.look(newsroom.settings.state.absolute() / "watch")
    return tuple(
        FeedList(
            url=feed.url,
            entries=_with_drafts(newsroom, _newest(record, feed)),
            error=feed.error,
        )
        for feed in record.feeds()
    )


def feed_at(newsroom: Newsroom, address: str, *, web: Looks, now: datetime) -> FeedList:
    """Fetch the list of a feed, or of a site that names one.

    Args:
        newsroom: Where drafts are looked for.
        address: The feed's or the site's.
        web: What fetches, as the settings allow.
        now: The time.

    Raises:
        ArticleError: It is no feed, or cannot be read.
    """
    if not is_address(address):
        msg = f"{address}: a feed is an address, such as https://example.org/feed"
        raise ArticleError(msg)
    try:
        listed = ask(Feed(url=address), web, now=now, anew=True)
    except Away as away:
        msg = f"{address}: {away}"
        raise ArticleError(msg) from away
    found = () if listed.fetched is None else entries_of(listed.fetched)
    entries = (
        FeedEntry(title=each.title, link=each.link, published=each.published) for each in found
    )
    return FeedList(url=address, entries=_with_drafts(newsroom, entries))


def _newest(record: Record, feed: Feed) -> Iterable[FeedEntry]:
    """Give what was met in a feed, the last first."""
    met = sorted(record.articles(feed.url), key=_seen)
    return (
        FeedEntry(title=each.title, link=each.link, standing=each.standing, draft=each.draft)
        for each in reversed(met)
    )


def _seen(known: Known) -> datetime:
    return known.seen


def _with_drafts(newsroom: Newsroom, entries: Iterable[FeedEntry]) -> tuple[FeedEntry, ...]:
    """Return entries with the drafts that the store has of them."""
    shown, database = tuple(entries)[:MOST_SHOWN], newsroom.store.database
    drafts = drafts_by_link(database, (each.link for each in shown if each.link))
    stand = drafts_that_stand(database, (each.draft for each in shown if each.draft))
    return tuple(
        replace(each, draft=each.draft if each.draft in stand else drafts.get(each.link or ""))
        for each in shown
    )
