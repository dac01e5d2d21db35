"""Small pictures: of cards for lists, and the square one that stands for a page."""

import io

from PIL import Image

from composer.cards.picture import Photo, reading

MEDIA_TYPE = "image/jpeg"
_QUALITY = 82


def thumbnail(data: bytes, *, width: int) -> bytes:
    """Return a JPEG of a picture in a width, in the picture's own shape; never larger than it.

    Args:
        data: A PNG or JPEG of ours.
        width: In pixels.

    Raises:
        ArticleError: It is no picture.
    """
    out = io.BytesIO()
    with reading("the card"), Image.open(io.BytesIO(data)) as image:
        height = max(round(image.height * width / image.width), 1)
        image.draft("RGB", (width, height))  # a JPEG is decoded small
        small = image.convert("RGB")
        small.thumbnail((width, height), Image.Resampling.LANCZOS, reducing_gap=2)
        small.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()


def face(data: bytes, *, side: int) -> bytes:
    """Return a square JPEG of the middle of a picture; where it is transparent it is white.

    Args:
        data: Any picture that photographs are read from.
        side: In pixels.

    Raises:
        ArticleError: It is no picture, or too large.
    """
    out = io.BytesIO()
    small = Photo(data, name="the page's picture", focus=(0.5, 0.5)).cover(side, side)
    small.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()
