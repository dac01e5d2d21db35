"""The web as the settings and the environment allow it, reached for only when an address is met."""

from collections.abc import Callable

from composer.ingest.fetched import Fetched, Fetches, Kind, Looks
from composer.settings import Settings, cache_folder, current_folder, load_settings


class Web:
    """Fetches what the settings allow, through the proxy that the environment names.

    Neither settings nor the HTTP library are loaded before the first address: a file needs none.

    Args:
        settings: Returns the settings; otherwise they are those of the current folder.
    """

    def __init__(self, settings: Callable[[], Settings] | None = None) -> None:
        self._settings = settings
        self._fetcher: Fetches | None = None

    def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        modified: str | None = None,
        kind: Kind = Kind.ARTICLE,
    ) -> Fetched:
        """Fetch an address; see ``composer.ingest.fetch``."""
        if self._fetcher is None:
            settings = self._settings() if self._settings else load_settings(current_folder())
            self._fetcher = fetcher(settings)
        return self._fetcher.get(url, etag=etag, modified=modified, kind=kind)


def fetcher(settings: Settings) -> Looks:
    """Return what fetches from the web, in turns with all processes of this user."""
    from composer.ingest.fetch import Fetcher  # noqa: PLC0415 - 80 ms, only for addresses
    from composer.ingest.network import Network  # noqa: PLC0415 - as above
    from composer.ingest.turn import Turns  # noqa: PLC0415 - as above

    cache = cache_folder()
    network = Network(allow=settings.fetch.allow, proxy=environment_proxy)
    return Fetcher(network, turns=Turns(folder=cache / "hosts" if cache else None))


def environment_proxy(scheme: str, host: str) -> str | None:
    """Return the proxy for a host, as other programs on this machine use it."""
    from urllib.request import getproxies, proxy_bypass  # noqa: PLC0415 - as above

    known = getproxies()
    address = known.get(scheme) or known.get("all")
    return None if not address or proxy_bypass(host) else address
