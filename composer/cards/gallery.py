"""Cards that were drawn before, kept so that only what changed is drawn anew."""

from collections import OrderedDict
from dataclasses import dataclass

from composer.cards.frame import CardLine, Check, Wording
from composer.domain.card import CardContent
from composer.errors import TextDoesNotFit

_BESIDE_BYTES = 24_000
"""About what a card's lines, texts and content take beside its picture."""

_REFUSAL_BYTES = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedCard:
    """A finished card.

    Args:
        content: What it says.
        kind: Its kind.
        size: Name of its size.
        theme: Name of its theme.
        image_format: ``png`` or ``jpeg``.
        width: In px.
        height: In px.
        data: The file.
        lines: Its visual lines in reading order.
        texts: What its texts say as the template gave it, stretch by stretch.
        checks: What the checks say.
    """

    content: CardContent
    kind: str
    size: str
    theme: str
    image_format: str
    width: int
    height: int
    data: bytes
    lines: tuple[CardLine, ...]
    texts: tuple[tuple[Wording, ...], ...]
    checks: tuple[Check, ...]


class Gallery:
    """The cards that were drawn last, and the texts that did not fit.

    A card is known by a hash of all that decides its bytes: the markup that its template gave,
    the theme, the size, the format and the photograph. Not safe for several threads at once.

    Args:
        most_bytes: How much to keep.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._held = 0
        self._cards: OrderedDict[str, RenderedCard | TextDoesNotFit] = OrderedDict()

    @property
    def held_bytes(self) -> int:
        """About how much is kept."""
        return self._held

    def find(self, key: str) -> RenderedCard | None:
        """Return a card that was drawn before; None where it was not.

        Raises:
            TextDoesNotFit: It was tried, and does not fit.
        """
        known = self._cards.get(key)
        if known is None:
            return None
        self._cards.move_to_end(key)
        if isinstance(known, TextDoesNotFit):
            raise known.with_traceback(None)
        return known

    def keep(self, key: str, card: RenderedCard | TextDoesNotFit) -> None:
        """Keep a card, or that its text did not fit; what was not asked for the longest goes."""
        known = self._cards.pop(key, None)
        self._held += _weight(card) - (0 if known is None else _weight(known))
        self._cards[key] = card
        while self._held > self._most and len(self._cards) > 1:
            self._held -= _weight(self._cards.popitem(last=False)[1])


def _weight(card: RenderedCard | TextDoesNotFit) -> int:
    if isinstance(card, TextDoesNotFit):
        return _REFUSAL_BYTES
    return len(card.data) + _BESIDE_BYTES
