"""What stands in a page and is no part of its article: taken out before the text is read.

Nothing that holds half of the text is taken out, whatever it is called: a page may wrap its
article in a ``<form>`` or in a class named ``has-related-posts``.
"""

import re
from collections.abc import Sequence

from composer.ingest.line import Row, is_contents_marker
from composer.ingest.tree import Element
from composer.ingest.word import fold, tidy

_SILENT = frozenset({
    *("script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "video"),
    *("audio", "canvas", "button", "input", "select", "textarea", "map", "head", "title", "meta"),
    *("link", "frameset", "applet", "datalist", "progress", "rp", "rt", "del", "s", "strike"),
})  # fmt: skip
_BESIDE = frozenset({"nav", "aside", "footer", "header", "form", "dialog", "article", "menu"})
_QUOTING = re.compile("quote", re.IGNORECASE)
_PARTS = frozenset({
    *("toc", "lwptoc", "share", "shares", "shared", "sharing", "sharedaddy", "social", "socials"),
    *("addtoany", "a2a", "heateor", "ssba", "essb", "sassy", "shareaholic", "addthis", "sharethis"),
    *("related", "relatedposts", "yarpp", "crp", "recommended", "recommendations", "taboola"),
    *("outbrain", "comment", "comments", "respond", "disqus", "ad", "ads", "advert", "adsbygoogle"),
    *("advertisement", "advertisements", "advertising", "sponsor", "sponsored", "promo", "banner"),
    *("newsletter", "subscribe", "subscription", "mc4wp", "cookie", "cookies", "gdpr", "consent"),
    *("breadcrumb", "breadcrumbs", "byline", "meta", "tags", "tagcloud", "pagination", "pager"),
    *("nav", "navigation", "popup", "modal", "printfriendly", "rating", "ratings", "kksr", "views"),
    *("footnotes", "footnote", "reflist", "readmore", "editsection", "noprint", "sidebar"),
    *("follow", "followus", "authorbox", "aboutauthor"),
})  # fmt: skip
_WORDS = frozenset({
    *("table-of-contents", "wp-block-table-of-contents", "wp-block-yoast-seo-table-of-contents"),
    *("author-box", "about-author", "widget", "widget-area", "wp-embedded-content"),
    *("twitter-tweet", "fb-post"),
    *("instagram-media", "tiktok-embed", "cat-links", "screen-reader-text", "sr-only"),
    *("visually-hidden", "hidden", "reference", "wp-block-footnotes", "google-auto-placed"),
    *("skip-link", "more-link", "read-more", "also-read", "read-also"),
})  # fmt: skip
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_ROLES = frozenset(
    {"navigation", "complementary", "search", "banner", "contentinfo", "doc-noteref"}
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_TITLES = tuple(
    fold(text)
    for text in (
        *("شارك هذا", "شارك المقال", "شارك الخبر", "شارك الموضوع", "مواضيع ذات صلة", "قد يعجبك"),
        *(
            "مقالات ذات صلة",
            "أخبار ذات صلة",
            "موضوعات ذات صلة",
            "اقرأ أيضا",
            "إقرأ أيضا",
            "قد يهمك",
        ),
        *("اقرأ المزيد", "شاهد أيضا", "اترك تعليق", "اترك رد", "الأكثر قراءة", "تابعنا على"),
        *("تابعونا على", "مقالات مشابهة", "مواضيع متعلقة", "مقالات متعلقة", "Read also"),
    )
)
_WHOLE_TITLES = frozenset(
    fold(text)
    for text in (
        *("مرتبط", "ذات صلة", "الوسوم", "وسوم", "التعليقات", "تعليقات", "مشاركة", "شارك", "شاركها"),
        *("تابعنا", "تابعونا", "Related", "Share", "Comments", "Tags", "كلمات مفتاحية"),
    )
)
_LONGEST_TITLE = 60


def prune(root: Element) -> None:
    """Take out of a tree what is no part of the article; the tree itself stays."""
    _prune(root, _length(root))


def _prune(element: Element, whole: int) -> None:
    kept = [
        child
        for child in element.children
        if isinstance(child, str) or not _is_noise(child) or 2 * _length(child) > whole > 0
    ]
    element.children[:] = _without_rest(_without_silent(kept))
    for child in element.elements():
        _prune(child, whole)


def _without_silent(children: list[Element | str]) -> list[Element | str]:
    return [each for each in children if isinstance(each, str) or each.tag not in _SILENT]


def _is_noise(element: Element) -> bool:
    if element.tag in _SILENT:
        return True
    if element.tag in _BESIDE and not _QUOTING.search(element.get("class")):
        return element.tag != "header" or element.first("img") is None
    return _is_named_noise(element) or _is_hidden(element) or _is_note(element)


def _is_named_noise(element: Element) -> bool:
    if not element.attributes:
        return False
    for word in (*element.words("class"), *element.words("id")):
        if word in _WORDS or not _PARTS.isdisjoint(re.split(r"[-_]+", word)):
            return True
    return not _ROLES.isdisjoint(element.words("role"))


def _is_hidden(element: Element) -> bool:
    if not element.attributes:
        return False
    if "hidden" in element.attributes or element.get("aria-hidden").strip().lower() == "true":
        return True
    return _HIDDEN.search(element.get("style")) is not None


def _is_note(element: Element) -> bool:
    """Tell whether the element only leads to a footnote."""
    if element.tag != "sup":
        return False
    link = element.first("a")
    return link is not None and (link.get("href").startswith("#") or not link.get("href"))


def _without_rest(children: list[Element | str]) -> list[Element | str]:
    """Leave out a title such as «مواضيع ذات صلة» and the links and teasers right below it."""
    titles = [at for at, each in enumerate(children) if _leads_elsewhere(each)]
    kept: list[Element | str] = []
    at = 0
    for place in titles:
        if place >= at:
            kept += children[at:place]
            at = _section_end(children, place)
    return kept + children[at:] if titles else children


def _section_end(children: Sequence[Element | str], place: int) -> int:
    """Return where the links and teasers below a title end."""
    end = place + 1
    teased = False
    while end < len(children):
        child = children[end]
        if isinstance(child, str):
            if child.strip():
                break
        elif is_all_links(child) or _is_teaser(child):
            teased = child.tag in _HEADINGS
        elif teased and child.tag == "p":
            teased = False
        elif child.text.strip():
            break
        end += 1
    return end


def _is_teaser(element: Element) -> bool:
    """Tell whether the element shows another article: below a title that is a link."""
    title = element if element.tag in _HEADINGS else element.first(*_HEADINGS)
    return title is not None and is_all_links(title)


def _leads_elsewhere(element: Element | str) -> bool:
    """Tell whether this is the title of a part that belongs to the site."""
    if isinstance(element, str) or (element.tag not in _HEADINGS and element.tag != "p"):
        return False
    text = element.text
    if len(text) > 2 * _LONGEST_TITLE:
        return False
    text = fold(tidy(text)).strip(" :؟!.-–—")
    if text in _WHOLE_TITLES:
        return True
    return text.startswith(_TITLES) and (element.tag != "p" or text in _TITLES)


def is_all_links(element: Element) -> bool:
    """Tell whether all text of an element leads somewhere else."""
    return bool(element.text.strip()) and not _outside_links(element)


def _outside_links(element: Element) -> bool:
    if element.tag == "a":
        return False
    return any(
        child.strip() if isinstance(child, str) else _outside_links(child)
        for child in element.children
    )


def is_contents(element: Element) -> bool:
    """Tell whether the element is the title of a table of contents."""
    text = "" if element.holds_block else element.text
    text = tidy(text) if len(text) <= 2 * _LONGEST_TITLE else ""
    return bool(text) and is_contents_marker(Row(text, text))


def _length(element: Element) -> int:
    return len(element.text)
