"""Tags and text become a tree: HTML forgiven as browsers forgive it, XML without its dangers.

Our own, because reading must end: libxml2 (2.14) takes 163 seconds for one tag with 120,000
attributes, and nothing can stop it there. Here every character is looked at a fixed number of
times, nothing is fetched, and no entity is defined by the text itself.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from types import MappingProxyType

from composer.errors import ArticleError

BLOCKS = frozenset({
    *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd"),
    *("details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure"),
    *("footer", "form", "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup"),
    *("ul", "hr", "legend", "li", "main", "menu", "nav", "ol", "optgroup", "option", "p", "pre"),
    *("search", "section", "summary", "table", "tbody", "td", "tfoot", "th"),
    *("thead", "tr"),
})  # fmt: skip
"""Elements that stand apart from the text around them."""

_NOTHING: Mapping[str, str] = MappingProxyType({})
_DEPTH = 128
_MOST_HTML = 50_000
_MOST_XML = 400_000
_VOID = frozenset({
    *("area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img"),
    *("input", "keygen", "link", "meta", "param", "source", "track", "wbr"),
})  # fmt: skip
_RAW = frozenset({"script", "style", "xmp", "iframe", "noembed", "noframes"})
_RAW_WITH_REFERENCES = frozenset({"textarea", "title"})
_ONCE = frozenset({"html", "head", "body"})
_CELLS = frozenset({"td", "th", "caption"})
_TABLE_PARTS = _CELLS | {"table", "thead", "tbody", "tfoot", "tr"}
_CLOSES: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    **dict.fromkeys(BLOCKS - {"body", "td", "th"}, (frozenset({"p"}), _CELLS | {"table"})),
    "li": (frozenset({"li"}), frozenset({"ul", "ol", "menu", "dir", "table"})),
    **dict.fromkeys(("dt", "dd"), (frozenset({"dt", "dd"}), frozenset({"dl", "table"}))),
    **dict.fromkeys(("td", "th"), (frozenset({"td", "th"}), frozenset({"tr", "table"}))),
    "tr": (frozenset({"tr", "caption"}), frozenset({"table"})),
    **dict.fromkeys(
        ("thead", "tbody", "tfoot"),
        (frozenset({"thead", "tbody", "tfoot", "caption"}), frozenset({"table"})),
    ),
    "option": (frozenset({"option"}), frozenset({"select"})),
    "body": (frozenset({"head"}), frozenset()),
}
"""What an opening tag closes first, and what hides it from doing so."""

_MARK = re.compile(r"<(?:(!--)|(!\[CDATA\[)|([!?])|(/?)([A-Za-z_][^\s/>]*))")
_ATTRIBUTE = re.compile(
    r"""[\s/]*(?:([^\s/>][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]*)))?)?"""
)
_OWN_DEFINITIONS = re.compile(r"<!DOCTYPE[^>\[]*\[|<!ENTITY", re.IGNORECASE)
_ROOT = re.compile(r"<[A-Za-z_]")


@dataclass(slots=True, eq=False)
class Element:
    """An element with what it holds in order; ``holds_block`` says that a block is among it."""

    tag: str
    attributes: Mapping[str, str]
    children: list["Element | str"] = field(default_factory=list)
    holds_block: bool = False

    def get(self, name: str) -> str:
        """Return an attribute; empty when there is none."""
        return self.attributes.get(name, "")

    def words(self, name: str) -> list[str]:
        """Return the words of an attribute such as ``class``, in small letters."""
        return self.get(name).lower().split()

    def elements(self) -> Iterator["Element"]:
        """Give the elements right inside this one."""
        return (child for child in self.children if not isinstance(child, str))

    def all(self) -> Iterator["Element"]:
        """Give this element and all inside it, in the order of the text."""
        stack = [self]
        while stack:
            element = stack.pop()
            yield element
            stack.extend(
                child for child in reversed(element.children) if not isinstance(child, str)
            )

    def first(self, *tags: str) -> "Element | None":
        """Return the first element of these tags inside this one."""
        return next((each for each in self.all() if each.tag in tags and each is not self), None)

    def child(self, *tags: str) -> "Element | None":
        """Return the first element of these tags right inside this one."""
        return next((each for each in self.elements() if each.tag in tags), None)

    @property
    def text(self) -> str:
        """All text inside, as it stands."""
        parts: list[str] = []
        stack: list[Element | str] = [self]
        while stack:
            node = stack.pop()
            if isinstance(node, str):
                parts.append(node)
            else:
                stack.extend(reversed(node.children))
        return "".join(parts)


def parse_html(text: str) -> Element:
    """Return the tree of a page or of a part of one; whatever is wrong in it is mended.

    Raises:
        ArticleError: It has more elements than any article.
    """
    return _Builder(html=True).built(text)


def parse_xml(text: str) -> Element:
    """Return the tree of an XML document, mending what is wrong; names keep their prefixes.

    Raises:
        ArticleError: It defines entities of its own, which can grow without end, or has more
            elements than any article.
    """
    root = _ROOT.search(text)
    if _OWN_DEFINITIONS.search(text, 0, root.start() if root else len(text)):
        msg = "the XML defines entities of its own (a DTD), which is refused: remove its DOCTYPE"
        raise ArticleError(msg)
    return _Builder(html=False).built(text)


class _Builder:
    """A tree that grows tag by tag.

    The open elements stand in a list; where each tag stands in it is kept beside, so that no tag
    is looked for. An element that is closed while others inside it stay open leaves a gap.
    """

    def __init__(self, *, html: bool) -> None:
        root = Element("#root", _NOTHING)
        self._html = html
        self._root = root
        self._parent = root
        self._stack: list[Element | None] = [root]
        self._places: dict[str, list[int]] = {}
        self._blocks: list[int] = []
        self._too_deep: Counter[str] = Counter()
        self._left = _MOST_HTML if html else _MOST_XML

    def built(self, text: str) -> Element:
        at = 0
        while match := _MARK.search(text, at):
            if match.start() > at:
                self._text(text[at : match.start()])
            at = self._mark(text, match)
        self._text(text[at:])
        return self._root

    def _text(self, text: str) -> None:
        if text:
            self._parent.children.append(unescape(text) if "&" in text else text)

    def _mark(self, text: str, match: re.Match[str]) -> int:
        """Take in one tag, comment or declaration; return where it ends."""
        comment, cdata, _, closing, name = match.groups()
        if name:
            tag = name.lower() if self._html else name
            if not closing:
                return self._start(tag, text, match.end())
            self._end(tag)
            return _after(text, ">", match.end())
        if cdata and not self._html:
            end = _after(text, "]]>", match.end())
            self._parent.children.append(text[match.end() : end].removesuffix("]]>"))
            return end
        return _after(text, "-->" if comment else ">", match.start() + len("<!"))

    def _start(self, tag: str, text: str, at: int) -> int:
        attributes, at = _attributes(text, at)
        empty = text.startswith("/", at - 1)
        at += 1
        if self._html:
            if tag in _ONCE and self._places.get(tag):
                return at
            if tag in _CLOSES:
                self._close(*_CLOSES[tag])
            empty = tag in _VOID
        if not empty and len(self._stack) > _DEPTH:
            self._too_deep[tag] += 1
            return at
        self._append(Element(tag, attributes), empty=empty)
        return self._raw(tag, text, at) if self._html else at

    def _append(self, element: Element, *, empty: bool) -> None:
        self._left -= 1
        if not self._left:
            msg = "it has more elements than any article: give the article alone"
            raise ArticleError(msg)
        self._parent.children.append(element)
        block = element.tag in BLOCKS
        if block:
            self._tell_of_block()
        if not empty:
            place = len(self._stack)
            self._places.setdefault(element.tag, []).append(place)
            if block:
                self._blocks.append(place)
            self._stack.append(element)
            self._parent = element

    def _raw(self, tag: str, text: str, at: int) -> int:
        """Take in what stands in an element whose text holds no tags."""
        if tag not in _RAW and tag not in _RAW_WITH_REFERENCES:
            return at
        end = re.compile(rf"</{tag}(?=[\s/>])", re.IGNORECASE).search(text, at)
        stop = end.start() if end else len(text)
        if tag in _RAW:
            self._parent.children.append(text[at:stop])
        else:
            self._text(text[at:stop])
        return stop

    def _tell_of_block(self) -> None:
        for element in reversed(self._stack):
            if element is not None:
                if element.holds_block:
                    return
                element.holds_block = True

    def _top(self, tags: Iterable[str]) -> int:
        """Return where the innermost open element of some tags stands; 0 when none is open."""
        top = 0
        for tag in tags:
            places = self._places.get(tag)
            if places and places[-1] > top:
                top = places[-1]
        return top

    def _close(self, wanted: frozenset[str], hidden_by: frozenset[str]) -> None:
        """Close the innermost open element of some tags, and all inside it."""
        place = self._top(wanted)
        if place and place > self._top(hidden_by):
            self._cut(place)

    def _end(self, tag: str) -> None:
        places = self._places.get(tag)
        if self._too_deep[tag]:
            self._too_deep[tag] -= 1
        elif places:
            self._end_open(tag, places)
        elif self._html and tag == "br":
            self._parent.children.append(Element("br", _NOTHING))

    def _end_open(self, tag: str, places: list[int]) -> None:
        place = places[-1]
        if self._html:
            if tag not in _TABLE_PARTS and self._top(_CELLS) > place:
                return
            if tag not in BLOCKS and self._blocks and self._blocks[-1] > place:
                places.pop()  # <b><p></b>…: the paragraph stays open
                self._stack[place] = None
                return
        self._cut(place)

    def _cut(self, place: int) -> None:
        """Close what stands at a place and all inside it."""
        stack = self._stack
        while len(stack) > place or stack[-1] is None:
            element = stack.pop()
            if element is not None:
                self._places[element.tag].pop()
        while self._blocks and self._blocks[-1] >= len(stack):
            self._blocks.pop()
        self._parent = stack[-1] or self._root


def _attributes(text: str, at: int) -> tuple[Mapping[str, str], int]:
    """Return the attributes of a tag, the first of each name, and where its ``>`` stands."""
    if text.startswith(">", at):
        return _NOTHING, at
    found: dict[str, str] = {}
    while not text.startswith(">", at) and at < len(text):
        match = _ATTRIBUTE.match(text, at)
        if match is None or match.end() == at:  # cannot be: every character is one or the other
            break
        at = match.end()
        name, *values = match.groups()
        if name:
            value = next((each for each in values if each is not None), "")
            found.setdefault(name.lower(), unescape(value) if "&" in value else value)
    return found, at


def _after(text: str, end: str, at: int) -> int:
    place = text.find(end, at)
    return len(text) if place < 0 else place + len(end)
