"""The words of a post: its lines, the addresses and hashtags in them, and where it is folded."""

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

_FOLD_LINES = 5
_WIDE_LINE = 84
_NARROW_LINE = 46
_LIVELY = re.compile(r"https?://[^\s<>\"«»]+|#\w+")
_CLOSING = ".,،؛:!?؟)]}"


class Fold(StrEnum):
    """On which screens a text is folded."""

    NOWHERE = "nowhere"
    NARROW = "narrow"
    EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of a line: plain text, an address, or a hashtag."""

    text: str
    href: str | None = None
    is_tag: bool = False


def lines_of(text: str) -> tuple[tuple[Part, ...], ...]:
    """Return a text line by line, each in its parts."""
    return tuple(_parts(each) for each in text.splitlines())


def fold_of(text: str) -> Fold:
    """Return on which screens a text is longer than what is shown before "see more"."""
    if _count_lines(text, _WIDE_LINE) > _FOLD_LINES:
        return Fold.EVERYWHERE
    return Fold.NARROW if _count_lines(text, _NARROW_LINE) > _FOLD_LINES else Fold.NOWHERE


def is_web(address: str) -> bool:
    """Tell whether a browser may be sent to an address that somebody else wrote."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _count_lines(text: str, width: int) -> int:
    """Return about how many lines a text takes that are ``width`` characters wide."""
    return sum(max(1, -(-len(each) // width)) for each in text.splitlines())


def _parts(line: str) -> tuple[Part, ...]:
    found: list[Part] = []
    place = 0
    for match in _LIVELY.finditer(line):
        text = match[0].rstrip(_CLOSING)
        address = text.startswith("http")
        if address and not is_web(text):
            continue
        start = match.start()
        if start > place:
            found.append(Part(text=line[place:start]))
        found.append(Part(text=text, href=text if address else None, is_tag=not address))
        place = start + len(text)
    if place < len(line):
        found.append(Part(text=line[place:]))
    return tuple(found)
