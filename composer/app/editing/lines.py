"""Changes to the headline, the deck and the conclusion, and to the emphasis of words."""

import re
from dataclasses import dataclass, replace
from typing import Self

from composer.app.editing.change import Change, Turn
from composer.app.editing.galley import Galley
from composer.app.editing.points import OfPoint
from composer.app.editing.wording import ChangeRefused, one_line, reworded, whole_words
from composer.domain.article import Line

_POINT = re.compile(r"points\[(\d{1,3})\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline(Change):
    """Word the headline otherwise."""

    text: str

    def _field(self) -> str:
        return "headline"

    def _place(self, galley: Galley) -> object:
        return galley.edition.headline.text

    def _apply(self, galley: Galley, turn: Turn) -> Galley:
        del turn
        text = one_line(self.text, self.field)
        original = galley.whole.highlights.headline
        line = reworded(galley.edition.headline, text, original=original)
        return galley.with_edition(headline=line)


@dataclass(frozen=True, slots=True, kw_only=True)
class Optional(Change):
    """Word a line otherwise that may be missing; None or an empty text takes it off."""

    text: str | None = None

    def _place(self, galley: Galley) -> object:
        line = getattr(galley.edition, self.field)
        return None if line is None else line.text

    def _apply(self, galley: Galley, turn: Turn) -> Galley:
        del turn
        text = one_line(self.text or "", self.field, may_be_empty=True)
        if not text:
            return galley.with_edition(**{self.field: None})
        old: Line | None = getattr(galley.edition, self.field)
        original: Line | None = getattr(galley.whole.highlights, self.field)
        line = reworded(old, text, original=galley.original(old) or original)
        return galley.with_edition(**{self.field: line})


@dataclass(frozen=True, slots=True, kw_only=True)
class Deck(Optional):
    """Word the deck otherwise, or take it off."""

    def _field(self) -> str:
        return "deck"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion(Optional):
    """Word the conclusion otherwise, or take it off."""

    def _field(self) -> str:
        return "conclusion"


@dataclass(frozen=True, slots=True, kw_only=True)
class Emphasis(Change):
    """Emphasise other words: of ``headline`` or of a highlight such as ``points[2]``.

    Args:
        of: The line.
        ranges: First character and one past the last; they are widened to whole words.
    """

    of: str
    ranges: tuple[tuple[int, int], ...] = ()

    def _field(self) -> str:
        return f"{self.of}.emphasis"

    def _told(self) -> str:
        return ", ".join(f"{start}-{end}" for start, end in self.ranges)

    def _place(self, galley: Galley) -> object:
        return self._line(galley)

    def _moved(self, seen: Galley, now: Galley) -> Self | None:
        """The words must be the same; a highlight may stand elsewhere by now."""
        match = _POINT.fullmatch(self.of)
        if match is None:
            return self if self.place(seen) == self.place(now) else None
        found = _At(at=int(match[1])).moved(seen, now)
        return None if found is None else replace(self, of=found.field)

    def _apply(self, galley: Galley, turn: Turn) -> Galley:
        del turn
        line = self._line(galley)
        try:
            emphasis = whole_words(line.text, self.ranges)
        except ValueError as error:
            raise ChangeRefused(str(error), code="no-such-place", field=self.field) from error
        fresh = replace(line, emphasis=emphasis)
        match = _POINT.fullmatch(self.of)
        if match is None:
            return galley.with_edition(headline=fresh)
        points = list(galley.edition.points)
        points[int(match[1])] = fresh
        return galley.with_edition(points=tuple(points))

    def _line(self, galley: Galley) -> Line:
        if self.of == "headline":
            return galley.edition.headline
        match = _POINT.fullmatch(self.of)
        if match is None:
            msg = (
                f"the words of {self.of} cannot be emphasised: only the headline's and highlights'"
            )
            raise ChangeRefused(msg, code="no-such-place", field=self.field)
        return _At(at=int(match[1])).point(galley)


@dataclass(frozen=True, slots=True, kw_only=True)
class _At(OfPoint):
    """A highlight, only to be found."""

    def _apply(self, galley: Galley, turn: Turn) -> Galley:
        del turn
        return galley
