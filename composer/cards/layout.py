"""Turns a node tree into a frame: finds the largest type at which everything fits."""

from collections.abc import Callable, Mapping

from composer.cards.block import HORIZONTAL, STACK, VERTICAL, place
from composer.cards.frame import Fill, Frame, Gradient, Rect
from composer.cards.icon import IconShape
from composer.cards.leaf import FLAG, ICON, IMAGE, RULE, SPACE
from composer.cards.node import (
    Box,
    CardNode,
    Cell,
    Column,
    Flag,
    Icon,
    Image,
    Item,
    List,
    Node,
    Row,
    Rule,
    Space,
    Stack,
    Table,
    TableRow,
    Text,
)
from composer.cards.paragraph import PARAGRAPH
from composer.cards.sheet import Layout, Misfit, Sheet
from composer.cards.table import CELL, TABLE, TABLE_ROW
from composer.cards.theme import Size, Theme
from composer.cards.typeset import TextSetter
from composer.errors import TextDoesNotFit

layouts: Mapping[type, Layout] = {
    Column: VERTICAL,
    Box: VERTICAL,
    List: VERTICAL,
    Row: HORIZONTAL,
    Item: HORIZONTAL,
    Stack: STACK,
    Text: PARAGRAPH,
    Table: TABLE,
    TableRow: TABLE_ROW,
    Cell: CELL,
    Image: IMAGE,
    Icon: ICON,
    Flag: FLAG,
    Rule: RULE,
    Space: SPACE,
}
"""How each element is laid out; complete for every member of ``Node``."""

STEPS = 24
"""Steps of the type scale from the largest (factor 1) to the least (factor 0)."""

_TRIES = 4

_AWKWARD = 1.2
"""Cost of a break that is worth a smaller size (``composer.text.glue``)."""

_SEARCHED = 6
"""Steps of the scale that such a break is worth."""


class Setting:
    """Lays out cards of one theme; what it learns of the fonts it keeps."""

    def __init__(
        self, theme: Theme, icon: Callable[[str], IconShape], texts: Callable[[], TextSetter]
    ) -> None:
        self._theme = theme
        self._icon = icon
        self._texts = texts

    def lay_out(self, card: CardNode, size: Size, *, kind: str) -> Frame:
        """Return the frame of a card at the largest factor of the scale at which it fits.

        Where large type breaks against the sense there (a negation from its verb, an emphasised
        phrase in two), a slightly smaller size that does not is taken instead.

        Raises:
            TextDoesNotFit: Not even the least sizes fit.
        """
        texts = self._texts()
        misfit: Misfit | None = None
        first: tuple[int, Frame] | None = None
        for step in range(STEPS + 1):
            if first is not None and step > first[0] + _SEARCHED:
                break
            try:
                frame, awkward = self._frame(card, size, texts, 1 - step / STEPS)
            except Misfit as error:
                misfit = error
                continue
            if awkward < _AWKWARD:
                return frame
            first = first or (step, frame)
        if first is not None:
            return first[1]
        raise self._refusal(card, kind, misfit or Misfit(0, 0))

    def _frame(
        self, card: CardNode, size: Size, texts: TextSetter, factor: float
    ) -> tuple[Frame, float]:
        """Lay out at one factor, again while a text's lines turn out to need more room."""
        whole = Rect(0, 0, size.width, size.height)
        for _ in range(_TRIES):
            sheet = Sheet(
                theme=self._theme,
                layouts=layouts,
                texts=texts,
                icon=self._icon,
                factor=factor,
                height=size.height,
                card=card,
            )
            for child in card.children:
                place(child, whole, sheet)
            if not sheet.again:
                break
        sheet.settle()
        if card.ground == card.ground_end:
            ground: Fill | Gradient = Fill(whole, card.ground)
        else:
            ground = Gradient(whole, card.ground, card.ground_end)
        frame = Frame(
            width=size.width,
            height=size.height,
            ground=(ground, *sheet.ground),
            items=tuple(sheet.items),
            lines=tuple(sheet.lines),
            scale=factor,
            photo=sheet.photo is not None,
        )
        return frame, sheet.awkward

    def _refusal(self, card: CardNode, kind: str, misfit: Misfit) -> TextDoesNotFit:
        longest = max(_texts(card.children), key=len, default="")
        return TextDoesNotFit(
            card=kind,
            text=longest,
            needed_px=misfit.needed,
            available_px=misfit.available,
            advice="shorten this text, leave this card out, or choose a taller size",
        )


def _texts(nodes: tuple[Node, ...]) -> list[str]:
    """Return the text of every ``<text>`` below some nodes."""
    found: list[str] = []
    for node in nodes:
        if isinstance(node, Text):
            found.append("".join(inline.text for inline in node.inlines))
        else:
            found += _texts(getattr(node, "children", ()))
    return found
