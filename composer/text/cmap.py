"""Which characters a font file has, read from its ``cmap`` table (OpenType, formats 4 and 12)."""

import struct
from collections.abc import Iterator

_DIRECTORY_START = 12
_DIRECTORY_ENTRY = 16
_UNICODE_ENCODINGS = {(3, 10): 0, (0, 4): 1, (0, 6): 1, (3, 1): 2, (0, 3): 3}
"""Platform and encoding of the subtables we read, best first."""


def covered_characters(font: bytes) -> frozenset[str]:
    """Return the characters that a font maps to a glyph.

    Args:
        font: The whole TrueType or OpenType file.
    """
    table = _cmap_table(font)
    (count,) = struct.unpack_from(">H", table, 2)
    entries = [struct.unpack_from(">HHI", table, 4 + 8 * index) for index in range(count)]
    ranked = [
        (_UNICODE_ENCODINGS[platform, encoding], offset)
        for platform, encoding, offset in entries
        if (platform, encoding) in _UNICODE_ENCODINGS
    ]
    subtable = table[min(ranked)[1] :]
    (form,) = struct.unpack_from(">H", subtable)
    points = _segmented(subtable) if form == 4 else _grouped(subtable)  # noqa: PLR2004 - format 4
    return frozenset(map(chr, points))


def _cmap_table(font: bytes) -> bytes:
    (count,) = struct.unpack_from(">H", font, 4)
    for index in range(count):
        entry = _DIRECTORY_START + _DIRECTORY_ENTRY * index
        tag, _, offset, length = struct.unpack_from(">4sIII", font, entry)
        if tag == b"cmap":
            return font[offset : offset + length]
    msg = "the font has no cmap table"
    raise ValueError(msg)


def _segmented(table: bytes) -> Iterator[int]:
    """Yield the code points of a format 4 subtable."""
    (doubled,) = struct.unpack_from(">H", table, 6)
    count = doubled // 2
    form = f">{count}H"
    ends = struct.unpack_from(form, table, 14)
    starts = struct.unpack_from(form, table, 16 + doubled)
    deltas = struct.unpack_from(form, table, 16 + 2 * doubled)
    places = 16 + 3 * doubled
    offsets = struct.unpack_from(form, table, places)
    for index, (start, end, delta, offset) in enumerate(
        zip(starts, ends, deltas, offsets, strict=True)
    ):
        for point in range(start, min(end, 0xFFFE) + 1):
            glyph = point
            if offset:
                place = places + 2 * index + offset + 2 * (point - start)
                (glyph,) = struct.unpack_from(">H", table, place)
            if (glyph or not offset) and (glyph + delta) & 0xFFFF:
                yield point


def _grouped(table: bytes) -> Iterator[int]:
    """Yield the code points of a format 12 subtable."""
    (count,) = struct.unpack_from(">I", table, 12)
    for index in range(count):
        start, end, glyph = struct.unpack_from(">III", table, 16 + 12 * index)
        yield from range(start if glyph else start + 1, end + 1)
