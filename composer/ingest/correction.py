"""Edits of one text, applied pass by pass, whose places stay right in the final text."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import accumulate

from composer.domain.article import Action


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace ``start:end`` by ``new``; the edits of a pass are in order and do not overlap."""

    rule: str
    action: Action
    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A finding in one text, without its block."""

    rule: str
    action: Action
    start: int
    end: int
    before: str
    after: str


class Correction:
    """A text on its way to its final form, and the marks of what was done to it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._marks: list[Mark] = []

    def marks(self) -> list[Mark]:
        """Return the marks in order, their places counted in the present text."""
        marks = (replace(mark, after=self.text[mark.start : mark.end]) for mark in self._marks)
        return sorted(marks, key=lambda mark: (mark.start, mark.end, mark.rule))

    def apply(self, edits: Iterable[Edit]) -> None:
        """Apply the edits of one pass and move the earlier marks along."""
        edits = list(edits)
        if not edits:
            return
        self._move(edits)
        parts: list[str] = []
        at = size = 0
        for edit in edits:
            kept = self.text[at : edit.start]
            size += len(kept)
            before = self.text[edit.start : edit.end]
            end = size + len(edit.new)
            self._marks.append(Mark(edit.rule, edit.action, size, end, before, edit.new))
            parts += [kept, edit.new]
            size, at = end, edit.end
        self.text = "".join([*parts, self.text[at:]])

    def flag(self, edits: Iterable[Edit]) -> None:
        """Note places that are left as they stand; none is noted twice."""
        known = {mark.start for mark in self._marks if mark.action is Action.FLAGGED}
        for edit in edits:
            if edit.start not in known:
                text = self.text[edit.start : edit.end]
                mark = Mark(edit.rule, Action.FLAGGED, edit.start, edit.end, text, text)
                self._marks.append(mark)

    def _move(self, edits: list[Edit]) -> None:
        starts = [edit.start for edit in edits]
        shifts = [0, *accumulate(len(edit.new) - (edit.end - edit.start) for edit in edits)]

        def moved(place: int, index: int) -> int:
            if index and place < edits[index - 1].end:
                edit = edits[index - 1]
                return edit.start + shifts[index - 1] + min(place - edit.start, len(edit.new))
            return place + shifts[index]

        def moved_mark(mark: Mark) -> Mark:
            start = moved(mark.start, bisect_right(starts, mark.start))
            end = moved(mark.end, bisect_left(starts, mark.end))
            return replace(mark, start=start, end=max(start, end))

        self._marks = [moved_mark(mark) for mark in self._marks]
