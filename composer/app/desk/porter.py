"""Takes in what ``nashir compose`` leaves in the inbox while the desk is open."""

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from composer.app.desk.house import House
from composer.errors import StoreError
from composer.store.inbox import TakenIn

logger = logging.getLogger(__name__)

_LOOK_S = 2.0
_STILL_S = 1.0
"""A bundle that changed later may be on its way still, put there by something not of ours."""

_AWAY_S = 30.0
"""How long after a look that could not reach the images the next one follows, in seconds."""


class Porter:
    """Looks into the inbox every two seconds, in a thread of its own.

    Args:
        house: The workspace.
        made: Is told how many new drafts came in, for metrics.
    """

    def __init__(self, house: House, *, made: Callable[[int], None] = lambda _: None) -> None:
        self._house = house
        self._made = made
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="porter", daemon=True)

    def begin(self) -> None:
        """Begin to look."""
        self._thread.start()

    def end(self) -> None:
        """Look no more; what is being taken in is finished first."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join()

    def _keep(self) -> None:
        wait_s = _LOOK_S
        while not self._ending.wait(wait_s):
            wait_s = _LOOK_S
            try:
                if self.look().are_images_away:
                    wait_s = _AWAY_S
            except StoreError as error:  # a store that cannot be used for a while
                logger.warning("inbox cannot be taken in", extra={"reason": str(error)})

    def look(self) -> TakenIn:
        """Take in what lies in the inbox, if it lies still.

        Raises:
            StoreError: It cannot be read, or nothing can be stored.
        """
        room = self._house.newsroom
        if not _lies_still(room.store.inbox):
            return TakenIn()
        found = room.store.drafts.take_in(room.store.inbox, now=room.now(), actor=room.person)
        self._made(len(found.taken))
        return found


def _lies_still(inbox: Path) -> bool:
    """Tell whether there is anything in a folder, and nothing is being put there now."""
    try:
        changes = [each.lstat().st_mtime for each in inbox.iterdir()]
    except OSError:
        return False
    return bool(changes) and time.time() - max(changes) > _STILL_S
