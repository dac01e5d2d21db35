"""Files that are on the disk, whole, or not there at all."""

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from composer.errors import StoreError

LEFT = ".new-"
"""How the name of a file begins that is being written, or was left by a killed program."""

_ADVICE = {
    errno.ENOSPC: "make room on the disk",
    errno.EDQUOT: "make room: your share of the disk is used up",
    errno.EFBIG: "the disk takes no file of this size",
    errno.EACCES: "allow it, or choose another folder",
    errno.EPERM: "allow it, or choose another folder",
    errno.EROFS: "the disk is read-only: choose another folder",
}


def write_file(file: Path, data: bytes) -> None:
    """Write a file that only its owner may read; when this returns it outlives a power cut.

    Raises:
        StoreError: It cannot be written; nothing is left of it.
    """
    with told(file):
        _make_folder(file.parent)
    with private_beside(file) as fresh, told(file):
        with fresh.open("wb") as opened:
            opened.write(data)
            opened.flush()
            os.fsync(opened.fileno())
        fresh.replace(file)
    sync_folder(file.parent)


@contextmanager
def private_beside(file: Path) -> Iterator[Path]:
    """Give an empty file beside another, for its owner only; what is not moved away is removed."""
    with told(file):
        number, name = tempfile.mkstemp(prefix=LEFT, dir=file.parent)
        os.close(number)
    fresh = Path(name)
    try:
        yield fresh
    finally:
        fresh.unlink(missing_ok=True)


def sync_file(file: Path) -> None:
    """Put the bytes of a file on the disk."""
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk; systems that cannot open a folder do so themselves."""
    with contextlib.suppress(PermissionError):  # Windows
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _make_folder(folder: Path) -> None:
    """Make a folder whose own name is on the disk, too."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        sync_folder(folder.parent)


@contextmanager
def told(file: Path) -> Iterator[None]:
    """Turn what the machine refuses about a file into a message that names it."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        advice = _ADVICE.get(error.errno or 0, "see that its folder can be written to")
        msg = f"{file} cannot be written ({reason}): {advice}"
        raise StoreError(msg) from error
