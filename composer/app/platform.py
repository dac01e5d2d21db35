"""The way to each page: Facebook over the net, or the practice page in this process."""

from collections.abc import Callable
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import httpx2

from composer.app.outlet import Outlet
from composer.app.token import Tokens
from composer.domain.clock import Instant
from composer.domain.secret import Secret
from composer.publishing.facebook import FacebookPage
from composer.publishing.work import Clock
from composer.resources import shipped_root
from composer.sandbox import PRACTICE_TOKEN, PracticePage, transport
from composer.settings import PublisherKind, Settings, load_secrets

PRACTICE_FOLDER = "sandbox"
PRACTICE_PORT = 8765
"""Where ``nashir sandbox`` shows the practice page, unless told otherwise."""

_PRACTICE_ADDRESS = f"http://127.0.0.1:{PRACTICE_PORT}"

_OWN_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


class Platforms:
    """Gives each page its platform; a page is for one thread.

    A token is looked for when a call is made, so a page without one refuses, and the others go on.

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
        self._tokens = Tokens(settings, hide)
        self._open: dict[str, FacebookPage] = {}

    def of(self, outlet: Outlet) -> FacebookPage:
        """Return the platform of a page."""
        if outlet.name not in self._open:
            self._open[outlet.name] = self._opened(outlet)
        return self._open[outlet.name]

    def token(self, outlet: Outlet) -> Secret:
        """Return the token of a page on Facebook.

        Raises:
            SettingsError: There is none, or it cannot be read.
        """
        return self._tokens.of(outlet.name, outlet.target.page_id)

    def address(self, outlet: Outlet) -> str:
        """Return where the calls of a page go."""
        return self._way(outlet)[0]

    def advice(self, name: str) -> str:
        """Return what to do to see a post of a page; nothing where its address is enough."""
        page = self._settings.pages.get(name, self._settings.main)
        is_served = urlsplit(page.publisher.api_base).hostname in _OWN_MACHINE
        if page.publisher.kind is PublisherKind.FACEBOOK or is_served:
            return ""
        return "  (while nashir sandbox runs)"

    def close(self) -> None:
        """Give the connections back."""
        while self._open:
            self._open.popitem()[1].close()

    def _opened(self, outlet: Outlet) -> FacebookPage:
        publisher = self._settings.page(outlet.name).publisher
        name, page_id = outlet.name, outlet.target.page_id
        is_practice = publisher.kind is PublisherKind.SANDBOX
        practice = Secret(PRACTICE_TOKEN)
        api_base, way = self._way(outlet)
        return FacebookPage(
            page_id=page_id,
            token=practice if is_practice else lambda: self._tokens.of(name, page_id),
            app_secret=None if is_practice else load_secrets(name).app_secret,
            api_base=api_base,
            api_version=publisher.api_version,
            transport=way,
        )

    def _way(self, outlet: Outlet) -> tuple[str, httpx2.BaseTransport | None]:
        """Return where calls go, and what carries them there; None for the network.

        The practice page is called in this process, unless the settings name where on this
        machine it is served. Its links are those under which ``nashir sandbox`` shows it.
        """
        publisher = self._settings.page(outlet.name).publisher
        is_practice = publisher.kind is PublisherKind.SANDBOX
        if not is_practice or urlsplit(publisher.api_base).hostname in _OWN_MACHINE:
            return publisher.api_base, None
        page = practice_page(self._settings, self._clock.read, zone=outlet.zone)
        return _PRACTICE_ADDRESS, transport(page)


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
