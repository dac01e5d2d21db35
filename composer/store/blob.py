"""Images as files that are named by the hash of their bytes."""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from composer.errors import StoreError
from composer.store.file import LEFT, told, write_file

YOUNGEST = timedelta(hours=1)
"""What is younger is never swept away: the draft that needs it may be on its way."""

_NAME = re.compile("[0-9a-f]{64}")


class Blobs:
    """Images by their hash.

    Args:
        folder: Where the files are.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, data: bytes) -> str:
        """Keep an image and return its hash; when this returns it outlives a power cut.

        A file that is there already is looked at, and mended where its bytes are not what its
        name says; it counts as young again, so that nobody sweeps it away meanwhile.

        Raises:
            StoreError: It cannot be written.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        file = self.path(sha256)
        if not (_holds(file, data) and _made_young(file)):
            write_file(file, data)
        return sha256

    def has(self, sha256: str) -> bool:
        """Tell whether there is a file of that name; its bytes are not looked at."""
        return self.path(sha256).is_file()

    def get(self, sha256: str) -> bytes:
        """Return the bytes of an image.

        Raises:
            StoreError: It is missing, or its bytes are not those that were kept.
        """
        file = self.path(sha256)
        advice = "compose the article again, which mends it, or restore a backup: nashir restore"
        try:
            data = file.read_bytes()
        except FileNotFoundError as error:
            msg = f"an image is missing from the store: {file}: {advice}"
            raise StoreError(msg) from error
        except OSError as error:
            msg = f"the image {file} cannot be read: {error.strerror or error}: {advice}"
            raise StoreError(msg) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            msg = f"the image {file} was changed or is damaged, so nothing is made of it: {advice}"
            raise StoreError(msg)
        return data

    def path(self, sha256: str) -> Path:
        """Return where an image lies."""
        if not is_name(sha256):
            msg = f"{sha256!r} is no hash of an image"
            raise ValueError(msg)
        return self._folder / sha256[:2] / sha256

    def names(self) -> Iterator[str]:
        """Give the hashes of all images, by the names of their files."""
        for file in self._folder.glob("[0-9a-f][0-9a-f]/*"):
            if is_name(file.name):
                yield file.name

    def old(self, now: datetime) -> Iterator[str]:
        """Give the hashes of the images that are older than an hour."""
        return (name for name in self.names() if _is_old(self.path(name), now))

    def discard(self, names: Iterable[str]) -> int:
        """Remove images and return how many there were."""
        count = 0
        for name in names:
            file = self.path(name)
            count += file.is_file()
            with told(file):
                file.unlink(missing_ok=True)
        return count

    def sweep_unfinished(self, now: datetime) -> int:
        """Remove what killed programs left half written; return how many files there were."""
        left = [file for file in self._folder.glob(f"*/{LEFT}*") if _is_old(file, now)]
        for file in left:
            with told(file):
                file.unlink(missing_ok=True)
        return len(left)


def is_name(text: str) -> bool:
    """Tell whether a text is the name of an image: a SHA-256 in hexadecimal."""
    return _NAME.fullmatch(text) is not None


def _holds(file: Path, data: bytes) -> bool:
    try:
        return file.stat().st_size == len(data) and file.read_bytes() == data
    except OSError:
        return False


def _made_young(file: Path) -> bool:
    """Set a file's time to now; it may have been swept away since it was looked at."""
    with told(file):
        try:
            os.utime(file)
        except FileNotFoundError:
            return False
    return True


def _is_old(file: Path, now: datetime) -> bool:
    """Tell whether a file is older than an hour; one that has just gone is not."""
    try:
        return file.stat().st_mtime < (now - YOUNGEST).timestamp()
    except FileNotFoundError:
        return False
