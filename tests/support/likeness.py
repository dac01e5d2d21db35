"""Compares what a browser shows with small accepted pictures, whatever its version."""

from io import BytesIO
from math import sqrt
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter, ImageStat

AREA = 320 * 200
"""Pixels of an accepted picture: enough to see that something is missing or elsewhere."""

COLOURS = 128
LARGEST_BYTES = 20 * 1024

MOST_OFF = 4.0
"""Mean difference of a channel, of 255: letters may be set a little otherwise, parts may not."""

MOST_SPOT = 60
"""Largest difference of a channel after blurring: a part that is missing is a spot."""


class Likeness:
    """The accepted pictures of screens.

    Args:
        accepted: Their folder.
        results: Folder for what a failure leaves.
        update: Accept what is given instead of comparing it.
    """

    def __init__(self, accepted: Path, results: Path, *, update: bool) -> None:
        self._accepted = accepted
        self._results = results
        self._update = update

    def check(self, shot: bytes, name: str) -> None:
        """Fail unless a screenshot looks like the accepted one of that name.

        Args:
            shot: The screenshot, PNG.
            name: What it is called.
        """
        small = _small(shot)
        path = self._accepted / f"{name}.png"
        if self._update:
            _accept(small, path)
            return
        assert path.exists(), f"there is no golden picture {name}: --update-golden makes it"
        with Image.open(path) as file:
            expected = file.convert("RGB")
        if expected.size != small.size or _differs(small, expected):
            self._results.mkdir(parents=True, exist_ok=True)
            small.save(self._results / f"{name}.actual.png")
            message = f"{name} looks otherwise than accepted: see {self._results}"
            raise AssertionError(message)


def _small(shot: bytes) -> Image.Image:
    with Image.open(BytesIO(shot)) as file:
        whole = file.convert("RGB")
    scale = sqrt(AREA / (whole.width * whole.height))
    size = (round(whole.width * scale), round(whole.height * scale))
    return whole.resize(size, Image.Resampling.BOX)


def _accept(small: Image.Image, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    small.quantize(COLOURS, kmeans=3, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    assert size <= LARGEST_BYTES, f"{path.name} has {size} bytes, at most {LARGEST_BYTES}"


def _differs(one: Image.Image, other: Image.Image) -> bool:
    off = ImageChops.difference(one, other)
    spots = off.filter(ImageFilter.BoxBlur(3))
    mean = max(ImageStat.Stat(off).mean)
    largest = max(ImageStat.Stat(spots).extrema, key=lambda band: band[1])[1]
    return mean > MOST_OFF or largest > MOST_SPOT
