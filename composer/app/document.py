"""The JSON documents of the command line: plain values in the shapes that others rely on.

A field may be added, never renamed. ``None`` stands where there is nothing.
"""

from collections.abc import Iterable
from pathlib import PurePath
from typing import Any, assert_never

from composer.app.draft import Draft, DraftCard
from composer.app.json_text import Document, to_json
from composer.app.transcript import plain
from composer.domain.article import (
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
from composer.domain.edition import Edition, Picture
from composer.domain.highlight import Comparison, Highlights, KeyFigure, Quotation
from composer.domain.trace import trace_of
from composer.posts import PostText

__all__ = ["Document", "compose_document", "highlights_document", "read_document", "to_json"]


def read_document(article: Article, findings: Iterable[Finding]) -> Document:
    """Return what ``nashir read --json`` prints."""
    return {**_article(article), "findings": _findings(findings)}


def highlights_document(highlights: Highlights) -> Document:
    """Return what ``nashir highlights --json`` prints."""
    return {
        "candidates": [
            {
                "text": each.line.text,
                "score": round(each.score, 4),
                "picked": each.picked,
                "source": _source(each.line.source),
            }
            for each in highlights.candidates
        ],
        "quotes": [_quotation(each) for each in highlights.quotes],
        "figures": [_figure(each) for each in highlights.figures],
        "comparison": highlights.comparison and _comparison(highlights.comparison),
        "headline": highlights.headline.text,
        "deck": _text(highlights.deck),
        "conclusion": _text(highlights.conclusion),
        "countries": [each.code for each in highlights.countries],
        "hashtags": list(highlights.hashtags),
    }


def compose_document(draft: Draft, *, folder: str) -> Document:
    """Return what ``nashir compose --json`` prints and ``draft.json`` holds.

    Args:
        draft: The finished draft.
        folder: Absolute path of the folder that it lies in.
    """
    return {
        "draft": draft.id,
        "title": draft.article.title,
        "folder": folder,
        "trace": trace_of(draft.article),
        "theme": draft.theme,
        "article": article_part(draft.article),
        "cards": [card_part(each) for each in draft.cards],
        "post": post_part(draft.post),
        "findings": _findings(draft.findings),
        "notes": list(draft.notes),
        "highlights": plain(draft.highlights),
        **edition_parts(draft.edition),
    }


def article_part(article: Article) -> dict[str, Any]:
    """Return the article as a draft holds it; of a file only its name, wherever it lay."""
    return {**_article(article), "source": _source_name(article.source)}


def edition_parts(edition: Edition) -> dict[str, Any]:
    """Return the parts of a draft's document that tell what stands on its cards."""
    return {"edition": plain(edition), "picture": edition.picture and _picture(edition.picture)}


def _article(article: Article) -> dict[str, Any]:
    return {
        "title": article.title,
        "site": article.site,
        "source": article.source,
        "section": article.section,
        "author": article.author,
        "published": article.published,
        "link": article.link,
        "image": article.image,
        "tags": list(article.tags),
        "blocks": [{"i": i, **_block(each)} for i, each in enumerate(article.blocks)],
    }


def picture_file(picture: Picture) -> str:
    """Return the name of the file in which a draft's folder holds its photograph."""
    return f"picture.{'jpg' if picture.media_type == 'image/jpeg' else 'png'}"


def _picture(picture: Picture) -> dict[str, Any]:
    return {
        "file": picture_file(picture),
        "sha256": picture.sha256,
        "media_type": picture.media_type,
        "width": picture.width,
        "height": picture.height,
        "name": picture.name,
        "focus": list(picture.focus),
        "credit": picture.credit,
        "rights": picture.rights,
    }


def _source_name(source: str | None) -> str | None:
    """Return an address as it is, of a path the last part, and nothing of standard input."""
    if source is None or source == "-":
        return None
    return source if "://" in source else PurePath(source).name or None


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Paragraph() | Dateline():
            return {"type": type(block).__name__.lower(), "text": block.text}
        case Heading():
            return {"type": "heading", "level": block.level, "text": block.text}
        case Bullets():
            return {"type": "ordered" if block.ordered else "bullets", "items": list(block.items)}
        case Quote():
            quote = {"type": "quote", "text": block.text, "speaker": block.speaker}
            return quote if block.lead is None else {**quote, "lead": block.lead}
        case Table():
            return {
                "type": "table",
                "rows": [list(row) for row in block.rows],
                "caption": block.caption,
            }
        case Figure():
            return {
                "type": "figure",
                "text": block.plain,
                "src": block.src,
                "alt": block.alt,
                "caption": block.caption,
            }
        case _:
            assert_never(block)


def _findings(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    return [
        {
            "rule": each.rule,
            "action": each.action.value,
            **_place(each.span),
            "before": each.before,
            "after": each.after,
        }
        for each in findings
    ]


def _quotation(quotation: Quotation) -> dict[str, Any]:
    return {
        "speaker": quotation.speaker,
        "name": _text(quotation.name),
        "text": quotation.text.text,
        "source": _source(quotation.text.source),
        "role": _text(quotation.role),
        "country": quotation.country,
    }


def _figure(figure: KeyFigure) -> dict[str, Any]:
    return {
        "value": figure.value.text,
        "unit": _text(figure.unit),
        "label": figure.label.text,
        "source": _source(figure.value.source),
        "context": _text(figure.context),
        "percent": figure.percent,
    }


def _comparison(table: Comparison) -> dict[str, Any]:
    return {
        "title": _text(table.title),
        "columns": [each.text for each in table.columns],
        "rows": [[cell.text for cell in row] for row in table.rows],
        "source": _source(table.source),
        "countries": list(table.countries),
    }


def card_part(card: DraftCard) -> dict[str, Any]:
    """Return a card as a draft's document tells of it."""
    made = card.rendered
    return {
        "kind": made.kind,
        "size": made.size,
        "theme": made.theme,
        "file": card.file,
        "format": made.image_format,
        "width": made.width,
        "height": made.height,
        "bytes": len(made.data),
        "sha256": card.sha256,
        "alt_text": card.alt_text,
        "lines": [
            {
                "text": line.text,
                "box": list(line.box),
                "font": line.font,
                "px": round(line.px),
                "color": line.color.lower(),
                "ground": line.ground.lower(),
                "source": _source(line.source),
            }
            for line in made.lines
        ],
        "checks": [
            {"rule": check.rule, "level": str(check.level), "detail": check.detail}
            for check in made.checks
        ],
    }


def post_part(post: PostText) -> dict[str, Any]:
    """Return a post as its template made it."""
    return {
        "network": post.network,
        "text": post.text,
        "hashtags": list(post.hashtags),
        "link": post.link,
    }


def _place(span: Span) -> dict[str, int]:
    return {"block": span.block, "start": span.start, "end": span.end}


def _source(span: Span | None) -> dict[str, int] | None:
    return None if span is None else _place(span)


def _text(line: Line | None) -> str | None:
    return None if line is None else line.text
