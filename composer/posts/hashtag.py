"""Hashtags of a post."""

import re
import unicodedata
from collections.abc import Iterable

MOST = 5
LONGEST = 40

_TATWEEL = "\u0640"
_NOT_A_WORD = re.compile(r"\W+")


def hashtags(*sources: Iterable[str]) -> tuple[str, ...]:
    """Return the first few hashtags of several sources, best source first, without ``#``."""
    proper = (tag for source in sources for text in source if (tag := hashtag(text)))
    return tuple(dict.fromkeys(proper))[:MOST]


def hashtag(text: str) -> str | None:
    """Return a text as a hashtag without ``#``; None when it makes none that a reader can use.

    Spaces become underscores; vowel marks and tatweel go, since nobody types them in a search.
    """
    letters = (
        each
        for each in unicodedata.normalize("NFC", text)
        if unicodedata.category(each) not in {"Mn", "Cf"} and each != _TATWEEL
    )
    tag = _NOT_A_WORD.sub("_", "".join(letters)).strip("_")
    usable = 1 < len(tag) <= LONGEST and not tag.replace("_", "").isdecimal()
    return tag if usable else None
