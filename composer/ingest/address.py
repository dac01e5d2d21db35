"""Addresses on the web: taken apart once, and judged by where they lead."""

import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import quote, urljoin, urlsplit

from composer.errors import ArticleError

Ip = IPv4Address | IPv6Address

_LONGEST = 4000
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f\\]")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?", re.ASCII)
_NUMBER = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)", re.ASCII)
_SAFE_PATH = "/%:@!$&'()*+,;=~-._"
_PORTS = {"http": 80, "https": 443}
_NO_PORT = -1

_PRIVATE_V4 = tuple(
    map(
        ip_network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
            *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24"),
            *("192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24"),
            *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        ),
    )
)
_GLOBAL_V6 = ip_network("2000::/3")
_SPECIAL_V6 = tuple(
    map(ip_network, ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"))
)
_NAT64 = ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address, every part of it checked.

    Args:
        scheme: ``http`` or ``https``.
        host: The name in ASCII and small letters, or the number as it is usually written.
        port: The port.
        target: Path and query as they go over the wire.
        ip: What the host is, where it is a number and no name.
    """

    scheme: str
    host: str
    port: int
    target: str
    ip: Ip | None = None

    @property
    def origin(self) -> str:
        """Host and port as they stand in an address and in the ``Host`` header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        """Return the whole address."""
        return f"{self.scheme}://{self.origin}{self.target}"

    def to(self, reference: str) -> "Address":
        """Return where a reference found at this address leads.

        Raises:
            ArticleError: Nowhere that may be fetched.
        """
        try:
            return parse_address(urljoin(str(self), reference.strip()))
        except ValueError as error:
            msg = "it leads to something that is no address"
            raise ArticleError(msg) from error

    def is_among(self, allowed: Iterable[str]) -> bool:
        """Tell whether the host, or the host with its port, stands in a list."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        names = {host, f"{host}:{self.port}"}
        return any(each.lower().rstrip(".") in names for each in allowed)


def parse_address(text: str) -> Address:
    """Return an address that may be fetched as far as its spelling tells.

    Raises:
        ArticleError: It is no address on the web, or is spelled to mislead.
    """
    if len(text) > _LONGEST or _UNSAFE.search(text):
        msg = "this is no address: it is too long, or holds spaces, line ends or backslashes"
        raise ArticleError(msg)
    try:
        parts = urlsplit(text)
        port = parts.port if parts.port is not None else _PORTS.get(parts.scheme, _NO_PORT)
    except ValueError as error:
        msg = f"this is no address ({error})"
        raise ArticleError(msg) from error
    if parts.scheme not in _PORTS:
        msg = f"only http and https are fetched, not {parts.scheme or 'this'}:"
        raise ArticleError(msg)
    if "@" in parts.netloc:
        msg = "an address with a name or a password in it is not fetched; leave out what ends in @"
        raise ArticleError(msg)
    if not parts.hostname or port < 1:
        msg = "this is no address: it has no host, or no port that can be"
        raise ArticleError(msg)
    host, ip = _host(parts.hostname)
    path = quote(parts.path or "/", safe=_SAFE_PATH)
    query = f"?{quote(parts.query, safe=_SAFE_PATH + '?')}" if parts.query else ""
    return Address(scheme=parts.scheme, host=host, port=port, target=path + query, ip=ip)


def is_public(ip: Ip) -> bool:
    """Tell whether an address is on the open internet, and neither private nor this machine's.

    An IPv4 address in IPv6 clothes is judged by what it is; the tables are IANA's special-purpose
    registries, since Python's own differ from release to release.
    """
    if isinstance(ip, IPv6Address):
        inner = _inside(ip)
        if inner is not None:
            return is_public(inner)
        return ip in _GLOBAL_V6 and not any(ip in network for network in _SPECIAL_V6)
    return not any(ip in network for network in _PRIVATE_V4)


def _inside(ip: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that an IPv6 address stands for."""
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour


def _host(name: str) -> tuple[str, Ip | None]:
    """Return a host as it is looked up, and its number where it is one.

    Raises:
        ArticleError: It is neither a name nor a number.
    """
    if ":" in name:
        return _number(name)
    name = _ascii(name).rstrip(".")
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        try:  # 2130706433, 0x7f.1 and 0177.0.0.1 are numbers to some resolvers, so they are to us
            return _number(socket.inet_ntoa(socket.inet_aton(name)))
        except OSError as error:
            msg = f"{name} is no host"
            raise ArticleError(msg) from error
    if not _HOST.fullmatch(name) or ".." in name:
        msg = f"{name} is no host"
        raise ArticleError(msg)
    return name, None


def _number(text: str) -> tuple[str, Ip]:
    try:
        ip = ip_address(text)
    except ValueError as error:
        msg = f"{text} is no host"
        raise ArticleError(msg) from error
    if isinstance(ip, IPv6Address) and ip.scope_id is not None:
        msg = f"{text} is an address of one machine's own network"
        raise ArticleError(msg)
    return str(ip), ip


def _ascii(name: str) -> str:
    """Return a name in the letters of the domain name system."""
    if name.isascii():
        return name.lower()
    import idna  # noqa: PLC0415 - few hosts are written in Arabic

    try:
        return idna.encode(name, uts46=True).decode("ascii").lower()
    except idna.IDNAError as error:
        msg = f"{name} is no host ({error})"
        raise ArticleError(msg) from error
