"""Where a reader expects a stretch of its own direction and plain UAX #9 gives another.

Each rule marks a stretch that is then treated as if it stood between U+2066 (LRI) and U+2069
(PDI). The marks never reach a word's text: they only take part in the levels.

What runs left to right, as its author wrote it:

- addresses, e-mails, ``@handles``, Latin ``#tags``;
- telephone numbers and dates with hyphens: ``+966 11 234-5678``, ``2026-10-14``;
- signed numbers and amounts: ``-5``, ``+3.2%``, ``$20``; plain UAX #9 shows ``5-``;
- Latin names with their numbers: ``F-35``, ``C++``, ``Boeing 737 MAX``, and a number with its
  Latin unit: ``2,500 km``. So the items of a list ``F-35، Su-57`` stand in the order of reading.

A range ``2024-2025`` runs right to left, each number isolated, as ``10–15`` with an en dash does
by itself: plain UAX #9 turns the hyphen form about, depending on what stands before it.
Numbers in Arabic digits are left alone: there the sign belongs at the right.
"""

import re
from collections.abc import Iterator

LRI = "\u2066"
RLI = "\u2067"
FSI = "\u2068"
PDI = "\u2069"

Isolate = tuple[int, int, str]
"""First character, one past the last, and the initiator."""

_LATIN = "A-Za-z\xaa\xba\xc0-\xd6\xd8-\xf6\xf8-\u024f\u0370-\u03ff\u0400-\u04ff"
_NEEDED = re.compile(f"[0-9{_LATIN}]")
_OVERRIDES = re.compile("[\u202a\u202b\u202d\u202e]")
_UNITS = (
    "km/h|km²|km|kg|kn|mm|cm|nm|nmi|m²|m/s|m|ft|lb|lbs|g|t|kW|MW|GW|kWh|Hz|kHz|MHz|GHz|"
    "mph|kt|KB|MB|GB|TB|USD|EUR|GBP|SAR|AED|EGP|GMT|UTC|AM|PM|am|pm"
)
_APART = rf"(?<![0-9{_LATIN}.,/+\-−–])"
"""Not inside a number or a Latin word; a joined particle such as و may stand before."""

_SIGN = r"(?:(?<![\w.,/+\-−–%])|(?<=\b[وفبلك]))"
"""Where a hyphen is a minus: not in سو-57, but in و-5."""

_RULES = re.compile(
    rf"""
    (?=[0-9{_LATIN}@\#+\-−±≈~$€£¥])
    (?:
      (?P<address> (?:https?://|www\.)[^\s<>«»“”،؛]*[\w/] )
    | (?P<mail> [A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+ )
    | (?P<site> {_APART}[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*
                \.(?:com|net|org|info|gov|edu|mil|[a-z]{{2}})\b(?:/[^\s<>«»“”،؛]*[\w/])? )
    | (?P<handle> [@\#][A-Za-z_][A-Za-z0-9_.]*(?<!\.) )
    | (?P<phone> {_APART}(?:\+|00)[0-9]{{1,4}}(?:[ \-.]?\(?[0-9]{{2,5}}\)?){{2,5}}(?!\w) )
    | (?P<groups> {_APART}[0-9]+(?:-[0-9]+){{2,}}(?![\w\-]) )
    | (?P<range> {_APART}[0-9](?:[0-9.,:/]*[0-9])?-[0-9](?:[0-9.,:/]*[0-9])?(?![\w\-]) )
    | (?P<name>
        (?: {_APART}[+\-−]?[0-9][0-9.,]*[ ](?=(?:{_UNITS})(?![{_LATIN}0-9])) )?
        (?: {_APART}[0-9][0-9.,]*-?(?=[{_LATIN}]) )?
        [{_LATIN}]
        (?: [{_LATIN}0-9] | [\-‑–'’./&:_+](?=[{_LATIN}0-9]) | [.]?[ ](?:&[ ])?(?=[{_LATIN}])
          | (?<=[{_LATIN}])[ ](?=[0-9][0-9.,]*(?![\w%٪\-–/:])) | [.,](?=[0-9]) )*
        (?: \+\+ | [+\#](?!\w) )? )
    | (?P<amount> (?:{_SIGN}[\-−]|{_APART}[+±≈~])[$€£¥]?[0-9](?:[0-9.,/]*[0-9])?[%‰°]?
                | {_APART}[$€£¥][+\-−]?[0-9](?:[0-9.,/]*[0-9])?%? )
    )
    """,
    re.VERBOSE,
)


def rule_isolates(text: str) -> list[Isolate]:
    """Return the stretches of a text that the rules isolate, in order, never overlapping.

    A text whose author embeds or overrides directions by hand gets none.
    """
    if _NEEDED.search(text) is None or _OVERRIDES.search(text) is not None:
        return []
    return [found for match in _RULES.finditer(text) for found in _stretches(match)]


def _stretches(match: re.Match[str]) -> Iterator[Isolate]:
    start, end = match.span()
    if match.lastgroup == "range" and not _is_telephone(match[0]):
        hyphen = match[0].index("-") + start
        yield (start, hyphen, LRI)
        yield (hyphen + 1, end, LRI)
    else:
        yield (start, end, LRI)


def _is_telephone(text: str) -> bool:
    """Tell a number such as ``011-2345678`` from a range of two numbers."""
    first, _, second = text.partition("-")
    longest = 7
    return (first.startswith("0") and first.isdigit() and len(second) >= longest - 1) or (
        second.isdigit() and len(second) >= longest
    )


def with_isolates(text: str, isolates: list[Isolate]) -> str:
    """Return a text with the marks of non-overlapping isolates written into it."""
    parts: list[str] = []
    place = 0
    for start, end, initiator in isolates:
        parts += (text[place:start], initiator, text[start:end], PDI)
        place = end
    parts.append(text[place:])
    return "".join(parts)
