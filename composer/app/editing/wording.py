"""What people type, as it may stand on a card or in a post; and why a change is refused."""

import re
import unicodedata

from composer.app.amendment import from_the_right
from composer.domain.article import Line
from composer.errors import DraftError
from composer.ingest.word import INVISIBLE

_UNSEEN = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff{INVISIBLE}]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_END = re.compile("\r\n|\r")
_BLANK_LINES = re.compile(r"\n{3,}")

LONGEST = {
    "headline": 300,
    "deck": 300,
    "points": 600,
    "quotation.text": 1200,
    "quotation.name": 120,
    "quotation.role": 200,
    "figure.value": 40,
    "figure.unit": 60,
    "figure.label": 300,
    "figure.context": 500,
    "comparison.title": 200,
    "comparison.cell": 300,
    "conclusion": 600,
    "alt": 1000,
    "comment": 8000,
    "text": 63_206,
    "note": 500,
}
"""Characters that may be typed into a field; whether they fit the card shows when it is drawn."""


class ChangeRefused(DraftError):  # noqa: N818 - an error is named by what is true
    """A change cannot be made; the draft stays as it was.

    Args:
        message: What is wrong and what to do.
        code: What is wrong, in a word that does not change: for other languages.
        field: What was to be changed, such as ``points[2]``.
        typed: The text that was typed, so that nobody loses it.
        facts: What a message in another language needs, such as ``most``.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str,
        field: str,
        typed: str = "",
        facts: dict[str, str | int] | None = None,
    ) -> None:
        self.code = code
        self.field = field
        self.typed = typed
        self.facts = facts or {}
        super().__init__(message)


def one_line(text: str, field: str, *, limit: str = "", may_be_empty: bool = False) -> str:
    """Return a text in one line as it may stand on a card.

    Args:
        text: As it was typed.
        field: Where.
        limit: What ``LONGEST`` calls the field, where it has another name.
        may_be_empty: Whether nothing is something.

    Raises:
        ChangeRefused: It is empty or too long.
    """
    clean = " ".join(_seen(text).split())
    if not clean and not may_be_empty:
        msg = f"{field} is empty: write a text, or take it off the cards"
        raise ChangeRefused(msg, code="empty", field=field, typed=text)
    return _short_enough(clean, field, limit or field, text)


def some_lines(text: str, field: str, *, limit: str = "") -> str:
    """Return a text of several lines as a post holds it, each line running from the right.

    Raises:
        ChangeRefused: It is too long.
    """
    plain = _LINE_END.sub("\n", text)
    lines = [_seen(line).replace("\t", " ").rstrip() for line in plain.split("\n")]
    clean = from_the_right(_BLANK_LINES.sub("\n\n", "\n".join(lines)).strip())
    return _short_enough(clean, field, limit or field, text)


def reworded(old: Line | None, text: str, *, original: Line | None) -> Line:
    """Return a line with other words.

    What is worded as the article words it is not edited; what is, keeps the place that it comes
    from, and the emphasis of the words that are still there.

    Args:
        old: The line before; None where there was none.
        text: The new words.
        original: The line as the article has it; None where it comes from no place.
    """
    if original is not None and text == original.text:
        return original
    if old is None:
        return Line(text=text, source=None if original is None else original.source, edited=True)
    if text == old.text:
        return old
    emphasis = kept_emphasis(old, text)
    return Line(text=text, source=old.source, edited=True, emphasis=emphasis)


def kept_emphasis(old: Line, text: str) -> tuple[tuple[int, int], ...]:
    """Return the emphasis that still fits: of words before and behind what was changed."""
    head = _common(old.text, text)
    tail = _common(old.text[head:][::-1], text[head:][::-1])
    moved = len(text) - len(old.text)
    kept = []
    for start, end in old.emphasis:
        if end <= head and not _inside_word(text, end):
            kept.append((start, end))
        elif start >= len(old.text) - tail and not _inside_word(text, start + moved):
            kept.append((start + moved, end + moved))
    return tuple(kept)


def whole_words(text: str, ranges: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """Return ranges of a text, widened to whole words, in order, none touching another.

    Raises:
        ValueError: One is not in the text.
    """
    found: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if not 0 <= first < last <= len(text):
            msg = f"the range from {first} to {last} is not in the text"
            raise ValueError(msg)
        start, end = first, last
        while _inside_word(text, start):
            start -= 1
        while _inside_word(text, end):
            end += 1
        if found and start <= found[-1][1]:
            before = found.pop()
            start, end = before[0], max(before[1], end)
        found.append((start, end))
    return tuple(found)


def _inside_word(text: str, at: int) -> bool:
    """Tell whether a place lies between two characters of one word."""
    return 0 < at < len(text) and _is_of_word(text[at - 1]) and _is_of_word(text[at])


def _is_of_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character).startswith("M")


def _common(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike."""
    for at, (mine, theirs) in enumerate(zip(one, other, strict=False)):
        if mine != theirs:
            return at
    return min(len(one), len(other))


def _seen(text: str) -> str:
    return _UNSEEN.sub("", unicodedata.normalize("NFC", _SURROGATE.sub("", text)))


def _short_enough(clean: str, field: str, limit: str, typed: str) -> str:
    most = LONGEST[limit]
    if len(clean) > most:
        msg = f"{field} has {len(clean):,} characters, {most:,} are the most: shorten it"
        facts: dict[str, str | int] = {"length": len(clean), "most": most}
        raise ChangeRefused(msg, code="too-long", field=field, typed=typed, facts=facts)
    return clean
