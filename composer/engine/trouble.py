"""What goes wrong again and again: one line a minute, and one word to people."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from composer.errors import NashirError, StoreError

logger = logging.getLogger(__name__)

_AGAIN_S = 60.0

Ticks = Callable[[], float]
"""A clock in seconds that only goes forward."""


@dataclass(slots=True, kw_only=True)
class _Episode:
    """A thing that does not work at present."""

    text: str
    logged: float
    told: bool = False


class Troubles:
    """Keeps a program going over errors that it cannot mend, and lets people know.

    Args:
        tell: Has people told; may itself raise ``StoreError``, then it is tried again.
        ticks: The clock.
    """

    def __init__(self, tell: Callable[[str], None], ticks: Ticks) -> None:
        self._tell = tell
        self._ticks = ticks
        self._open: dict[str, _Episode] = {}
        self._guard = threading.Lock()

    @contextmanager
    def watched(self, name: str) -> Iterator[None]:
        """Do what is in the block; an error ends the block and no more.

        Args:
            name: What is done, in a word or two.
        """
        try:
            yield
        except NashirError as error:
            self._note(name, str(error), error=None)
        except Exception as error:  # noqa: BLE001 - a program that ends at night publishes nothing at all
            text = f"an error of the program itself ({type(error).__name__}: {error}); see its log"
            self._note(name, text, error=error)
        else:
            with self._guard:
                worked = self._open.pop(name, None) is None
            if not worked:
                logger.info("works again", extra={"what": name})

    def _note(self, name: str, text: str, *, error: Exception | None) -> None:
        now = self._ticks()
        with self._guard:
            episode = self._open.get(name)
            if episode is None or episode.text != text or now - episode.logged >= _AGAIN_S:
                logger.error("failed", extra={"what": name, "error": text}, exc_info=error)
                told = episode is not None and episode.told
                episode = self._open[name] = _Episode(text=text, logged=now, told=told)
            # What keeps a thousand pages from being served is told once, not a thousand times.
            if episode.told or any(x.told and x.text == text for x in self._open.values()):
                return
            episode.told = True
        try:
            self._tell(f"the runner: {name} does not work: {text}")
        except StoreError:  # what is in the way of the work is in the way of the word, too
            episode.told = False
