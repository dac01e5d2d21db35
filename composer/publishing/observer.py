"""Who is told how publishing goes: the worker counts nothing itself, and knows no metrics."""

from datetime import datetime
from typing import Protocol

from composer.domain.queue import QueueItem, Status
from composer.errors import PublishError


class Observer(Protocol):
    """Is told what happens, after it happened. It never fails, and keeps nobody waiting."""

    def began(self, held: QueueItem, *, now: datetime) -> None:
        """An item's first call to the platform is about to be made; ``now`` in UTC."""

    def ended(self, status: Status, error: PublishError | None = None) -> None:
        """An item came to a status, because of what the platform said."""

    def called(self, kind: str, *, took_s: float, error: PublishError | None) -> None:
        """A call to the platform ended.

        Args:
            kind: What was asked, such as ``create``.
            took_s: How long it took, in seconds.
            error: How it failed; None where it did not.
        """


class Unobserved:
    """Nobody."""

    def began(self, held: QueueItem, *, now: datetime) -> None:
        """Tell nobody."""

    def ended(self, status: Status, error: PublishError | None = None) -> None:
        """Tell nobody."""

    def called(self, kind: str, *, took_s: float, error: PublishError | None) -> None:
        """Tell nobody."""


NOBODY = Unobserved()
"""Who is told where nobody asked."""
