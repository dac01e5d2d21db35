"""Small pictures of cards, for lists."""

import io

from PIL import Image

from composer.cards.picture import reading

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
