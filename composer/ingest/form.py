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
    WORD = "a Word document"


_FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\n(?:.*\n)??[ \t]*[\w-]+:(?:.*\n)*?---[ \t]*(?:\n|\Z)")
_MARKDOWN = re.compile(
    r"^ {0,3}#{1,6}[ \u00a0]+\S|^ {0,3}>[^\n]*\w"
    r"|!\[[^\]\n]*\]\([^)\n]+\)|\[[^\]\n]+\]\((?:https?:|/|#)[^)\n]*\)"
    r"|^[ \t]*(\*\*|__)\S[^*_\n]*\1[ \t]*$",
    re.MULTILINE,
)
_ATX = re.compile(r"^ {0,3}#{1,6}[ \u00a0]+\S", re.MULTILINE)
_PROLOGUE = re.compile(
    r"\s*(?:<!--.*?-->|<\?.*?\?>|<!(?!--)[^>\[]*(?:\[[^\]]*\])?[^>]*>)", re.DOTALL
)
_ROOT = re.compile(r"\s*<([A-Za-z][\w:.-]*)")
_FEED_ROOTS = frozenset({"rss", "feed", "rdf:rdf", "atom:feed"})
_PAGE_ROOTS = frozenset({"html", "head", "body", "meta", "title", "link", "article", "main"})
_ELEMENTS = re.compile(
    r"</(?:p|div|article|section|body|h[1-6]|ul|ol|li|table|span|blockquote|figure)>"
    r"|<br\s*/?>|<(?:p|li|div)>",
    re.IGNORECASE,
)
_JSON = re.compile(r'\s*(?:\{\s*["}]|\[\s*(?:\{\s*["}]|\]))')

_LEAST_ELEMENTS = 2
_LOOKED_AT = 20_000


def form_of(text: str) -> Form:
    """Return the form of a text."""
    start = text[:_LOOKED_AT]
    if _JSON.match(start) and text.rstrip().endswith(("]", "}")):
        return Form.JSON
    root, declared = _root(start)
    if root in _FEED_ROOTS:
        return Form.FEED
    if declared or root in _PAGE_ROOTS:
        return Form.HTML
    marked = len(_ELEMENTS.findall(start)) >= _LEAST_ELEMENTS
    page = root and marked and not _ATX.search(start)
    if _FRONT_MATTER.match(start) or (not page and _MARKDOWN.search(start)):
        return Form.MARKDOWN
    return Form.HTML if marked else Form.PLAIN


def _root(text: str) -> tuple[str, bool]:
    """Return the first tag in small letters, and whether a declaration stands before it."""
    at = 0
    declared = False
    while match := _PROLOGUE.match(text, at):
        declared = declared or match.group().lstrip().lower().startswith(("<!doctype", "<?xml"))
        at = match.end()
    root = _ROOT.match(text, at)
    return (root[1].lower() if root else ""), declared and root is not None
