"""What people hand in at the desk, as sources of articles: addresses, texts, files.

None of it is ever a path: what came over the web reads nothing from this machine's disk.
"""

import html
import re
from enum import StrEnum
from urllib.parse import urlsplit

from composer.app.picture import clean_name
from composer.app.sources import STANDARD_INPUT, Source
from composer.errors import ArticleError
from composer.ingest.decode import LIMIT_BYTES

MOST_SOURCES = 50
"""Articles in one batch."""

_FULL_STOPS = " .۔…"
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#!|&~])")
_ESCAPED = r"\\\1"


class Writing(StrEnum):
    """How a text is written."""

    TEXT = "text"  # as its reader finds it to be: Markdown and HTML are known by their marks
    MARKDOWN = "markdown"
    HTML = "html"


def addresses(text: str) -> tuple[Source, ...]:
    """Return the addresses in a text, each once; they stand on lines or with spaces between.

    Raises:
        ArticleError: There is none, one is none, or there are too many.
    """
    found = tuple(dict.fromkeys(map(_address, text.split())))
    if not found:
        msg = "there is no address: give one that begins with https://"
        raise ArticleError(msg)
    if len(found) > MOST_SOURCES:
        msg = f"these are {len(found)} addresses: give at most {MOST_SOURCES} at once"
        raise ArticleError(msg)
    return tuple(Source(name=each) for each in found)


def pasted(text: str, *, title: str = "", writing: Writing = Writing.TEXT) -> Source:
    """Return a text as the source of an article.

    Args:
        text: The article; its first line is the headline where ``title`` is empty.
        title: The headline.
        writing: How the text is written.

    Raises:
        ArticleError: It is empty.
    """
    if not text.strip():
        msg = "there is no text: paste the whole article"
        raise ArticleError(msg)
    headline = " ".join(title.split()).rstrip(_FULL_STOPS)
    whole = _titled(text, headline, writing) if headline else text
    return Source(name=STANDARD_INPUT, data=_bounded(whole.encode(errors="replace")))


def handed_file(data: bytes, name: str) -> Source:
    """Return an uploaded file as the source of an article.

    Args:
        data: Its bytes.
        name: What its sender calls it; it may be anything.

    Raises:
        ArticleError: It is empty, or too large.
    """
    clean = clean_name(name, nameless="file")
    if not data:
        msg = f"{clean}: the file is empty"
        raise ArticleError(msg)
    return Source(name=clean, data=_bounded(data))


def is_fetchable(address: str) -> bool:
    """Tell whether a text is an address of the web; whether it may be fetched is seen later."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)


def _address(word: str) -> str:
    """Return an address; one without its scheme, as people copy it, gets one."""
    whole = word if "://" in word else f"https://{word}"
    host = urlsplit(whole).hostname if is_fetchable(whole) else None
    if host is None or ("://" not in word and "." not in host):
        msg = f"{word[:200]}: this is no address: it begins with https://"
        raise ArticleError(msg)
    return whole


def _titled(text: str, title: str, writing: Writing) -> str:
    match writing:
        case Writing.HTML:
            head = html.escape(title)
            return f"<!DOCTYPE html><title>{head}</title><article><h1>{head}</h1>{text}</article>"
        case Writing.MARKDOWN:
            return f"# {_MARKUP.sub(_ESCAPED, title)}\n\n{text}"
        case Writing.TEXT:
            return f"{title}\n\n{text}"


def _bounded(data: bytes) -> bytes:
    if len(data) > LIMIT_BYTES:
        msg = f"it has more than {LIMIT_BYTES // 2**20} MB, which no article has"
        raise ArticleError(msg)
    return data
