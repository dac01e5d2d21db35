"""Serves pages for the jobs of this process: a page at a time, and once more where it was asked."""

import threading
from collections.abc import Callable


class Rounds:
    """Sees that no wake is lost while its page is being served.

    Whoever serves a page may have looked at its queue already when another wake for it comes. The
    second one must not serve it beside the first, and must not be dropped: so the first goes round
    once more.

    Args:
        serve: Does all that is due for a page, by target.
        stopping: Asked before each further round.
    """

    def __init__(self, serve: Callable[[str], object], *, stopping: Callable[[], bool]) -> None:
        self._serve = serve
        self._stopping = stopping
        self._guard = threading.Lock()
        self._in_hand: dict[str, bool] = {}

    def go(self, target: str) -> None:
        """Serve a page, or have it served again by who is at it."""
        if not self._begin(target):
            return
        try:
            self._serve(target)
            while self._is_wanted_again(target) and not self._stopping():
                self._serve(target)
        finally:
            with self._guard:
                self._in_hand.pop(target, None)

    def _begin(self, target: str) -> bool:
        with self._guard:
            if target in self._in_hand:
                self._in_hand[target] = True
                return False
            self._in_hand[target] = False
            return True

    def _is_wanted_again(self, target: str) -> bool:
        with self._guard:
            if self._in_hand[target]:
                self._in_hand[target] = False
                return True
            del self._in_hand[target]
            return False
