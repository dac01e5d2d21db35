"""Shaping of words with HarfBuzz."""

from functools import lru_cache
from typing import NamedTuple

import uharfbuzz as hb

from composer.text.cluster import choose_fonts, with_stand_ins
from composer.text.face import Face, Faces
from composer.text.margin import OPENING, limited
from composer.text.model import InkBox
from composer.text.paragraph import Part, Style
from composer.text.script import NAMES
from composer.text.stretch import stretches

_KEPT_WORDS = 8192


class Glyphs(NamedTuple):
    """The glyphs of a run from left to right.

    Args:
        face: The face they belong to.
        ids: Glyph indexes.
        xs: Their places from the run's left end, in font units.
        ys: Their heights over the baseline, in font units, upwards.
    """

    face: Face
    ids: list[int]
    xs: list[int]
    ys: list[int]


class HarfBuzzShaper:
    """Shapes words and remembers them: news repeats its words.

    Args:
        faces: The faces to shape with.
    """

    def __init__(self, faces: Faces) -> None:
        self._faces = faces
        self._buffer = hb.Buffer()
        self.word = lru_cache(maxsize=_KEPT_WORDS)(self._shape_word)

    def space(self, style: Style) -> float:
        """Return the width of a space in em."""
        return self._faces.first(style).space

    def _shape_word(
        self, text: str, levels: bytes, scripts: bytes, style: Style
    ) -> tuple[Part, ...]:
        face = self._faces.first(style)
        size = len(text)
        if face.coverage.issuperset(text):
            level, script = levels[0], scripts[0]
            if levels.count(level) == size and scripts.count(script) == size:
                return (self._part(text, (0, size), level, NAMES[script], face),)
            faces, fonts = [face], bytes(size)
        else:
            faces = self._faces.chain(style)
            text = with_stand_ins(text, faces)
            fonts = bytes(choose_fonts(text, faces))
        return tuple(
            self._part(
                text, (start, end), levels[start], NAMES[scripts[start]], faces[fonts[start]]
            )
            for start, end in stretches(levels, scripts, fonts)
        )

    def _part(self, text: str, span: tuple[int, int], level: int, script: str, face: Face) -> Part:
        start, end = span
        buffer = self._buffer
        buffer.clear_contents()
        buffer.add_str(text, start, end - start)
        buffer.direction = "rtl" if level & 1 else "ltr"
        buffer.script = script
        buffer.language = "ar"
        hb.shape(face.font, buffer)
        infos, positions = buffer.glyph_infos, buffer.glyph_positions
        ids = [info.codepoint for info in infos]
        places = [position.position for position in positions]
        xs, ys = [], []
        pen = 0
        for x, y, advance, _ in places:
            xs.append(pen + x)
            ys.append(y)
            pen += advance
        width = pen / face.upem
        box = face.box(ids, xs, ys)
        missing = _missing(text, infos) if 0 in ids else ""
        hang = _rtl_hang(text, infos, places, face) if level & 1 else _ltr_hang(width, box)
        glyphs = Glyphs(face, ids, xs, ys)
        return Part(start, end, level, width, box, missing, face.file.family, glyphs, hang)


def _missing(text: str, infos: list[hb.GlyphInfo]) -> str:
    places = {info.cluster for info in infos if info.codepoint == 0}
    return "".join([text[place] for place in sorted(places)])


def _rtl_hang(
    text: str, infos: list[hb.GlyphInfo], places: list[tuple[int, int, int, int]], face: Face
) -> float:
    """Return the ``hang`` of a right-to-left run: its first glyph is the last in the list."""
    opening = 0
    for index in range(len(infos) - 1, -1, -1):
        info = infos[index]
        x, _, advance, _ = places[index]
        if text[info.cluster] not in OPENING:
            ink = face.inks[info.codepoint]
            bearing = advance - x - ink[2] if ink else 0
            return opening / face.upem + limited(bearing / face.upem)
        opening += advance
    return opening / face.upem


def _ltr_hang(width: float, box: InkBox | None) -> float:
    return 0.0 if box is None else limited(width - box.right)
