"""What kind of picture some bytes are, and its size: enough to refuse what Facebook refuses."""

import struct
from dataclasses import dataclass

from composer.sandbox.graph_error import unreadable_photo

MOST_BYTES = 10 * 1024 * 1024
"""The largest photo that is taken."""

_JPEG_MARK = 0xFF
_JPEG_SIZES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_JPEG_BARE = frozenset({0x01, *range(0xD0, 0xD9)})
_TIFF_WIDTH, _TIFF_HEIGHT = 256, 257
_TIFF_SHORT = 3
_BMP_CORE = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What is known of a picture; its size is in pixels."""

    media_type: str
    ending: str
    width: int
    height: int


def look_at(data: bytes) -> Picture:
    """Return what a file is, told by its own bytes.

    Raises:
        GraphError: It is too big, or no picture of a kind that is taken.
    """
    if len(data) > MOST_BYTES:
        raise unreadable_photo()
    try:
        picture = _look(data)
    except (struct.error, IndexError):
        raise unreadable_photo() from None
    if picture is None or picture.width <= 0 or picture.height <= 0:
        raise unreadable_photo()
    return picture


def _look(data: bytes) -> Picture | None:
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR" and b"IEND" in data[-12:]:
        width, height = struct.unpack(">II", data[16:24])
        return Picture(media_type="image/png", ending="png", width=width, height=height)
    if data.startswith(b"\xff\xd8\xff"):
        width, height = _jpeg_size(data)
        return Picture(media_type="image/jpeg", ending="jpg", width=width, height=height)
    if data[:6] in {b"GIF87a", b"GIF89a"}:
        width, height = struct.unpack("<HH", data[6:10])
        return Picture(media_type="image/gif", ending="gif", width=width, height=height)
    if data[:2] == b"BM":
        width, height = _bmp_size(data)
        return Picture(media_type="image/bmp", ending="bmp", width=width, height=height)
    if data[:4] in {b"II*\x00", b"MM\x00*"}:
        width, height = _tiff_size(data)
        return Picture(media_type="image/tiff", ending="tiff", width=width, height=height)
    return None


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """Return the size that stands in the frame header."""
    place = 2
    while data[place] == _JPEG_MARK:
        marker = data[place + 1]
        if marker == _JPEG_MARK:
            place += 1
        elif marker in _JPEG_BARE:
            place += 2
        elif marker in _JPEG_SIZES:
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return width, height
        else:
            place += 2 + struct.unpack(">H", data[place + 2 : place + 4])[0]
    raise unreadable_photo()


def _bmp_size(data: bytes) -> tuple[int, int]:
    header = struct.unpack("<I", data[14:18])[0]
    form = "<HH" if header == _BMP_CORE else "<ii"
    width, height = struct.unpack(form, data[18 : 18 + struct.calcsize(form)])
    return width, abs(height)


def _tiff_size(data: bytes) -> tuple[int, int]:
    """Return the size that stands in the first directory."""
    order = "<" if data[:2] == b"II" else ">"
    start = struct.unpack(f"{order}I", data[4:8])[0]
    count = struct.unpack(f"{order}H", data[start : start + 2])[0]
    sizes = {}
    for place in range(start + 2, start + 2 + 12 * count, 12):
        tag, form = struct.unpack(f"{order}HH", data[place : place + 4])
        value = f"{order}H" if form == _TIFF_SHORT else f"{order}I"
        end = place + 8 + struct.calcsize(value)
        sizes[tag] = struct.unpack(value, data[place + 8 : end])[0]
    return sizes.get(_TIFF_WIDTH, 0), sizes.get(_TIFF_HEIGHT, 0)
