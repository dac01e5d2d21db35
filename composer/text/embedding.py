"""Explicit levels and isolating run sequences (UAX #9, X1 to X10, BD9 and BD13).

Works on letters of bidi classes; their meaning is in ``composer.text.bidi``.
"""

import re
from typing import NamedTuple

_DEEPEST = 125
_TOKEN = re.compile("[Bd-kq]|b+|[^Bbd-kq]+")


class Span(NamedTuple):
    """A stretch of characters that rule X9 keeps, with one explicit level.

    Args:
        start: First character.
        end: One past the last one.
        level: Explicit embedding level.
        types: Their classes, overrides applied.
    """

    start: int
    end: int
    level: int
    types: str


class Sequence(NamedTuple):
    """An isolating run sequence: what the implicit rules treat as one stretch.

    Args:
        spans: Its parts in logical order.
        types: The classes of all of them.
        level: Its embedding level.
        before: ``L`` or ``R``, the direction before it (sos).
        after: The direction after it (eos).
    """

    spans: tuple[Span, ...]
    types: str
    level: int
    before: str
    after: str


class _Status(NamedTuple):
    level: int
    override: str = ""
    isolate: bool = False


class _Stack:
    """The directional status stack and the counters of rules X1 to X8."""

    __slots__ = ("base", "entries", "overflow_embeddings", "overflow_isolates", "valid_isolates")

    def __init__(self, base: int) -> None:
        self.base = base
        self.reset()

    @property
    def top(self) -> _Status:
        """The last entry."""
        return self.entries[-1]

    def reset(self) -> None:
        """Apply X1: at the start and after each paragraph separator."""
        self.entries = [_Status(self.base)]
        self.overflow_isolates = self.overflow_embeddings = self.valid_isolates = 0

    def embed(self, letter: str) -> None:
        """Apply X2 to X5."""
        level = self._next_level(rtl=letter in "eg")
        if level <= _DEEPEST and not self.overflow_isolates and not self.overflow_embeddings:
            self.entries.append(_Status(level, {"f": "L", "g": "R"}.get(letter, "")))
        elif not self.overflow_isolates:
            self.overflow_embeddings += 1

    def isolate(self, *, rtl: bool) -> None:
        """Apply X5a to X5c."""
        level = self._next_level(rtl=rtl)
        if level <= _DEEPEST and not self.overflow_isolates and not self.overflow_embeddings:
            self.valid_isolates += 1
            self.entries.append(_Status(level, isolate=True))
        else:
            self.overflow_isolates += 1

    def end_isolate(self) -> None:
        """Apply X6a."""
        if self.overflow_isolates:
            self.overflow_isolates -= 1
        elif self.valid_isolates:
            self.overflow_embeddings = 0
            while not self.entries.pop().isolate:
                pass
            self.valid_isolates -= 1

    def end_embedding(self) -> None:
        """Apply X7."""
        if self.overflow_isolates:
            return
        if self.overflow_embeddings:
            self.overflow_embeddings -= 1
        elif not self.top.isolate and len(self.entries) > 1:
            self.entries.pop()

    def _next_level(self, *, rtl: bool) -> int:
        level = self.top.level
        return (level + 1) | 1 if rtl else (level + 2) & ~1


def isolating_sequences(types: str, *, base: int) -> list[Sequence]:
    """Return the isolating run sequences of a paragraph.

    Args:
        types: Letters of the bidi classes.
        base: The paragraph's embedding level.
    """
    closers = _matching(types)
    spans = _explicit_spans(types, base, closers)
    runs = _level_runs(spans)
    first_of = {run[0].start: index for index, run in enumerate(runs)}
    continued = {closers[run[-1].end - 1] for run in runs if run[-1].end - 1 in closers}
    sequences = []
    for index, run in enumerate(runs):
        if run[0].start in continued:
            continue
        members = [index]
        while (closer := closers.get(runs[members[-1]][-1].end - 1)) is not None:
            members.append(first_of[closer])
        sequences.append(_sequence(runs, members, types, base))
    return sequences


def _sequence(runs: list[list[Span]], members: list[int], types: str, base: int) -> Sequence:
    spans = tuple(span for member in members for span in runs[member])
    level = spans[0].level
    previous = runs[members[0] - 1][-1].level if members[0] else base
    unclosed = types[spans[-1].end - 1] in "ijk"
    is_last = members[-1] + 1 == len(runs)
    following = base if unclosed or is_last else runs[members[-1] + 1][0].level
    return Sequence(
        spans,
        "".join([span.types for span in spans]),
        level,
        "R" if max(level, previous) & 1 else "L",
        "R" if max(level, following) & 1 else "L",
    )


def _matching(types: str) -> dict[int, int]:
    """Return the place of the matching PDI of each isolate initiator that has one (BD9)."""
    closers: dict[int, int] = {}
    opened: list[int] = []
    for match in re.finditer("[ijkqB]", types):
        letter = match[0]
        if letter == "B":
            opened.clear()
        elif letter != "q":
            opened.append(match.start())
        elif opened:
            closers[opened.pop()] = match.start()
    return closers


def _explicit_spans(types: str, base: int, closers: dict[int, int]) -> list[Span]:
    """Apply X1 to X9: return what is kept, with its explicit level."""
    stack = _Stack(base)
    spans: list[Span] = []
    for match in _TOKEN.finditer(types):
        token, start, end = match[0], match.start(), match.end()
        letter = token[0]
        if letter in "defg":
            stack.embed(letter)
        elif letter == "h":
            stack.end_embedding()
        elif letter != "b":
            if letter == "q":
                stack.end_isolate()
            elif letter == "B":
                stack.reset()
            status = stack.top
            kept = status.override * len(token) if status.override else token
            spans.append(Span(start, end, status.level, kept))
            if letter in "ijk":
                stack.isolate(rtl=_is_rtl(types, start, closers))
    return spans


def _is_rtl(types: str, start: int, closers: dict[int, int]) -> bool:
    """Tell the direction of an isolate; an FSI takes that of its first strong character."""
    letter = types[start]
    if letter != "k":
        return letter == "j"
    place, end = start + 1, closers.get(start, len(types))
    while place < end:
        if types[place] in "LRA":
            return types[place] != "L"
        if types[place] in "ijk":
            place = closers.get(place, end)
        place += 1
    return False


def _level_runs(spans: list[Span]) -> list[list[Span]]:
    """Return the stretches of equal level (BD7), ignoring what X9 removes."""
    runs: list[list[Span]] = []
    for span in spans:
        if runs and runs[-1][-1].level == span.level:
            runs[-1].append(span)
        else:
            runs.append([span])
    return runs
