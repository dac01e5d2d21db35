"""Articles, highlights and editions as plain values and back again, exactly.

What a draft's document holds of them, so that its cards can be drawn anew wherever it lies. A
document may come from anybody's folder: what does not hold together is refused here, once.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from cattrs import BaseValidationError, Converter, transform_error
from cattrs.preconf.json import make_converter

from composer.domain.article import (
    TITLE_BLOCK,
    Action,
    Article,
    Block,
    Bullets,
    Dateline,
    Figure,
    Finding,
    Heading,
    Line,
    Paragraph,
    Quote,
    Span,
    Table,
)
from composer.domain.edition import Edition
from composer.domain.highlight import Comparison, Highlights
from composer.ingest.faithful import lines_of, misquoted


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What the cards and the post of a draft are made of.

    Args:
        article: The article; of a file that it was read from only the name.
        findings: What proofreading found in it.
        highlights: What it offers.
        edition: What people made of that.
    """

    article: Article
    findings: tuple[Finding, ...]
    highlights: Highlights
    edition: Edition

    @property
    def offered(self) -> Mapping[tuple[Span, str], Line]:
        """The lines that the article offers, by their place and words."""
        lines = lines_of(self.highlights)
        return {(line.source, line.text): line for line in lines if line.source is not None}


class Incomplete(ValueError):  # noqa: N818 - an error is named by what is true
    """A document does not hold all that its cards were made of; the message says what lacks."""


def plain(value: Highlights | Edition) -> dict[str, Any]:
    """Return a value as JSON holds it; what has its default is left out."""
    found: dict[str, Any] = _converter().unstructure(value)
    return found


def material_of(document: Mapping[str, Any]) -> Material:
    """Return what the cards of a document were made of.

    Raises:
        Incomplete: An older version made it, or it does not hold together.
    """
    try:
        material = Material(
            article=article_of(document["article"]),
            findings=findings_of(document["findings"]),
            highlights=_converter().structure(document["highlights"], Highlights),
            edition=_converter().structure(document["edition"], Edition),
        )
        _check(material)
    except KeyError as error:
        msg = f"it does not hold {error.args[0]!r}"
        raise Incomplete(msg) from error
    except BaseValidationError as error:
        msg = f"it does not hold together ({'; '.join(transform_error(error))})"
        raise Incomplete(msg) from error
    except (ValueError, TypeError, AttributeError) as error:
        msg = f"it does not hold together ({error})"
        raise Incomplete(msg) from error
    return material


def article_of(values: Mapping[str, Any]) -> Article:
    """Return the article that ``article`` of a document tells of, without its findings.

    Raises:
        KeyError: An older version wrote it.
        ValueError: A block is none that we know.
    """
    return Article(
        title=_text(values["title"]),
        blocks=tuple(map(_block, values["blocks"])),
        site=_text_or_none(values["site"]),
        source=_text(values["source"] or ""),
        section=_text_or_none(values["section"]),
        author=_text_or_none(values["author"]),
        published=_text_or_none(values["published"]),
        link=_text_or_none(values["link"]),
        image=_text_or_none(values["image"]),
        tags=_texts(values["tags"]),
    )


def findings_of(values: Iterable[Mapping[str, Any]]) -> tuple[Finding, ...]:
    """Return the findings of a document."""
    return tuple(
        Finding(
            rule=_text(each["rule"]),
            action=Action(each["action"]),
            span=Span(block=int(each["block"]), start=int(each["start"]), end=int(each["end"])),
            before=_text(each["before"]),
            after=_text(each["after"]),
        )
        for each in values
    )


@cache
def _converter() -> Converter:
    return make_converter(forbid_extra_keys=True, omit_if_default=True)


_Values = Mapping[str, Any]

_BLOCKS: Mapping[str, Callable[[_Values], Block]] = {
    "paragraph": lambda values: Paragraph(text=_text(values["text"])),
    "dateline": lambda values: Dateline(text=_text(values["text"])),
    "heading": lambda values: Heading(text=_text(values["text"]), level=int(values["level"])),
    "bullets": lambda values: Bullets(items=_texts(values["items"])),
    "ordered": lambda values: Bullets(items=_texts(values["items"]), ordered=True),
    "quote": lambda values: Quote(
        text=_text(values["text"]),
        speaker=_text_or_none(values["speaker"]),
        lead=_text_or_none(values.get("lead")),
    ),
    "table": lambda values: Table(
        rows=tuple(map(_texts, values["rows"])), caption=_text_or_none(values["caption"])
    ),
    "figure": lambda values: Figure(
        src=_text_or_none(values["src"]),
        alt=_text_or_none(values["alt"]),
        caption=_text_or_none(values["caption"]),
    ),
}
"""What makes a block of the values that ``nashir read`` prints of it."""


def _block(values: _Values) -> Block:
    kind = values["type"]
    if kind not in _BLOCKS:
        msg = f"{kind!r} is no kind of block"
        raise ValueError(msg)
    return _BLOCKS[kind](values)


def _text(value: object) -> str:
    if not isinstance(value, str):
        msg = f"{value!r} is no text"
        raise TypeError(msg)
    return value


def _text_or_none(value: object) -> str | None:
    return None if value is None else _text(value)


def _texts(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(map(_text, values))


def _check(material: Material) -> None:
    """Refuse places that are not in the article, and tables with rows of unequal length."""
    article, edition = material.article, material.edition
    lines = [*lines_of(material.highlights), *(line for _, line in edition.lines)]
    for line in lines:
        _check_line(article, line)
    invented = misquoted(article, lines)
    if invented is not None:
        msg = f"«{invented.text}» is not edited, and does not stand in the article"
        raise ValueError(msg)
    for finding in material.findings:
        _check_place(article, finding.span)
    for table in filter(None, (material.highlights.comparison, edition.comparison)):
        _check_table(article, table)


def _check_line(article: Article, line: Line) -> None:
    if line.source is not None:
        _check_place(article, line.source)
    at = 0
    for start, end in line.emphasis:
        if not at <= start < end <= len(line.text):
            msg = f"an emphasis of «{line.text}» is not in it"
            raise ValueError(msg)
        at = end


def _check_place(article: Article, place: Span) -> None:
    inside = TITLE_BLOCK <= place.block < len(article.blocks)
    if not inside or not 0 <= place.start <= place.end <= len(article.plain(place.block)):
        msg = f"{place} is not in the article"
        raise ValueError(msg)


def _check_table(article: Article, table: Comparison) -> None:
    _check_place(article, table.source)
    if len(set(_widths(table))) > 1 or len(table.countries) != len(table.rows):
        msg = "the rows of a table are not equally long"
        raise ValueError(msg)


def _widths(table: Comparison) -> Iterator[int]:
    yield from map(len, table.rows)
    if table.columns:
        yield len(table.columns)
