"""The basic backend, for a machine on which HarfBuzz cannot be loaded.

Letters become presentation forms (arabic-reshaper), and Pillow draws them one by one at places
of our own, so its metrics do not depend on the size either. There is no kerning, marks are
centred over their letters, and a family that lacks the presentation forms of a run is replaced,
for that run, by the first one in the book that has them.
"""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from math import ceil, floor
from typing import NamedTuple
from unicodedata import normalize

from arabic_reshaper import ArabicReshaper
from PIL import Image, ImageDraw, ImageFont

from composer.text._bidi_data import MIRRORS
from composer.text.bidi import bidi_class
from composer.text.cluster import INVISIBLE, choose_fonts, with_stand_ins
from composer.text.cmap import covered_characters
from composer.text.font import FontBook, FontFile
from composer.text.margin import OPENING, limited
from composer.text.model import InkBox, Mask, Piece, Run
from composer.text.paragraph import Part, ShapedParagraph, Style, shape_paragraph
from composer.text.stretch import stretches

_MIRROR = dict(zip(MIRRORS[::2], MIRRORS[1::2], strict=True))
_SPACES = str.maketrans(dict.fromkeys("\xa0\u202f\u205f\u3000" + "\u2007\u2008\u2009\u200a", " "))
_HIDDEN = str.maketrans(dict.fromkeys(INVISIBLE - {"\xa0", "\u200d", "\u200c"}))
_JOINERS = str.maketrans(dict.fromkeys("\u200c\u200d"))
_MARK_GAP = 0.04
_ADVANCE_PX = 1000
"""Size at which advances are measured: font units of most fonts, so hinting rounds nothing."""
_INK_PX = 200
"""Size at which ink is measured, by drawing it: Pillow's own boxes reach to the baseline."""
_KEPT_WORDS = 4096
_KEPT_FONTS = 64
_RESHAPING = {
    "delete_harakat": False,
    "support_zwj": True,
    "use_unshaped_instead_of_isolated": True,
    "ARABIC LIGATURE ALLAH": True,
}


class Glyph(NamedTuple):
    """A character of a run in visual order, and its place in em.

    Args:
        char: A presentation form, a mark or any other character.
        x: Distance of its origin from the run's left end.
        y: Distance of its origin below the baseline.
    """

    char: str
    x: float
    y: float


class Glyphs(NamedTuple):
    """The characters of a run, and the file of the font that has them."""

    file: FontFile
    placed: tuple[Glyph, ...]


class BasicFace:
    """A font file as Pillow measures it.

    Args:
        file: The file.
    """

    def __init__(self, file: FontFile) -> None:
        self.file = file
        self.coverage = covered_characters(file.path.read_bytes()) | INVISIBLE
        self._font = _open(file, _ADVANCE_PX)
        self._small_font = _open(file, _INK_PX)
        self.advance = lru_cache(maxsize=None)(self._advance)
        self.ink = lru_cache(maxsize=None)(self._ink)

    def _advance(self, char: str) -> float:
        """Return the width of a character in em."""
        return self._font.getlength(char) / _ADVANCE_PX

    def _ink(self, char: str) -> InkBox | None:
        """Return the ink of a character in em from its origin; None when blank."""
        drawn, (x, y) = self._small_font.getmask2(char, mode="L", anchor="ls")
        box = drawn.getbbox()
        if box is None:
            return None
        left, top, right, bottom = box
        edges = (x + left, y + top, x + right, y + bottom)
        return InkBox(*(edge / _INK_PX for edge in edges))


class BasicShaper:
    """Shapes words by presentation forms.

    Args:
        book: The fonts at hand.
    """

    def __init__(self, book: FontBook) -> None:
        self._book = book
        self._reshaper = ArabicReshaper(configuration=_RESHAPING)
        self._face = lru_cache(maxsize=None)(BasicFace)
        self.word = lru_cache(maxsize=_KEPT_WORDS)(self._shape_word)

    def space(self, style: Style) -> float:
        """Return the width of a space in em."""
        return self._face(self._book.file(*style)).advance(" ")

    def _shape_word(
        self, text: str, levels: bytes, scripts: bytes, style: Style
    ) -> tuple[Part, ...]:
        del scripts  # presentation forms know no scripts
        faces = [self._face(file) for file in self._book.chain(*style)]
        parts: list[Part] = []
        for start, end in stretches(levels):
            parts += self._parts(text[start:end], start, levels[start], faces)
        return tuple(parts)

    def _parts(self, text: str, start: int, level: int, faces: list[BasicFace]) -> list[Part]:
        """Return the runs of a stretch of one level: one, if any font can draw it whole."""
        forms = self._forms(text)
        whole = next((face for face in faces if face.coverage.issuperset(forms)), None)
        if whole is not None:
            return [_part(forms, (start, start + len(text)), level, whole)]
        text = with_stand_ins(text, faces)
        fonts = bytes(choose_fonts(text, faces))
        return [
            _part(self._forms(text[a:b]), (start + a, start + b), level, faces[fonts[a]])
            for a, b in stretches(fonts)
        ]

    def _forms(self, text: str) -> str:
        """Return the presentation forms of a text in logical order, without what is hidden."""
        visible = normalize("NFC", text).translate(_SPACES).translate(_HIDDEN)
        reshaped: str = self._reshaper.reshape(visible)
        return reshaped.translate(_JOINERS)


class BasicEngine:
    """Shapes text by presentation forms and rasters it with Pillow.

    Args:
        book: The fonts at hand; it should have a family with all Arabic presentation forms.
        warning: Why this backend stands in for HarfBuzz, where it does.
    """

    def __init__(self, book: FontBook, *, warning: str | None = None) -> None:
        self._book = book
        self._warning = warning
        self._shaper = BasicShaper(book)
        self._sized = lru_cache(maxsize=_KEPT_FONTS)(_open)

    @property
    def name(self) -> str:
        """``basic``."""
        return "basic"

    @property
    def warning(self) -> str | None:
        """Why this backend stands in for HarfBuzz, where it does."""
        return self._warning

    def paragraph(self, pieces: tuple[Piece, ...], *, rtl: bool = True) -> ShapedParagraph:
        """Shape a paragraph; its base direction is always given, never guessed."""
        return shape_paragraph(pieces, self._shaper, rtl=rtl)

    def mask(self, run: Run, *, size_px: float, shift: float) -> Mask:
        """Raster a run at a size; ``shift`` in [0, 1) is its offset from the whole pixel."""
        glyphs = run.glyphs
        if not isinstance(glyphs, Glyphs):
            msg = "the run was shaped by another backend"
            raise TypeError(msg)
        if run.box is None:
            return Mask(0, 0, 0, 0, 0, b"", bottom_up=False)
        left, top = floor(run.box.left * size_px) - 1, floor(run.box.top * size_px) - 1
        width = ceil(run.box.right * size_px) + 3 - left
        height = ceil(run.box.bottom * size_px) + 2 - top
        image = Image.new("L", (width, height))
        draw = ImageDraw.Draw(image)
        font = self._sized(glyphs.file, size_px)
        for char, x, y in glyphs.placed:
            place = (x * size_px + shift - left, y * size_px - top)
            draw.text(place, char, fill=255, font=font, anchor="ls")
        return Mask(left, top, width, height, width, image.tobytes(), bottom_up=False)

    def fingerprint(self) -> dict[str, str]:
        """Return the versions and font hashes that decide what the pixels are."""
        found = {"engine": self.name}
        found |= {name: version(name) for name in ("pillow", "arabic-reshaper")}
        for file in self._book.files():
            digest = sha256(file.path.read_bytes()).hexdigest()
            found[f"{file.family} {file.weight}"] = digest
        return found


def _open(file: FontFile, size_px: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(file.path), size_px, layout_engine=ImageFont.Layout.BASIC)


def _part(forms: str, span: tuple[int, int], level: int, face: BasicFace) -> Part:
    """Return a shaped run; ``forms`` are its characters in logical order, ready to draw."""
    missing = "".join(dict.fromkeys(char for char in forms if char not in face.coverage))
    placed, width = _placed(_visual(forms) if level & 1 else _bases(forms), face)
    box = _box(placed, face)
    hang = _hang(forms, face) if level & 1 else 0.0
    glyphs = Glyphs(face.file, placed)
    return Part(*span, level, width, box, missing, face.file.family, glyphs, hang)


def _bases(forms: str) -> list[str]:
    """Return each base with the marks after it."""
    found: list[str] = []
    for char in forms:
        if found and bidi_class(char) == "M":
            found[-1] += char
        else:
            found.append(char)
    return found


def _visual(forms: str) -> list[str]:
    """Return the bases of a right-to-left run from left to right, brackets mirrored."""
    mirrored = "".join([_MIRROR.get(char, char) for char in forms])
    return _bases(mirrored)[::-1]


def _placed(bases: Sequence[str], face: BasicFace) -> tuple[tuple[Glyph, ...], float]:
    """Return the glyphs with their places, and the width of all in em."""
    placed: list[Glyph] = []
    pen = 0.0
    for cluster in bases:
        placed.append(Glyph(cluster[0], pen, 0.0))
        if len(cluster) > 1:
            placed += _marks(cluster, pen, face)
        pen += face.advance(cluster[0])
    return tuple(placed), pen


def _marks(cluster: str, pen: float, face: BasicFace) -> list[Glyph]:
    """Return the marks of a cluster, centred over or under its base and stacked."""
    base = face.ink(cluster[0]) or InkBox(0.0, 0.0, face.advance(cluster[0]), 0.0)
    middle = pen + (base.left + base.right) / 2
    top, bottom = base.top, base.bottom
    placed = []
    for mark in cluster[1:]:
        ink = face.ink(mark)
        if ink is None:
            continue
        x = middle - (ink.left + ink.right) / 2
        if ink.top < 0 < ink.bottom:
            y = 0.0  # it encloses the base
        elif ink.bottom > 0:
            y = max(0.0, bottom + _MARK_GAP - ink.top)
            bottom = ink.bottom + y
        else:
            y = min(0.0, top - _MARK_GAP - ink.bottom)
            top = ink.top + y
        placed.append(Glyph(mark, x, y))
    return placed


def _box(placed: Sequence[Glyph], face: BasicFace) -> InkBox | None:
    inks = [(x, y, ink) for char, x, y in placed if (ink := face.ink(char)) is not None]
    if not inks:
        return None
    return InkBox(
        min(x + ink.left for x, _, ink in inks),
        min(y + ink.top for _, y, ink in inks),
        max(x + ink.right for x, _, ink in inks),
        max(y + ink.bottom for _, y, ink in inks),
    )


def _hang(forms: str, face: BasicFace) -> float:
    """Return the ``hang`` of a right-to-left run."""
    rest = forms.lstrip("".join(OPENING))
    opening = sum(face.advance(_MIRROR.get(char, char)) for char in forms[: len(forms) - len(rest)])
    ink = face.ink(rest[0]) if rest else None
    if ink is None:
        return opening
    bearing = face.advance(rest[0]) - ink.right
    return opening + limited(bearing)
