"""Turns whatever picture somebody hands in into a clean photograph that is kept.

What comes out holds pixels and nothing else: upright, in sRGB, of a bounded size, encoded by us.
No place where it was taken, no owner's name, nothing that hid behind the picture's end.
"""

import io
from collections.abc import Collection
from dataclasses import dataclass, field

from PIL import Image, ImageCms, ImageOps

from composer.cards.paint import encode_jpeg, encode_photo_png
from composer.cards.picture import flat, opened, reading

LONGEST_SIDE = 3000
"""Pixels of the long side of what is kept: a card takes 1920 at the most, so it may be cropped."""

SAFE_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
"""What is read of what comes from a browser, by Pillow's names: the fewer readers the better."""

_STRAIGHT = frozenset({"RGB", "RGBA", "CMYK", "L"})
_SRGB = "srgb"
_BAND_ROWS = 256
_LEAST_FACTOR = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Developed:
    """A clean photograph.

    Args:
        data: The file.
        media_type: ``image/jpeg``, or ``image/png`` for what was transparent: drawings mostly.
        width: In px, at most ``LONGEST_SIDE``.
        height: In px, the same.
    """

    data: bytes = field(repr=False)
    media_type: str
    width: int
    height: int


def develop(data: bytes, *, name: str, formats: Collection[str] | None = None) -> Developed:
    """Return a picture as a clean photograph; of a moving one its first frame.

    Args:
        data: The file's bytes.
        name: What to call it in messages.
        formats: The formats that are read, by Pillow's names; None for all that Pillow knows.

    Raises:
        ArticleError: It is no picture that we read, or larger than 60 megapixels.
    """
    with reading(name):
        image = opened(data, name, formats)
        drawn = image.has_transparency_data
        clean = _bare(flat(_in_srgb(_scaled(image))))
    encoded = encode_photo_png(clean) if drawn else encode_jpeg(clean)
    return Developed(
        data=encoded,
        media_type="image/png" if drawn else "image/jpeg",
        width=clean.width,
        height=clean.height,
    )


def _scaled(image: Image.Image) -> Image.Image:
    """Return it upright and no larger than what is kept.

    A JPEG is decoded small where it is large, and all else is made small before anything else is
    done with it: that saves most of the time and of the memory.
    """
    share = LONGEST_SIDE / max(image.size)
    if share < 1:
        image.draft(None, (round(image.width * share), round(image.height * share)))
    small = _reduced(_straight(image))
    small.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return ImageOps.exif_transpose(small)


def _reduced(image: Image.Image) -> Image.Image:
    """Return it smaller by a whole number, so that it is still large enough.

    Pillow copies a picture whole before it reduces one that is transparent; in bands it copies
    little at a time.
    """
    factor = max(image.size) // LONGEST_SIDE
    if factor < _LEAST_FACTOR:
        return image
    width, height = (-(-side // factor) for side in image.size)
    small = Image.new(image.mode, (width, height))
    small.info = image.info
    for top in range(0, image.height, _BAND_ROWS * factor):
        bottom = min(top + _BAND_ROWS * factor, image.height)
        band = image.crop((0, top, image.width, bottom)).reduce(factor)
        small.paste(band, (0, top // factor))
    return small


def _straight(image: Image.Image) -> Image.Image:
    """Return it in a mode whose pixels can be mixed: no palette, no bits."""
    if image.mode in _STRAIGHT:
        return image
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image if image.mode.startswith("I;16") else image.convert("RGB")


def _in_srgb(image: Image.Image) -> Image.Image:
    """Return it in the colours that screens expect; a profile that is wrong is passed over."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in _STRAIGHT:
        return image
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if ImageCms.getProfileDescription(own).strip().lower().startswith(_SRGB):
            return image
        turned = ImageCms.profileToProfile(
            image,
            own,
            ImageCms.createProfile("sRGB"),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="RGBA" if image.mode == "RGBA" else "RGB",
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image
    return turned or image


def _bare(image: Image.Image) -> Image.Image:
    """Return its pixels alone: what else a file told would be written into the next one."""
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    return bare
