"""The way to each page: Facebook over the net, or the practice page in this process."""

import threading
from collections.abc import Callable
from functools import partial
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import httpx2

from composer.app.outlet import Outlet, is_outlet
from composer.app.token import Tokens
from composer.domain.clock import Instant
from composer.domain.secret import Secret
from composer.publishing.facebook import FacebookPage
from composer.publishing.route import route
from composer.publishing.work import Clock
from composer.resources import shipped_root
from composer.sandbox import PRACTICE_TOKEN, PracticePage, transport
from composer.settings import (
    PublisherKind,
    PublisherSettings,
    Settings,
    load_secrets,
)

PRACTICE_FOLDER = "sandbox"
PRACTICE_PORT = 8765
"""Where ``nashir sandbox`` shows the practice page, unless told otherwise."""

_PRACTICE_ADDRESS = f"http://127.0.0.1:{PRACTICE_PORT}"

_OWN_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


class _Shared(httpx2.BaseTransport):
    """A way that many pages share: one that is done with it leaves it open for the others.

    Args:
        way: The way; safe for several threads.
    """

    def __init__(self, way: httpx2.BaseTransport) -> None:
        self._way = way

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Carry a call."""
        return self._way.handle_request(request)

    def end(self) -> None:
        """Close the way."""
        self._way.close()


class Platforms:
    """Gives each page its platform, when it is asked for; a page is for one thread at a time.

    A token is looked for when a call is made, so a page without one refuses, and the others go on.
    Pages with the same address share the connections to it: a thousand pages cost as few of them
    as there are threads.

    Args:
        settings: Of the workspace.
        clock: What the practice page goes by.
        hide: Gets each secret that is used, so that no log tells it.
    """

    def __init__(
        self, settings: Settings, clock: Clock, hide: Callable[[Secret], None] = lambda _: None
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._hide = hide
        self._tokens = Tokens(settings, hide)
        self._open: dict[str, FacebookPage] = {}
        self._ways: dict[str, _Shared] = {}
        self._guard = threading.RLock()

    def of(self, outlet: Outlet) -> FacebookPage:
        """Return the platform of a page."""
        with self._guard:
            if outlet.name not in self._open:
                self._open[outlet.name] = self._opened(outlet)
            return self._open[outlet.name]

    def take_up(self, settings: Settings) -> None:
        """Go by other settings of the same workspace; a page that they leave as it is stays open.

        Who is calling a page that they change, ends that in the old way.
        """
        with self._guard:
            old, self._settings = self._settings, settings
            for name in tuple(self._open):
                if _way_of(old, name) != _way_of(settings, name):
                    del self._open[name]

    def token(self, outlet: Outlet) -> Secret:
        """Return the token of a page on Facebook.

        Raises:
            SettingsError: There is none, or it cannot be read.
        """
        return self._tokens.of(outlet.name, outlet.target.page_id)

    def address(self, outlet: Outlet) -> str:
        """Return where the calls of a page go."""
        publisher = self._settings.page(outlet.name).publisher
        return publisher.api_base if _is_called_by_address(publisher) else _PRACTICE_ADDRESS

    def advice(self, name: str) -> str:
        """Return what to do to see a post of a page; nothing where its address is enough."""
        page = self._settings.pages.get(name, self._settings.main)
        return "" if _is_called_by_address(page.publisher) else "  (while nashir sandbox runs)"

    def close(self) -> None:
        """Give the connections back."""
        with self._guard:
            self._open.clear()
            while self._ways:
                self._ways.popitem()[1].end()

    def _opened(self, outlet: Outlet) -> FacebookPage:
        publisher = self._settings.page(outlet.name).publisher
        name, page_id = outlet.name, outlet.target.page_id
        is_practice = publisher.kind is PublisherKind.SANDBOX
        practice = Secret(PRACTICE_TOKEN)
        app_secret = None if is_practice else load_secrets(name).app_secret
        if app_secret is not None:
            self._hide(app_secret)
        api_base, way = self._way(outlet)
        return FacebookPage(
            page_id=page_id,
            token=practice if is_practice else lambda: self._tokens.of(name, page_id),
            app_secret=app_secret,
            api_base=api_base,
            api_version=publisher.api_version,
            transport=way,
        )

    def _way(self, outlet: Outlet) -> tuple[str, httpx2.BaseTransport]:
        """Return where calls go, and what carries them there.

        The practice page is called in this process, unless the settings name where on this
        machine it is served. Its links are those under which ``nashir sandbox`` shows it.
        """
        publisher = self._settings.page(outlet.name).publisher
        if _is_called_by_address(publisher):
            address = publisher.api_base
            return address, self._shared(address, lambda: route(address))
        settings, zone = self._settings, outlet.zone
        practice = partial(practice_page, settings, self._clock.read, zone=zone)
        key = f"{settings.main.site.name} {zone.key}"
        return _PRACTICE_ADDRESS, self._shared(key, lambda: transport(practice()))

    def _shared(self, key: str, make: Callable[[], httpx2.BaseTransport]) -> _Shared:
        with self._guard:
            if key not in self._ways:
                self._ways[key] = _Shared(make())
            return self._ways[key]


def _is_called_by_address(publisher: PublisherSettings) -> bool:
    """Tell whether calls go over a network: not to a practice page that nobody serves."""
    is_served = urlsplit(publisher.api_base).hostname in _OWN_MACHINE
    return publisher.kind is PublisherKind.FACEBOOK or is_served


def _way_of(settings: Settings, name: str) -> tuple[object, ...] | None:
    """Return all that a page's platform is made from; None where the settings do not know it."""
    if not is_outlet(settings, name):
        return None
    page = settings.page(name)
    return page.publisher, page.site.zone, settings.main.site.name


def practice_page(
    settings: Settings, read: Callable[[], Instant], *, zone: ZoneInfo
) -> PracticePage:
    """Return the practice page of a workspace.

    Args:
        settings: Of the workspace.
        read: Reads the clocks.
        zone: In which times are shown.
    """
    root = shipped_root()
    return PracticePage(
        settings.state / PRACTICE_FOLDER,
        templates=root / "templates",
        fonts=root / "fonts",
        clock=lambda: read().wall,
        name=settings.main.site.name,
        zone=zone,
    )
