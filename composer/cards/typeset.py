"""Shapes the texts of a card once and answers how they fall at any size and width."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from composer.cards.node import Inline, Text
from composer.cards.theme import Role, Theme
from composer.domain.article import Span
from composer.text.model import Engine, InkBox, Paragraph, Piece, VisualLine, Word
from composer.text.wrap import Breaker

_TALL = {"letters": "طلا", "full": "أً", "digits": "0"}
_DEEP = {"letters": "رويز", "full": "عجِ", "digits": "0"}
_ICON_EM = 0.62
_ICON_GAP_EM = 0.22
_TEXTS_KEPT = 512
_PHRASE = 1.5
"""Price of a line break inside an emphasised phrase, on the scale of ``Word.glue``."""

_CLEAR_PX = 3.0
"""Pixels to keep between the ink of one line and that of the next."""


class Ink(NamedTuple):
    """The paint of a piece: its colour, and the bar behind it when there is one."""

    color: str
    bar: str | None = None


@dataclass(slots=True)
class SetText:
    """A shaped text.

    Args:
        paragraph: Its words, in em.
        role: Name of its role in the theme.
        smallest: Least size in px.
        largest: Largest size in px.
        leading: Distance of baselines in em, before the ink of two lines touches.
        top: From the box's upper edge to the baseline of the first line, in em.
        foot: From the baseline of the last line to the box's lower edge, in em.
        breaker: Breaks its words into lines.
        widest: Width of the widest stretch that no line may break, in em.
        natural: Width of all of it on one line, in em.
        glues: What a break after each of its words costs.
        sources: (first character, one past the last, place in the article).
        broken: Lines that were found, by width in em and least number of lines.
        costs: The worst breaks that were found, likewise.
    """

    paragraph: Paragraph
    role: str
    smallest: float
    largest: float
    leading: float
    top: float
    foot: float
    breaker: Breaker
    widest: float
    natural: float
    glues: tuple[float, ...] = ()
    sources: tuple[tuple[int, int, Span], ...] = ()
    broken: dict[tuple[float, int], tuple[VisualLine, ...]] = field(default_factory=dict)
    costs: dict[tuple[float, int], float] = field(default_factory=dict)

    def lines(self, width: float, least: int) -> tuple[VisualLine, ...]:
        """Return the balanced lines at a width in em."""
        key = (width, least)
        known = self.broken.get(key)
        if known is None:
            ranges = self.breaker.wrap(width=width, least=least)
            known = tuple([self.paragraph.line(first, last) for first, last in ranges])
            self.broken[key] = known
        return known

    def worst(self, width: float, least: int) -> float:
        """Return what the worst line break at a width in em costs against the sense."""
        key = (width, least)
        known = self.costs.get(key)
        if known is None:
            ranges = self.breaker.wrap(width=width, least=least)
            known = max([self.glues[last - 1] for _, last in ranges[:-1]], default=0.0)
            self.costs[key] = known
        return known

    def count(self, width: float) -> int:
        """Return the least number of lines at a width in em."""
        return self.breaker.count(width)

    def clear(self, lines: tuple[VisualLine, ...], size_px: float, leading: float) -> float:
        """Return the leading in em, at least the given one, at which no ink touches."""
        needed = leading
        for upper, lower in pairwise(lines):
            gap = upper.box.bottom - lower.box.top + _CLEAR_PX / size_px
            needed = max(needed, gap)
        return needed

    def source(self, start: int, end: int) -> Span | None:
        """Return the place in the article of a stretch of the text; None for labels."""
        found = [
            _part_of(span, max(start - first, 0), max(last - end, 0), length=last - first)
            for first, last, span in self.sources
            if first < end and last > start
        ]
        if not found:
            return None
        return Span(block=found[0].block, start=found[0].start, end=found[-1].end)


def _part_of(span: Span, head: int, tail: int, *, length: int) -> Span:
    """Return a place without ``head`` characters in front and ``tail`` behind.

    A place that is not as long as its text is that of an edited one, and stays whole.
    """
    if not (head or tail) or span.end - span.start != length:
        return span
    return Span(block=span.block, start=span.start + head, end=span.end - tail)


@dataclass(slots=True)
class Memory:
    """What the cards of a studio share: metrics of faces, and the last texts that were set.

    A text is kept with its lines: labels and names come back on every card, and an editor who
    changes one line of a card keeps the others.
    """

    faces: dict[tuple[str, int, str], InkBox] = field(default_factory=dict)
    texts: OrderedDict[Hashable, SetText] = field(default_factory=OrderedDict)


class TextSetter:
    """Shapes the texts of one card; what all cards share is kept in ``memory``."""

    def __init__(self, theme: Theme, engine: Engine, memory: Memory) -> None:
        self._theme = theme
        self._engine = engine
        self._memory = memory
        self._set: dict[int, SetText] = {}
        self._leadings: dict[int, float] = {}

    def set(self, node: Text) -> SetText:
        """Return the shaped text of a node, shaping it the first time."""
        known = self._set.get(id(node))
        if known is None:
            known = self._set[id(node)] = self._remembered(node)
        return known

    def leading(self, node: Text, text: SetText) -> float:
        """Return the distance of two baselines in em, as far as this card has widened it."""
        return self._leadings.get(id(node)) or text.leading

    def widen(self, node: Text, leading: float) -> None:
        """Set a node's lines further apart from now on, in em."""
        self._leadings[id(node)] = leading

    def height(self, node: Text, text: SetText, lines: int) -> float:
        """Return the height of a number of lines of a shaped text, in em."""
        if lines <= 1:
            return text.top + text.foot
        return text.top + text.foot + (lines - 1) * self.leading(node, text)

    def _remembered(self, node: Text) -> SetText:
        texts = self._memory.texts
        key = (
            node.role,
            node.inlines,
            node.weight,
            node.color,
            node.after,
            node.trim,
            node.min,
            node.max,
            node.leading,
        )
        known = texts.get(key)
        if known is None:
            known = texts[key] = self._shape(node)
            if len(texts) > _TEXTS_KEPT:
                texts.popitem(last=False)
        else:
            texts.move_to_end(key)
        return known

    def size(self, node: Text, text: SetText, width: float, factor: float) -> float:
        """Return the size in px of a shaped text at a factor of the type scale."""
        if not node.own:
            return round(text.smallest + factor * (text.largest - text.smallest))
        size = text.largest
        while size > text.smallest and not self._alone(node, text, width / size):
            size = max(size - 1, text.smallest)
        return size

    def _alone(self, node: Text, text: SetText, width: float) -> bool:
        if text.widest > width:
            return False
        return not node.most_lines or text.count(width) <= node.most_lines

    def _shape(self, node: Text) -> SetText:
        role = self._theme.roles[node.role]
        pieces, sources = self._pieces(node, role)
        paragraph = self._engine.paragraph(pieces)
        smallest = role.min if node.min is None else node.min
        largest = max(role.max if node.max is None else node.max, smallest)
        box = self._face(role.family, node.weight or role.weight, node.trim)
        tail = _ICON_EM + _ICON_GAP_EM if node.after else 0.0
        words = _with_tail(paragraph.words, tail)
        if len(pieces) > 1:
            words = _bound(words, self._ink("", node, role))
        breaker = Breaker(words)
        return SetText(
            paragraph=paragraph,
            role=node.role,
            smallest=smallest,
            largest=largest,
            leading=node.leading or role.leading,
            top=-box.top,
            foot=box.bottom,
            breaker=breaker,
            widest=breaker.widest,
            natural=breaker.width(0, len(words)) if words else 0.0,
            glues=tuple([word.glue for word in words]),
            sources=sources,
        )

    def _pieces(
        self, node: Text, role: Role
    ) -> tuple[tuple[Piece, ...], tuple[tuple[int, int, Span], ...]]:
        pieces = []
        sources = []
        at = 0
        for inline in node.inlines:
            pieces.append(self._piece(inline, node, role))
            if inline.source is not None:
                sources.append((at, at + len(inline.text), inline.source))
            at += len(inline.text)
        return tuple(pieces), tuple(sources)

    def _piece(self, inline: Inline, node: Text, role: Role) -> Piece:
        weight = node.weight or role.weight
        if inline.mark in ("strong", "em") and role.strong:
            weight = role.strong
        return Piece(
            text=inline.text,
            family=role.family,
            weight=weight,
            ink=self._ink(inline.mark, node, role),
            isolate="ltr" if inline.ltr else None,
        )

    def _ink(self, mark: str, node: Text, role: Role) -> Ink:
        theme = self._theme
        match mark:
            case "em" if role.bar:
                return Ink(theme.color(role.em), theme.color(theme.bar.color))
            case "em":
                return Ink(theme.color(role.em))
            case "accent":
                return Ink(theme.color("accent"))
            case _:
                return Ink(node.color or theme.color(role.color))

    def _face(self, family: str, weight: int, trim: str) -> InkBox:
        """Return how far tall letters rise and deep ones fall, in em."""
        key = (family, weight, trim)
        box = self._memory.faces.get(key)
        if box is None:
            tall = self._ink_of(_TALL[trim], family, weight)
            deep = self._ink_of(_DEEP[trim], family, weight)
            box = self._memory.faces[key] = InkBox(0.0, tall.top, 0.0, deep.bottom)
        return box

    def _ink_of(self, text: str, family: str, weight: int) -> InkBox:
        paragraph = self._engine.paragraph((Piece(text=text, family=family, weight=weight),))
        return paragraph.line(0, len(paragraph.words)).box


def _bound(words: tuple[Word, ...], plain: Ink) -> tuple[Word, ...]:
    """Return the words with a price on every break inside an emphasised phrase."""
    inks = [word.runs[0].ink if word.runs else plain for word in words]
    return tuple(
        word._replace(glue=max(word.glue, 0.0) + _PHRASE) if ink != plain and ink == after else word
        for word, ink, after in zip(words, inks, [*inks[1:], plain], strict=True)
    )


def _with_tail(words: tuple[Word, ...], tail: float) -> tuple[Word, ...]:
    """Return the words with the last one wider by ``tail`` em."""
    if not tail or not words:
        return words
    last = words[-1]
    return (*words[:-1], last._replace(advance=last.advance + tail))


def tail_icon(line: VisualLine) -> tuple[float, float, float]:
    """Return left edge, top and size in em of the icon that hangs behind a line's last word."""
    height = _ICON_EM
    middle = (line.box.top + line.box.bottom) / 2
    return -_ICON_GAP_EM - _ICON_EM, middle - height / 2, _ICON_EM
