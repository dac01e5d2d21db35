"""One request over the wire: to a checked address, before a deadline, up to a size.

The connection is made below the HTTP client, where the address that is connected to can be given
apart from the name that the certificate must have. This is the only module that knows the library.
"""

import ssl
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

import httpcore2

from composer.errors import ArticleError
from composer.ingest.address import Address, Ip

_LONGEST_WAIT_S = 10.0
_LIMIT_HEADERS = 200
_TIMEOUTS = (httpcore2.TimeoutException,)
_BROKEN = (
    *(httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.ProxyError, OSError),
    httpcore2.UnsupportedProtocol,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What an answer may cost.

    Args:
        deadline: When it must be over, by ``monotonic``.
        size: Bytes that it may have when unpacked.
        monotonic: A clock in seconds that is never set back.
    """

    deadline: float
    size: int
    monotonic: Callable[[], float]

    def left(self) -> float:
        """Return how many seconds one wait may take.

        Raises:
            ArticleError: No time is left.
        """
        left = self.deadline - self.monotonic()
        if left <= 0:
            msg = "the address takes too long to answer; try again later"
            raise ArticleError(msg)
        return min(left, _LONGEST_WAIT_S)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back; the names of headers are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How a request reaches its host.

    Args:
        ips: The checked addresses, to be tried in turn; empty where a proxy looks the name up.
        proxy: The proxy's address.
        context: What certificates are checked by; None for what the system trusts.
    """

    ips: Sequence[Ip] = ()
    proxy: str | None = field(default=None, repr=False)
    context: ssl.SSLContext | None = None


def exchange(
    address: Address,
    headers: Mapping[str, str],
    *,
    way: Way,
    limits: Limits,
    wanted: Callable[[int, Mapping[str, str]], None],
) -> Answer:
    """Send one request and return the whole answer.

    Args:
        address: What to ask for.
        headers: What to send beside it.
        way: How to get there.
        limits: What the answer may cost.
        wanted: Gets status and headers before the body is read, and raises to refuse it.

    Raises:
        ArticleError: There is no answer, or one that costs more than it may.
    """
    url = httpcore2.URL(
        scheme=address.scheme.encode(),
        host=address.host.encode(),
        port=address.port,
        target=address.target.encode(),
    )
    sent = [
        (name.encode(), value.encode())
        for name, value in {"Host": address.origin, **headers}.items()
    ]
    try:
        with (
            _pool(way, limits) as pool,
            pool.stream("GET", url, headers=sent, extensions=_timeouts(limits)) as response,
        ):
            told = _headers(response.headers)
            wanted(response.status, told)
            chunks = response.iter_stream()
            body = _body(chunks, told.get("content-encoding", ""), limits)
            return Answer(status=response.status, headers=told, body=body)
    except _TIMEOUTS as error:
        msg = f"{address.host} takes too long to answer; try again later"
        raise ArticleError(msg) from error
    except _BROKEN as error:
        msg = f"{address.host} cannot be reached or breaks off ({_reason(error)}); try again later"
        raise ArticleError(msg) from error


def _pool(way: Way, limits: Limits) -> httpcore2.ConnectionPool:
    """Return connections for one request.

    Raises:
        ArticleError: The proxy cannot be used.
    """
    try:
        return httpcore2.ConnectionPool(
            ssl_context=way.context,
            proxy=None if way.proxy is None else _proxy(way.proxy),
            network_backend=_Network(way.ips, limits),
        )
    except (ValueError, ImportError, RuntimeError) as error:
        msg = "the proxy of the environment cannot be used: name an http or https proxy"
        raise ArticleError(msg) from error


def _proxy(address: str) -> httpcore2.Proxy:
    parts = urlsplit(address if "://" in address else f"http://{address}")
    if not parts.hostname or parts.scheme not in {"http", "https"}:
        msg = "not an http or https proxy"
        raise ValueError(msg)
    url = httpcore2.URL(
        scheme=parts.scheme.encode(),
        host=parts.hostname.encode(),
        port=parts.port or (443 if parts.scheme == "https" else 80),
        target=b"/",
    )
    auth = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    return httpcore2.Proxy(url, auth=auth)


def _timeouts(limits: Limits) -> dict[str, Any]:
    left = limits.left()
    return {"timeout": {"connect": left, "read": left, "write": left, "pool": left}}


class _Network(httpcore2.NetworkBackend):
    """Connects to the checked addresses, whatever name is asked for; to a proxy by its name."""

    def __init__(self, ips: Sequence[Ip], limits: Limits) -> None:
        self._ips = ips
        self._limits = limits
        self._below = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        del timeout
        refused: Exception | None = None
        for target in [str(ip) for ip in self._ips] or [host]:
            try:
                stream = self._below.connect_tcp(
                    target, port, self._limits.left(), local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                refused = error
            else:
                return _Stream(stream, self._limits)
        raise refused or httpcore2.ConnectError(host)


class _Stream(httpcore2.NetworkStream):
    """A connection on which no wait outlasts the deadline."""

    def __init__(self, below: httpcore2.NetworkStream, limits: Limits) -> None:
        self._below = below
        self._limits = limits

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        del timeout
        return self._below.read(max_bytes, self._limits.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        del timeout
        self._below.write(buffer, self._limits.left())

    def close(self) -> None:
        self._below.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        del timeout
        below = self._below.start_tls(ssl_context, server_hostname, self._limits.left())
        return _Stream(below, self._limits)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - the library's own type
        return self._below.get_extra_info(info)


def _headers(raw: Sequence[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return headers by name in small letters; of several with one name all values."""
    told: dict[str, str] = {}
    for name, value in raw[:_LIMIT_HEADERS]:
        key, text = name.decode("latin-1").lower(), value.decode("utf-8", errors="replace")
        told[key] = f"{told[key]}, {text}" if key in told else text
    return told


def _body(chunks: Iterable[bytes], encoding: str, limits: Limits) -> bytes:
    """Return the unpacked body.

    Raises:
        ArticleError: It is larger than allowed, or packed in a way that was not asked for.
    """
    packed = encoding.strip().lower()
    if packed in {"", "identity"}:
        unpacked: Iterator[bytes] = iter(chunks)
    elif packed in {"gzip", "x-gzip", "deflate"}:
        unpacked = _unpacked(chunks, limits.size)
    else:
        msg = f"the server packs its answer as {packed[:40]}, which it was not asked for"
        raise ArticleError(msg)
    body = bytearray()
    for chunk in unpacked:
        body += chunk
        if len(body) > limits.size:
            msg = f"the answer is larger than {limits.size // 1024**2} MB, which no article is"
            raise ArticleError(msg)
        limits.left()
    return bytes(body)


def _unpacked(chunks: Iterable[bytes], most: int) -> Iterator[bytes]:
    """Unpack gzip or deflate, never more than ``most`` bytes and one at a time."""
    unpacker = None
    try:
        for chunk in chunks:
            if unpacker is None:
                unpacker = zlib.decompressobj(_window(chunk))
            yield unpacker.decompress(chunk, most + 1)
    except zlib.error as error:
        msg = f"the server's answer is damaged ({error}); try again"
        raise ArticleError(msg) from error
    if unpacker is not None and not unpacker.eof:
        msg = "the server's answer breaks off; try again"
        raise ArticleError(msg)


def _window(start: bytes) -> int:
    """Return how zlib is to read: with gzip's or zlib's header, or without any."""
    if start[:2] == b"\x1f\x8b" or (len(start) > 1 and int.from_bytes(start[:2], "big") % 31 == 0):
        return 32 + zlib.MAX_WBITS
    return -zlib.MAX_WBITS


def _reason(error: Exception) -> str:
    return str(error)[:200] or type(error).__name__
