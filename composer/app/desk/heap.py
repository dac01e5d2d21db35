"""Memory that photographs took goes back to the machine."""

import ctypes
import sys

_MMAP_THRESHOLD = -3
_ARENA_MAX = -8
_LARGE_BYTES = 256 * 1024
_ARENAS = 2


def give_back_large_blocks() -> None:
    """Have large blocks of memory come from the machine itself, and go back as soon as freed.

    glibc raises its threshold for that up to 32 MB with each large block that is freed, and then
    keeps what pixels took in the heaps of its threads: a desk in which photographs are changed
    grew by a hundred MB. A threshold that was set stays; see mallopt(3). Elsewhere nothing is
    done: other C libraries give back by themselves.
    """
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, _LARGE_BYTES)
        mallopt(_ARENA_MAX, _ARENAS)
