"""What is taken out of a text before it is shaped."""

import re

_BREAKS = re.compile("[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")
_ANY = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def drawable(text: str) -> str:
    """Return a text without control characters; tabs and line ends become spaces.

    Nothing else changes: tatweel, marks, joiners and direction marks stay as they are.
    """
    if _ANY.search(text) is None:
        return text
    return _CONTROLS.sub("", _BREAKS.sub(" ", text))
