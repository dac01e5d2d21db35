"""A card while it is laid out at one factor of the type scale."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from composer.cards.color import blend
from composer.cards.frame import CardLine, FrameItem, Rect, Shade
from composer.cards.icon import IconShape
from composer.cards.node import CardNode, Image, Item, Node, Row, Text
from composer.cards.shade import OVER_PHOTO, settled, stops
from composer.cards.theme import Theme
from composer.cards.typeset import TextSetter


class Misfit(Exception):  # noqa: N818 - caught within the layout, never seen by a user
    """Something does not fit at this factor; ``needed`` and ``available`` in card pixels."""

    def __init__(self, needed: float, available: float) -> None:
        self.needed = needed
        self.available = available
        super().__init__(needed, available)


class Layout(NamedTuple):
    """How an element is laid out.

    ``measure(node, width, sheet)`` returns its height in px, ``arrange(node, box, sheet)`` puts
    it on the sheet, ``natural(node, sheet)`` returns the width it would like, in px.
    """

    measure: Callable[[Any, float, "Sheet"], float]
    arrange: Callable[[Any, Rect, "Sheet"], None]
    natural: Callable[[Any, "Sheet"], float]


class PhotoPlace(NamedTuple):
    """Where the photograph is, and after how many items it is painted."""

    node: Image
    box: Rect
    after: int


@dataclass(slots=True, kw_only=True)
class Sheet:
    """What measuring and arranging read and write.

    Args:
        theme: The theme.
        layouts: How each node type is laid out.
        texts: Shapes and breaks the texts of this card.
        icon: Returns the outlines of an icon by name.
        factor: Place on the type scale, 0…1.
        height: Height of the card in px.
        edge: Where the safe zone ends at the right, in px.
        card: The card.
        items: What to paint, in order.
        ground: What to paint before, shared with other cards.
        lines: Visual lines in reading order.
        fills: Colours of the boxes that are open, the innermost last.
        photo: The photograph.
        again: Whether a text turned out to need more room than it was measured with.
        display: Large texts of several lines, and their widths in px.
        heights: Heights that were measured, by node and width.
        naturals: Widths that nodes would like.
    """

    theme: Theme
    layouts: Mapping[type, Layout]
    texts: TextSetter
    icon: Callable[[str], IconShape]
    factor: float
    height: float
    edge: float
    card: CardNode
    items: list[FrameItem] = field(default_factory=list)
    ground: list[FrameItem] = field(default_factory=list)
    lines: list[CardLine] = field(default_factory=list)
    fills: list[str] = field(default_factory=list)
    photo: PhotoPlace | None = None
    again: bool = False
    display: list[tuple[Text, float]] = field(default_factory=list)
    heights: dict[tuple[int, float], float] = field(default_factory=dict)
    naturals: dict[int, float] = field(default_factory=dict)

    def measure(self, node: Node, width: float) -> float:
        """Return the height of a node at a width, both in px; raises ``Misfit``."""
        key = (id(node), width)
        height = self.heights.get(key)
        if height is None:
            style = node.style
            inside = self.layouts[type(node)].measure(node, width, self)
            if style.height is None:
                height = max(inside, style.least)
            else:
                height = style.height.of(self.height)
                if inside > height + 0.5:
                    raise Misfit(inside, height)
            self.heights[key] = height
        return height

    def natural(self, node: Node) -> float:
        """Return the width a node would like, in px."""
        width = self.naturals.get(id(node))
        if width is None:
            fixed = node.style.width
            if fixed is not None and not fixed.share:
                width = fixed.px
            else:
                width = self.layouts[type(node)].natural(node, self)
            self.naturals[id(node)] = width
        return width

    def narrowest(self, node: Node) -> float:
        """Return the width in px of the widest text below a node that no line may break."""
        if isinstance(node, Text):
            if not node.inlines:
                return 0.0
            text = self.texts.set(node)
            return text.widest * (text.smallest + self.factor * (text.largest - text.smallest)) + 1
        fixed = node.style.width
        own = fixed.px if fixed is not None else 0.0
        children = getattr(node, "children", ())
        parts = [self.narrowest(child) for child in children]
        if isinstance(node, Row | Item):
            return max(own, sum(parts) + node.style.gap * max(len(parts) - 1, 0))
        return max([own, *parts])

    def arrange(self, node: Node, box: Rect) -> None:
        """Put a node on the sheet."""
        self.layouts[type(node)].arrange(node, box, self)

    def put(self, item: FrameItem, *, ground: bool = False) -> None:
        """Add something to paint, in front of all there is."""
        (self.ground if ground else self.items).append(item)

    def behind(self, y: float) -> str:
        """Return the colour behind a text at ``y``, or ``OVER_PHOTO``."""
        if self.fills:
            return self.fills[-1]
        share = min(max(y / self.height, 0.0), 1.0)
        if self.photo is not None and self.photo.box.y <= y < self.photo.box.bottom:
            return OVER_PHOTO
        return blend(self.card.ground, self.card.ground_end, share)

    def settle(self) -> None:
        """Darken the photograph for the lines over it, now that all of them stand."""
        if self.photo is None:
            return
        node, box, index = self.photo
        found = node.shade or stops(self.lines, box, node.shade_color)
        self.items.insert(index, Shade(box, node.shade_color, found))
        self.lines = settled(self.lines, box, node.shade_color, found)
