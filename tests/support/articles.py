"""Articles for tests: the samples with what must be found in them, and texts made of blocks."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from composer.domain.article import (
    Article,
    Block,
    Bullets,
    Figure,
    Heading,
    Paragraph,
    Quote,
    Span,
    Table,
)
from composer.ingest.sentence import sentences

FOLDER = Path(__file__).parent.parent / "fixtures" / "articles"
EXAMPLES = FOLDER.parent.parent.parent / "examples"
COUNTRIES = FOLDER.parent.parent.parent / "assets" / "gazetteer" / "countries.tsv"
SOURCES = {
    "00-lavrov": "00-lavrov.txt",
    "01-defence-usv": "01-defence-usv.txt",
    "02-economy-growth": "02-economy-growth.md",
}


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample article and what a reader must find in it."""

    name: str
    path: Path
    expected: dict[str, Any]

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    def chosen(self, kind: str) -> set[tuple[int, int]]:
        """Return block and sentence of the passages an editor ``must`` or may (``ok``) pick."""
        return {(at["block"], at["sentence"]) for at in self.expected["highlights"][kind]}


@cache
def samples() -> tuple[Sample, ...]:
    return tuple(
        Sample(
            name,
            FOLDER / source,
            json.loads((FOLDER / f"{name}.expected.json").read_text(encoding="utf-8")),
        )
        for name, source in SOURCES.items()
    )


def sample(name: str) -> Sample:
    """Return the sample whose name ends so."""
    return next(each for each in samples() if each.name.endswith(name))


def passage(article: Article, span: Span) -> tuple[int, int]:
    """Return a place as the expected files count it: block, and sentence or item."""
    block = article.blocks[span.block]
    if isinstance(block, Bullets):
        return span.block, block.plain.count("\n", 0, span.start)
    starts = [start for start, _ in sentences(block.plain)]
    return span.block, starts.index(span.start)


def expected_blocks(sample: Sample, *, figures: bool = True, levels: bool = True) -> list[object]:
    """Return the blocks that must be found, in the form of ``block_key``."""
    return [
        _expected_key(block, levels=levels)
        for block in sample.expected["blocks"]
        if figures or block["type"] != "figure"
    ]


def _expected_key(block: dict[str, Any], *, levels: bool) -> object:
    match block["type"]:
        case "bullets" | "ordered":
            return (block["type"], *map(loose, block["items"]))
        case "table":
            return ("table", *(tuple(map(loose, row)) for row in block["rows"]))
        case "heading":
            return ("heading", block["level"] if levels else 2, block["text"])
        case "quote":
            return ("quote", loose(block["text"]), block["speaker"])
        case "figure":
            return ("figure", block["alt"], block["caption"])
        case kind:
            return (kind, loose(block.get("clean", block["text"])))


def block_key(block: Block, *, levels: bool = True) -> object:
    """Return what is compared of a block: its type and its words, stray stops aside."""
    match block:
        case Bullets():
            kind = "ordered" if block.ordered else "bullets"
            return (kind, *map(loose, block.items))
        case Table():
            return ("table", *(tuple(map(loose, row)) for row in block.rows))
        case Heading():
            return ("heading", block.level if levels else 2, block.text)
        case Quote():
            return ("quote", loose(block.text), block.speaker)
        case Figure():
            return ("figure", block.alt, block.caption)
        case _:
            return (type(block).__name__.lower(), loose(block.text))


def loose(text: str) -> str:
    """Return a text without the marks that repairs may add or take away."""
    return " ".join("".join(mark for mark in text if mark not in ".،").split())


def as_plain(article: Article) -> str:
    """Return an article as the plain text somebody would paste."""
    lines = [article.title]
    for block in article.blocks:
        lines += _plain_lines(block)
    if article.site:
        lines.append(f"{article.site} | Facebook")
    return "\n".join(lines) + "\n"


def _plain_lines(block: Block) -> list[str]:
    match block:
        case Bullets():
            marks = (f"{n}." if block.ordered else "-" for n in range(1, len(block.items) + 1))
            return [f"{mark} {item}" for mark, item in zip(marks, block.items, strict=True)]
        case Table():
            header, *body = ("| " + " | ".join(row) + " |" for row in block.rows)
            return [header, "|---" * len(block.rows[0]) + "|", *body]
        case Quote(lead=str(lead)):
            return [f"{lead}: “{block.text}”"]
        case Quote():
            return [f"“{block.text}”", *([f"— {block.speaker}"] if block.speaker else [])]
        case Figure():
            return []
        case _:
            return [block.text]


def as_markdown(article: Article) -> str:
    """Return an article as Markdown."""
    parts = [f"# {article.title}"]
    parts += [_markdown_part(block) for block in article.blocks]
    if article.site:
        parts.append(f"{article.site} | Facebook")
    return "\n\n".join(parts) + "\n"


def _markdown_part(block: Block) -> str:
    match block:
        case Heading():
            return f"{'#' * block.level} {block.text}"
        case Figure():
            return f'![{block.alt}]({block.src} "{block.caption}")'
        case Quote(lead=None, speaker=str(speaker)):
            return f"> {block.text}\n>\n> — {speaker}"
        case Paragraph():
            return block.text
        case _:
            return "\n".join(_plain_lines(block))
