"""The ways to tell people; each delivery is one attempt, and safe to repeat.

What is sent again carries the same number, by which a receiver knows it.
"""

from typing import Protocol

from composer.domain.notice import Notice
from composer.publishing.mailbox import Mailbox, Security
from composer.publishing.webhook import Webhook

__all__ = ["Channel", "Mailbox", "Security", "Webhook"]


class Channel(Protocol):
    """A way to tell people."""

    def deliver(self, notice: Notice) -> None:
        """Tell them, once.

        Raises:
            Unavailable: They were not reached; try again later.
            Rejected: They cannot be reached before a person mends something.
        """
