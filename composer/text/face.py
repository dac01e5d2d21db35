"""Font files opened through HarfBuzz."""

import uharfbuzz as hb

from composer.text.cluster import INVISIBLE
from composer.text.font import FontBook, FontFile
from composer.text.model import InkBox
from composer.text.paragraph import Style

_FAR = 1 << 30
"""Further out than any glyph, in font units."""


class _Inks(dict[int, tuple[int, int, int, int] | None]):
    """The ink of each glyph of a font, measured when it is first asked for."""

    __slots__ = ("_font",)

    def __init__(self, font: hb.Font) -> None:
        super().__init__()
        self._font = font

    def __missing__(self, glyph: int) -> tuple[int, int, int, int] | None:
        extents = self._font.get_glyph_extents(glyph)
        found = None
        if extents is not None and extents.width and extents.height:
            left, top = extents.x_bearing, extents.y_bearing
            found = left, top + extents.height, left + extents.width, top
        self[glyph] = found
        return found


class Face:
    """An open font file; what is asked of it twice is kept.

    Args:
        file: The file; HarfBuzz maps it into memory.

    ``inks`` holds left, bottom, right and top of each glyph's ink in font units, None when blank.
    """

    __slots__ = ("_coverage", "file", "font", "inks", "space", "upem")

    def __init__(self, file: FontFile) -> None:
        face = hb.Face(hb.Blob.from_file_path(str(file.path)))
        self.file = file
        self.font = hb.Font(face)
        self.upem: int = face.upem
        self._coverage: frozenset[str] | None = None
        self.inks = _Inks(self.font)
        glyph = self.font.get_nominal_glyph(0x20)
        advance = self.font.get_glyph_h_advance(glyph) if glyph else self.upem // 4
        self.space: float = advance / self.upem

    @property
    def coverage(self) -> frozenset[str]:
        """The characters that the font can draw."""
        if self._coverage is None:
            self._coverage = INVISIBLE.union(map(chr, self.font.face.unicodes))
        return self._coverage

    def box(self, glyphs: list[int], xs: list[int], ys: list[int]) -> InkBox | None:
        """Return the ink box of placed glyphs, in em; None when blank."""
        # Bare comparisons take half the time of min and max, and this runs for every new word.
        inks = self.inks
        left = bottom = _FAR
        right = top = -_FAR
        for glyph, x, y in zip(glyphs, xs, ys, strict=True):
            ink = inks[glyph]
            if ink is None:
                continue
            first, low, last, high = ink
            left = x + first if x + first < left else left  # noqa: FURB136
            bottom = y + low if y + low < bottom else bottom  # noqa: FURB136
            right = x + last if x + last > right else right  # noqa: FURB136
            top = y + high if y + high > top else top  # noqa: FURB136
        if left == _FAR:
            return None
        upem = self.upem
        return InkBox(left / upem, -top / upem, right / upem, -bottom / upem)


class Faces:
    """The open faces of a font book; each file is opened once, when it is first needed.

    Args:
        book: The fonts at hand.
    """

    __slots__ = ("_book", "_chains", "_firsts", "_open")

    def __init__(self, book: FontBook) -> None:
        self._book = book
        self._open: dict[FontFile, Face] = {}
        self._firsts: dict[Style, Face] = {}
        self._chains: dict[Style, list[Face]] = {}

    def first(self, style: Style) -> Face:
        """Return the face of a style."""
        found = self._firsts.get(style)
        if found is None:
            found = self._firsts[style] = self._face(self._book.file(*style))
        return found

    def chain(self, style: Style) -> list[Face]:
        """Return the face of a style and those that stand in for it, in order."""
        found = self._chains.get(style)
        if found is None:
            found = self._chains[style] = [self._face(file) for file in self._book.chain(*style)]
        return found

    def _face(self, file: FontFile) -> Face:
        found = self._open.get(file)
        if found is None:
            found = self._open[file] = Face(file)
        return found
