"""Where the desk is served, and which requests are meant for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

PORT = 8484
_NEAR_SIDE = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}  # noqa: S104 - it is read
_USUAL_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where the desk listens.

    Args:
        host: Name or number of this machine's side.
        port: The port.
        hosts: Names under which others reach it, such as ``desk.example.org``.
        tls: Whether it speaks TLS itself.
        insecure: Whether people sign in over plain HTTP from other machines, which was asked for.
    """

    host: str = "127.0.0.1"
    port: int = PORT
    hosts: tuple[str, ...] = ()
    tls: bool = False
    insecure: bool = False

    @property
    def is_local(self) -> bool:
        """Whether only this machine reaches it."""
        return not self.hosts and (self.host == "localhost" or _is_loopback(self.host))

    @property
    def is_secure(self) -> bool:
        """Whether browsers get its cookies over TLS only: from itself, or a proxy before it."""
        return self.tls or not (self.is_local or self.insecure)

    @property
    def cookie(self) -> str:
        """Name of the cookie of a session.

        Cookies do not know ports: two desks on one machine would sign each other out.
        """
        return "__Host-nashir" if self.is_secure else f"nashir-{self.port}"

    @property
    def url(self) -> str:
        """The address for a browser on this machine."""
        host = _NEAR_SIDE.get(self.host, self.host)
        named = f"[{host}]" if ":" in host else host
        return f"{'https' if self.tls else 'http'}://{named}:{self.port}"

    def is_meant(self, asked: str, scheme: str) -> bool:
        """Tell whether a ``Host`` is one under which the desk is known.

        A hostile page may give its own name the number of this machine (DNS rebinding), and then
        ask as if it were of the same origin. So a name has to be set; a number cannot be given.

        Args:
            asked: The header.
            scheme: ``http`` or ``https``: the port that it leaves out.
        """
        try:
            parts = urlsplit(f"//{asked}")
            name, port = parts.hostname or "", parts.port or _USUAL_PORTS[scheme]
        except ValueError:
            return False
        if parts.username is not None or parts.path or parts.query or parts.fragment:
            return False
        if name in {each.lower() for each in self.hosts}:
            return True
        if port != self.port:
            return False
        return name in {"localhost", self.host.lower()} or (
            _is_loopback(name) if self.is_local else _is_number(name)
        )


def is_same_origin(headers: Mapping[str, str], *, scheme: str) -> bool:
    """Tell whether a request that changes something comes from a page of ours.

    Browsers say so in ``Sec-Fetch-Site`` and in ``Origin``; what is no browser sends neither, and
    has no cookie of ours that it was not given.

    Args:
        headers: Of the request, the names in small letters.
        scheme: ``http`` or ``https``.
    """
    site = headers.get("sec-fetch-site")
    if site is not None and site not in {"same-origin", "none"}:
        return False
    origin = headers.get("origin")
    return origin is None or origin == f"{scheme}://{headers.get('host', '')}"


def _is_number(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _is_loopback(name: str) -> bool:
    return _is_number(name) and ip_address(name).is_loopback
