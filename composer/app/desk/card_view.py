"""A draft's cards as the screen shows them: each with its lines and its checks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from composer.store.stored import StoredCard, StoredDraft

_LEVELS = ("ok", "warn", "fail")


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLine:
    """A visual line of a card.

    Args:
        text: What is drawn, in logical order.
        left: Left edge of its ink, in per cent of the card's width.
        top: Upper edge, in per cent of the card's height.
        width: In per cent of the card's width.
        height: In per cent of the card's height.
        field: What is edited to change it, such as ``points[2]``; empty where nothing is.
        block: Number of the article's block that it comes from; None for a label of the theme.
        start: First character of that place.
        end: The one after the last.
    """

    text: str
    left: float
    top: float
    width: float
    height: float
    field: str = ""
    block: int | None = None
    start: int | None = None
    end: int | None = None

    @property
    def is_live(self) -> bool:
        """Whether a click on it leads anywhere."""
        return bool(self.field) or self.block is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCheck:
    """What a check saw; ``level`` is ``ok``, ``warn`` or ``fail``."""

    rule: str
    level: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCard:
    """A card.

    Args:
        number: Its place, counted from 1.
        card: What is stored of it.
        lines: Its lines, in the order in which they are read.
        checks: All of them.
    """

    number: int
    card: StoredCard
    lines: tuple[CardLine, ...]
    checks: tuple[ShownCheck, ...]

    @property
    def level(self) -> str:
        """The worst that a check saw."""
        return max((each.level for each in self.checks), key=_LEVELS.index, default="ok")

    @property
    def remarks(self) -> tuple[ShownCheck, ...]:
        """The checks that did not simply pass."""
        return tuple(each for each in self.checks if each.level != "ok")


Fields = Mapping[str, tuple[str, ...]]
"""By the name of a card's file, the field of each of its lines; empty where there is none."""


def shown_cards(draft: StoredDraft, fields: Fields | None = None) -> tuple[ShownCard, ...]:
    """Return the cards of a draft, those of the post first.

    Args:
        draft: As it stands.
        fields: Which field each line comes from, where that is known.
    """
    told = {each["file"]: each for each in draft.document["cards"]}
    return tuple(
        _card(number, card, told.get(card.file, {}), (fields or {}).get(card.file, ()))
        for number, card in enumerate(draft.cards, 1)
    )


def _card(
    number: int, card: StoredCard, told: Mapping[str, Any], fields: tuple[str, ...]
) -> ShownCard:
    lines = told.get("lines", ())
    named = (*fields, *("" for _ in lines))
    return ShownCard(
        number=number,
        card=card,
        lines=tuple(_line(line, field, card) for line, field in zip(lines, named, strict=False)),
        checks=tuple(_checks(told.get("checks", ()))),
    )


def _line(line: Mapping[str, Any], field: str, card: StoredCard) -> CardLine:
    x, y, width, height = line["box"]
    source = line.get("source") or {}
    return CardLine(
        text=line["text"],
        left=_percent(x, card.width),
        top=_percent(y, card.height),
        width=_percent(width, card.width),
        height=_percent(height, card.height),
        field=field,
        block=source.get("block"),
        start=source.get("start"),
        end=source.get("end"),
    )


def _checks(told: Iterable[Mapping[str, Any]]) -> Iterable[ShownCheck]:
    for each in told:
        yield ShownCheck(rule=each["rule"], level=each["level"], detail=each["detail"])


def _percent(part: float, whole: float) -> float:
    return round(100 * part / whole, 3)
