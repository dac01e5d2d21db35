"""The node tree: what a card template says, read but not yet laid out.

Lengths are card pixels or shares of what the parent gives. Start is right, end is left.
A card has about sixty nodes, so they are named tuples: the cheapest frozen values there are.
"""

from typing import NamedTuple

from composer.domain.article import Span


class Length(NamedTuple):
    """A length: ``px`` plus ``share`` of what there is."""

    px: float
    share: float = 0.0

    def of(self, available: float) -> float:
        """Return the length in card pixels."""
        return self.px + self.share * available


class Padding(NamedTuple):
    """Space inside a box, in card pixels."""

    top: float = 0.0
    start: float = 0.0
    bottom: float = 0.0
    end: float = 0.0


NO_PADDING = Padding()


class Style(NamedTuple):
    """What every element may say about its box.

    Args:
        width: Its width; None takes what the parent gives, or its natural width in a row.
        height: Its height; None is as high as its content.
        least: Its height at the least, in px.
        grow: Its share of the space that is left along the parent's direction.
        padding: Space inside.
        gap: Space between children, in px.
        align: Where children stand across: ``start center end stretch``.
        justify: Where children stand along: ``start center end between``.
        place: In a stack: ``top|middle|bottom`` and ``start|center|end``.
        fill: Colour of the box, as ``#rrggbb``.
        behind: Colour that its content stands on though something else painted it.
        radius: Corner radius in px.
        border: Colour of its border.
        ground: Whether it belongs to the background, which is painted once for many cards.
    """

    width: Length | None = None
    height: Length | None = None
    least: float = 0.0
    grow: float = 0.0
    padding: Padding = NO_PADDING
    gap: float = 0.0
    align: str = ""
    justify: str = "start"
    place: str = "top start"
    fill: str | None = None
    behind: str | None = None
    radius: float = 0.0
    border: str | None = None
    ground: bool = False


class Inline(NamedTuple):
    """A stretch of text in one mark.

    Args:
        text: The characters.
        mark: ``""``, ``strong``, ``em``, ``accent``.
        ltr: Whether it is isolated left to right.
        source: Where ``text`` stands in the article, the same length; of a text that a person
            changed the whole place that it was made of; None for labels.
    """

    text: str
    mark: str = ""
    ltr: bool = False
    source: Span | None = None


class Column(NamedTuple):
    """Children from top to bottom."""

    style: Style
    children: tuple["Node", ...] = ()


class Row(NamedTuple):
    """Children from the right to the left."""

    style: Style
    children: tuple["Node", ...] = ()


class Stack(NamedTuple):
    """Children on top of each other, the last in front."""

    style: Style
    children: tuple["Node", ...] = ()


class Box(NamedTuple):
    """A filled rectangle, with or without children from top to bottom."""

    style: Style
    children: tuple["Node", ...] = ()


class List(NamedTuple):
    """Items from top to bottom."""

    style: Style
    children: tuple["Node", ...] = ()


class Item(NamedTuple):
    """An item of a list: its marker at the right, then its content."""

    style: Style
    children: tuple["Node", ...] = ()


class Text(NamedTuple):
    """A paragraph.

    Args:
        role: Name of its role in the theme.
        inlines: Its text.
        min: Least size in px; None takes the role's.
        max: Largest size in px; None takes the role's.
        least_lines: Lines at the least, where it has the words for them.
        most_lines: Lines at the most; 0 is no limit.
        color: Colour as ``#rrggbb``; None takes the role's.
        align: ``start center end``.
        own: Whether it is fitted alone (``fit="own"``).
        weight: Font weight; 0 takes the role's.
        leading: Distance of baselines in em; 0 takes the role's.
        after: Icon to hang behind the last word, as high as its ink, in the accent colour.
        trim: What the box is trimmed to: ``letters`` (tall letters to short descenders; marks
            may reach out), ``full`` (with marks above and below) or ``digits``.
    """

    style: Style
    role: str
    inlines: tuple[Inline, ...]
    min: float | None = None
    max: float | None = None
    least_lines: int = 1
    most_lines: int = 0
    color: str | None = None
    align: str = "start"
    own: bool = False
    weight: int = 0
    leading: float = 0.0
    after: str | None = None
    trim: str = "letters"


class Cell(NamedTuple):
    """A cell of a table; ``head`` for ``<th>``."""

    style: Style
    children: tuple["Node", ...] = ()
    head: bool = False


class TableRow(NamedTuple):
    """A row of a table, the first cell at the right."""

    style: Style
    children: tuple[Cell, ...] = ()


class Table(NamedTuple):
    """A table.

    Args:
        columns: A width for each column: a length, a share (``fr``) as a negative number of
            shares, or None for as wide as its content asks.
        rule: Colour of the hairline below each row.
        highest: A row is not stretched beyond this height in px; 0 is no limit.
    """

    style: Style
    children: tuple[TableRow, ...] = ()
    columns: tuple[Length | float | None, ...] = ()
    rule: str | None = None
    highest: float = 0.0


class Image(NamedTuple):
    """A picture that fills its box.

    Args:
        source: ``photo`` (the card's photograph) or a file in the theme's folder.
        shade: Stops (y as a share of the height, opacity 0…1) of the darkening over a
            photograph; without any it is darkened as far as the text over it asks for.
        shade_color: Colour of the darkening.
    """

    style: Style
    source: str
    shade: tuple[tuple[float, float], ...] = ()
    shade_color: str = "#000000"


class Icon(NamedTuple):
    """A single-colour shape of the theme or a pattern.

    Args:
        name: File name without its ending, or the name of a pattern.
        color: Colour as ``#rrggbb``.
        at: Centre of a pattern in card pixels.
        step: Distance of a pattern's repeats, in px.
    """

    style: Style
    name: str
    color: str
    at: tuple[float, float] = (0.0, 0.0)
    step: float = 120.0


class Flag(NamedTuple):
    """A country's flag, round; ``code`` is ISO 3166, two letters."""

    style: Style
    code: str
    ring: str | None = None


class Rule(NamedTuple):
    """A line across its parent's direction; ``thick`` in px."""

    style: Style
    color: str
    thick: float = 2.0


class Space(NamedTuple):
    """Nothing, of a size or growing."""

    style: Style


Node = (
    Column
    | Row
    | Stack
    | Box
    | List
    | Item
    | Text
    | Table
    | TableRow
    | Cell
    | Image
    | Icon
    | Flag
    | Rule
    | Space
)


class CardNode(NamedTuple):
    """A whole card.

    Args:
        ground: Colour at the top, ``#rrggbb``.
        ground_end: Colour at the bottom; the same for a flat ground.
        children: Laid on top of each other over the whole card.
    """

    ground: str
    ground_end: str
    children: tuple[Node, ...] = ()
