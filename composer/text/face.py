"""Font files opened through HarfBuzz."""

import uharfbuzz as hb

from composer.text.cluster import INVISIBLE
from composer.text.font import FontBook, FontFile
from composer.text.model import InkBox
from composer.text.paragraph import Style


class Face:
    """An open font file; what is asked of it twice is kept.

    Args:
        file: The file; HarfBuzz maps it into memory.
    """

    __slots__ = ("_coverage", "_ink", "file", "font", "space", "upem")

    def __init__(self, file: FontFile) -> None:
        face = hb.Face(hb.Blob.from_file_path(str(file.path)))
        self.file = file
        self.font = hb.Font(face)
        self.upem: int = face.upem
        self._coverage: frozenset[str] | None = None
        self._ink: dict[int, tuple[int, int, int, int] | None] = {}
        glyph = self.font.get_nominal_glyph(0x20)
        advance = self.font.get_glyph_h_advance(glyph) if glyph else self.upem // 4
        self.space: float = advance / self.upem

    @property
    def coverage(self) -> frozenset[str]:
        """The characters that the font can draw."""
        if self._coverage is None:
            self._coverage = INVISIBLE.union(map(chr, self.font.face.unicodes))
        return self._coverage

    def ink(self, glyph: int) -> tuple[int, int, int, int] | None:
        """Return left, bottom, right and top of a glyph's ink in font units; None when blank."""
        try:
            return self._ink[glyph]
        except KeyError:
            found = self._ink[glyph] = self._measure(glyph)
            return found

    def _measure(self, glyph: int) -> tuple[int, int, int, int] | None:
        extents = self.font.get_glyph_extents(glyph)
        if extents is None or not extents.width or not extents.height:
            return None
        left, top = extents.x_bearing, extents.y_bearing
        return left, top + extents.height, left + extents.width, top

    def box(self, glyphs: list[int], xs: list[int], ys: list[int]) -> InkBox | None:
        """Return the ink box of placed glyphs, in em; None when blank."""
        inks = [
            (x, y, ink)
            for glyph, x, y in zip(glyphs, xs, ys, strict=True)
            if (ink := self.ink(glyph)) is not None
        ]
        if not inks:
            return None
        upem = self.upem
        return InkBox(
            min([x + ink[0] for x, _, ink in inks]) / upem,
            -max([y + ink[3] for _, y, ink in inks]) / upem,
            max([x + ink[2] for x, _, ink in inks]) / upem,
            -min([y + ink[1] for _, y, ink in inks]) / upem,
        )


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
