"""Fetches from the web: politely, within limits, and nothing from where it must not."""

import re
import time
from collections.abc import Callable, Mapping
from importlib.metadata import version

from composer.errors import ArticleError
from composer.ingest.address import Address, parse_address
from composer.ingest.charset import known_charset
from composer.ingest.decode import LIMIT_BYTES
from composer.ingest.fetched import Fetched, Kind
from composer.ingest.network import Network
from composer.ingest.turn import Turns
from composer.ingest.wire import Answer, Limits, exchange

LIMIT_S = 20.0
"""Seconds that a fetch may take, with all its redirects."""

AGENT = "nashir"
_MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_OK = range(200, 300)
_ADVICE = {
    401: "the site wants a password: save the page as a file",
    403: "the site refuses: open the page in a browser and save it as a file",
    404: "there is no such page",
    410: "the page is gone",
    429: "the site asks to wait: try again later",
    451: "the site may not show the page",
    503: "the site is away or asks to wait: try again later",
}
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_IN_A_HEADER = re.compile(r"[!-~ ]{1,500}")


class Fetcher:
    """Fetches pages, feeds and pictures, one at a time from each host.

    Args:
        network: How hosts are reached, and which may be.
        turns: Whose turn it is at each host.
        monotonic: A clock in seconds that is never set back.
        limit_s: Seconds that a fetch may take.
    """

    def __init__(
        self,
        network: Network | None = None,
        *,
        turns: Turns | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        limit_s: float = LIMIT_S,
    ) -> None:
        self._network = network or Network()
        self._turns = turns or Turns()
        self._monotonic = monotonic
        self._limit_s = limit_s

    def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        modified: str | None = None,
        kind: Kind = Kind.ARTICLE,
    ) -> Fetched:
        """Fetch an address.

        Args:
            url: The address.
            etag: What it told the last time: an unchanged page is not sent again.
            modified: The same.
            kind: What is wanted.

        Raises:
            ArticleError: It may not be fetched, or is not there, or is not what is wanted.
        """
        found = self.look(url, etag=etag, modified=modified, kind=kind)
        if found.status not in _OK and not (found.unchanged and (etag or modified)):
            advice = _ADVICE.get(found.status, "the site answers with an error: try again later")
            msg = f"{advice} (HTTP {found.status})"
            raise ArticleError(msg)
        return found

    def look(
        self,
        url: str,
        *,
        etag: str | None = None,
        modified: str | None = None,
        kind: Kind = Kind.ARTICLE,
    ) -> Fetched:
        """Fetch an address and return whatever it answers, also that it has nothing to give.

        Args:
            url: As in ``get``, as are the others.
            etag: As in ``get``.
            modified: As in ``get``.
            kind: As in ``get``.

        Raises:
            ArticleError: It may not be fetched, or does not answer, or is not what is wanted.
        """
        address = parse_address(url)
        limits: Limits | None = None
        headers = _headers(kind, etag, modified)
        for hop in range(_MOST_REDIRECTS + 1):
            with self._turns.turn(address.host, again=hop > 0):
                limits = limits or self._limits()
                answer = exchange(
                    address,
                    headers,
                    way=self._network.way(address, limits),
                    limits=limits,
                    wanted=_checks(kind),
                )
            onward = answer.headers.get("location", "")
            if answer.status not in _REDIRECTS or not onward:
                return _fetched(address, answer)
            address = _onward(address, onward)
        msg = f"the address leads on more than {_MOST_REDIRECTS} times"
        raise ArticleError(msg)

    def _limits(self) -> Limits:
        """Return what an answer may cost from now on; waiting for the turn costs nothing."""
        deadline = self._monotonic() + self._limit_s
        return Limits(deadline=deadline, size=LIMIT_BYTES, monotonic=self._monotonic)


def _onward(address: Address, reference: str) -> Address:
    try:
        return address.to(reference)
    except ArticleError as error:
        msg = f"{address.host} leads on to what is not fetched: {error}"
        raise ArticleError(msg) from error


def _headers(kind: Kind, etag: str | None, modified: str | None) -> Mapping[str, str]:
    accept = "image/*" if kind is Kind.PICTURE else "text/html, application/xhtml+xml, */*;q=0.8"
    told = {"If-None-Match": etag or "", "If-Modified-Since": modified or ""}
    return {
        "User-Agent": f"{AGENT}/{version('nashir')} (reads articles for a newsroom)",
        "Accept": accept,
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
        **{name: value for name, value in told.items() if _IN_A_HEADER.fullmatch(value)},
    }


def _checks(kind: Kind) -> Callable[[int, Mapping[str, str]], None]:
    """Return what refuses an answer by its headers, before the body is read."""

    def check(status: int, headers: Mapping[str, str]) -> None:
        media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
        if status in _OK and media_type and not media_type.startswith(kind.value):
            wanted = "picture" if kind is Kind.PICTURE else "article"
            msg = f"the address gives {media_type[:80]}, which is no {wanted}"
            raise ArticleError(msg)
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length[:18]) > LIMIT_BYTES:
            msg = f"the answer is larger than {LIMIT_BYTES // 1024**2} MB, which no article is"
            raise ArticleError(msg)

    return check


def _fetched(address: Address, answer: Answer) -> Fetched:
    charset = _CHARSET.search(answer.headers.get("content-type", ""))
    return Fetched(
        address=str(address),
        status=answer.status,
        data=answer.body,
        charset=known_charset(charset[1]) if charset else None,
        etag=answer.headers.get("etag"),
        modified=answer.headers.get("last-modified"),
        links=answer.headers.get("link", ""),
        retry_after=answer.headers.get("retry-after", ""),
    )
