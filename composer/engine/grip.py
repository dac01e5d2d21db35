"""Locks of the operating system on open files: they end with whoever holds the file open.

On Windows asking takes the lock for a moment, so of two that ask at once one may be told that
the file is held; it asks again later. Elsewhere those who ask do not disturb each other.
"""

import os
import sys
from contextlib import suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def grip(file: int) -> bool:
        """Hold an open file until it is closed; False where somebody else holds it or asks."""
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

    def is_gripped(file: int) -> bool:
        """Tell whether somebody holds a file; while it stays open nobody else can, if not."""
        return not grip(file)

    def discard(file: int, path: Path) -> None:
        """Delete and close a file that nobody holds; what somebody has open stays."""
        os.close(file)
        with suppress(OSError):
            path.unlink()

else:
    import fcntl

    def grip(file: int) -> bool:
        """Hold an open file until it is closed; False where somebody else holds it or asks."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def is_gripped(file: int) -> bool:
        """Tell whether somebody holds a file; while it stays open nobody else can, if not."""
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False

    def discard(file: int, path: Path) -> None:
        """Delete and close a file that nobody holds: deleted first, so that nobody can begin."""
        with suppress(OSError):
            path.unlink()
        os.close(file)
