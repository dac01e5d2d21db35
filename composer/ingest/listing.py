"""The articles that a feed or a WordPress site lists, each with what it is known by."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from composer.domain.article import Article
from composer.errors import ArticleError
from composer.ingest.decode import decode
from composer.ingest.feed import read_items
from composer.ingest.fetched import Fetched
from composer.ingest.form import Form, form_of
from composer.ingest.page import feed_of
from composer.ingest.tree import parse_html
from composer.ingest.wordpress import newest_of, read_posts

_END = re.compile(r"</(?:\w+:)?(?:rss|feed|RDF)\s*>(?:\s|<!--(?:(?!-->).)*-->)*\Z", re.DOTALL)
_COUNTED = ("utm_", "fbclid", "gclid", "mc_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An article in a list.

    Args:
        number: Its place in the list, counted from 1, as ``read`` takes it.
        names: By which of them an article is known again, whichever list it stands in.
        digest: Tells one state of its text from another, in hexadecimal.
        title: Its headline.
        link: Its address.
        published: When, as ISO 8601 text.
        whole: Whether the list holds the whole article.
    """

    number: int
    names: tuple[str, ...]
    digest: str
    title: str
    link: str | None
    published: str | None
    whole: bool = True


def entries_of(fetched: Fetched) -> tuple[Entry, ...]:
    """Return the articles of a list in its order; one that cannot be read is left out.

    Raises:
        ArticleError: It is no list.
    """
    text = decode(fetched.data, charset=fetched.charset).text
    return tuple(_entries(text, fetched.address))


def list_of(fetched: Fetched) -> str | None:
    """Return where a site lists its newest articles; None for what is such a list itself.

    Raises:
        ArticleError: It is a page that names neither a feed nor WordPress's interface.
    """
    text = decode(fetched.data, charset=fetched.charset).text
    if form_of(text) is not Form.HTML:
        return None
    page = parse_html(text)
    found = newest_of(page, fetched.address) or feed_of(page, fetched.address)
    if found is None:
        msg = "this page names no feed: give the address of the site's feed"
        raise ArticleError(msg)
    return found


def _entries(text: str, address: str) -> Iterator[Entry]:
    form = form_of(text)
    if form is Form.FEED:
        _check_end(text)
        for number, item in enumerate(read_items(text, address=address), 1):
            if item is not None:
                yield _entry(number, item.article, item.name, address, whole=item.whole)
    elif form is Form.JSON:
        for number, post in enumerate(read_posts(text), 1):
            if post is not None:
                yield _entry(number, post[1], post[0], address, whole=True)
    else:
        msg = f"this is {form} and no feed: give the address of a feed or of a site"
        raise ArticleError(msg)


def _check_end(text: str) -> None:
    """Refuse a feed that broke off on its way: the last article in it would lack its end."""
    if not _END.search(text):
        msg = "the feed breaks off: it is not XML to its end"
        raise ArticleError(msg)


def _entry(number: int, article: Article, name: str | None, address: str, *, whole: bool) -> Entry:
    return Entry(
        number=number,
        names=tuple(_names(article, name, plain_address(address).partition("/")[0])),
        digest=_digest("\0".join(text for _, text in article.texts())),
        title=article.title,
        link=article.link,
        published=article.published,
        whole=whole,
    )


def _names(article: Article, name: str | None, host: str) -> Iterator[str]:
    """Give what an article is known by: its name at its site, its address, else its headline."""
    if name:
        yield f"name {host} {name}"
    if article.link:
        yield f"link {plain_address(article.link)}"
    if not name and not article.link:
        yield f"title {host} {_digest(article.title)}"


def plain_address(address: str) -> str:
    """Return an address without what does not tell one article from another.

    That is its scheme, a ``www.``, a last slash, its fragment, and the marks that count readers.
    """
    try:
        parts = urlsplit(address.strip())
    except ValueError:  # no address that could be fetched, and yet a name
        return address
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not name.lower().startswith(_COUNTED)
    ]
    host = parts.netloc.lower().removeprefix("www.")
    told = f"?{urlencode(query)}" if query else ""
    return f"{host}{parts.path.rstrip('/')}{told}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:32]
