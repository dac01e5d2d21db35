"""The workspace behind the desk: its newsroom, with settings that may change meanwhile."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Self

from composer.app.newsroom import Newsroom
from composer.app.outlet import outlet, outlet_names
from composer.errors import SettingsError
from composer.settings import Settings, load_settings, settings_stamp

logger = logging.getLogger(__name__)

_LOOK_S = 1.0


class House:
    """A newsroom whose settings follow ``nashir.toml`` and the files of its pages.

    Wrong settings are told and change nothing. Where the store is, and over which channels people
    are told, counts from the next start only.

    Args:
        newsroom: The newsroom, open.
    """

    def __init__(self, newsroom: Newsroom) -> None:
        self._newsroom = newsroom
        self._mark = settings_stamp(newsroom.settings)
        self._looked = time.monotonic()
        self._lock = threading.Lock()
        self.problem: str | None = None

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
        mark = settings_stamp(self._newsroom.settings)
        if mark != self._mark:
            self._mark = mark
            self._take_up()

    def _take_up(self) -> None:
        try:
            fresh = load_settings(self._newsroom.settings.workspace)
            for name in outlet_names(fresh):
                outlet(fresh, name)
        except SettingsError as error:
            self.problem = str(error)
            logger.warning("settings are wrong", extra={"reason": str(error)})
            return
        old = self._newsroom.settings
        self.problem = None
        kept = replace(fresh, workspace=old.workspace, store=old.store, notify=old.notify)
        self._newsroom = replace(self._newsroom, settings=kept)
        logger.info("settings taken up", extra={"file": fresh.file})
