"""What the worker wants of a platform, and what it learns there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from composer.domain.post import PostImage


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPost:
    """A post as the platform shows it.

    Args:
        id: Its ID.
        text: Its message; empty without one.
        link: What it links to, for a link post.
        images: IDs of its images, in their order.
        created: When it was made by the platform's clock, in UTC.
        is_published: Whether readers see it.
        scheduled: When the platform will show it, in UTC.
        permalink: Its address.
    """

    id: str
    text: str
    link: str | None = None
    images: tuple[str, ...] = ()
    created: datetime | None = None
    is_published: bool = True
    scheduled: datetime | None = None
    permalink: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenComment:
    """A comment as the platform shows it; ``author`` is the ID of who wrote it, where told."""

    id: str
    text: str
    author: str | None = None


class Platform(Protocol):
    """One page on a platform.

    Each call makes one attempt: when to repeat is decided by who calls. All raise ``Rejected``,
    ``Unavailable`` and, those that make something that a reader sees, ``OutcomeUnknown``.
    """

    @property
    def slow_down_s(self) -> float:
        """Seconds to leave before the next post, since the platform's patience wears thin."""

    def stage(self, image: PostImage, data: bytes, *, temporary: bool) -> str:
        """Upload an image that nobody sees yet and return its ID. Safe to repeat.

        Args:
            image: What it is, with its alternative text.
            data: Its bytes.
            temporary: It goes into a post that the platform is to hold until its time.
        """

    def create(
        self,
        text: str,
        *,
        link: str | None,
        images: Sequence[str],
        at: datetime | None,
    ) -> str:
        """Make the post and return its ID. Never safe to repeat.

        Args:
            text: The message.
            link: For a link post.
            images: IDs of staged images, all of them, in order.
            at: When the platform shall show it, in UTC; None for now.
        """

    def newest(self) -> Sequence[SeenPost]:
        """Return the newest posts that readers see, newest first, a hundred at least if so many."""

    def scheduled(self) -> Sequence[SeenPost]:
        """Return all posts that the platform holds until their time."""

    def find(self, post_id: str) -> SeenPost | None:
        """Return a post; None where it is gone and the page itself can be seen."""

    def edit(self, post_id: str, text: str) -> None:
        """Put another text into a post. Safe to repeat."""

    def reschedule(self, post_id: str, at: datetime) -> None:
        """Have a held post shown at another time. Safe to repeat."""

    def delete(self, post_id: str) -> None:
        """Take a post down; one that is gone already counts as done. Safe to repeat."""

    def comment(self, post_id: str, text: str) -> str:
        """Write a comment below a post and return its ID. Never safe to repeat."""

    def comments(self, post_id: str) -> Sequence[SeenComment]:
        """Return the comments below a post."""
