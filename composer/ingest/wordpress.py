"""WordPress's own interface: the exact text of a post, as JSON."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from composer.domain.article import Article
from composer.errors import ArticleError
from composer.ingest.about import joined
from composer.ingest.inline import flat
from composer.ingest.item import chosen
from composer.ingest.page import first_picture, read_content
from composer.ingest.tree import Element, parse_html
from composer.ingest.word import tidy

_PATH = "/wp/v2/posts"
_API = "https://api.w.org/"


def read_wordpress(text: str, *, item: int | None = None) -> Article:
    """Return a post, or one of a list of posts, before proofreading.

    Args:
        text: What the interface answered.
        item: Which of a list, counted from 1; None for the first.

    Raises:
        ArticleError: It is no post, or one that is not public.
    """
    return _read(chosen(_posts(text), item, what="the list of posts"))


def read_posts(text: str) -> Iterator[tuple[str | None, Article] | None]:
    """Give all posts of a list with the names that they have for ever, before proofreading.

    None stands in the place of one that cannot be read.

    Raises:
        ArticleError: It is no list of posts.
    """
    for each in _posts(text):
        try:
            yield _plain(each.get("guid")) or None, _read(each)
        except ArticleError:
            yield None


def _posts(text: str) -> Sequence[Mapping[str, Any]]:
    try:
        data = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        msg = f"this looks like JSON and is none ({error})"
        raise ArticleError(msg) from error
    posts = data if isinstance(data, list) else [data]
    if isinstance(data, Mapping) and "code" in data and "message" in data:
        msg = f"WordPress refuses: {tidy(flat(parse_html(str(data['message']))))}"
        raise ArticleError(msg)
    if not all(isinstance(each, Mapping) and "content" in each for each in posts):
        msg = "this JSON is no WordPress post (…/wp-json/wp/v2/posts/ID) and no list of them"
        raise ArticleError(msg)
    return posts


def _read(post: Mapping[str, Any]) -> Article:
    if _at(post, "content", "protected") is True:
        msg = "this WordPress post is protected by a password; give its text as a file"
        raise ArticleError(msg)
    title, link = _plain(post.get("title")), _string(post.get("link"))
    body = post["content"]
    html = _string(_at(body, "rendered") if isinstance(body, Mapping) else body)
    blocks = read_content(parse_html(html), title=title, address=link or None)
    sections, tags = list(_terms(post, "category")), list(_terms(post, "post_tag"))
    seo = post.get("yoast_head_json")
    return Article(
        title=title,
        blocks=blocks,
        site=_plain(_at(seo, "og_site_name")) or None,
        section=sections[0] if sections else None,
        author=_plain(_at(post, "_embedded", "author", 0, "name") or _at(seo, "author")) or None,
        published=_date(post),
        link=link or None,
        image=_picture(post, seo) or first_picture(blocks),
        tags=tuple(dict.fromkeys([*tags, *sections])),
    )


def with_embedded(address: str) -> str:
    """Return the address of a post with the wish to have author, picture and tags with it."""
    parts = urlsplit(address)
    if _PATH not in parts.path + parts.query or "_embed" in parts.query:
        return address
    query = f"{parts.query}&_embed=1" if parts.query else "_embed=1"
    return urlunsplit(parts._replace(query=query))


def post_of(page: Element, address: str, header: str = "") -> str | None:
    """Return where the exact text of a WordPress page is; None where the page does not tell.

    Args:
        page: The page.
        address: Where it was fetched from; another host's interface is not asked.
        header: Its ``Link`` header.
    """
    references = [
        each.get("href")
        for each in page.all()
        if each.tag == "link" and each.get("type") == "application/json"
    ]
    references += [
        part.partition(">")[0].strip(" <") for part in header.split(",") if "json" in part
    ]
    for reference in references:
        found = joined(address, reference)
        if f"{_PATH}/" in found and urlsplit(found).netloc == urlsplit(address).netloc:
            return with_embedded(found)
    return None


def newest_of(page: Element, address: str) -> str | None:
    """Return where the newest posts of a WordPress site are; None for any other site."""
    for each in page.all():
        if each.tag == "link" and _API in each.words("rel") and each.get("href"):
            found = joined(address, each.get("href").rstrip("/") + _PATH)
            if urlsplit(found).netloc == urlsplit(address).netloc:
                return with_embedded(found)
    return None


def _at(data: object, *path: str | int) -> object:
    """Return what stands at a path in parsed JSON; None where the path ends early."""
    for key in path:
        if isinstance(data, Mapping):
            data = data.get(key)
        elif isinstance(data, list) and isinstance(key, int) and key < len(data):
            data = data[key]
        else:
            return None
    return data


def _string(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _plain(value: object) -> str:
    """Return a text that may hold markup without it."""
    rendered = _at(value, "rendered") if isinstance(value, Mapping) else value
    return tidy(flat(parse_html(rendered))) if isinstance(rendered, str) else ""


def _date(post: Mapping[str, Any]) -> str | None:
    """Return the date with the zone of the site, which the difference of two fields gives."""
    try:
        local = datetime.fromisoformat(str(post.get("date")))
    except ValueError:
        return None
    try:
        universal = datetime.fromisoformat(str(post.get("date_gmt")))
        zone = local.replace(tzinfo=None) - universal.replace(tzinfo=None)
        return f"{local.replace(tzinfo=None).isoformat()}{_offset(zone.total_seconds())}"
    except ValueError:
        return local.isoformat()


def _offset(seconds: float) -> str:
    minutes = round(seconds / 60)
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def _terms(post: Mapping[str, Any], taxonomy: str) -> Iterator[str]:
    groups = _at(post, "_embedded", "wp:term")
    for group in groups if isinstance(groups, list) else []:
        for term in group if isinstance(group, list) else []:
            if _at(term, "taxonomy") == taxonomy and _plain(_at(term, "name")):
                yield _plain(_at(term, "name"))


def _picture(post: Mapping[str, Any], seo: object) -> str | None:
    found = (
        _at(post, "_embedded", "wp:featuredmedia", 0, "source_url"),
        post.get("jetpack_featured_media_url"),
        _at(seo, "og_image", 0, "url"),
    )
    return next((each for each in found if isinstance(each, str) and each), None)
