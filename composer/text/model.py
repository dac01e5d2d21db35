"""Shaped text: what the engine returns and the layout arranges.

All lengths are in em (1.0 is the font size), so one shaping serves every size.
``x`` grows to the right and ``y`` downwards from the baseline, in right-to-left text too.
A card makes hundreds of these, so they are named tuples: the cheapest frozen values there are.
"""

from collections.abc import Hashable
from typing import NamedTuple, Protocol

NEVER = float("inf")
"""The glue after a word at which no line may break."""


class Piece(NamedTuple):
    """A stretch of text in one style, as the template gives it.

    Args:
        text: The characters, in logical order.
        family: Font family.
        weight: Font weight, 100 to 900.
        ink: Anything that tells this piece's paint from another's; comes back on the runs.
        isolate: Direction to isolate the piece in (``<ltr>``); None leaves it to the rules.
    """

    text: str
    family: str
    weight: int
    ink: Hashable = None
    isolate: str | None = None


class InkBox(NamedTuple):
    """The smallest box around the ink of something, in em or px as its owner says."""

    left: float
    top: float
    right: float
    bottom: float


class Run(NamedTuple):
    """A stretch inside one word with one level, script, font and piece, shaped.

    Args:
        start: First character in the paragraph's text.
        end: One past the last character.
        level: Embedding level (UAX #9); odd is right to left.
        ink: The ``ink`` of its piece.
        advance: Width in em.
        box: Ink box in em, relative to the run's left end on the baseline; None when blank.
        missing: Characters for which no font has a glyph.
        family: Family of the font that really draws it (a fallback's, where one was needed).
        glyphs: What the backend needs to draw it; only the backend that made it looks inside.
        hang: Distance in em from its right end to the ink that a right margin lines up with:
            the bearing of its first glyph, and the width of the opening quotation marks and
            brackets that it starts with.
    """

    start: int
    end: int
    level: int
    ink: Hashable
    advance: float
    box: InkBox | None
    missing: str
    family: str
    glyphs: object
    hang: float = 0.0


class Word(NamedTuple):
    """What stands between two spaces: the least unit of a line.

    Args:
        start: First character in the paragraph's text.
        end: One past the last character, without the space that follows.
        advance: Width in em.
        runs: Its runs in logical order.
        space: Width in em of the space that follows; 0 after the last word.
        space_level: Embedding level of that space.
        glue: What it costs to break a line after this word: ``NEVER``, or a small number,
            negative at a good place (after a comma).
    """

    start: int
    end: int
    advance: float
    runs: tuple[Run, ...]
    space: float
    space_level: int
    glue: float


class PlacedRun(NamedTuple):
    """A run and the ``x`` of its left end in its line, in em."""

    run: Run
    x: float


class VisualLine(NamedTuple):
    """A line in visual order.

    Args:
        text: The characters of the line in logical order, without isolates that we added.
        start: First character in the paragraph's text.
        end: One past the last character.
        runs: From left to right.
        width: Sum of the advances, in em.
        box: Ink box in em, relative to the left end of the line on its baseline.
    """

    text: str
    start: int
    end: int
    runs: tuple[PlacedRun, ...]
    width: float
    box: InkBox


class Mask(NamedTuple):
    """Coverage of a run at a size: ``height`` rows of ``stride`` bytes, 8 bits each.

    Args:
        x: Left edge relative to the whole pixel of the run's origin, in px.
        y: Top edge relative to the baseline, in px, downwards.
        width: Columns in px; 0 when blank.
        height: Rows in px.
        stride: Bytes from one row to the next.
        data: The coverage.
        bottom_up: Whether the first row in ``data`` is the lowest.
    """

    x: int
    y: int
    width: int
    height: int
    stride: int
    data: bytes
    bottom_up: bool


class Paragraph(Protocol):
    """A shaped paragraph."""

    @property
    def text(self) -> str:
        """The characters of all pieces, in logical order."""

    @property
    def words(self) -> tuple[Word, ...]:
        """The words in logical order."""

    def line(self, first: int, last: int) -> VisualLine:
        """Return the words ``first`` to ``last`` (one past) as a line (UAX #9, L1 and L2)."""


class Engine(Protocol):
    """Shapes and rasters text."""

    @property
    def name(self) -> str:
        """``harfbuzz`` or ``basic``."""

    @property
    def warning(self) -> str | None:
        """What the user should know about the backend: why it stands in for a better one."""

    def paragraph(self, pieces: tuple[Piece, ...], *, rtl: bool = True) -> Paragraph:
        """Shape a paragraph; its base direction is always given, never guessed."""

    def mask(self, run: Run, *, size_px: float, shift: float) -> Mask:
        """Raster a run at a size; ``shift`` in [0, 1) is its offset from the whole pixel."""

    def fingerprint(self) -> dict[str, str]:
        """Return the versions and font hashes that decide what the pixels are."""
