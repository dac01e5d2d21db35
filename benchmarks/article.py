"""The article that both sides draw, and as many others of the same shape with words never seen."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from composer.domain.article import (
    TITLE_BLOCK,
    Article,
    Block,
    Bullets,
    Heading,
    Line,
    Paragraph,
    Quote,
    Span,
    Table,
)
from composer.domain.highlight import Candidate, Comparison, Country, Highlights, Quotation

KINDS = ("headline", "highlights", "quote", "comparison", "closing")
# Letters that join on both sides, and letters that join on one: a letter is replaced by another of
# its kind, so that words keep their length and their joins and yet are new.
_JOINS = ("بتثجحخسشصضطظعغفقكمنهي", "ادذرزو")


def original() -> dict[str, Any]:
    """Return the texts of the article, in plain and emphasised parts in turn."""
    path = Path(__file__).parent / "article.json"
    text: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return text


def article(seed: int | None = None) -> tuple[Article, Highlights]:
    """Return the article and what it offers; with a seed, of words made up from it."""
    text = original()
    if seed is not None:
        text = altered(text, random.Random(seed))  # noqa: S311 - no secret
    return _built(text)


def altered(value: Any, chance: random.Random) -> Any:  # noqa: ANN401 - any part of a JSON value
    """Return the same texts in words made up: of the same lengths and joins."""
    match value:
        case str():
            return "".join(_letter(character, chance) for character in value)
        case list():
            return [altered(item, chance) for item in value]
        case _:
            return {key: altered(item, chance) for key, item in value.items()}


def _letter(character: str, chance: random.Random) -> str:
    for letters in _JOINS:
        if character in letters:
            return chance.choice(letters)
    return character


def _built(text: dict[str, Any]) -> tuple[Article, Highlights]:
    table = Table(rows=tuple(tuple(row) for row in text["table"]))
    blocks: tuple[Block, ...] = (
        Paragraph(text=text["deck"]),
        Bullets(items=tuple(text["points"])),
        Quote(text="".join(text["quote"]), speaker=text["speaker"], lead=_lead(text)),
        Heading(text="".join(text["tableTitle"])),
        table,
        Paragraph(text="".join(text["conclusion"])),
        Paragraph(text=text["sentence"]),
    )
    whole = Article(
        title="".join(text["headline"]),
        blocks=blocks,
        site=" ".join(text["brand"]),
        section=text["tag"],
        link="https://example.com/news/1",
    )
    columns, *rows = _cells(table, 4)
    offered = Highlights(
        headline=_line(text["headline"], TITLE_BLOCK),
        deck=_line([text["deck"]], 0),
        candidates=tuple(
            Candidate(line=line, score=1.0, picked=True)
            for line in _joined([[point] for point in text["points"]], 1)
        ),
        quotes=(_quotation(text),),
        comparison=Comparison(
            title=_line(text["tableTitle"], 3),
            columns=columns,
            rows=tuple(rows),
            countries=("BY", "VE"),
            source=Span(block=4, start=0, end=len(table.plain)),
        ),
        conclusion=_line(text["conclusion"], 5),
        subjects=_subjects(whole.title),
        hashtags=(),
    )
    return whole, offered


def _lead(text: dict[str, Any]) -> str:
    return f"{text['office']} {text['speaker']}"


def _quotation(text: dict[str, Any]) -> Quotation:
    words = _line(text["quote"], 2)
    start = len(words.text) + 1
    after = start + len(text["office"])
    return Quotation(
        text=words,
        name=Line(text=text["speaker"], source=_span(2, after + 1, text["speaker"])),
        role=Line(text=text["office"], source=_span(2, start, text["office"])),
        country="RU",
    )


def _subjects(title: str) -> tuple[Country, ...]:
    first, *_, last = title.split()
    return (
        Country(code="RU", name=Line(text=first, source=_span(TITLE_BLOCK, 0, first))),
        Country(
            code="VE",
            name=Line(text=last, source=_span(TITLE_BLOCK, len(title) - len(last), last)),
        ),
    )


def _span(block: int, start: int, text: str) -> Span:
    return Span(block=block, start=start, end=start + len(text))


def _line(parts: list[str], block: int, start: int = 0) -> Line:
    """Return a line of plain and emphasised parts in turn."""
    text = "".join(parts)
    emphasis = tuple(
        (at, at + len(parts[i])) for i in range(1, len(parts), 2) if (at := len("".join(parts[:i])))
    )
    return Line(text=text, source=_span(block, start, text), emphasis=emphasis)


def _joined(texts: list[list[str]], block: int) -> list[Line]:
    lines, start = [], 0
    for parts in texts:
        lines.append(_line(parts, block, start))
        start += len(lines[-1].text) + 1
    return lines


def _cells(table: Table, block: int) -> list[tuple[Line, ...]]:
    lines = _joined([[cell] for row in table.rows for cell in row], block)
    width = len(table.rows[0])
    return [tuple(lines[i : i + width]) for i in range(0, len(lines), width)]
