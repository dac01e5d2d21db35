"""Files that only their owner may read."""

import logging
import os
import stat
import tempfile
from pathlib import Path

from composer.errors import SettingsError

logger = logging.getLogger(__name__)

_OTHERS = 0o007
_GROUP_AND_OTHERS = 0o077
_OWNER_ONLY = 0o600
_HAS_OWNERS = os.name == "posix"


def read_private(file: Path) -> bytes | None:
    """Return what a private file holds; None where there is none.

    A file of ours that others may read is closed to them, with a warning. One that somebody else
    keeps for us, such as a service's credential, may be open to our group but not to all.

    Raises:
        SettingsError: It cannot be read, or others may read it and that cannot be changed.
    """
    try:
        with file.open("rb") as stream:
            if _HAS_OWNERS:
                _close_to_others(file, stream.fileno())
            return stream.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        msg = f"{file} cannot be read: {error.strerror or error}"
        raise SettingsError(msg) from error


def write_private(file: Path, data: bytes) -> None:
    """Put a private file in the place of the old one: all of it or nothing, even at a power cut.

    Raises:
        SettingsError: It cannot be written; the old one stands.
    """
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(file, data)
    except OSError as error:
        msg = f"{file} cannot be written: {error.strerror or error}"
        raise SettingsError(msg) from error


def _replace(file: Path, data: bytes) -> None:
    # mkstemp gives the file to its owner alone from the start
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    if _HAS_OWNERS:
        _fsync_folder(file.parent)


def _fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _close_to_others(file: Path, descriptor: int) -> None:
    found = os.fstat(descriptor)
    ours = found.st_uid == os.geteuid()
    if not found.st_mode & (_GROUP_AND_OTHERS if ours else _OTHERS):
        return
    if not ours:
        mode = stat.filemode(found.st_mode)
        msg = f"{file} may be read by everybody ({mode}) and is not ours: have its owner close it"
        raise SettingsError(msg)
    os.fchmod(descriptor, _OWNER_ONLY)
    logger.warning(
        "a private file could be read by others; now it cannot", extra={"file": str(file)}
    )
