"""Feeds: RSS 2.0 and 1.0, and Atom. One of their items becomes an article."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from composer.domain.article import Article
from composer.errors import ArticleError
from composer.ingest.about import joined
from composer.ingest.date import iso_date
from composer.ingest.inline import flat
from composer.ingest.item import chosen
from composer.ingest.page import first_picture, read_content
from composer.ingest.tree import Element, parse_html, parse_xml
from composer.ingest.word import tidy

_ITEMS = frozenset({"item", "entry"})
_CHANNELS = frozenset({"channel", "feed"})
_WHOLE = ("content:encoded", "content", "xhtml:body", "body")
_SUMMARIES = ("description", "summary")
_DATES = ("pubdate", "published", "dc:date", "updated", "dcterms:created")
_OWN_PREFIX = re.compile(r"^(?:atom\d*|a10|rss|rdf):")
_CUT = re.compile(r"(?:\[(?:…|\.{3})\]|…|\.{3})\s*$")
_PICTURES = ("media:content", "media:thumbnail", "enclosure", "itunes:image")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """An item of a feed.

    Args:
        article: What it holds, before proofreading.
        whole: Whether that is the whole article, and not a summary of it.
        name: What the feed calls it for ever, whatever else changes.
    """

    article: Article
    whole: bool
    name: str | None = None


def read_feed(text: str, *, item: int | None = None, address: str | None = None) -> FeedItem:
    """Return one item of a feed.

    Args:
        text: The feed.
        item: Which one, counted from 1; None for the first.
        address: Where the feed was fetched from.

    Raises:
        ArticleError: It has no such item, or it is no feed.
    """
    items, site, base = _opened(text, address)
    return _read(chosen(items, item, what="the feed"), site=site, base=base)


def read_items(text: str, *, address: str | None = None) -> Iterator[FeedItem | None]:
    """Give all items of a feed in its order; None in the place of one that cannot be read.

    Args:
        text: The feed.
        address: Where the feed was fetched from.

    Raises:
        ArticleError: It is no feed.
    """
    items, site, base = _opened(text, address)
    for each in items:
        try:
            yield _read(each, site=site, base=base)
        except ArticleError:
            yield None


def _opened(text: str, address: str | None) -> tuple[list[Element], str, str | None]:
    """Return the items of a feed, the name of its site, and from where its addresses count."""
    root = parse_xml(text)
    channel = next((each for each in root.all() if _name(each) in _CHANNELS), None)
    if channel is None:
        msg = "this is no feed: neither a channel nor an Atom feed is in it"
        raise ArticleError(msg)
    items = [each for each in root.all() if _name(each) in _ITEMS]
    return items, _text(channel, "title"), _link(channel) or address


def _read(item: Element, *, site: str, base: str | None) -> FeedItem:
    body, whole = _body(item)
    title = _text(item, "title")
    link = joined(base, found) if (found := _link(item)) else None
    blocks = read_content(body, title=title, address=link or base)
    categories = tuple(dict.fromkeys(_categories(item)))
    article = Article(
        title=title,
        blocks=blocks,
        site=site or None,
        section=categories[0] if categories else None,
        author=_author(item),
        published=next((d for name in _DATES if (d := iso_date(_text(item, name)))), None),
        link=link,
        image=_picture(item) or first_picture(blocks),
        tags=categories,
    )
    name = _text(item, "guid") or _text(item, "id") or item.get("rdf:about") or None
    return FeedItem(article=article, whole=whole, name=name)


def _name(element: Element) -> str:
    return _OWN_PREFIX.sub("", element.tag.lower())


def _children(element: Element, name: str) -> Iterator[Element]:
    return (each for each in element.elements() if _name(each) == name)


def _text(element: Element, name: str) -> str:
    """Return the text of a child; markup in it, escaped or not, is left out."""
    child = next(_children(element, name), None)
    return "" if child is None else tidy(flat(parse_html(child.text)))


def _body(item: Element) -> tuple[Element, bool]:
    """Return the tree of the longest text of an item, and whether it is a whole article."""
    found = [
        (len(each.text), name in _WHOLE, each)
        for name in (*_WHOLE, *_SUMMARIES)
        for each in _children(item, name)
    ]
    if not found:
        return parse_html(""), False
    size, whole, element = max(found, key=lambda each: each[:2])
    inline = element.child("div", "xhtml:div") if element.get("type") == "xhtml" else None
    body = inline or parse_html(element.text)
    return body, bool(size) and (whole or not _CUT.search(body.text.rstrip()))


def _link(element: Element) -> str:
    """Return the address that an item or a feed names as its page."""
    for each in _children(element, "link"):
        address = each.get("href") or each.text
        if each.get("rel") in {"", "alternate"} and _is_web(address):
            return address.strip()
    guid = next(_children(element, "guid"), None)
    permanent = guid is not None and guid.get("ispermalink") != "false" and _is_web(guid.text)
    return guid.text.strip() if guid is not None and permanent else ""


def _is_web(text: str) -> bool:
    return text.strip().lower().startswith(("http://", "https://"))


def _author(item: Element) -> str | None:
    person = next(_children(item, "author"), None)
    named = _text(person, "name") if person is not None else ""
    told = _text(item, "author")
    return named or _text(item, "dc:creator") or (told if "@" not in told else "") or None


def _categories(item: Element) -> Iterator[str]:
    for each in _children(item, "category"):
        name = tidy(each.get("label") or each.get("term") or flat(parse_html(each.text)))
        if name:
            yield name


def _picture(item: Element) -> str | None:
    for name in _PICTURES:
        for each in item.all():
            kind = each.get("type") or each.get("medium") or "image"
            address = each.get("url") or each.get("href")
            if each.tag.lower() == name and kind.startswith("image") and _is_web(address):
                return address
    return None
