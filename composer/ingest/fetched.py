"""What is fetched from the web, and what fetches it. Light, so that reading a file pays nothing."""

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

_UNCHANGED = 304
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Kind(Enum):
    """What is wanted: its types begin so; an answer that names no type may be anything."""

    ARTICLE = (
        *("text/", "application/xhtml+xml", "application/xml", "application/rss+xml"),
        *("application/atom+xml", "application/rdf+xml", "application/json", "application/ld+json"),
        *("application/feed+json", "application/octet-stream", _WORD_TYPE),
    )
    PICTURE = ("image/", "application/octet-stream")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What an address answered.

    Args:
        address: The one that answered, after all redirects.
        status: The code of the answer.
        data: The body, unpacked; empty when nothing has changed.
        charset: The encoding that the server names, by Python's name.
        etag: What to give ``get`` the next time.
        modified: The same.
        links: The ``Link`` header.
        retry_after: The ``Retry-After`` header: seconds, or a date.
    """

    address: str
    status: int
    data: bytes = field(repr=False)
    charset: str | None = None
    etag: str | None = None
    modified: str | None = None
    links: str = ""
    retry_after: str = ""

    @property
    def unchanged(self) -> bool:
        """Whether it is as it was when ``etag`` or ``modified`` was told."""
        return self.status == _UNCHANGED


def is_address(source: str) -> bool:
    """Tell whether a source is an address and no file; whether it may be fetched is seen later."""
    return _SCHEME.match(source) is not None


class Fetches(Protocol):
    """What fetches from the web."""

    def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        modified: str | None = None,
        kind: Kind = Kind.ARTICLE,
    ) -> Fetched:
        """Fetch an address, or raise ``ArticleError``; see ``composer.ingest.fetch``."""
        ...


class Looks(Fetches, Protocol):
    """What fetches, and can also return an answer that has nothing to give."""

    def look(
        self,
        url: str,
        *,
        etag: str | None = None,
        modified: str | None = None,
        kind: Kind = Kind.ARTICLE,
    ) -> Fetched:
        """Fetch an address; see ``composer.ingest.fetch``."""
        ...
