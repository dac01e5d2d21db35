"""Which pages this process has in hand: each is for one thread at a time."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Hands:
    """The pages that are being served in this process.

    A page's platform keeps one conversation, and what this process holds of the page's items is
    nobody's to take back: so a page in hand is given to no second thread.
    """

    def __init__(self) -> None:
        self._held: set[str] = set()
        self._guard = threading.Lock()

    def __contains__(self, target: object) -> bool:
        """Tell whether a page is in hand."""
        with self._guard:
            return target in self._held

    @contextmanager
    def taking(self, target: str) -> Iterator[bool]:
        """Have a page in hand for a block; False where it is in another's hands."""
        with self._guard:
            is_free = target not in self._held
            self._held.add(target)
        try:
            yield is_free
        finally:
            if is_free:
                with self._guard:
                    self._held.discard(target)
