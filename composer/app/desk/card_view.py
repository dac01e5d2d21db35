"""A draft's cards as the screen shows them: each with its lines in their places, and its checks."""

from collections.abc import Iterable
from dataclasses import dataclass

from composer.app.editing import SheetCard, SheetCheck, SheetLine

_LEVELS = ("ok", "warn", "fail")


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLine:
    """A visual line of a card.

    Args:
        line: What stands there, and where its words come from.
        left: Left edge of its ink, in per cent of the card's width.
        top: Upper edge, in per cent of the card's height.
        width: In per cent of the card's width.
        height: In per cent of the card's height.
    """

    line: SheetLine
    left: float
    top: float
    width: float
    height: float

    @property
    def is_live(self) -> bool:
        """Whether a click on it leads anywhere."""
        return self.line.field is not None or self.line.source is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCard:
    """A card.

    Args:
        card: What is known of it.
        lines: Its lines, in the order in which they are read.
    """

    card: SheetCard
    lines: tuple[CardLine, ...]

    @property
    def level(self) -> str:
        """The worst that a check saw: ``ok``, ``warn`` or ``fail``."""
        return max((each.level for each in self.card.checks), key=_LEVELS.index, default="ok")

    @property
    def remarks(self) -> tuple[SheetCheck, ...]:
        """The checks that did not simply pass."""
        return tuple(each for each in self.card.checks if each.level != "ok")


def shown_cards(cards: Iterable[SheetCard]) -> tuple[ShownCard, ...]:
    """Return the cards of a draft, in their order."""
    return tuple(
        ShownCard(card=card, lines=tuple(_line(each, card) for each in card.lines))
        for card in cards
    )


def _line(line: SheetLine, card: SheetCard) -> CardLine:
    x, y, width, height = line.box
    return CardLine(
        line=line,
        left=_percent(x, card.width),
        top=_percent(y, card.height),
        width=_percent(width, card.width),
        height=_percent(height, card.height),
    )


def _percent(part: float, whole: float) -> float:
    return round(100 * part / whole, 3)
