"""Which words on a card come from which field, and which sentence of the article stands where."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from composer.app.transcript import Material
from composer.domain.article import Line, Span
from composer.domain.edition import Edition

_OF_KIND: Mapping[str, tuple[str, ...]] = {
    "headline": ("headline", "deck"),
    "highlights": ("points",),
    "quote": ("quotation",),
    "comparison": ("comparison",),
    "figure": ("figure",),
    "closing": ("conclusion",),
}
"""Fields that the kinds of card show, for texts that come from several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """A line on a card as it is shown and clicked.

    Args:
        text: What is drawn.
        box: Its ink (x, y, width, height) in card pixels.
        px: Its size.
        source: Its place in the article; of an edited text the whole place that it was made of.
        field: The field that it comes from, such as ``points[2]``; None for labels and marks.
    """

    text: str
    box: tuple[int, int, int, int]
    px: int
    source: Span | None
    field: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A stretch of the article that stands on cards.

    Args:
        span: The place.
        fields: The fields that hold it.
        cards: Keys of the cards that show it, in their order; none where no card does.
        edited: Whether a person worded it otherwise.
    """

    span: Span
    fields: tuple[str, ...]
    cards: tuple[str, ...]
    edited: bool


def lines_on(entry: Mapping[str, Any], edition: Edition | None) -> tuple[SheetLine, ...]:
    """Return the lines of a card of a document with the fields that they come from.

    The store lets a bundle in that somebody else made, without looking at lines that it has no
    use for: those that are none are left out.
    """
    try:
        drawn = "".join([_letters(each["text"]) for each in entry["lines"]])
        fields = _shown(edition, entry["kind"], drawn)
        return tuple([_line(each, fields) for each in entry["lines"]])
    except (KeyError, TypeError, ValueError):
        return ()


def uses(material: Material, cards: Mapping[str, Iterable[SheetLine]]) -> tuple[Use, ...]:
    """Return what of the article is used, in its order.

    Args:
        material: What the cards are made of.
        cards: The lines of each card, by its key.
    """
    shown = {
        key: frozenset(line.field for line in lines if line.field) for key, lines in cards.items()
    }
    by_span: dict[Span, list[tuple[str, Line]]] = {}
    for field, line in material.edition.lines:
        if line.source is not None:
            by_span.setdefault(line.source, []).append((field, line))
    return tuple(
        Use(
            span=span,
            fields=tuple(field for field, _ in found),
            cards=tuple(key for key in cards if any(field in shown[key] for field, _ in found)),
            edited=any(line.edited for _, line in found),
        )
        for span, found in sorted(by_span.items())
    )


def _shown(edition: Edition | None, kind: str, drawn: str) -> list[tuple[str, Line, str]]:
    """Return the fields that a card may show, with their letters: its kind's own come first.

    Another field is shown only where all of it is: a tag that names a country of the headline
    does not show the headline.
    """
    if edition is None:
        return []
    own = _OF_KIND.get(kind, (kind,))
    fields = [(field, line, _letters(line.text)) for field, line in edition.lines]
    mine = [each for each in fields if each[0].startswith(own)]
    others = [each for each in fields if each not in mine and each[2] in drawn]
    return [*mine, *others]


def _line(entry: Mapping[str, Any], fields: list[tuple[str, Line, str]]) -> SheetLine:
    place = entry["source"]
    source = None if place is None else Span(**place)
    x, y, width, height = entry["box"]
    return SheetLine(
        text=entry["text"],
        box=(x, y, width, height),
        px=entry["px"],
        source=source,
        field=next(_fields(entry["text"], source, fields), None),
    )


def _fields(text: str, source: Span | None, fields: list[tuple[str, Line, str]]) -> Iterator[str]:
    """Give the fields that a drawn line may come from, the likeliest first."""
    letters = _letters(text)
    if not letters:
        return
    for field, line, whole in fields:
        if _is_within(source, line.source) and letters in whole:
            yield field
    for field, line, _ in fields:  # several fields on one line, such as a number and its unit
        place = None if line.edited and line.source != source else line.source
        if source is not None and place is not None and _meet(source, place):
            yield field


def _is_within(source: Span | None, place: Span | None) -> bool:
    if source is None or place is None:
        return source is place
    return source.block == place.block and place.start <= source.start <= source.end <= place.end


def _meet(one: Span, other: Span) -> bool:
    return one.block == other.block and one.start < other.end and other.start < one.end


def _letters(text: str) -> str:
    """Return a text without spaces and characters that are not drawn."""
    plain = unicodedata.normalize("NFC", text)
    return "".join(
        each for each in plain if not each.isspace() and unicodedata.category(each) != "Cf"
    )
