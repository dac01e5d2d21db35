"""Script of each character of a paragraph (in the spirit of UAX #24).

Resolved over the whole paragraph, not within a run: digits choose their form by it.
"""

import re
from bisect import bisect_right
from functools import lru_cache

from composer.text._bidi_data import BRACKETS
from composer.text._script_data import CODES, SCRIPTS, STARTS

NAMES = tuple(CODES.split())
"""ISO 15924 codes; what ``script_indexes`` returns points into it. Arabic is the first."""

ARABIC = 0
_COMMON = len(NAMES) - 1
_OTHER_SCRIPT = re.compile("[^ -@\\[-`{-~\xa0\xab\xb7\xbb\u0600-\u06ff\u2010-\u2027\u2030-\u205e]")
_TRIPLES = tuple(zip(*[iter(BRACKETS)] * 3, strict=True))
_OPENERS = frozenset(opener for opener, kind, _ in _TRIPLES if kind == "o")
_CLOSER_OF = {bracket: closer for bracket, _, closer in _TRIPLES}


@lru_cache(maxsize=4096)
def _own_script(char: str) -> int:
    return ord(SCRIPTS[bisect_right(STARTS, char) - 1])


def script_indexes(text: str) -> bytes:
    """Return the index into ``NAMES`` of the script of each character of a paragraph.

    A shared character (punctuation, a digit outside the Arabic block, a mark) takes the script
    before it, at the start the first one after it; a closing bracket takes its opener's. A
    paragraph with no script at all counts as Arabic.
    """
    if _OTHER_SCRIPT.search(text) is None:
        return bytes(len(text))
    own = list(map(_own_script, text))
    current = next((script for script in own if script != _COMMON), ARABIC)
    opened: list[tuple[str, int]] = []
    for place, char in enumerate(text):
        if own[place] != _COMMON:
            current = own[place]
            continue
        if char in _OPENERS:
            opened.append((_CLOSER_OF[char], current))
        elif opened and char in _CLOSER_OF:
            current = _opener_script(opened, char, current)
        own[place] = current
    return bytes(own)


def _opener_script(opened: list[tuple[str, int]], char: str, current: int) -> int:
    """Return the script of the opener that ``char`` closes, and forget what lies inside."""
    for depth in range(len(opened) - 1, -1, -1):
        closer, script = opened[depth]
        if closer == char:
            del opened[depth:]
            return script
    return current
