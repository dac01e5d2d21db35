"""Reads card markup (a small XML) into the node tree."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any, NoReturn
from xml.parsers import expat

from composer.cards.attribute import Reader, Value
from composer.cards.element import ELEMENTS, Open, build
from composer.cards.node import CardNode, Inline, Style
from composer.cards.theme import Theme
from composer.domain.article import Span
from composer.errors import TemplateError

Locate = Callable[[str], tuple[str, int | None]]
"""Finds the template file and line in which a piece of markup stands."""

_STYLE: Mapping[str, str] = {
    "width": "length",
    "height": "length",
    "least": "px",
    "grow": "number",
    "padding": "padding",
    "gap": "px",
    "align": "align",
    "justify": "justify",
    "place": "place",
    "fill": "color",
    "behind": "color",
    "radius": "px",
    "border": "color",
    "ground": "flag",
}
_OWN: Mapping[str, Mapping[str, str]] = {
    "card": {"ground": "color", "ground-end": "color"},
    "list": {
        "marker": "name",
        "first": "number",
        "role": "role",
        "color": "color",
        "marker-width": "px",
    },
    "text": {
        "role": "role",
        "min": "size",
        "max": "size",
        "lines": "lines",
        "color": "color",
        "text-align": "side",
        "fit": "fit",
        "weight": "number",
        "leading": "number",
        "after": "name",
        "trim": "trim",
    },
    "table": {"columns": "columns", "rule": "color", "highest": "px"},
    "image": {"source": "name", "shade": "stops", "shade-color": "color"},
    "icon": {"name": "name", "color": "color", "at": "point", "step": "step"},
    "flag": {"code": "name", "ring": "color"},
    "rule": {"color": "color", "thick": "px"},
}
_MARKS = ("strong", "em", "accent")
_DEEPEST = 60
_EDITED = " edited"
_INLINES = (*_MARKS, "ltr", "span")


class Parser:
    """Reads markup for one theme; remembers attribute lists it has read before."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._read = Reader(theme)
        self._known: dict[tuple[str, ...], tuple[Style, dict[str, Any]]] = {}

    def parse(self, markup: str, locate: Locate) -> CardNode:
        """Return the node tree of a card.

        Raises:
            TemplateError: The markup is not well formed, or names an element, attribute,
                value, role or colour that does not exist.
        """
        return _Reading(self._theme, self.attributes, locate).run(markup)

    def attributes(self, name: str, flat: list[str]) -> tuple[Style, dict[str, Any]]:
        """Return the style and the own attributes of an element; raises ``ValueError``."""
        key = (name, *flat)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._fresh(name, flat)
        return known

    def _fresh(self, name: str, flat: list[str]) -> tuple[Style, dict[str, Any]]:
        own_kinds = _OWN.get(name, {})
        style: dict[str, Value] = {}
        own: dict[str, Value] = {}
        for attribute, text in zip(flat[::2], flat[1::2], strict=True):
            kinds = own_kinds if attribute in own_kinds or name == "card" else _STYLE
            if attribute not in kinds:
                known = [*own_kinds, *([] if name == "card" else _STYLE)]
                what = f"<{name}> has no attribute {attribute!r}{nearest(attribute, known)}"
                raise _Misread(what, attribute, text)
            try:
                value = self._read.value(kinds[attribute], attribute, text)
            except ValueError as error:
                raise _Misread(str(error), attribute, text) from error
            (own if kinds is own_kinds else style)[attribute] = value
        return Style(**style), own  # type: ignore[arg-type] # each value was read by its kind


class _Misread(ValueError):  # noqa: N818 - an error is named by what is true
    """An attribute is wrong; ``needles`` are what to look for in the template, the best first."""

    def __init__(self, what: str, attribute: str, text: str) -> None:
        self.needles = (f'{attribute}="{text}"', f"{attribute}=")
        super().__init__(what)


def nearest(name: str, known: list[str]) -> str:
    """Return `` (nearest: …)`` with the known name that is most alike, or all of them."""
    close = get_close_matches(name, known, n=1)
    return f" (did you mean {close[0]!r}?)" if close else f" (known: {', '.join(known)})"


class _Reading:
    """One reading of one card's markup."""

    def __init__(
        self,
        theme: Theme,
        attributes: Callable[[str, list[str]], tuple[Style, dict[str, Any]]],
        locate: Locate,
    ) -> None:
        self._theme = theme
        self._attributes = attributes
        self._locate = locate
        self._open: list[Open] = []
        self._marks: list[str] = []
        self._source: tuple[Span, int | None] | None = None
        self._card: CardNode | None = None

    def run(self, markup: str) -> CardNode:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.ordered_attributes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype
        try:
            parser.Parse(markup, True)  # noqa: FBT003 - expat's own signature
        except expat.ExpatError as error:
            line = markup.splitlines()[max(error.lineno - 1, 0)].strip()[:80] if markup else ""
            self._fail(f"not well-formed markup: {expat.ErrorString(error.code)} near {line!r}")
        if self._card is None:
            self._fail("the template holds no <card>")
        return self._card

    def _fail(self, what: str, *needles: str) -> NoReturn:
        """Raise an error at the first place in the templates that any of the needles finds."""
        for needle in (*needles, "<card"):
            file, line = self._locate(needle)
            if line is not None:
                break
        raise TemplateError(what, file=file, line=line)

    def _doctype(self, *_: object) -> None:
        self._fail("a document type and entities are not allowed", "<!DOCTYPE")

    def _start(self, name: str, flat: list[str]) -> None:
        if self._open and self._open[-1].name == "text":
            self._start_inline(name, flat)
            return
        if name not in ELEMENTS:
            self._fail(f"unknown element <{name}>{nearest(name, list(ELEMENTS))}", f"<{name}")
        if name == "card" and self._open:
            self._fail("<card> cannot stand inside another element")
        if len(self._open) >= _DEEPEST:
            self._fail(f"more than {_DEEPEST} elements stand inside one another", f"<{name}")
        try:
            style, own = self._attributes(name, flat)
        except _Misread as error:
            self._fail(str(error), *error.needles, f"<{name}")
        self._open.append(Open(name, style, own))

    def _start_inline(self, name: str, flat: list[str]) -> None:
        if name not in _INLINES:
            known = list(_INLINES)
            self._fail(f"<{name}> cannot stand inside <text>{nearest(name, known)}", f"<{name}")
        self._marks.append(name)
        if name == "span":
            self._open_span(flat)
        elif flat:
            self._fail(f"<{name}> takes no attribute, not {flat[0]!r}", f"<{name}")

    def _open_span(self, flat: list[str]) -> None:
        """Begin a stretch with a place in the article; the filters write these, not people."""
        try:
            (attribute, place) = flat
            numbers = place.removesuffix(_EDITED)
            block, start, end = (int(part) for part in numbers.split())
        except ValueError:
            attribute = ""
        if attribute != "source":
            self._fail('<span> is written by the filters: source="BLOCK START END"', "<span")
        at = None if place.endswith(_EDITED) else start
        self._source = (Span(block=block, start=start, end=end), at)

    def _characters(self, data: str) -> None:
        top = self._open[-1]
        if top.name == "text":
            top.children.append(self._inline(data))
        elif data.strip():
            self._fail(f"text must stand inside <text>: {data.strip()[:40]!r}", data.strip()[:40])

    def _inline(self, data: str) -> Inline:
        mark = next((each for each in reversed(self._marks) if each in _MARKS), "")
        ltr = "ltr" in self._marks
        if self._source is None:
            return Inline(data, mark, ltr)
        span, at = self._source
        if at is None:
            return Inline(data, mark, ltr, span)
        self._source = (span, at + len(data))
        place = Span(block=span.block, start=at, end=at + len(data))
        return Inline(data, mark, ltr, place)

    def _end(self, name: str) -> None:
        if self._marks:
            if self._marks.pop() == "span":
                self._source = None
            return
        top = self._open.pop()
        if name == "card":
            self._close_card(top)
        elif self._open:
            self._close(top, self._open[-1])
        else:
            self._fail(f"<{name}> must stand inside <card>", f"<{name}")

    def _close_card(self, top: Open) -> None:
        ground = top.own.get("ground") or self._theme.color("ground")
        end = top.own.get("ground-end") or ground
        self._card = CardNode(ground=ground, ground_end=end, children=tuple(top.children))

    def _close(self, top: Open, around: Open) -> None:
        try:
            around.children.append(build(top, around, self._theme))
        except ValueError as error:
            self._fail(str(error), f"<{top.name}")
