"""How calls leave this machine: directly on the machine itself, else as its network is set up."""

from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx2

from composer.errors import SettingsError
from composer.publishing.redact import scrub

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def route(address: str) -> httpx2.HTTPTransport:
    """Return what carries calls to an address.

    Args:
        address: https anywhere, through the proxy that the environment or the system names; http
            to this machine only, and never through a proxy.

    Raises:
        ValueError: Over this address others could read a token.
        SettingsError: The proxy cannot be used.
    """
    parts = urlsplit(address)
    host = parts.hostname or ""
    if host in _LOOPBACK and parts.scheme in ("http", "https"):
        return httpx2.HTTPTransport(trust_env=False)
    if parts.scheme != "https" or not host:
        msg = f"a token goes over https only, not to {scrub(address)}"
        raise ValueError(msg)
    proxy = _proxy(host)
    try:
        return httpx2.HTTPTransport(proxy=proxy)
    except (ImportError, ValueError, httpx2.InvalidURL) as error:
        msg = (
            f"the proxy {scrub(proxy or '')} cannot be used: name an http or https proxy ({error})"
        )
        raise SettingsError(msg) from error


def _proxy(host: str) -> str | None:
    """Return the proxy for https calls to a host, as other programs on this machine use it."""
    known = getproxies()
    address = known.get("https") or known.get("all")
    if not address or proxy_bypass(host):
        return None
    return address if "://" in address else f"http://{address}"
