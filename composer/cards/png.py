"""Writes PNG files: unfiltered rows, one IDAT chunk (PNG 3rd edition, sections 5 and 11).

On flat cards the search for the best filter is most of an encoder's cost and gains little.
"""

import struct
import zlib

from isal import isal_zlib

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_RGB = 2


_LEVEL = 1


def write_png(rows: bytes, *, width: int, height: int) -> bytes:
    """Return a PNG file of 8-bit RGB pixels.

    Args:
        rows: ``height`` rows of one filter byte (0) and ``width`` × 3 bytes.
        width: Columns.
        height: Rows.
    """
    header = struct.pack(">IIBBBBB", width, height, 8, _RGB, 0, 0, 0)
    srgb = b"\x00"
    return b"".join(
        (
            _SIGNATURE,
            _chunk(b"IHDR", header),
            _chunk(b"sRGB", srgb),
            _chunk(b"IDAT", isal_zlib.compress(rows, _LEVEL)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    crc = zlib.crc32(data, zlib.crc32(kind))
    return b"".join((struct.pack(">I", len(data)), kind, data, struct.pack(">I", crc)))
