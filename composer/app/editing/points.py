"""Changes to the highlights of a draft."""

from dataclasses import dataclass, replace
from typing import Self

from composer.app.editing.change import Change, Turn, refuse_index
from composer.app.editing.galley import Galley
from composer.app.editing.wording import ChangeRefused, one_line, reworded
from composer.domain.article import Line
from composer.domain.highlight import Candidate

MOST_POINTS = 30
POINTS = "points"
CANDIDATES = "candidates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick(Change):
    """Put a candidate among the highlights, at its place in reading order."""

    candidate: int

    def _field(self) -> str:
        return f"candidates[{self.candidate}]"

    def _place(self, galley: Galley) -> object:
        return picked_at(galley, self.candidate)

    def _moved(self, seen: Galley, now: Galley) -> Self | None:
        """Whatever others did to the other highlights, this one can join them."""
        del seen, now
        return self

    def _apply(self, galley: Galley, turn: Turn) -> Galley:
        del turn
        if picked_at(galley, self.candidate) is not None:
            return galley
        points, line = galley.edition.points, shown(candidate(galley, self.candidate))
        _check_room(points, self.field, line.text)
        at = _place_of(points, line)
        return galley.with_edition(points=(*points[:at], line, *points[at:]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpick(Change):
    """Take a candidate from the highlights."""

    candidate: int

    def _field(self) -> str:
        return f"candidates[{self.candidate}]"

    def _place(self, galley: Galley) -> object:
        at = picked_at(galley, self.candidate)
        return None if at is None else galley.edition.points[at]

    def _apply(self, galley: Galley, turn: Turn) -> Galley:
        del turn
        at = picked_at(galley, self.candidate)
        points = galley.edition.points
        return galley if at is None else galley.with_edition(points=_without(points, at))


@dataclass(frozen=True, slots=True, kw_only=True)
class OfPoint(Change):
    """A change to the highlight that stands at ``at``, counted from 0."""

    at: int

    def _field(self) -> str:
        return f"points[{self.at}]"

    def _place(self, galley: Galley) -> object:
        points = galley.edition.points
        return points[self.at] if 0 <= self.at < len(points) else None

    def _moved(self, seen: Galley, now: Galley) -> Self | None:
        """The highlight may stand elsewhere by now; it is known by its words and its place."""
        line, points = self.place(seen), now.edition.points
        if line is None:
            return None
        if self.place(now) == line:
            return self
        found = [at for at, each in enumerate(points) if each == line]
        return replace(self, at=found[0]) if len(found) == 1 else None

    def point(self, galley: Galley) -> Line:
        """Return the highlight.

        Raises:
            ChangeRefused: There is none of that number.
        """
        points = galley.edition.points
        if not 0 <= self.at < len(points):
            raise refuse_index(POINTS, self.at, len(points))
        return points[self.at]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reorder(Change):
    """Put the highlights in another order: their numbers of now, each once."""

    order: tuple[int, ...]

    def _field(self) -> str:
        return POINTS

    def _told(self) -> str:
        return ", ".join(str(at + 1) for at in self.order)

    def _place(self, galley: Galley) -> object:
        return galley.edition.points

    def _apply(self, galley: Galley, turn: Turn) -> Galley:
        del turn
        points = galley.edition.points
        if sorted(self.order) != list(range(len(points))):
            msg = "an order names each highlight once: look at the draft again"
            raise ChangeRefused(msg, code="no-such-place", field=self.field)
        return galley.with_edition(points=tuple(points[at] for at in self.order))


@dataclass(frozen=True, slots=True, kw_only=True)
class RewordPoint(OfPoint):
    """Word a highlight otherwise."""

    text: str

    def _apply(self, galley: Galley, turn: Turn) -> Galley:
        del turn
        old = self.point(galley)
        text = one_line(self.text, self.field, limit="points")
        line = reworded(old, text, original=galley.original(old))
        points = list(galley.edition.points)
        points[self.at] = line
        return galley.with_edition(points=tuple(points))


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovePoint(OfPoint):
    """Take a highlight off the cards."""

    def _apply(self, galley: Galley, turn: Turn) -> Galley:
        del turn
        self.point(galley)
        return galley.with_edition(points=_without(galley.edition.points, self.at))


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPoint(Change):
    """Add a highlight in a person's own words, at ``at`` or behind the others."""

    text: str
    at: int | None = None

    def _field(self) -> str:
        return "points[]"

    def _is_typed(self) -> bool:
        return False  # each is a highlight of its own

    def _place(self, galley: Galley) -> object:
        return len(galley.edition.points)

    def _moved(self, seen: Galley, now: Galley) -> Self | None:
        """A new highlight touches none of the others."""
        del seen, now
        return self

    def _apply(self, galley: Galley, turn: Turn) -> Galley:
        del turn
        points = galley.edition.points
        text = one_line(self.text, self.field, limit="points")
        if any(each.text == text for each in points):
            return galley  # asked for again, as when the answer was lost on its way
        _check_room(points, self.field, text)
        at = len(points) if self.at is None else min(max(self.at, 0), len(points))
        line = Line(text=text, edited=True)
        return galley.with_edition(points=(*points[:at], line, *points[at:]))


def candidate(galley: Galley, at: int) -> Candidate:
    """Return a candidate by its number, counted from 0, the best first.

    Raises:
        ChangeRefused: There is none of that number.
    """
    candidates = galley.whole.highlights.candidates
    if not 0 <= at < len(candidates):
        raise refuse_index(CANDIDATES, at, len(candidates))
    return candidates[at]


def shown(each: Candidate) -> Line:
    """Return what a card shows of a candidate."""
    return each.shown or each.line


def picked_at(galley: Galley, at: int) -> int | None:
    """Return which highlight comes from a candidate, reworded or not; None where none does."""
    wanted = shown(candidate(galley, at)).source
    points = galley.edition.points
    return next((i for i, line in enumerate(points) if line.source == wanted), None)


def _place_of(points: tuple[Line, ...], line: Line) -> int:
    """Return where a line joins others in reading order: behind the last that stands before it."""
    before = [
        at
        for at, each in enumerate(points)
        if each.source is not None and line.source is not None and each.source < line.source
    ]
    return before[-1] + 1 if before else 0


def _without(points: tuple[Line, ...], at: int) -> tuple[Line, ...]:
    return points[:at] + points[at + 1 :]


def _check_room(points: tuple[Line, ...], field: str, typed: str) -> None:
    if len(points) >= MOST_POINTS:
        msg = f"a draft holds at most {MOST_POINTS} highlights: take one off first"
        raise ChangeRefused(
            msg, code="too-many", field=field, typed=typed, facts={"most": MOST_POINTS}
        )
