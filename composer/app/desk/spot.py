"""A place of a draft that a person may write into, as its field in the form shows it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from composer.domain.article import Line, Span

_NO_ID = re.compile(r"[^A-Za-z0-9_-]+")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A change that a button asks for: its name, and what else it says."""

    op: str
    args: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of a line, from its first character to one past its last."""

    text: str
    start: int
    end: int
    strong: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place that holds a text.

    Args:
        place: Its name, such as ``points[2]``.
        label: What people call it.
        text: What stands there.
        op: The change that writes it.
        args: What else belongs to that change.
        original: What stood there before a person changed it; None where nobody did.
        restore: What brings the original back.
        is_own: Whether a person wrote it and the article has nothing there.
        source: Where it comes from, as ``block,start,end``; empty for nowhere.
        words: Its words, where they may be emphasised.
    """

    place: str
    label: str
    text: str
    op: str
    args: Mapping[str, object] = field(default_factory=dict)
    original: str | None = None
    restore: Ask | None = None
    is_own: bool = False
    source: str = ""
    words: tuple[Word, ...] = ()

    @property
    def id(self) -> str:
        """What names its field in the page."""
        return f"f-{_NO_ID.sub('-', self.place).strip('-')}"

    @property
    def is_changed(self) -> bool:
        """Whether a person changed or wrote it."""
        return self.original is not None or self.is_own


def words_of(line: Line) -> tuple[Word, ...]:
    """Return the words of a line, each with whether it is emphasised."""
    return tuple(
        Word(
            text=found[0],
            start=found.start(),
            end=found.end(),
            strong=any(start < found.end() and found.start() < end for start, end in line.emphasis),
        )
        for found in _WORD.finditer(line.text)
    )


def place_of(span: Span | None) -> str:
    """Return a place of the article as attributes of the page name it; empty for none."""
    return "" if span is None else f"{span.block},{span.start},{span.end}"
