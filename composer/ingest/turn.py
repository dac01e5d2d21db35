"""Whose turn it is at a host: one request at a time, with a pause between two."""

import hashlib
import os
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

PAUSE_S = 0.5
"""Seconds between the end of a request and the beginning of the next to the same host."""


class Turns:
    """The turns of one process; with a folder, those of all processes that share it.

    In a folder a file for each host is locked while its turn lasts, and says by its time when the
    last one ended; it holds nothing. A system without such locks has the turns of one process only.

    Args:
        folder: Where the files lie.
        clock: The time in seconds, as files have it.
        sleep: Waits for some seconds.
    """

    def __init__(
        self,
        *,
        folder: Path | None = None,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._sleep = sleep
        self._guard = threading.Lock()
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._ended: dict[str, float] = {}

    @contextmanager
    def turn(self, host: str, *, again: bool = False) -> Iterator[None]:
        """Wait for the turn at a host and hold it.

        Args:
            host: The host.
            again: Whether the request only goes on from the one before, which needs no pause.
        """
        with self._guard:
            lock = self._locks[host]
        with lock, self._file(host) as file:
            ended = self._ended.get(host, 0.0)
            if file is not None:
                ended = max(ended, os.fstat(file.fileno()).st_mtime)
            passed = self._clock() - ended
            if 0 <= passed < PAUSE_S and not again:
                self._sleep(PAUSE_S - passed)
            try:
                yield
            finally:
                self._end(host, file)

    def _end(self, host: str, file: BinaryIO | None) -> None:
        now = self._clock()
        self._ended[host] = now
        if file is not None:
            os.utime(file.name, (now, now))

    @contextmanager
    def _file(self, host: str) -> Iterator[BinaryIO | None]:
        """Hold the file of a host; None where there is no place for one."""
        file = self._opened(host)
        if file is None:
            yield None
            return
        with file:
            _hold(file)
            yield file

    def _opened(self, host: str) -> BinaryIO | None:
        if self._folder is None:
            return None
        name = hashlib.sha256(host.encode()).hexdigest()[:16]
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            new = not (self._folder / name).exists()
            file = (self._folder / name).open("ab")
            if new:
                os.utime(file.name, (0, 0))
        except OSError:  # the turns of this process must do
            return None
        return file


def _hold(file: BinaryIO) -> None:
    """Wait for a file that another process may hold; closing it lets it go."""
    try:
        import fcntl  # noqa: PLC0415 - Windows has none
    except ImportError:
        return
    fcntl.flock(file, fcntl.LOCK_EX)
