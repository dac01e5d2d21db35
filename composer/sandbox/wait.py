"""Waiting that a caller of known patience may break off, as a time-out does on a real wire."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

PATIENCE = "nashir.practice.patience"
"""Key of the WSGI environment: how many seconds the caller waits for the next bytes."""


class PatienceEnded(TimeoutError):  # noqa: N818 - an error is named by what is true
    """The caller waited as long as it would and went away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Waits.

    Args:
        pause: What waits a number of seconds.
        patience_s: How long the caller would; None for ever, or where its own end of a real
            connection sees to it.
    """

    pause: Callable[[float], None]
    patience_s: float | None = None

    @classmethod
    def of(cls, environ: dict[str, Any], pause: Callable[[float], None]) -> "Wait":
        """Return how to wait while a call is answered."""
        return cls(pause=pause, patience_s=environ.get(PATIENCE))

    def __call__(self, seconds: float) -> None:
        """Wait.

        Raises:
            PatienceEnded: The caller does not wait as long.
        """
        if self.patience_s is not None and seconds > self.patience_s:
            self.pause(self.patience_s)
            raise PatienceEnded
        self.pause(seconds)
