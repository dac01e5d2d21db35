"""The HarfBuzz backend: shaping and rasterising through uharfbuzz.

An engine reuses its buffer and its rasteriser: give each thread one of its own.
"""

from hashlib import sha256

import uharfbuzz as hb

from composer.text.face import Faces
from composer.text.font import FontBook
from composer.text.model import Mask, Piece, Run
from composer.text.paragraph import ShapedParagraph, shape_paragraph
from composer.text.shape import Glyphs, HarfBuzzShaper


class HarfBuzzEngine:
    """Shapes and rasters text with HarfBuzz.

    Args:
        book: The fonts at hand; a file is opened when it is first needed.
    """

    def __init__(self, book: FontBook) -> None:
        self._book = book
        self._shaper = HarfBuzzShaper(Faces(book))
        self._draw = hb.RasterDraw()

    @property
    def name(self) -> str:
        """``harfbuzz``."""
        return "harfbuzz"

    @property
    def warning(self) -> str | None:
        """What the user should know about this backend: nothing."""
        return None

    def paragraph(self, pieces: tuple[Piece, ...], *, rtl: bool = True) -> ShapedParagraph:
        """Shape a paragraph; its base direction is always given, never guessed."""
        return shape_paragraph(pieces, self._shaper, rtl=rtl)

    def mask(self, run: Run, *, size_px: float, shift: float) -> Mask:
        """Raster a run at a size; ``shift`` in [0, 1) is its offset from the whole pixel."""
        glyphs = run.glyphs
        if not isinstance(glyphs, Glyphs):
            msg = "the run was shaped by another backend"
            raise TypeError(msg)
        draw, font = self._draw, glyphs.face.font
        scale = size_px / glyphs.face.upem
        for glyph, x, y in zip(glyphs.ids, glyphs.xs, glyphs.ys, strict=True):
            draw.transform = (scale, 0.0, 0.0, scale, x * scale + shift, y * scale)
            draw.draw_glyph(font, glyph)
        image = draw.render()
        left, bottom, width, height, stride = image.extents
        return Mask(left, -bottom - height, width, height, stride, image.buffer, bottom_up=True)

    def fingerprint(self) -> dict[str, str]:
        """Return the versions and font hashes that decide what the pixels are."""
        found = {"engine": self.name, "uharfbuzz": hb.__version__, "harfbuzz": hb.version_string()}
        for file in self._book.files():
            digest = sha256(file.path.read_bytes()).hexdigest()
            found[f"{file.family} {file.weight}"] = digest
        return found
