"""Settings that follow their files, for programs that run for long."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace

from composer.app.outlet import Outlet, outlet, outlet_names
from composer.errors import SettingsError
from composer.settings import Settings, load_settings, settings_stamp

logger = logging.getLogger(__name__)


class Following:
    """The settings of a workspace as they are now.

    Wrong settings are told and change nothing. Where the store is, and over which channels people
    are told, counts from the next start only.

    Args:
        settings: As they were read at the start.
        take_up: Gets new ones.
    """

    def __init__(self, settings: Settings, take_up: Callable[[Settings], object]) -> None:
        self.settings = settings
        self.problem: str | None = None
        self._take_up = take_up
        self._stamp = settings_stamp(settings)

    def look(self) -> None:
        """Take up new settings, if a file is another one than at the last look."""
        stamp = settings_stamp(self.settings)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            fresh = load_settings(self.settings.workspace)
            for name in outlet_names(fresh):
                outlet(fresh, name)
        except SettingsError as error:
            self.problem = str(error)
            logger.warning("settings are wrong", extra={"reason": self.problem})
            return
        old, self.problem = self.settings, None
        self.settings = replace(fresh, workspace=old.workspace, store=old.store, notify=old.notify)
        self._take_up(self.settings)
        logger.info("settings taken up", extra={"file": fresh.file})


def wrong_pages(settings: Settings) -> Mapping[str, SettingsError]:
    """Return the pages that cannot be published to as they are set, with what is wrong."""
    wrong: dict[str, SettingsError] = {}
    for name in outlet_names(settings):
        try:
            outlet(settings, name)
        except SettingsError as error:
            wrong[name] = error
    return wrong


def usable_outlets(settings: Settings) -> tuple[Outlet, ...]:
    """Return the pages that can be published to as they are set."""
    wrong = wrong_pages(settings)
    return tuple(outlet(settings, name) for name in outlet_names(settings) if name not in wrong)


def check_pages(settings: Settings) -> None:
    """Refuse settings by which nothing can be published anywhere.

    Raises:
        SettingsError: What is wrong with the first page; all others are wrong, too.
    """
    wrong = wrong_pages(settings)
    if len(wrong) == len(outlet_names(settings)):
        raise next(iter(wrong.values()))
