"""What everybody at the desk should know: nobody publishes, a token ends, wrong settings."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from composer.app.desk.house import House
from composer.app.newsroom import Newsroom
from composer.app.outlet import Outlet, outlet_names
from composer.app.roster import publishing_runners
from composer.app.token_care import known_lifetimes
from composer.errors import SettingsError
from composer.publishing.readiness import days_to_warn_of
from composer.settings import PublisherKind

_LOOK_S = 5.0
_TOKENS_S = 60.0
"""Tokens end in days, and looking at those of ten thousand pages takes 0.4 s."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Warn:
    """One thing to know.

    Args:
        key: The text that says it.
        detail: More of it, as the program says it; may be empty.
        page: Name of the page in the settings that it is about; empty for the whole desk.
        at: When it happens, in UTC; None where that is not known or said.
    """

    key: str
    detail: str = ""
    page: str = ""
    at: datetime | None = None


class Lookout:
    """Looks after what everybody should know: runners every few seconds, tokens every minute.

    Args:
        house: The workspace.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self._lock = threading.Lock()
        self._looked = self._looked_at_tokens = float("-inf")
        self._idle: tuple[Warn, ...] = ()
        self._tokens: tuple[Warn, ...] = ()

    @property
    def warnings(self) -> tuple[Warn, ...]:
        """What everybody should know now."""
        problem = self._house.problem
        wrong = () if problem is None else (Warn(key="base.settings_wrong", detail=problem),)
        with self._lock:
            if time.monotonic() - self._looked > _LOOK_S:
                self._look_for_runners()
            if time.monotonic() - self._looked_at_tokens > _TOKENS_S:
                self._look_at_tokens()
            return (*wrong, *self._idle, *self._tokens)

    def look(self) -> None:
        """Look whether somebody publishes, and how long the tokens live; no platform is asked."""
        self._look_for_runners()
        self._look_at_tokens()

    def _look_for_runners(self) -> None:
        is_published = publishing_runners(self._house.newsroom)
        self._idle = () if is_published else (Warn(key="base.no_runner"),)
        self._looked = time.monotonic()

    def _look_at_tokens(self) -> None:
        self._tokens = tuple(_tokens(self._house.newsroom))
        self._looked_at_tokens = time.monotonic()


def _tokens(room: Newsroom) -> Iterator[Warn]:
    """Give the tokens that end soon or have ended."""
    now = room.now()
    for name, life in known_lifetimes(room, _on_facebook(room)).items():
        days = days_to_warn_of(life.expires, now=now)
        if not life.is_valid or days == 0:
            yield Warn(key="base.token_ended", page=name)
        elif days is not None:
            yield Warn(key="base.token_ends", page=name, at=life.expires)


def _on_facebook(room: Newsroom) -> Iterator[Outlet]:
    for name in outlet_names(room.settings):
        if room.settings.page(name).publisher.kind is not PublisherKind.FACEBOOK:
            continue
        try:
            yield room.outlet(name)
        except SettingsError:  # half set up: who publishes there is told
            continue
