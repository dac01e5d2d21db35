"""Turns a node tree into a frame: finds the largest type at which everything fits."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from composer.cards.block import HORIZONTAL, STACK, VERTICAL, place
from composer.cards.frame import Fill, Frame, Gradient, Rect, Wording
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
from composer.cards.paragraph import PARAGRAPH, breaks_badly
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

_SEARCHED = 6
"""Steps of the scale that a break against the sense is worth."""

_STRIDE = 2
"""Steps between two sizes that are tried for its sake."""


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
        for step in range(STEPS + 1):
            try:
                sheet = self._sheet(card, size, texts, step)
            except Misfit as error:
                misfit = error
                continue
            return _frame(self._smoother(sheet, size, step) or sheet, size)
        raise self._refusal(card, kind, misfit or Misfit(0, 0))

    def _smoother(self, sheet: Sheet, size: Size, step: int) -> Sheet | None:
        """Return a slightly smaller setting in which no large text breaks badly, if one does."""
        if not _any_breaks_badly(sheet):
            return None
        for smaller in range(step + _STRIDE, min(step + _SEARCHED, STEPS) + 1, _STRIDE):
            tried = replace(sheet, factor=1 - smaller / STEPS)
            if not _any_breaks_badly(tried):
                try:
                    return self._sheet(sheet.card, size, sheet.texts, smaller)
                except Misfit:
                    return None
        return None

    def _sheet(self, card: CardNode, size: Size, texts: TextSetter, step: int) -> Sheet:
        """Lay out at one factor, again while a text's lines turn out to need more room."""
        whole = Rect(0, 0, size.width, size.height)
        for _ in range(_TRIES):
            sheet = Sheet(
                theme=self._theme,
                layouts=layouts,
                texts=texts,
                icon=self._icon,
                factor=1 - step / STEPS,
                height=size.height,
                edge=size.width - size.safe_side,
                card=card,
            )
            for child in card.children:
                place(child, whole, sheet)
            if not sheet.again:
                break
        sheet.settle()
        return sheet

    def _refusal(self, card: CardNode, kind: str, misfit: Misfit) -> TextDoesNotFit:
        texts = ("".join([each.text for each in text]) for text in _texts(card.children))
        longest = max(texts, key=len, default="")
        return TextDoesNotFit(
            card=kind,
            text=longest,
            needed_px=misfit.needed,
            available_px=misfit.available,
            advice="shorten this text, leave this card out, or choose a taller size",
        )


def _any_breaks_badly(sheet: Sheet) -> bool:
    return any(breaks_badly(node, width, sheet) for node, width in sheet.display)


def _frame(sheet: Sheet, size: Size) -> Frame:
    whole = Rect(0, 0, size.width, size.height)
    card = sheet.card
    ground: Fill | Gradient = Fill(whole, card.ground)
    if card.ground != card.ground_end:
        ground = Gradient(whole, card.ground, card.ground_end)
    return Frame(
        width=size.width,
        height=size.height,
        ground=(ground, *sheet.ground),
        items=tuple(sheet.items),
        lines=tuple(sheet.lines),
        scale=sheet.factor,
        texts=tuple(_texts(card.children)),
        photo=sheet.photo is not None,
    )


def _texts(nodes: tuple[Node, ...]) -> Iterator[tuple[Wording, ...]]:
    """Give what every ``<text>`` below some nodes says."""
    for node in nodes:
        if isinstance(node, Text):
            yield tuple([Wording(each.text, each.source) for each in node.inlines])
        else:
            yield from _texts(getattr(node, "children", ()))
