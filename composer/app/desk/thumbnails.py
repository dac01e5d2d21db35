"""Small pictures of the store's images, kept as long as lists ask for them."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from enum import IntEnum

from composer.cards.thumbnail import thumbnail


class Width(IntEnum):
    """Widths in which images are shown small, in pixels."""

    LIST = 160
    STRIP = 320
    LARGE = 640


class Thumbnails:
    """Small pictures, each made once as long as it is asked for now and then.

    Args:
        most: How many are kept; each takes some 10 kB.
        at_once: How many are made at the same time: each takes the memory of a whole card.
    """

    def __init__(self, *, most: int = 512, at_once: int = 2) -> None:
        self._made: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._most = most
        self._lock = threading.Lock()
        self._turn = threading.BoundedSemaphore(at_once)

    def of(self, sha256: str, width: Width, *, read: Callable[[], bytes]) -> bytes:
        """Return a picture of an image in a width.

        Args:
            sha256: Its hash, which no other image has.
            width: How wide.
            read: Returns its bytes; asked only where there is no picture yet, as they may be far
                away.

        Raises:
            ArticleError: It is no picture.
        """
        found = self._kept((sha256, width))
        if found is None:
            data = read()
            with self._turn:
                found = thumbnail(data, width=width)
            self._keep((sha256, width), found)
        return found

    def _kept(self, key: tuple[str, int]) -> bytes | None:
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
            return self._made.get(key)

    def _keep(self, key: tuple[str, int], made: bytes) -> None:
        with self._lock:
            self._made[key] = made
            while len(self._made) > self._most:
                self._made.popitem(last=False)
