"""What every change to a draft is, and how it finds its place in a draft that moved on."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from composer.app.editing.galley import Galley
from composer.app.editing.wording import ChangeRefused
from composer.domain.article import Line
from composer.ingest import Gazetteer


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Who changes something, when, and what is known of the world.

    Args:
        by: Who it is.
        at: When, in UTC.
        gazetteer: The countries, for the flags beside names.
        has_picture: Tells whether the bytes of a picture are at hand, by their hash.
    """

    by: str
    at: datetime
    gazetteer: Gazetteer
    has_picture: Callable[[str], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(ABC):
    """One thing that a person changes in a draft; its ``op`` in JSON is in ``changes``."""

    @property
    def field(self) -> str:
        """The place that it touches, such as ``points[2]``."""
        return self._field()

    @property
    def told(self) -> str:
        """What the person wants there, for people."""
        return self._told()

    @property
    def is_typed(self) -> bool:
        """Whether it is made bit by bit, so that many in a row are one step back."""
        return self._is_typed()

    def place(self, galley: Galley) -> object:
        """Return what stands at the place; two that are equal are the same to an editor."""
        return self._place(galley)

    def moved(self, seen: Galley, now: Galley) -> Self | None:
        """Return the change as it applies to a draft that moved on since the person saw it.

        Args:
            seen: What the person saw.
            now: What stands there.

        Returns:
            None where somebody else changed the place itself.
        """
        return self._moved(seen, now)

    def apply(self, galley: Galley, turn: Turn) -> Galley:
        """Return the galley with the change made.

        Raises:
            ChangeRefused: It cannot be made.
        """
        return self._apply(galley, turn)

    @abstractmethod
    def _field(self) -> str: ...

    @abstractmethod
    def _place(self, galley: Galley) -> object: ...

    @abstractmethod
    def _apply(self, galley: Galley, turn: Turn) -> Galley: ...

    def _is_typed(self) -> bool:
        return hasattr(self, "text")

    def _told(self) -> str:
        return str(getattr(self, "text", "") or "")

    def _moved(self, seen: Galley, now: Galley) -> Self | None:
        return self if self.place(seen) == self.place(now) else None


def told(value: object) -> str:
    """Return what stands at a place, for people."""
    match value:
        case None:
            return ""
        case Line():
            return value.text
        case tuple() | list():
            return "\n".join(filter(None, map(told, value)))
        case _:
            return str(value)


def refuse_index(field: str, at: int, count: int) -> ChangeRefused:
    """Return why a number names nothing."""
    msg = f"there is no {field} {at}: they count from 0 to {count - 1}, look at the draft again"
    return ChangeRefused(msg, code="no-such-place", field=f"{field}[{at}]")
