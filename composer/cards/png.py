"""Writes PNG files: unfiltered rows, one IDAT chunk (PNG 3rd edition, sections 5 and 11).

On flat cards the search for the best filter is most of an encoder's cost and gains little.
"""

import struct
import zlib

from isal import isal_zlib

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_RGB = 2
_PERCEPTUAL = b"\0"


_LEVEL = 1


def write_png(rows: bytes, *, width: int, height: int) -> bytes:
    r"""Return a PNG file of 8-bit RGB pixels.

    Args:
        rows: ``height`` rows of ``width`` × 3 bytes and one zero byte; the zero behind a row
            serves as the filter byte of the next, so the last is not needed.
        width: Columns.
        height: Rows.
    """
    header = struct.pack(">IIBBBBB", width, height, 8, _RGB, 0, 0, 0)
    # Fed in pieces: putting the first filter byte in front would copy all the pixels.
    deflate = isal_zlib.compressobj(_LEVEL)
    data = (
        deflate.compress(b"\0"),
        deflate.compress(memoryview(rows)[: height * (width * 3 + 1) - 1]),
        deflate.flush(),
    )
    return b"".join(
        (
            _SIGNATURE,
            _chunk(b"IHDR", header),
            _chunk(b"sRGB", _PERCEPTUAL),
            _chunk(b"IDAT", b"".join(data)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    crc = zlib.crc32(data, zlib.crc32(kind))
    return b"".join((struct.pack(">I", len(data)), kind, data, struct.pack(">I", crc)))
