"""Cuts the text of an article into pieces, so that a page can mark some of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar, assert_never

from composer.domain.article import (
    TITLE_BLOCK,
    Article,
    Block,
    Bullets,
    Dateline,
    Figure,
    Heading,
    Paragraph,
    Quote,
    Span,
    Table,
)

What = TypeVar("What")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark(Generic[What]):
    """A place in the article that is marked.

    Args:
        span: The place; an empty one marks nothing.
        what: What is to be said of it.
    """

    span: Span
    what: What


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece(Generic[What]):
    """A stretch of text that bears the same marks all along.

    Args:
        text: The characters.
        span: Their place.
        marks: What is said of them, in the order in which the marks were given.
        ends: What of it ends here.
    """

    text: str
    span: Span
    marks: tuple[What, ...] = ()
    ends: tuple[What, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedBlock(Generic[What]):
    """A block of the article as it is shown.

    Args:
        index: Its number; ``TITLE_BLOCK`` for the headline.
        kind: ``title``, ``paragraph``, ``dateline``, ``heading``, ``bullets``, ``ordered``,
            ``quote``, ``table`` or ``figure``.
        runs: Its texts: one of a paragraph, the items of a list, words and speaker of a
            quotation; of a table, its caption.
        rows: The cells of a table, the head first.
        level: Of a heading, from 2.
    """

    index: int
    kind: str
    runs: tuple[tuple[Piece[What], ...], ...] = ()
    rows: tuple[tuple[tuple[Piece[What], ...], ...], ...] = ()
    level: int = 0


def marked(article: Article, marks: Iterable[Mark[What]]) -> tuple[MarkedBlock[What], ...]:
    """Return the headline and the blocks of an article with what is marked in them.

    Every character of the article stands in exactly one piece, in its order.
    """
    by_block: dict[int, list[Mark[What]]] = {}
    for mark in marks:
        by_block.setdefault(mark.span.block, []).append(mark)
    title = MarkedBlock(
        index=TITLE_BLOCK,
        kind="title",
        runs=(_cut(article.title, TITLE_BLOCK, 0, by_block.get(TITLE_BLOCK, ())),),
    )
    blocks = (
        _block(block, index, by_block.get(index, ())) for index, block in enumerate(article.blocks)
    )
    return (title, *blocks)


def _block(block: Block, index: int, marks: Sequence[Mark[What]]) -> MarkedBlock[What]:
    match block:
        case Table():
            return _table(block, index, marks)
        case Paragraph() | Dateline() | Figure():
            kind, texts = type(block).__name__.lower(), [block.plain]
        case Heading():
            kind, texts = "heading", [block.text]
        case Bullets():
            kind, texts = "ordered" if block.ordered else "bullets", list(block.items)
        case Quote():
            kind, texts = "quote", block.plain.rsplit("\n", 1) if _named(block) else [block.text]
        case _:
            assert_never(block)
    level = block.level if isinstance(block, Heading) else 0
    runs = tuple(_runs(texts, index, 0, marks))
    return MarkedBlock(index=index, kind=kind, runs=runs, level=level)


def _named(quote: Quote) -> bool:
    return bool(quote.lead or quote.speaker)


def _table(table: Table, index: int, marks: Sequence[Mark[What]]) -> MarkedBlock[What]:
    rows = []
    place = 0
    for row in table.rows:
        rows.append(tuple(_runs(row, index, place, marks)))
        place += sum(map(len, row)) + len(row)
    caption = (_cut(table.caption, index, place, marks),) if table.caption else ()
    return MarkedBlock(index=index, kind="table", rows=tuple(rows), runs=caption)


def _runs(
    texts: Sequence[str], block: int, place: int, marks: Sequence[Mark[What]]
) -> Iterator[tuple[Piece[What], ...]]:
    """Give the pieces of texts that stand one sign apart from each other."""
    for text in texts:
        yield _cut(text, block, place, marks)
        place += len(text) + 1


def _cut(text: str, block: int, place: int, marks: Sequence[Mark[What]]) -> tuple[Piece[What], ...]:
    """Return the pieces of a text that begins at ``place`` of its block."""
    last = place + len(text)
    here = [each for each in marks if _meets(each.span, place, last)]
    edges = {place, last}
    for mark in here:
        edges |= {max(mark.span.start, place), min(mark.span.end, last)}
    bounds = sorted(edges)
    return tuple(
        Piece(
            text=text[start - place : end - place],
            span=Span(block=block, start=start, end=end),
            marks=tuple(each.what for each in here if _meets(each.span, start, end)),
            ends=tuple(each.what for each in here if min(each.span.end, last) == end),
        )
        for start, end in pairwise(bounds)
    )


def _meets(span: Span, start: int, end: int) -> bool:
    return span.start < end and start < span.end
