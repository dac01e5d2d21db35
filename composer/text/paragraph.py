"""A paragraph of shaped words, whatever shapes them.

Levels and scripts are found over the whole paragraph, words are cut at U+0020 alone, and lines
put the words' runs in visual order. Other spaces, NBSP among them, are part of their word.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from composer.text.bidi import REMOVED, levels, visual_order
from composer.text.glue import glue_after
from composer.text.isolate import FSI, LRI, RLI, Isolate, rule_isolates, with_isolates
from composer.text.model import InkBox, Piece, PlacedRun, Run, VisualLine, Word
from composer.text.normalize import drawable
from composer.text.script import script_indexes

_WORD = re.compile("[^ ]+")
_INITIATORS = {"ltr": LRI, "rtl": RLI, "auto": FSI}
_BLANK = InkBox(0.0, 0.0, 0.0, 0.0)

Style = tuple[str, int]
"""Family and weight."""


class Part(NamedTuple):
    """A shaped run of a word, wherever the word stands; for the fields see ``Run``.

    Args:
        start: First character in the word.
        end: One past the last one.
    """

    start: int
    end: int
    level: int
    advance: float
    box: InkBox | None
    missing: str
    family: str
    glyphs: object
    hang: float


class Shaper(Protocol):
    """Shapes one word; a backend's inner half."""

    def word(self, text: str, levels: bytes, scripts: bytes, style: Style) -> tuple[Part, ...]:
        """Shape a word.

        Args:
            text: The word.
            levels: The embedding level of each of its characters.
            scripts: The script index of each of its characters.
            style: Family and weight.
        """

    def space(self, style: Style) -> float:
        """Return the width of a space in em."""


class ShapedParagraph:
    """A shaped paragraph.

    Args:
        text: Its characters in logical order.
        words: Its words in logical order.
    """

    __slots__ = ("_text", "_words")

    def __init__(self, text: str, words: tuple[Word, ...]) -> None:
        self._text = text
        self._words = words

    @property
    def text(self) -> str:
        """The characters of all pieces, in logical order."""
        return self._text

    @property
    def words(self) -> tuple[Word, ...]:
        """The words in logical order."""
        return self._words

    def line(self, first: int, last: int) -> VisualLine:
        """Return the words ``first`` to ``last`` (one past) as a line (UAX #9, L1 and L2)."""
        words = self._words[first:last]
        if not words:
            return VisualLine("", 0, 0, (), 0.0, _BLANK)
        start, end = words[0].start, words[-1].end
        runs, width = _placed(words)
        return VisualLine(self._text[start:end], start, end, runs, width, _ink(runs))


def shape_paragraph(
    pieces: Sequence[Piece], shaper: Shaper, *, rtl: bool = True
) -> ShapedParagraph:
    """Shape a paragraph with a backend's shaper.

    A word takes the style of the piece that holds most of its letters and digits, so that a
    change of colour or weight never cuts a join.

    Args:
        pieces: Its text in stretches of one style.
        shaper: What shapes the words.
        rtl: Whether its base direction is right to left.
    """
    texts = [drawable(piece.text) for piece in pieces]
    text = "".join(texts)
    ends = _ends(texts)
    found_levels = paragraph_levels(text, _piece_isolates(pieces, ends), base=int(rtl))
    scripts = script_indexes(text)
    spans = [match.span() for match in _WORD.finditer(text)]
    glue = glue_after([text[start:end] for start, end in spans])
    owners = _owners(text, spans, ends)
    words = []
    for index, (start, end) in enumerate(spans):
        piece = pieces[owners[index]]
        style = (piece.family, piece.weight)
        parts = shaper.word(text[start:end], found_levels[start:end], scripts[start:end], style)
        runs = tuple([_run(part, start, piece) for part in parts])
        following = spans[index + 1][0] if index + 1 < len(spans) else end
        space = shaper.space(style) * (following - end)
        level = found_levels[end] if following > end else int(rtl)
        advance = sum([part.advance for part in parts])
        words.append(Word(start, end, advance, runs, space, level, glue[index]))
    return ShapedParagraph(text, tuple(words))


def paragraph_levels(text: str, isolates: list[Isolate], *, base: int) -> bytes:
    """Return the embedding level of each character, isolates found by rule included.

    Args:
        text: The paragraph.
        isolates: Stretches isolated by the template; the rules leave them alone.
        base: 0 is left to right, 1 is right to left.
    """
    by_rule = [found for found in rule_isolates(text) if not _overlaps(found, isolates)]
    marked = sorted([*isolates, *by_rule])
    if not marked:
        return _without_gaps(levels(text, base=base), base)
    found = levels(with_isolates(text, marked), base=base)
    return _without_gaps(_unmarked(found, marked), base)


def _unmarked(found: bytes, isolates: list[Isolate]) -> bytes:
    """Return levels without those of the isolates' marks."""
    parts: list[bytes] = []
    place = marks = 0
    for start, end, _ in isolates:
        parts += (found[place + marks : start + marks], found[start + marks + 1 : end + marks + 1])
        place = end
        marks += 2
    parts.append(found[place + marks :])
    return b"".join(parts)


def _without_gaps(found: bytes, base: int) -> bytes:
    """Return levels in which what rule X9 removes has the level of what stands before it."""
    if REMOVED not in found:
        return found
    filled = bytearray(found)
    level = base
    for index, own in enumerate(found):
        if own == REMOVED:
            filled[index] = level
        level = filled[index]
    return bytes(filled)


def _overlaps(isolate: Isolate, others: list[Isolate]) -> bool:
    return any(start < isolate[1] and isolate[0] < end for start, end, _ in others)


def _ends(texts: list[str]) -> list[int]:
    ends = []
    end = 0
    for text in texts:
        end += len(text)
        ends.append(end)
    return ends


def _piece_isolates(pieces: Sequence[Piece], ends: list[int]) -> list[Isolate]:
    starts = [0, *ends]
    return [
        (start, end, _INITIATORS[piece.isolate])
        for piece, start, end in zip(pieces, starts, ends, strict=False)
        if piece.isolate is not None and end > start
    ]


def _owners(text: str, spans: list[tuple[int, int]], ends: list[int]) -> list[int]:
    """Return for each word the index of the piece whose style it takes."""
    if len(ends) <= 1:
        return [0] * len(spans)
    owners = []
    piece = 0
    for start, end in spans:
        while ends[piece] <= start:
            piece += 1
        owners.append(piece if end <= ends[piece] else _dominant(text, start, end, ends))
    return owners


def _dominant(text: str, start: int, end: int, ends: list[int]) -> int:
    """Return the piece that holds most letters and digits of a word; of equals the first."""
    held = [0] * len(ends)
    piece = 0
    for place in range(start, end):
        while ends[piece] <= place:
            piece += 1
        held[piece] += 1 + len(text) * text[place].isalnum()
    return held.index(max(held))


def _run(part: Part, start: int, piece: Piece) -> Run:
    return Run(
        start + part.start,
        start + part.end,
        part.level,
        piece.ink,
        part.advance,
        part.box,
        part.missing,
        part.family,
        part.glyphs,
        part.hang,
    )


def _placed(words: Sequence[Word]) -> tuple[tuple[PlacedRun, ...], float]:
    """Return the runs of a line from left to right with their places, and its width in em."""
    return _placed_backwards(words) or _placed_by_level(words)


def _placed_backwards(words: Sequence[Word]) -> tuple[tuple[PlacedRun, ...], float] | None:
    """Do so for the usual line, one run a word and all of it at level 1; None for any other."""
    placed: list[PlacedRun] = []
    x = 0.0
    for word in reversed(words):
        runs = word.runs
        if len(runs) != 1 or runs[0].level != 1:
            return None
        if placed:
            if word.space_level != 1:
                return None
            x += word.space
        placed.append(PlacedRun(runs[0], x))
        x += runs[0].advance
    return tuple(placed), x


def _placed_by_level(words: Sequence[Word]) -> tuple[tuple[PlacedRun, ...], float]:
    """Do so for any line (UAX #9, L2)."""
    items = list(_items(words))
    placed = []
    x = 0.0
    for index in visual_order([level for _, _, level in items]):
        run, advance, _ = items[index]
        if run is not None:
            placed.append(PlacedRun(run, x))
        x += advance
    return tuple(placed), x


def _items(words: Sequence[Word]) -> Iterator[tuple[Run | None, float, int]]:
    """Yield runs and the spaces between words, each with its width and level."""
    last = len(words) - 1
    for index, word in enumerate(words):
        for run in word.runs:
            yield run, run.advance, run.level
        if index < last:
            yield None, word.space, word.space_level


def _ink(runs: tuple[PlacedRun, ...]) -> InkBox:
    boxes = [(placed.x, placed.run.box) for placed in runs if placed.run.box is not None]
    if not boxes:
        return _BLANK
    return InkBox(
        min([x + box.left for x, box in boxes]),
        min([box.top for _, box in boxes]),
        max([x + box.right for x, box in boxes]),
        max([box.bottom for _, box in boxes]),
    )
