"""Decodes pictures: flags, files of a theme, and the card's photograph."""

import hashlib
import io
import warnings
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError

from composer.cards.icon import IconShape, read_icon
from composer.errors import ArticleError, ThemeError

_MOST_PIXELS = 60_000_000
_ADVICE = "give one of at most 60 megapixels"
_RING_PX = 3


@dataclass(frozen=True)
class Photo:
    """A photograph and the point in it that must stay in sight.

    Args:
        data: The file's bytes.
        name: What to call it in messages.
        focus: The point, (0, 0) the upper left corner and (1, 1) the lower right.
    """

    data: bytes
    name: str = "photo"
    focus: tuple[float, float] = (0.5, 0.4)

    @cached_property
    def mark(self) -> str:
        """What names its bytes and its focus."""
        return f"{hashlib.sha256(self.data).hexdigest()} {self.focus}"

    def focused(self, focus: tuple[float, float]) -> "Photo":
        """Return the same photograph around another point, decoded where it was."""
        other = replace(self, focus=focus)
        if "image" in vars(self):
            vars(other)["image"] = self.image
        return other

    @cached_property
    def image(self) -> Image.Image:
        """The decoded picture, upright, mode RGB.

        Raises:
            ArticleError: It is no picture we read, or larger than 60 megapixels.
        """
        with reading(self.name):
            return flat(ImageOps.exif_transpose(opened(self.data, self.name)))

    def cover(self, width: int, height: int) -> Image.Image:
        """Return it scaled and cropped to fill ``width`` × ``height`` px around the focus."""
        return ImageOps.fit(
            self.image, (width, height), Image.Resampling.LANCZOS, centering=self.focus
        )


@contextmanager
def reading(name: str) -> Iterator[None]:
    """Tell what is wrong with a picture that is read within, whatever Pillow says of it.

    Raises:
        ArticleError: It cannot be read; ``name`` is what it is called.
    """
    try:
        with warnings.catch_warnings():
            # Pillow warns of what it is about to refuse, and of what it passes over.
            warnings.simplefilter("ignore")
            yield
    except ArticleError:
        raise
    except Image.DecompressionBombError as error:
        msg = f"{name}: it has too many pixels: {_ADVICE}"
        raise ArticleError(msg) from error
    except Exception as error:  # damaged bytes lead Pillow's readers to any error there is
        msg = f"{name}: not a picture that can be read; give a JPEG, PNG or WebP file"
        raise ArticleError(msg) from error


def opened(data: bytes, name: str, formats: Collection[str] | None = None) -> Image.Image:
    """Return a picture of which no more than the head is decoded yet.

    Args:
        data: The file's bytes.
        name: What to call it in messages.
        formats: The formats that are read, by Pillow's names; None for all that it knows.

    Raises:
        ArticleError: It is larger than 60 megapixels.
    """
    image = Image.open(io.BytesIO(data), formats=None if formats is None else tuple(formats))
    if image.width * image.height > _MOST_PIXELS:
        msg = f"{name}: {image.width}×{image.height} pixels are too many: {_ADVICE}"
        raise ArticleError(msg)
    return image


def flat(image: Image.Image) -> Image.Image:
    """Return a picture in 8-bit RGB; where it is transparent it is white."""
    if image.mode.startswith("I;16"):
        image = image.point(lambda value: value / 257).convert("L")
    if image.has_transparency_data:
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image.convert("RGBA"))
    return image.convert("RGB")


class Pictures:
    """Flags and theme files, decoded and sized once."""

    def __init__(self, flags: Path, folders: tuple[Path, ...] = ()) -> None:
        self._flags = flags
        self._folders = folders
        self._ready: dict[tuple[str, str, int, int, str | None], Image.Image] = {}
        self._icons: dict[str, IconShape] = {}

    def icon(self, name: str) -> IconShape:
        """Return the outlines of ``icons/NAME.svg``, the theme's own first."""
        known = self._icons.get(name)
        if known is None:
            paths = [folder / "icons" / f"{name}.svg" for folder in self._folders]
            path = next((each for each in paths if each.is_file()), None)
            if path is None or not name.replace("-", "").isalnum():
                known_names = sorted(
                    {each.stem for path in paths for each in path.parent.glob("*.svg")}
                )
                msg = f"there is no icon {name!r}; there are {', '.join(known_names)}"
                raise ThemeError(msg)
            known = self._icons[name] = read_icon(path.read_text(encoding="utf-8"), name=name)
        return known

    def flag(self, code: str, side: int, ring: str | None) -> Image.Image:
        """Return a round flag, RGBA, ``side`` px, with a thin ring when a colour is given."""
        key = ("flag", code, side, side, ring)
        if key not in self._ready:
            path = self._flags / f"{code}.png"
            if not code.isalnum() or not path.is_file():
                msg = f"there is no flag for {code!r}"
                raise ThemeError(msg)
            self._ready[key] = _ringed(Image.open(path).convert("RGBA"), side, ring)
        return self._ready[key]

    def file(self, name: str, width: int, height: int) -> Image.Image:
        """Return a picture of the theme, RGBA, fitted into ``width`` × ``height`` px."""
        key = ("file", name, width, height, None)
        if key not in self._ready:
            path = next((each / name for each in self._folders if (each / name).is_file()), None)
            if path is None or ".." in Path(name).parts or Path(name).is_absolute():
                msg = f"picture {name!r} is not in the theme's folders"
                raise ThemeError(msg)
            try:
                image = Image.open(path).convert("RGBA")
            except (UnidentifiedImageError, OSError) as error:
                msg = f"{path}: not a picture that can be read"
                raise ThemeError(msg) from error
            self._ready[key] = ImageOps.contain(image, (width, height), Image.Resampling.LANCZOS)
        return self._ready[key]


def _ringed(flag: Image.Image, side: int, ring: str | None) -> Image.Image:
    if ring is None:
        return flag.resize((side, side), Image.Resampling.LANCZOS)
    inner = side - 2 * _RING_PX
    disc = Image.new("L", (side * 4, side * 4), 0)
    ImageDraw.Draw(disc).ellipse((0, 0, side * 4 - 1, side * 4 - 1), fill=255)
    whole = Image.new("RGBA", (side, side), ring)
    whole.putalpha(disc.reduce(4))
    small = flag.resize((inner, inner), Image.Resampling.LANCZOS)
    whole.alpha_composite(small, (_RING_PX, _RING_PX))
    return whole
