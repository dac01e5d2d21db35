"""Pictures in an article: where they are and what is said of them. Nothing is fetched here."""

import re

from composer.domain.article import Figure
from composer.ingest.tree import Element
from composer.ingest.word import tidy

_SOURCES = ("src", "data-src", "data-lazy-src", "data-original", "data-orig-file")
_SETS = ("srcset", "data-srcset", "data-lazy-srcset")
_SIZE = re.compile(r"\s*(\d+)")
_LEAST_PX = 3
_LONGEST_ADDRESS = 2000


def figure_of(image: Element, *, caption: str | None = None) -> Figure:
    """Return a picture with its alternative text, and its caption where it has one."""
    return Figure(src=source_of(image), alt=tidy(image.get("alt")) or None, caption=caption or None)


def source_of(image: Element) -> str | None:
    """Return the address of a picture, also where a script would have to set it."""
    for name in _SOURCES:
        if _is_address(image.get(name).strip()):
            return image.get(name).strip()
    for name in _SETS:
        first = image.get(name).split(",")[0].split()
        if first and _is_address(first[0]):
            return first[0]
    return None


def is_tracker(image: Element) -> bool:
    """Tell whether a picture is one that nobody sees: it counts readers, or has no address."""
    if source_of(image) is None:
        return True
    sizes = (_SIZE.match(image.get(name)) for name in ("width", "height"))
    return any(size is not None and int(size[1][:6]) < _LEAST_PX for size in sizes)


def _is_address(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_ADDRESS and not text.lower().startswith(("data:", "blob:"))
