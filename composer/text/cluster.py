"""Which font draws which characters of a word.

Chosen by cluster: a base with its marks, an emoji sequence with all its parts. What cannot be
seen (joiners, direction marks, variation selectors) never sends a cluster to another font.
"""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Protocol
from unicodedata import normalize

from composer.text.bidi import bidi_class

_ZWJ = "\u200d"
_REGIONAL = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_JOINED_AFTER = "\u2190"
"""Joiners before this character serve Arabic letters and do not build emoji."""

_INVISIBLE_RANGES = (
    (0xA0, 0xA0), (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160),
    (0x180B, 0x180F), (0x2000, 0x200F), (0x202A, 0x202F), (0x205F, 0x206F), (0x3000, 0x3000),
    (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0),
    (0xE0001, 0xE0001), (0xE0020, 0xE007F),
)  # fmt: skip
INVISIBLE = frozenset(
    chr(point) for first, last in _INVISIBLE_RANGES for point in range(first, last + 1)
)
"""What every font can draw: the shaper hides it or makes a space of it."""


_STAND_INS = str.maketrans(
    "☞☜☟➔➜➤➢►◄⟵⟶⟸⟹⇐⇒★☆✓✗✘✕●○■▸◂∙◦⬤",
    "👉👈👇➡➡▶▶▶◀←→⬅➡⬅➡⭐⭐✔✖✖✖•⚪•▶◀•••",
)
"""A sign of the same meaning for one that few fonts have."""


class Covering(Protocol):
    """Something that can draw certain characters."""

    @property
    def coverage(self) -> AbstractSet[str]:
        """The characters it can draw, with ``INVISIBLE``."""


def choose_fonts(text: str, fonts: Sequence[Covering]) -> list[int]:
    """Return for each character of a word the index of the font that draws it.

    The first font that can draw a whole cluster draws it; else the first one that has its base;
    else the first font of all, and the character is missing.
    """
    chosen: list[int] = []
    for start, end in clusters(text):
        font = _font_of(text[start:end], fonts, chosen[-1] if chosen else 0)
        chosen += [font] * (end - start)
    return chosen


def with_stand_ins(text: str, fonts: Sequence[Covering]) -> str:
    """Return a word in which signs that no font has give way to signs that one has.

    Only what is drawn changes, each character for one other; the text itself stays.
    """
    lacking = {char for char in text if not any(char in font.coverage for font in fonts)}
    if not lacking:
        return text
    return "".join([char.translate(_STAND_INS) if char in lacking else char for char in text])


def clusters(text: str) -> list[tuple[int, int]]:
    """Return the start and the end of each cluster of a text, in order."""
    found: list[tuple[int, int]] = []
    start = 0
    while start < len(text):
        end = _cluster_end(text, start)
        found.append((start, end))
        start = end
    return found


def _cluster_end(text: str, start: int) -> int:
    if (flag := _REGIONAL.match(text, start)) is not None:
        return flag.end()
    end = start + 1
    while end < len(text) and (_extends(text[end]) or _joins(text, end)):
        end += 1
    return end


def _extends(char: str) -> bool:
    return (
        bidi_class(char) == "M"
        or char in INVISIBLE
        or "\U0001f3fb" <= char <= "\U0001f3ff"  # skin tones
    )


def _joins(text: str, place: int) -> bool:
    return text[place - 1] == _ZWJ and text[place] >= _JOINED_AFTER


def _font_of(cluster: str, fonts: Sequence[Covering], previous: int) -> int:
    visible = set(cluster) - INVISIBLE
    if not visible:
        return previous
    composed = set(normalize("NFC", cluster))
    for index, font in enumerate(fonts):
        if font.coverage >= visible or font.coverage >= composed:
            return index
    for index, font in enumerate(fonts):
        if cluster[0] in font.coverage:
            return index
    return 0
