"""Turns an element and its attributes into a node."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from composer.cards.node import (
    Box,
    Cell,
    Column,
    Flag,
    Icon,
    Image,
    Inline,
    Item,
    Length,
    List,
    Node,
    Row,
    Rule,
    Space,
    Stack,
    Style,
    Table,
    TableRow,
    Text,
)
from composer.cards.theme import Theme
from composer.domain.article import Span


@dataclass(slots=True)
class Open:
    """An element whose end was not read yet: its style, its own attributes, its children."""

    name: str
    style: Style
    own: dict[str, Any]
    children: list[Any] = field(default_factory=list)

    def needed(self, attribute: str) -> str:
        """Return an attribute that must be there; raises ``ValueError``."""
        value = self.own.get(attribute)
        if not value:
            msg = f"<{self.name}> needs the attribute {attribute!r}"
            raise ValueError(msg)
        return str(value)


def build(top: Open, around: Open, theme: Theme) -> Node:
    """Return the node of an element that was closed inside another; raises ``ValueError``."""
    if top.name in _LEAVES and top.children:
        msg = f"<{top.name}> cannot hold anything"
        raise ValueError(msg)
    return _BUILDERS[top.name](top, around, theme)


def _holder(
    kind: type[Column] | type[Row] | type[Stack] | type[Box] | type[List],
) -> Callable[[Open, Open, Theme], Node]:
    def made(top: Open, _around: Open, _theme: Theme) -> Node:
        return kind(style=top.style, children=tuple(top.children))

    return made


def _table_row(top: Open, _around: Open, _theme: Theme) -> TableRow:
    if any(not isinstance(cell, Cell) for cell in top.children):
        msg = "a <tr> holds only <th> and <td>"
        raise ValueError(msg)
    return TableRow(style=top.style, children=tuple(top.children))


def _cell(top: Open, _around: Open, _theme: Theme) -> Cell:
    return Cell(style=top.style, children=tuple(top.children), head=top.name == "th")


def _item(top: Open, around: Open, theme: Theme) -> Item:
    return Item(style=top.style, children=(*_marker(around, theme), *top.children))


def _marker(around: Open, theme: Theme) -> tuple[Node, ...]:
    """Return what stands before an item's content, as its list says."""
    marker = around.own.get("marker", "none") if around.name == "list" else "none"
    if marker == "none":
        return ()
    color = around.own.get("color")
    width = Length(around.own.get("marker-width", 40.0))
    if marker != "number":
        style = Style(width=width, height=width)
        return (Icon(style=style, name=marker, color=color or theme.color("accent")),)
    before = sum(isinstance(child, Item) for child in around.children)
    number = int(around.own.get("first", 1)) + before
    text = Text(
        style=Style(width=width),
        role=around.own.get("role", "number"),
        inlines=(Inline(theme.numerals.written(number)),),
        color=color,
        most_lines=1,
        own=True,
        trim="digits",
    )
    return (text,)


def _table(top: Open, _around: Open, _theme: Theme) -> Table:
    if any(not isinstance(row, TableRow) for row in top.children):
        msg = "a <table> holds only <tr>"
        raise ValueError(msg)
    lengths = {len(row.children) for row in top.children}
    if len(lengths) > 1:
        msg = f"the rows of a <table> must have the same number of cells, not {sorted(lengths)}"
        raise ValueError(msg)
    return Table(
        style=top.style,
        children=tuple(top.children),
        columns=top.own.get("columns", ()),
        rule=top.own.get("rule"),
        highest=top.own.get("highest", 0.0),
    )


def _text(top: Open, _around: Open, _theme: Theme) -> Text:
    own = top.own
    least, most = own.get("lines", (1, 0))
    return Text(
        style=top.style,
        role=own.get("role", "body"),
        inlines=_trimmed(top.children),
        min=own.get("min"),
        max=own.get("max"),
        least_lines=least,
        most_lines=most,
        color=own.get("color"),
        align=own.get("text-align", "start"),
        own=own.get("fit") == "own",
        weight=int(own.get("weight", 0)),
        leading=own.get("leading", 0.0),
        after=own.get("after"),
        trim=own.get("trim", "letters"),
    )


def _image(top: Open, _around: Open, _theme: Theme) -> Image:
    return Image(
        style=top.style,
        source=top.needed("source"),
        shade=top.own.get("shade", ()),
        shade_color=top.own.get("shade-color", "#000000"),
    )


def _icon(top: Open, _around: Open, theme: Theme) -> Icon:
    return Icon(
        style=top.style,
        name=top.needed("name"),
        color=top.own.get("color") or theme.color("accent"),
        at=top.own.get("at", (0.0, 0.0)),
        step=top.own.get("step", 120.0),
    )


def _flag(top: Open, _around: Open, _theme: Theme) -> Flag:
    return Flag(style=top.style, code=top.needed("code"), ring=top.own.get("ring"))


def _rule(top: Open, _around: Open, theme: Theme) -> Rule:
    color = top.own.get("color") or theme.color("line")
    return Rule(style=top.style, color=color, thick=top.own.get("thick", 2.0))


def _space(top: Open, _around: Open, _theme: Theme) -> Space:
    return Space(style=top.style)


_BUILDERS: Mapping[str, Callable[[Open, Open, Theme], Node]] = {
    "column": _holder(Column),
    "row": _holder(Row),
    "stack": _holder(Stack),
    "box": _holder(Box),
    "list": _holder(List),
    "item": _item,
    "text": _text,
    "table": _table,
    "tr": _table_row,
    "th": _cell,
    "td": _cell,
    "image": _image,
    "icon": _icon,
    "flag": _flag,
    "rule": _rule,
    "space": _space,
}

_LEAVES = ("image", "icon", "flag", "rule", "space")

ELEMENTS = ("card", *_BUILDERS)
"""All elements of the markup; ``strong em accent ltr span`` stand inside ``text``."""


def _trimmed(inlines: list[Inline]) -> tuple[Inline, ...]:
    """Fold white space in labels, and drop it at both ends of the paragraph."""
    folded = [_folded(each) for each in inlines]
    while folded and not folded[0].text.strip():
        folded.pop(0)
    while folded and not folded[-1].text.strip():
        folded.pop()
    if not folded:
        return ()
    folded[0] = _cut(folded[0], len(folded[0].text) - len(folded[0].text.lstrip()), 0)
    folded[-1] = _cut(folded[-1], 0, len(folded[-1].text) - len(folded[-1].text.rstrip()))
    return tuple(folded)


def _folded(inline: Inline) -> Inline:
    """Return the inline with its white space folded; the article's own stays as it is."""
    if inline.source is not None:
        return inline
    text = " ".join(inline.text.split())
    if inline.text[:1].isspace():
        text = f" {text}"
    if inline.text[-1:].isspace() and text.strip():
        text = f"{text} "
    return Inline(text, inline.mark, inline.ltr)


def _cut(inline: Inline, head: int, tail: int) -> Inline:
    """Return the inline without ``head`` characters in front and ``tail`` behind."""
    if not head and not tail:
        return inline
    text = inline.text[head : len(inline.text) - tail]
    span = inline.source
    if span is not None:
        span = Span(block=span.block, start=span.start + head, end=span.end - tail)
    return Inline(text, inline.mark, inline.ltr, span)
