"""Images that are named by the hash of their bytes: what keeps them, and a folder that does."""

import errno
import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from composer.errors import ImagesAway, StoreError
from composer.store.file import LEFT, told, write_file

YOUNGEST = timedelta(hours=1)
"""What is younger is never swept away: the draft that needs it may be on its way."""

MEND = "compose the article again, which mends it, or restore a backup: nashir restore"
"""What a person does about an image that is missing or damaged."""

OWNER = "store-of-these-images"
"""Name of the file or object, beside shared images, with the ID of the store whose they are."""

_NAME = re.compile("[0-9a-f]{64}")
_NO_FILE = frozenset({errno.ENOENT, errno.ENOTDIR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An image that is there.

    Args:
        name: Its hash.
        bytes: How many it has.
    """

    name: str
    bytes: int


class Blobs(Protocol):
    """Images by their hash, wherever they are.

    Several programs on several machines may use the same images at once. Each method may raise
    ``ImagesAway`` where they cannot be reached now.
    """

    @property
    def place(self) -> str:
        """Where they are, for messages; it holds no secret."""

    def put(self, data: bytes) -> str:
        """Keep an image and return its hash; when this returns it outlives a power cut.

        One that is there already is mended where it was damaged, and counts as young again, so
        that nobody sweeps it away meanwhile.

        Raises:
            StoreError: It cannot be written.
        """

    def has(self, sha256: str) -> bool:
        """Tell whether there is an image of that name; its bytes are not looked at."""

    def missing(self, names: Iterable[str]) -> frozenset[str]:
        """Return those of some images that are not there; ``has`` for many at once."""

    def get(self, sha256: str) -> bytes:
        """Return the bytes of an image; each time they are compared with its name.

        Raises:
            StoreError: It is missing, or its bytes are not those that were kept.
        """

    def names(self) -> Iterator[str]:
        """Give the hashes of all images."""

    def old(self, now: datetime) -> Iterator[Kept]:
        """Give the images that were kept so long ago that no draft to come counts on them."""

    def discard(self, names: Iterable[str]) -> None:
        """Remove images; one that is gone already is no error."""

    def sweep_unfinished(self, now: datetime) -> int:
        """Remove what killed programs left half written; return how many files there were."""

    def owner(self) -> str | None:
        """Return the ID of the store whose images these are; None where nobody said so yet."""

    def claim(self, store: str) -> None:
        """Say whose images these are, where nobody said so yet.

        Args:
            store: Its ID.
        """


class FolderBlobs:
    """Images as files, each in a folder by the first two characters of its hash.

    Args:
        folder: Where the files are; it is made with the first of them.
        shared: It is on a disk of several machines and is never made: where it is missing, the
            disk is not there.
    """

    def __init__(self, folder: Path, *, shared: bool = False) -> None:
        self._folder = folder
        self._shared = shared

    @property
    def place(self) -> str:
        """The folder."""
        return str(self._folder)

    def put(self, data: bytes) -> str:
        """Keep an image; see ``Blobs.put``."""
        sha256 = hashlib.sha256(data).hexdigest()
        file = self.path(sha256)
        self._see_disk()
        if not (_holds(file, data) and _made_young(file)):
            write_file(file, data)
        return sha256

    def has(self, sha256: str) -> bool:
        """Tell whether there is a file of that name; its bytes are not looked at."""
        if self.path(sha256).is_file():
            return True
        self._see_disk()
        return False

    def missing(self, names: Iterable[str]) -> frozenset[str]:
        """Return those of some images that are not there."""
        return frozenset(each for each in names if not self.has(each))

    def get(self, sha256: str) -> bytes:
        """Return the bytes of an image; see ``Blobs.get``."""
        file = self.path(sha256)
        with self._reading(file):
            data = file.read_bytes()
        if hashlib.sha256(data).hexdigest() != sha256:
            msg = f"the image {file} was changed or is damaged, so nothing is made of it: {MEND}"
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
        return (file.name for file in self._files())

    def old(self, now: datetime) -> Iterator[Kept]:
        """Give the images that are older than an hour."""
        for file in self._files():
            try:
                found = file.stat()
            except FileNotFoundError:  # it has just gone
                continue
            if _is_old(found, now):
                yield Kept(name=file.name, bytes=found.st_size)

    def discard(self, names: Iterable[str]) -> None:
        """Remove images; one that is gone already is no error."""
        for name in names:
            file = self.path(name)
            with told(file):
                file.unlink(missing_ok=True)

    def sweep_unfinished(self, now: datetime) -> int:
        """Remove what killed programs left half written; return how many files there were."""
        left = [file for file in self._folder.glob(f"*/{LEFT}*") if _has_aged(file, now)]
        for file in left:
            with told(file):
                file.unlink(missing_ok=True)
        return len(left)

    def owner(self) -> str | None:
        """Return whose images these are; nobody else comes to a store's own folder."""
        file = self._folder / OWNER
        self._see_disk()
        if not self._shared or not file.exists():
            return None
        with self._reading(file):
            return file.read_text(encoding="ascii")

    def claim(self, store: str) -> None:
        """Say whose images these are, where nobody said so yet."""
        if self._shared and self.owner() is None:
            write_file(self._folder / OWNER, store.encode("ascii"))

    def _files(self) -> Iterator[Path]:
        self._see_disk()
        for file in self._folder.glob("[0-9a-f][0-9a-f]/*"):
            if is_name(file.name):
                yield file

    def _see_disk(self) -> None:
        """See that a shared disk is there: a folder in its place would hold other images."""
        if self._shared and not self._folder.is_dir():
            msg = f"the folder of the images {self._folder} is not there: see that its disk is"
            raise ImagesAway(msg)

    @contextmanager
    def _reading(self, file: Path) -> Iterator[None]:
        """Tell a file that is not there from one that cannot be read now."""
        try:
            yield
        except OSError as error:
            self._see_disk()
            reason = error.strerror or str(error)
            if error.errno in _NO_FILE:
                msg = f"an image is missing from the store: {file}: {MEND}"
            elif self._shared:
                msg = f"the image {file} cannot be read now: {reason}: see that its disk is there"
                raise ImagesAway(msg) from error
            else:
                msg = f"the image {file} cannot be read: {reason}: {MEND}"
            raise StoreError(msg) from error


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


def _is_old(found: os.stat_result, now: datetime) -> bool:
    return found.st_mtime < (now - YOUNGEST).timestamp()


def _has_aged(file: Path, now: datetime) -> bool:
    """Tell whether a file is older than an hour; one that has just gone is not."""
    try:
        return _is_old(file.stat(), now)
    except FileNotFoundError:
        return False
