"""Compares pictures with accepted ones."""

from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops

TOLERANCE = 2
"""Largest difference of a channel, of 255, that counts as equal."""

LARGEST_BYTES = 20 * 1024


@dataclass(frozen=True, slots=True)
class Golden:
    """The accepted pictures.

    Args:
        accepted: Folder of the accepted pictures.
        results: Folder for what a failure leaves: the picture and its difference.
        update: Accept what is given instead of comparing it.
    """

    accepted: Path
    results: Path
    update: bool = False

    def check(self, image: Image.Image, name: str) -> None:
        """Fail unless a picture equals the accepted one of that name."""
        path = self.accepted / f"{name}.png"
        if self.update:
            self._accept(image, path)
            return
        if not path.exists():
            self._leave(image, name, None)
            msg = f"there is no golden picture {name}: look at {self.results}, then --update-golden"
            raise AssertionError(msg)
        with Image.open(path) as file:
            expected = file.convert(image.mode)
        if expected.size != image.size:
            self._leave(image, name, None)
            msg = f"{name} is {image.size}, accepted is {expected.size}"
            raise AssertionError(msg)
        difference = ImageChops.difference(image, expected)
        largest = _largest(difference)
        if largest > TOLERANCE:
            self._leave(image, name, difference)
            msg = f"{name} differs by up to {largest} of 255: see {self.results}"
            raise AssertionError(msg)

    def _accept(self, image: Image.Image, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        image.save(path, optimize=True)
        size = path.stat().st_size
        if size > LARGEST_BYTES:
            path.unlink()
            msg = f"{path.name} has {size} bytes; a golden picture has at most {LARGEST_BYTES}"
            raise AssertionError(msg)

    def _leave(self, image: Image.Image, name: str, difference: Image.Image | None) -> None:
        self.results.mkdir(parents=True, exist_ok=True)
        image.save(self.results / f"{name}.actual.png")
        if difference is not None:
            difference.point(lambda value: min(255, value * 16)).save(
                self.results / f"{name}.difference.png"
            )


def _largest(difference: Image.Image) -> int:
    used = [
        value
        for channel in difference.split()
        for value, count in enumerate(channel.histogram())
        if count
    ]
    return max(used)
