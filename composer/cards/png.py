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


class PngWriter:
    """Takes the rows of an image, any number of bytes at a time, and makes a PNG file.

    Rows are 8-bit RGB from the top, ``width`` × 3 bytes and a zero byte each: the zero behind a
    row serves as the filter byte of the next.

    Args:
        width: Columns.
        height: Rows.
    """

    def __init__(self, width: int, height: int) -> None:
        self._size = width, height
        self._left = height * (width * 3 + 1)
        self._deflate = isal_zlib.compressobj(_LEVEL)
        self._parts = [self._deflate.compress(b"\0")]

    def write(self, rows: bytes) -> int:
        """Take more of the rows."""
        self._left -= len(rows)
        self._parts.append(self._deflate.compress(rows if self._left else memoryview(rows)[:-1]))
        return len(rows)

    def flush(self) -> None:
        """Do nothing: writers are asked to."""

    def file(self) -> bytes:
        """Return the file, once all rows are written."""
        width, height = self._size
        header = struct.pack(">IIBBBBB", width, height, 8, _RGB, 0, 0, 0)
        data = b"".join((*self._parts, self._deflate.flush()))
        return b"".join(
            (
                _SIGNATURE,
                _chunk(b"IHDR", header),
                _chunk(b"sRGB", _PERCEPTUAL),
                _chunk(b"IDAT", data),
                _chunk(b"IEND", b""),
            )
        )


def _chunk(kind: bytes, data: bytes) -> bytes:
    crc = zlib.crc32(data, zlib.crc32(kind))
    return b"".join((struct.pack(">I", len(data)), kind, data, struct.pack(">I", crc)))
