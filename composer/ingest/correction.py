"""Edits of one text, applied pass by pass, whose places stay right in the final text."""

from bisect import bisect_right
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
        return sorted(self._marks, key=lambda mark: (mark.start, mark.end, mark.rule))

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

    def flag(self, edit: Edit) -> None:
        """Note a place that is left as it stands."""
        text = self.text[edit.start : edit.end]
        self._marks.append(Mark(edit.rule, edit.action, edit.start, edit.end, text, text))

    def _move(self, edits: list[Edit]) -> None:
        starts = [edit.start for edit in edits]
        shifts = [0, *accumulate(len(edit.new) - (edit.end - edit.start) for edit in edits)]

        def moved(place: int) -> int:
            index = bisect_right(starts, place)
            if index and place < edits[index - 1].end:
                edit = edits[index - 1]
                inside = min(place - edit.start, len(edit.new))
                return edit.start + shifts[index - 1] + inside
            return place + shifts[index]

        self._marks = [
            replace(mark, start=moved(mark.start), end=max(moved(mark.start), moved(mark.end)))
            for mark in self._marks
        ]
