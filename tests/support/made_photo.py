"""Photographs made for tests, as files of any format."""

import io
from typing import Any

from PIL import Image

GPS = 0x8825
ORIENTATION = 0x0112


def file_of(image: Image.Image, image_format: str = "JPEG", **options: Any) -> bytes:  # noqa: ANN401 - as Pillow has them
    """Return a picture as a file; ``options`` are Pillow's."""
    buffer = io.BytesIO()
    image.save(buffer, image_format, **options)
    return buffer.getvalue()


def halves(width: int = 64, height: int = 48, mode: str = "RGB") -> Image.Image:
    """Return a picture whose upper half is red and whose lower half is blue."""
    image = Image.new("RGB", (width, height), (0, 0, 255))
    image.paste((255, 0, 0), (0, 0, width, height // 2))
    return image.convert(mode)


def with_place(orientation: int = 1) -> Image.Exif:
    """Return what a telephone writes: how it was held, where it was, and whose it is."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[0x013B] = "SECRET-OWNER"
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (24.0, 42.0, 0.0)
    return exif
