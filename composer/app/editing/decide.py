"""Decisions: a person saw what is flagged and leaves it, or takes that back."""

import re
from dataclasses import dataclass

from composer.app.editing.change import Change, Turn
from composer.app.editing.galley import Galley
from composer.app.editing.wording import ChangeRefused, one_line
from composer.domain.edition import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Decide(Change):
    """Leave what is flagged as it is, with a note if the person wants."""

    key: str
    note: str = ""

    def _field(self) -> str:
        return f"decisions[{self.key}]"

    def _told(self) -> str:
        return self.note

    def _place(self, galley: Galley) -> object:
        return _decision(galley, self.key)

    def _apply(self, galley: Galley, turn: Turn) -> Galley:
        _check(self.key)
        note = one_line(self.note, self.field, limit="note", may_be_empty=True)
        fresh = Decision(key=self.key, by=turn.by, at=turn.at, note=note)
        kept = _others(galley, self.key)[-_MOST_DECISIONS:]
        return galley.with_edition(decisions=(*kept, fresh))


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecide(Change):
    """Take a decision back."""

    key: str

    def _field(self) -> str:
        return f"decisions[{self.key}]"

    def _place(self, galley: Galley) -> object:
        return _decision(galley, self.key)

    def _apply(self, galley: Galley, turn: Turn) -> Galley:
        del turn
        return galley.with_edition(decisions=_others(galley, self.key))


_LONGEST_KEY = 200
_UNSEEN = re.compile(r"[\x00-\x1f\x7f]")
_MOST_DECISIONS = 500


def _check(key: str) -> None:
    if not 0 < len(key) <= _LONGEST_KEY or _UNSEEN.search(key):
        msg = "nothing is flagged by that name: look at the draft again"
        raise ChangeRefused(msg, code="no-such-place", field="decisions")


def _decision(galley: Galley, key: str) -> Decision | None:
    return next((each for each in galley.edition.decisions if each.key == key), None)


def _others(galley: Galley, key: str) -> tuple[Decision, ...]:
    return tuple(each for each in galley.edition.decisions if each.key != key)
