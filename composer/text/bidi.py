"""The Unicode Bidirectional Algorithm (UAX #9): embedding levels and visual order.

The classes of a text are one string with one letter a character, so that most rules are one
regular expression. The letters: ``L R A`` (L, R, AL), ``E N`` (EN, AN), ``s t c`` (ES, ET, CS),
``M`` (NSM), ``b`` (BN), ``B S W O`` (B, S, WS, ON), ``d e f g h`` (LRE, RLE, LRO, RLO, PDF),
``i j k q`` (LRI, RLI, FSI, PDI).
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

from composer.text._bidi_data import BRACKETS, CLASSES, STARTS
from composer.text.embedding import Span, isolating_sequences

REMOVED = 255
"""The level of a character that rule X9 removes (explicit codes and BN)."""

_DIRECTED = re.compile(
    "[^ -/:-@\\[-`{-~\xa0\xab\xb7\xbb\u060b-\u065f\u066a\u066d-\u06dc\u06de-\u06ef\u06fa-\u06ff"
    "\u0750-\u077f\u2010-\u2027\u2030-\u205e\ufb50-\ufbff\ufe70-\ufefc]"
)
"""What may get another level than 1 in a right-to-left paragraph; all else certainly gets 1."""

_BRACKETS = {
    char: (kind == "o", closer) for char, kind, closer in zip(*[iter(BRACKETS)] * 3, strict=True)
}
_BRACKET_CHARS = frozenset(_BRACKETS)
_DEEPEST_BRACKETS = 63

_MARKS_AFTER_ISOLATE = re.compile("(?<=[ijkq])M+")
_MARKS = re.compile("(.)M+")
_AFTER_ARABIC = re.compile("A[^LRAE]*E[^LRA]*")
_SEPARATOR = re.compile("(?<=E)[sc](?=E)|(?<=N)c(?=N)")
_TERMINATORS = re.compile("(?<=E)t+|t+(?=E)")
_AFTER_LATIN = re.compile("L[^LRE]*E[^LR]*")
_NEUTRALS = re.compile("(?<=([LREN]))O+(?=([LREN]))")
_TRAILING = re.compile("[Wbdefghijkq]*[BS]|[Wbdefghijkq]+$")
_TO_NEUTRAL = str.maketrans("stcBSWijkq", "OOOOOOOOOO")


@lru_cache(maxsize=4096)
def bidi_class(char: str) -> str:
    """Return the letter of the bidi class of a character."""
    return CLASSES[bisect_right(STARTS, char) - 1]


def classes_of(text: str) -> str:
    """Return the letters of the bidi classes of all characters."""
    return "".join(map(bidi_class, text))


def levels(text: str, *, base: int) -> bytes:
    """Return the embedding level of each character of a paragraph, ``REMOVED`` for rule X9.

    Args:
        text: The paragraph, in logical order.
        base: Its embedding level: 0 is left to right, 1 is right to left.
    """
    if base == 1 and _DIRECTED.search(text) is None:
        return b"\x01" * len(text)
    return levels_of_classes(classes_of(text), text=text, base=base)


def levels_of_classes(types: str, *, text: str = "", base: int) -> bytes:
    """Return the embedding levels of characters of the given classes.

    Args:
        types: Letters of the bidi classes.
        text: The characters, for rule N0 (brackets); empty leaves that rule out.
        base: The paragraph's embedding level.
    """
    found = bytearray([REMOVED]) * len(types)
    brackets = not _BRACKET_CHARS.isdisjoint(text)
    for sequence in isolating_sequences(types, base=base):
        chars = _characters(text, sequence.spans) if brackets else ""
        resolved = _resolve(
            sequence.types, chars, level=sequence.level, ends=(sequence.before, sequence.after)
        )
        place = 0
        for span in sequence.spans:
            size = span.end - span.start
            found[span.start : span.end] = resolved[place : place + size]
            place += size
    _reset_trailing(types, found, base)
    return bytes(found)


def base_level(types: str) -> int:
    """Return the paragraph level that its first strong character asks for (P2 and P3)."""
    depth = 0
    for letter in types:
        if letter in "ijk":
            depth += 1
        elif letter == "q":
            depth = max(0, depth - 1)
        elif letter == "B":
            break
        elif depth == 0 and letter in "LRA":
            return int(letter != "L")
    return 0


def visual_order(line: Sequence[int]) -> list[int]:
    """Return the indexes of a line's items from left to right (L2).

    Args:
        line: The level of each item in logical order; ``REMOVED`` ones are left out.
    """
    order = [index for index, level in enumerate(line) if level != REMOVED]
    odd = [line[index] for index in order if line[index] & 1]
    if not odd:
        return order
    for level in range(max(line[index] for index in order), min(odd) - 1, -1):
        _reverse_stretches(order, [line[index] >= level for index in order])
    return order


def _reverse_stretches(order: list[int], reverse: list[bool]) -> None:
    start = 0
    size = len(order)
    while start < size:
        end = start
        while end < size and reverse[end]:
            end += 1
        order[start:end] = order[start:end][::-1]
        start = end + 1


def _characters(text: str, spans: Sequence[Span]) -> str:
    return "".join([text[span.start : span.end] for span in spans])


def _reset_trailing(types: str, found: bytearray, base: int) -> None:
    """Apply L1: separators, and white space before them or at the end, get the base level."""
    for match in _TRAILING.finditer(types):
        for index in range(match.start(), match.end()):
            if found[index] != REMOVED:
                found[index] = base


def _resolve(types: str, chars: str, *, level: int, ends: tuple[str, str]) -> bytes:
    """Return the levels of an isolating run sequence (W1 to I2).

    Args:
        types: Its classes after the explicit rules.
        chars: Its characters, or empty if it has no brackets.
        level: Its embedding level.
        ends: ``L`` or ``R`` before and after it (sos and eos).
    """
    before, after = ends
    embedding = "R" if level & 1 else "L"
    resolved = _weak(types, before)
    if chars:
        resolved = _paired_brackets(resolved, types, chars, embedding=embedding, before=before)
    if "O" in resolved:
        resolved = _neutral(f"{before}{resolved}{after}", embedding)[1:-1]
    return resolved.encode("ascii").translate(_implicit(level))


def _weak(types: str, before: str) -> str:
    """Apply W1 to W7; what is neutral comes back as ``O``."""
    types = before + types
    if "M" in types:
        types = _MARKS_AFTER_ISOLATE.sub(lambda match: "O" * len(match[0]), types)
        types = _MARKS.sub(lambda match: match[1] * len(match[0]), types)
    if "E" in types:
        types = _AFTER_ARABIC.sub(lambda match: match[0].replace("E", "N"), types)
    types = types.replace("A", "R")
    if "E" in types or "N" in types:
        types = _SEPARATOR.sub(lambda match: types[match.start() - 1], types)
        types = _TERMINATORS.sub(lambda match: "E" * len(match[0]), types)
    types = types.translate(_TO_NEUTRAL)
    if "E" in types:
        types = _AFTER_LATIN.sub(lambda match: match[0].replace("E", "L"), types)
    return types[1:]


def _neutral(types: str, embedding: str) -> str:
    """Apply N1 and N2 to types that begin with sos and end with eos."""

    def direction(match: re.Match[str]) -> str:
        same = (match[1] == "L") == (match[2] == "L")
        side = ("L" if match[1] == "L" else "R") if same else embedding
        return side * len(match[0])

    return _NEUTRALS.sub(direction, types)


@lru_cache(maxsize=128)
def _implicit(level: int) -> bytes:
    """Return the table from resolved class to level for an embedding level (I1 and I2)."""
    table = bytearray(256)
    table[ord("L")] = level + (level & 1)
    table[ord("R")] = level + 1 - (level & 1)
    table[ord("E")] = table[ord("N")] = level + 2 - (level & 1)
    return bytes(table)


def _paired_brackets(resolved: str, types: str, chars: str, *, embedding: str, before: str) -> str:
    """Apply N0: a pair of brackets takes the direction of what it holds or follows."""
    result = list(resolved)
    for opener, closer in _bracket_pairs(resolved, chars):
        side = _bracket_direction("".join(result), opener, closer, (embedding, before))
        if side is None:
            continue
        for place in (opener, closer):
            marks = len(types) - place - 1 - len(types[place + 1 :].lstrip("M"))
            result[place : place + 1 + marks] = side * (1 + marks)
    return "".join(result)


def _bracket_pairs(resolved: str, chars: str) -> list[tuple[int, int]]:
    """Return the pairs of brackets in order of their openers (BD16)."""
    pairs: list[tuple[int, int]] = []
    open_ones: list[tuple[str, int]] = []
    for place, char in enumerate(chars):
        if char not in _BRACKET_CHARS or resolved[place] != "O":
            continue
        opens, closer = _BRACKETS[char]
        if opens:
            if len(open_ones) == _DEEPEST_BRACKETS:
                return []
            open_ones.append((closer, place))
        else:
            depth = _opener_depth(open_ones, closer)
            if depth is not None:
                pairs.append((open_ones[depth][1], place))
                del open_ones[depth:]
    return sorted(pairs)


def _opener_depth(open_ones: list[tuple[str, int]], closer: str) -> int | None:
    for depth in range(len(open_ones) - 1, -1, -1):
        if open_ones[depth][0] == closer:
            return depth
    return None


def _bracket_direction(types: str, opener: int, closer: int, sides: tuple[str, str]) -> str | None:
    """Return the direction of one pair of brackets, or None where it holds nothing strong.

    Args:
        types: The classes resolved so far.
        opener: Place of the opening bracket.
        closer: Place of the closing bracket.
        sides: The embedding direction, and sos.
    """
    embedding, before = sides
    opposite = "L" if embedding == "R" else "R"
    inside = _strong(types[opener + 1 : closer])
    if embedding in inside:
        return embedding
    if opposite not in inside:
        return None
    context = _strong(types[:opener])
    return opposite if (context[-1:] or before) == opposite else embedding


def _strong(types: str) -> str:
    """Return the strong directions in a string of classes; numbers count as ``R``."""
    return types.replace("O", "").replace("E", "R").replace("N", "R")
