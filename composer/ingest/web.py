"""From an address to an article: the exact text where a site gives it, else its page."""

from dataclasses import replace

from composer.domain.article import Article
from composer.errors import ArticleError
from composer.ingest.about import About
from composer.ingest.decode import decode
from composer.ingest.fetched import Fetched, Fetches
from composer.ingest.form import Form, form_of
from composer.ingest.page import feed_of, is_home
from composer.ingest.tree import Element, parse_html
from composer.ingest.understand import Understood, understood
from composer.ingest.wordpress import newest_of, post_of, with_embedded


def read_address(address: str, fetcher: Fetches, *, item: int | None = None) -> Understood:
    """Return the article at an address.

    A page of WordPress is read from its site's own interface where that is public, since the text
    there is exact. An item of a feed that is only a summary is read from the page it belongs to.
    A site's first page is no article; with ``item`` it means the site's newest articles.

    Args:
        address: Of a page, a feed, a post in WordPress's interface, or a Word document.
        fetcher: What fetches it.
        item: Which article of several, counted from 1; None for the first.

    Raises:
        ArticleError: There is no article, or it may not be fetched.
    """
    fetched = fetcher.get(with_embedded(address))
    page = _page(fetched)
    if page is None:
        return _followed(_understood(fetched, item), fetcher)
    about = About(page, fetched.address)
    if is_home(page, about, fetched.address) and item is not None:
        return _newest(page, fetched, fetcher, item)
    reference = post_of(page, fetched.address, fetched.links)
    exact = _post(reference, fetcher) if reference else None
    if exact is None:
        return _understood(fetched, item)
    return replace(exact, article=_completed(exact.article, page, fetched))


def _page(fetched: Fetched) -> Element | None:
    """Return the tree of what was fetched, if it is a page."""
    if fetched.data.startswith(b"PK\x03\x04"):
        return None
    text = decode(fetched.data, charset=fetched.charset).text
    return parse_html(text) if form_of(text) is Form.HTML else None


def _understood(fetched: Fetched, item: int | None) -> Understood:
    found = understood(fetched.data, item=item, charset=fetched.charset, address=fetched.address)
    article = found.article
    return replace(found, article=replace(article, link=article.link or fetched.address))


def _followed(found: Understood, fetcher: Fetches) -> Understood:
    """Read the page of a feed's item that is only a summary; the summary, where that fails."""
    link = found.article.link
    if not link or all(note.rule != "summary-only" for note in found.notes):
        return found
    try:
        return read_address(link, fetcher)
    except ArticleError:
        return found


def _post(address: str, fetcher: Fetches) -> Understood | None:
    """Return a post from WordPress's interface; None where that is not public."""
    try:
        found = _understood(fetcher.get(address), None)
    except ArticleError:
        return None
    return found if found.form is Form.JSON else None


def _completed(exact: Article, page: Element, fetched: Fetched) -> Article:
    """Return the exact article with what only the page tells."""
    about = About(page, fetched.address)
    return replace(
        exact,
        site=exact.site or about.site,
        section=exact.section or about.section,
        author=exact.author or about.author,
        published=exact.published or about.published,
        link=about.link or exact.link or fetched.address,
        image=exact.image or about.absolute(about.image),
        tags=exact.tags or about.tags,
    )


def _newest(page: Element, fetched: Fetched, fetcher: Fetches, item: int) -> Understood:
    """Return one of the newest articles of a site, by its interface or its feed."""
    posts = newest_of(page, fetched.address)
    feed = feed_of(page, fetched.address)
    try:
        if posts:
            return _understood(fetcher.get(posts), item)
    except ArticleError:
        if not feed:
            raise
    if feed:
        return _followed(_understood(fetcher.get(feed), item), fetcher)
    return _understood(fetched, item)
