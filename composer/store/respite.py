"""Sparing many callers the wait for a service that does not answer."""

import threading
import time
from collections.abc import Callable

SLOW_S = 2.0
"""A failure that comes sooner costs its caller little, and nobody is spared it."""

_RESPITE_S = 10.0
_PROBE_S = 60.0


class Respite:
    """Remembers that a service did not answer, so that one caller waits for it and not all.

    After a call that failed slowly the others fail at once for ten seconds. Then one of them tries,
    and the others go on failing at once until it is answered. So a worker that serves many pages
    stays free for those that need nothing of the service. Used by several threads.

    Args:
        ticks: A clock that only goes forward, in seconds.
    """

    def __init__(self, ticks: Callable[[], float] = time.monotonic) -> None:
        self._ticks = ticks
        self._lock = threading.Lock()
        self._until: float | None = None

    def begin(self) -> float | None:
        """Return when a call begins, for ``end``; None where it is not worth the wait."""
        with self._lock:
            now = self._ticks()
            if self._until is not None:
                if now < self._until:
                    return None
                self._until = now + _PROBE_S
            return now

    def end(self, began: float, *, failed: bool) -> None:
        """Hear what became of a call that began."""
        with self._lock:
            now = self._ticks()
            is_slow = failed and now - began >= SLOW_S
            self._until = now + _RESPITE_S if is_slow else None
