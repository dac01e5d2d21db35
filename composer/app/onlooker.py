"""Who is told how drafts are made: those who make them count nothing, and know no metrics."""

from typing import Protocol


class Onlooker(Protocol):
    """Is told what was made, after it was made. It never fails, and keeps nobody waiting."""

    def drew(self, cards: int, took_s: float) -> None:
        """Cards were drawn, all of them in so many seconds."""

    def made(self, drafts: int) -> None:
        """So many drafts are in the store that were not there."""


class _Nobody:
    """Does nothing with it."""

    def drew(self, cards: int, took_s: float) -> None:
        """Tell nobody."""

    def made(self, drafts: int) -> None:
        """Tell nobody."""


UNSEEN = _Nobody()
"""Who is told where nobody asked."""
