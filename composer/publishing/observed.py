"""A page on a platform whose calls somebody watches: what they were, how they ended, how long."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from composer.domain.post import PostImage
from composer.errors import PublishError
from composer.publishing.observer import Observer
from composer.publishing.platform import Platform, SeenComment, SeenPost

_T = TypeVar("_T")

Ticks = Callable[[], float]
"""A clock in seconds that only goes forward."""


class ObservedPage:
    """Passes every call on, and every answer and error back, unchanged.

    Args:
        page: The page.
        observer: Who is told.
        ticks: The clock.
    """

    def __init__(self, page: Platform, observer: Observer, ticks: Ticks) -> None:
        self._page = page
        self._observer = observer
        self._ticks = ticks

    @property
    def slow_down_s(self) -> float:
        """See ``Platform``."""
        return self._page.slow_down_s

    def stage(self, image: PostImage, data: bytes, *, temporary: bool) -> str:
        """See ``Platform``."""
        return self._told("stage", lambda: self._page.stage(image, data, temporary=temporary))

    def create(
        self, text: str, *, link: str | None, images: Sequence[str], at: datetime | None
    ) -> str:
        """See ``Platform``."""
        return self._told(
            "create", lambda: self._page.create(text, link=link, images=images, at=at)
        )

    def newest(self) -> Sequence[SeenPost]:
        """See ``Platform``."""
        return self._told("newest", self._page.newest)

    def scheduled(self) -> Sequence[SeenPost]:
        """See ``Platform``."""
        return self._told("scheduled", self._page.scheduled)

    def find(self, post_id: str) -> SeenPost | None:
        """See ``Platform``."""
        return self._told("find", lambda: self._page.find(post_id))

    def edit(self, post_id: str, text: str) -> None:
        """See ``Platform``."""
        self._told("edit", lambda: self._page.edit(post_id, text))

    def reschedule(self, post_id: str, at: datetime) -> None:
        """See ``Platform``."""
        self._told("reschedule", lambda: self._page.reschedule(post_id, at))

    def delete(self, post_id: str) -> None:
        """See ``Platform``."""
        self._told("delete", lambda: self._page.delete(post_id))

    def comment(self, post_id: str, text: str) -> str:
        """See ``Platform``."""
        return self._told("comment", lambda: self._page.comment(post_id, text))

    def comments(self, post_id: str) -> Sequence[SeenComment]:
        """See ``Platform``."""
        return self._told("comments", lambda: self._page.comments(post_id))

    def _told(self, kind: str, call: Callable[[], _T]) -> _T:
        began = self._ticks()
        failure: PublishError | None = None
        try:
            return call()
        except PublishError as error:
            failure = error
            raise
        finally:
            self._observer.called(kind, took_s=self._ticks() - began, error=failure)
