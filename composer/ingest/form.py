"""Which form a text has, told by its content and never by the ending of its name."""

import re
from enum import StrEnum


class Form(StrEnum):
    """A form in which articles come."""

    PLAIN = "plain text"
    MARKDOWN = "Markdown"
    HTML = "HTML"
    FEED = "a feed (RSS or Atom)"
    JSON = "JSON"


_FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\n(?:.*\n)??[ \t]*[\w-]+:(?:.*\n)*?---[ \t]*(?:\n|\Z)")
_MARKDOWN = re.compile(
    r"^ {0,3}#{1,6}[ \u00a0]+\S|^ {0,3}>[^\n]*\w"
    r"|!\[[^\]\n]*\]\([^)\n]+\)|\[[^\]\n]+\]\((?:https?:|/|#)[^)\n]*\)"
    r"|^[ \t]*(\*\*|__)\S[^*_\n]*\1[ \t]*$",
    re.MULTILINE,
)
_FEED = re.compile(r"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:rss|feed|rdf:RDF)\b", re.DOTALL)
_HTML = re.compile(r"\A\s*(?:<!doctype html|<\?xml|<html\b|<head\b|<body\b)", re.IGNORECASE)
_ELEMENTS = re.compile(r"</(?:p|div|article|section|body|h[1-6]|ul|table|span)>", re.IGNORECASE)
_JSON = re.compile(r'\A\s*(?:\{\s*"|\[\s*\{\s*").*[\]}]\s*\Z', re.DOTALL)

_LEAST_ELEMENTS = 2
_LOOKED_AT = 20_000


def form_of(text: str) -> Form:
    """Return the form of a text."""
    start = text[:_LOOKED_AT]
    if _FEED.match(start):
        return Form.FEED
    if _HTML.match(start):
        return Form.HTML
    if _JSON.match(text):
        return Form.JSON
    if _FRONT_MATTER.match(start) or _MARKDOWN.search(start):
        return Form.MARKDOWN
    if start.lstrip().startswith("<") and len(_ELEMENTS.findall(start)) >= _LEAST_ELEMENTS:
        return Form.HTML
    return Form.PLAIN
