"""The workspace behind the desk: its newsroom, with settings that may change meanwhile."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Self

from composer.app.following import Following
from composer.app.newsroom import Newsroom
from composer.settings import Settings

_LOOK_S = 1.0


class House:
    """A newsroom whose settings follow ``nashir.toml`` and the files of its pages.

    Args:
        newsroom: The newsroom, open.
    """

    def __init__(self, newsroom: Newsroom) -> None:
        self._newsroom = newsroom
        self._following = Following(newsroom.settings, self._take_up)
        self._looked = time.monotonic()
        self._lock = threading.Lock()

    @classmethod
    def open(cls, settings: Settings, *, now: Callable[[], datetime], person: str) -> Self:
        """Open the newsroom of a workspace; see ``Newsroom.open``."""
        return cls(Newsroom.open(settings, now=now, person=person))

    @property
    def newsroom(self) -> Newsroom:
        """The newsroom with the settings as they are now."""
        self._follow()
        return self._newsroom

    @property
    def settings(self) -> Settings:
        """The settings as they are now."""
        return self.newsroom.settings

    @property
    def problem(self) -> str | None:
        """Why the settings, as they were written last, are not in force; None where they are."""
        return self._following.problem

    def close(self) -> None:
        """Let go of the store."""
        self._newsroom.close()

    def _follow(self) -> None:
        """Take up new settings; the files are looked at once a second at most."""
        if time.monotonic() - self._looked < _LOOK_S or not self._lock.acquire(blocking=False):
            return
        try:
            self._looked = time.monotonic()
            self.look()
        finally:
            self._lock.release()

    def look(self) -> None:
        """Take up new settings, if a file is another one than at the last look."""
        self._following.look()

    def _take_up(self, fresh: Settings) -> None:
        self._newsroom = replace(self._newsroom, settings=fresh)
