"""Which hosts may be reached, and how.

A name is looked up once; every address that it has must be on the open internet, and the
connection goes to exactly one of those. Each redirect is looked at anew. So a page cannot lead into
the network that the program runs in, whatever its name answers the second time.
"""

import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from ssl import SSLContext

from composer.errors import ArticleError
from composer.ingest.address import Address, Ip, is_public
from composer.ingest.wire import Limits, Way

Resolve = Callable[[str, int], Sequence[str]]
"""Returns the addresses of a name, as text, for a port."""


def look_up(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a name as the system knows them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(place[0]) for *_, place in found]


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """The network as this machine has it.

    Args:
        allow: Hosts, or hosts with a port, that may be private.
        proxy: Returns the proxy for a scheme and a host; None where there is none.
        resolve: What looks names up.
        context: What certificates are checked by; None for what the system trusts.
    """

    allow: tuple[str, ...] = ()
    proxy: Callable[[str, str], str | None] | None = None
    resolve: Resolve = look_up
    context: SSLContext | None = None

    def way(self, address: Address, limits: Limits) -> Way:
        """Return how to reach a host that may be reached.

        Raises:
            ArticleError: It is private, or nobody knows its name.
        """
        allowed = address.is_among(self.allow)
        proxy = self.proxy(address.scheme, address.host) if self.proxy else None
        if proxy and not _is_own(address):
            if not allowed:
                self._check(address, limits, unknown_is_fine=True)
            return Way(proxy=proxy, context=self.context)
        ips = self._ips(address, limits) if allowed else self._check(address, limits)
        return Way(ips=ips, context=self.context)

    def _check(
        self, address: Address, limits: Limits, *, unknown_is_fine: bool = False
    ) -> Sequence[Ip]:
        """Return what a host is, where all of that is on the open internet.

        Behind a proxy only the proxy may know the names of others: a name that is not known here
        is then left to it.
        """
        try:
            ips = self._ips(address, limits)
        except ArticleError:
            if unknown_is_fine and address.ip is None:
                return ()
            raise
        private = [ip for ip in ips if not is_public(ip)]
        if private:
            what = address.host if address.ip else f"{address.host} ({private[0]})"
            msg = (
                f"{what} is on a private network or on this machine and is not fetched from; if it"
                f' shall be, write allow = ["{address.origin}"] below [fetch] in nashir.toml'
            )
            raise ArticleError(msg)
        return ips

    def _ips(self, address: Address, limits: Limits) -> Sequence[Ip]:
        """Look a host up, once; the system's own patience is longer than ours."""
        if address.ip is not None:
            return (address.ip,)
        found = _within(lambda: self.resolve(address.host, address.port), limits.left())
        ips = list(dict.fromkeys(map(_ip, found or ())))
        if not ips:
            msg = f"there is no host {address.host}, or the network is away: check the address"
            raise ArticleError(msg)
        return ips


def _is_own(address: Address) -> bool:
    """Tell whether a host is this machine, which no proxy knows."""
    return address.host == "localhost" or (address.ip is not None and address.ip.is_loopback)


def _within(ask: Callable[[], Sequence[str]], seconds: float) -> Sequence[str]:
    """Return an answer, or nothing where it fails or takes longer than some seconds."""
    found: list[str] = []

    def run() -> None:
        try:
            found.extend(ask())
        except (OSError, UnicodeError):
            return

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    return tuple(found)


def _ip(text: str) -> Ip:
    """Return an address as a resolver gives it; one of this link keeps no name of the link."""
    return ip_address(text.partition("%")[0])
