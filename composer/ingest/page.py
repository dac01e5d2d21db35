"""A web page becomes an article: its text by the walk, the rest by what it says of itself."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from composer.domain.article import Article, Block, Figure, Heading, Paragraph
from composer.errors import ArticleError
from composer.ingest.about import About, joined
from composer.ingest.block import footer_of
from composer.ingest.inline import lines, pieces
from composer.ingest.line import Row, is_headline
from composer.ingest.noise import prune
from composer.ingest.plain import blocks_in
from composer.ingest.root import articles_of, content_of
from composer.ingest.tree import Element, parse_html
from composer.ingest.walk import blocks_of
from composer.ingest.word import fold, tidy

_HOME_WORDS = frozenset({"home", "blog", "archive", "search", "category"})
_FEEDS = frozenset({"application/rss+xml", "application/atom+xml"})
_STRUCTURE = frozenset({"p", "li", "h1", "h2", "h3", "table", "blockquote"})
_MANY_ARTICLES = 4
_COMMENT = re.compile("comment", re.IGNORECASE)
_APPEARED = re.compile(
    r"(?:The post .* (?:appeared )?first (?:appeared )?on "
    r"|ظهرت (?:المقالة|المقال|التدوينة) .* (?:أولا|أولاً|أولًا|للمرة الأولى) (?:على|في) )",
    re.DOTALL,
)
"""What WordPress puts below every article in a feed."""


def read_html(text: str, *, address: str | None = None) -> Article:
    """Return the article that a page or a part of one holds, before proofreading.

    Args:
        text: The page.
        address: Where it was fetched from; relative addresses in it count from there.

    Raises:
        ArticleError: It is the page of a site and no article; names its feed where it has one.
    """
    return read_page(parse_html(text), address=address)


def read_page(page: Element, *, address: str | None = None) -> Article:
    """Return the article that the tree of a page holds, as ``read_html`` does."""
    about = About(page, address)
    _refuse_home(page, about, address)
    title = about.title
    title, blocks = titled(title, _without(title, _blocks(content_of(page), title)))
    footer = footer_of(blocks)
    return Article(
        title=title,
        blocks=tuple(_absolute(each, about) for each in (blocks[:-1] if footer else blocks)),
        site=about.site or footer,
        section=about.section,
        author=about.author,
        published=about.published,
        link=about.link,
        image=about.absolute(about.image or first_picture(blocks)),
        tags=about.tags,
    )


def read_content(root: Element, *, title: str, address: str | None) -> tuple[Block, ...]:
    """Return the blocks of an article's text alone, as feeds and WordPress give it.

    Args:
        root: The tree of the text.
        title: The headline.
        address: The article's address, from which relative ones count.
    """
    about = About(root, address)
    blocks = _blocks(root, title)
    if blocks and _APPEARED.match(blocks[-1].plain):
        blocks.pop()
    return tuple(_absolute(each, about) for each in (blocks[:-1] if footer_of(blocks) else blocks))


def first_picture(blocks: Iterable[Block]) -> str | None:
    """Return the address of the first picture in an article."""
    return next((each.src for each in blocks if isinstance(each, Figure) and each.src), None)


def feed_of(page: Element, address: str | None) -> str | None:
    """Return the address of a site's feed, never the one of its comments."""
    for each in page.all():
        if each.tag == "link" and each.get("type").lower() in _FEEDS:
            reference = each.get("href")
            if reference and "comments" not in reference and "تعليقات" not in each.get("title"):
                return joined(address, reference)
    return None


def _blocks(content: Element, title: str) -> list[Block]:
    """Return the blocks; those of mere lines by the rules of plain text, then their pictures."""
    if not _is_of_lines(content):
        return blocks_of(content, title=title)
    text = "\n".join(line.text for line in lines(pieces(content)))
    pictures = [each for each in blocks_of(content) if isinstance(each, Figure)]
    return [*blocks_in(text), *pictures]


def _is_of_lines(content: Element) -> bool:
    """Tell whether a text has line breaks for all structure, and prune it if so."""
    tags = Counter(each.tag for each in content.all())
    if not _STRUCTURE.isdisjoint(tags) or tags["br"] <= tags["div"] + tags["figure"]:
        return False
    prune(content)
    return True


def _without(title: str, blocks: list[Block]) -> list[Block]:
    """Leave out a first line that repeats the headline."""
    first = blocks[0] if blocks else None
    if isinstance(first, Heading | Paragraph) and fold(tidy(first.text)) == fold(tidy(title)):
        return blocks[1:]
    return blocks


def titled(title: str, blocks: list[Block]) -> tuple[str, list[Block]]:
    """Take the headline from the text where nothing else tells it."""
    first = blocks[0] if blocks else None
    if title or len(blocks) < 2 or not isinstance(first, Heading | Paragraph):  # noqa: PLR2004
        return title, blocks
    if isinstance(first, Heading) or is_headline(Row(first.text, tidy(first.text))):
        return first.text, blocks[1:]
    return "", blocks


def _absolute(block: Block, about: About) -> Block:
    return replace(block, src=about.absolute(block.src)) if isinstance(block, Figure) else block


def _refuse_home(page: Element, about: About, address: str | None) -> None:
    """Refuse the page of a site or of a section, which lists articles and is none."""
    if not is_home(page, about, address):
        return
    feed = feed_of(page, address)
    advice = f": its newest articles are in its feed, {feed}" if feed else ""
    msg = f"this page is no article but leads to several; give the address of one{advice}"
    raise ArticleError(msg)


def is_home(page: Element, about: About, address: str | None) -> bool:
    """Tell whether a page is that of a site or of a section."""
    if about.is_article:
        return False
    body = page.first("body")
    names = set(body.words("class")) if body else set()
    if "single" in names:
        return False
    at_top = address is not None and urlsplit(address).path in {"", "/"} and about.is_site
    return at_top or bool(names & _HOME_WORDS) or _lists_articles(page)


def _lists_articles(page: Element) -> bool:
    """Tell whether a page has many articles of which none is its own; comments are no articles."""
    found = [each for each in articles_of(page) if not _COMMENT.search(each.get("class"))]
    sizes = [len(each.text) for each in found]
    return len(found) >= _MANY_ARTICLES and 2 * max(sizes) < sum(sizes)
