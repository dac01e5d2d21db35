"""What a look at a feed means for its articles; decides, and does nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from enum import Enum

from composer.app.watch_record import Known, Record, Standing
from composer.ingest.listing import Entry

_LATE = timedelta(days=1)
"""How long before our beginning an article may be dated that appears only now: sites keep pages
for hours, and their clocks differ from ours."""

_DAY = timedelta(days=1)
_FORGET = timedelta(days=180)

RETRY_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
)
"""Waits before the next try of an article of which no draft could be made; then it is given up."""


class News(Enum):
    """What is new about an article."""

    NEW = "new article"
    UPDATED = "article updated"
    PASSED = "older article passed by"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What drafts are made of.

    Args:
        newest: How many of the articles that a feed holds at the first look.
        updates: Whether an article whose text has changed becomes a draft once more.
    """

    newest: int = 3
    updates: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What is to be noted, and what is to be told.

    Args:
        articles: Those that are new or have changed.
        gone: Those that need not be remembered any more.
        news: What happened, in the order of the feed.
        is_broken: Whether not one of the articles was known, so that some may have been missed.
    """

    articles: tuple[Known, ...]
    gone: tuple[Known, ...] = ()
    news: tuple[tuple[News, Known], ...] = ()
    is_broken: bool = False


def first_look(
    record: Record, entries: Sequence[Entry], *, url: str, now: datetime, rules: Rules
) -> Merged:
    """Return what the first look at a feed means: drafts of the newest, and of no older article."""
    each_once = list({each.names: each for each in entries}.values())
    wanted = {each.names for each in _newest_first(each_once)[: rules.newest]}
    met: dict[str, tuple[News, Known]] = {}
    for entry in reversed(entries):
        if record.find(entry.names) is None:
            is_wanted = entry.names in wanted
            known = _known(entry, Standing.WAITING if is_wanted else Standing.PASSED, url, now)
            met.setdefault(known.key, (News.NEW if is_wanted else News.PASSED, known))
    return Merged(
        articles=tuple(known for _, known in met.values()),
        news=tuple(each for each in met.values() if each[0] is News.NEW),
    )


def next_look(
    record: Record, entries: Sequence[Entry], *, url: str, now: datetime, rules: Rules
) -> Merged:
    """Return what a further look at a feed means."""
    feed = record.feed(url)
    began = (feed and feed.began) or now
    news: dict[str, tuple[News, Known]] = {}
    renewed: dict[str, Known] = {}
    met: set[str] = set()
    for entry in reversed(entries):
        known = record.find(entry.names)
        if known is None:
            told = _unknown(entry, url, now=now, began=began)
            news.setdefault(told[1].key, told)
            continue
        met.add(known.key)
        if known.feed == url and known.digest != entry.digest:
            news[known.key] = (News.UPDATED, _changed(known, entry, now, rules))
        elif _is_stale(known, entry, now):
            renewed[known.key] = _renewed(known, entry, now)
    articles = {**renewed, **{key: known for key, (_, known) in news.items()}}
    return Merged(
        articles=tuple(articles.values()),
        gone=tuple(each for each in record.articles(url) if _is_forgotten(each, met, now)),
        news=tuple(news.values()),
        is_broken=bool(entries) and not met and any(True for _ in record.articles(url)),
    )


def after_failure(known: Known, now: datetime) -> Known:
    """Return an article of which no draft could be made."""
    tries = known.tries + 1
    if tries > len(RETRY_AFTER):
        return replace(known, standing=Standing.GIVEN_UP, tries=tries, next_try=None)
    return replace(known, tries=tries, next_try=now + RETRY_AFTER[tries - 1])


def _newest_first(entries: Sequence[Entry]) -> list[Entry]:
    """Return entries by their dates; in the order of the feed where not all have one."""
    dated = [(found, each) for each in entries if (found := instant(each.published))]
    if len(dated) < len(entries):
        return list(entries)
    return [each for _, each in sorted(dated, key=lambda pair: pair[0], reverse=True)]


def _unknown(entry: Entry, url: str, *, now: datetime, began: datetime) -> tuple[News, Known]:
    published = instant(entry.published)
    if published is not None and published < began - _LATE:
        return News.PASSED, _known(entry, Standing.PASSED, url, now)
    return News.NEW, _known(entry, Standing.WAITING, url, now)


def _changed(known: Known, entry: Entry, now: datetime, rules: Rules) -> Known:
    """Return an article whose text has changed.

    One of which no draft could be made is tried again: perhaps what was in the way was mended.
    """
    renewed = replace(_renewed(known, entry, now), digest=entry.digest)
    has_had_its_turn = known.standing in {Standing.DRAFTED, Standing.PASSED}
    if has_had_its_turn and not rules.updates:
        return renewed
    return replace(renewed, standing=Standing.WAITING, tries=0, next_try=None)


def _known(entry: Entry, standing: Standing, url: str, now: datetime) -> Known:
    return Known(
        feed=url,
        names=entry.names,
        digest=entry.digest,
        title=entry.title,
        link=entry.link,
        standing=standing,
        seen=now,
    )


def _renewed(known: Known, entry: Entry, now: datetime) -> Known:
    """Return an article with what the feed tells of it now."""
    names = tuple(dict.fromkeys((*known.names, *entry.names)))
    return replace(known, names=names, title=entry.title, link=entry.link, seen=now)


def _is_stale(known: Known, entry: Entry, now: datetime) -> bool:
    return now - known.seen > _DAY or not set(entry.names) <= set(known.names)


def _is_forgotten(known: Known, met: set[str], now: datetime) -> bool:
    waits = known.standing is Standing.WAITING
    return known.key not in met and not waits and now - known.seen > _FORGET


def instant(published: str | None) -> datetime | None:
    """Return when something was published; a day without a time counts to its end."""
    if published is None:
        return None
    try:
        found = datetime.fromisoformat(published)
    except ValueError:
        return None
    if len(published) == len("2025-11-04"):
        found = datetime.combine(found, time.max)
    return found if found.utcoffset() is not None else found.replace(tzinfo=UTC)
