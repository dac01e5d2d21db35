"""A display list: what to paint and where, with nothing left to decide.

``x`` is the left edge and ``y`` grows downwards; all numbers are card pixels.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from composer.domain.article import Span
from composer.text.model import Run


class Rect(NamedTuple):
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height


class Fill(NamedTuple):
    """A filled rectangle, its corners rounded by ``radius``."""

    box: Rect
    color: str
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class Gradient:
    """A rectangle that runs from one colour at the top to another at the foot."""

    box: Rect
    top: str
    bottom: str


@dataclass(frozen=True, slots=True)
class Shade:
    """A colour laid over the picture below; ``stops`` are (share of the height, opacity)."""

    box: Rect
    color: str
    stops: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Strokes:
    """Thin circles and lines in one colour.

    Args:
        box: Where they are painted; nothing is drawn outside.
        color: Their colour.
        circles: (centre x, centre y, radius, width), relative to the box.
        lines: (x, y, x, y, width), relative to the box.
        mirrored: Whether left and right change places.
        upturned: Whether top and bottom change places.
    """

    box: Rect
    color: str
    circles: tuple[tuple[float, float, float, float], ...] = ()
    lines: tuple[tuple[float, float, float, float, float], ...] = ()
    mirrored: bool = False
    upturned: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """Closed outlines in one colour, filled even-odd; points are shares of the box."""

    box: Rect
    color: str
    outlines: tuple[tuple[tuple[float, float], ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that covers its box: ``kind`` is ``photo flag file``, ``name`` which."""

    box: Rect
    kind: str
    name: str
    ring: str | None = None


class GlyphRun(NamedTuple):
    """A shaped run; ``x`` is its left end and ``y`` the baseline."""

    run: Run
    x: float
    y: int
    size_px: float
    color: str


FrameItem = Fill | Gradient | Shade | Strokes | Shape | Picture | GlyphRun


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLine:
    """One visual line of text.

    Args:
        text: In logical order, exactly what is drawn.
        box: Its own ink box (x, y, width, height) in whole card pixels.
        font: Family.
        px: Size.
        color: Colour of most of it, ``#rrggbb``.
        ground: Colour behind it.
        source: Where it stands in the article; None for labels, page marks, list numbers.
        rtl: Its base direction.
        missing: Characters that no font has.
        inks: Each colour used in it with the colour behind it.
    """

    text: str
    box: tuple[int, int, int, int]
    font: str
    px: float
    color: str
    ground: str
    source: Span | None = None
    rtl: bool = True
    missing: str = ""
    inks: tuple[tuple[str, str], ...] = ()


class Wording(NamedTuple):
    """A stretch of a text as its template gave it, before any line was broken.

    ``source`` is the very place of these characters in the article; None for all else.
    """

    text: str
    source: Span | None = None


class Level(StrEnum):
    """How bad a finding of a check is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What a check says of one card."""

    rule: str
    level: Level
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A laid-out card.

    Args:
        width: In card pixels.
        height: In card pixels.
        ground: What is painted first and shared by many cards.
        items: What is painted over it, in order.
        lines: Its visual lines in reading order.
        scale: The common factor of the type scale that was found, 0…1.
        photo: Whether a photograph stands behind.
        texts: What its texts say, each stretch by stretch, in the template's order.
    """

    width: int
    height: int
    ground: tuple[FrameItem, ...] = ()
    items: tuple[FrameItem, ...] = ()
    lines: tuple[CardLine, ...] = ()
    scale: float = 1.0
    texts: tuple[tuple[Wording, ...], ...] = ()
    photo: bool = field(default=False)
