"""Workers as they are often written; the harness must find what they do wrong.

They use the same store, and make only moves that its law allows.
"""

from collections.abc import Callable
from enum import Enum, auto

from composer.domain.queue import QueueItem, Status
from composer.errors import PublishError
from composer.publishing.match import by_text
from composer.publishing.policy import LEASE
from composer.publishing.work import PageWork, Work
from composer.store.outcome import Landing

_MOST_TRIES = 9


class Habit(Enum):
    """What a naive worker does about errors."""

    TRY_AGAIN = auto()  # whatever the error was
    MARK_FIRST = auto()  # as published, before it sends
    LIST_ONCE = auto()  # looks once whether the post is there, then sends it again


class NaiveWorker:
    """Publishes what is due, in one of the usual ways.

    Args:
        work: All that it needs.
        habit: Which way.
    """

    def __init__(self, work: Work, habit: Habit) -> None:
        self._work = work
        self._habit = habit

    def tick(self) -> None:
        """Do all that is due."""
        now = self._work.clock.read().wall
        self._work.claims.recover(self._work.alive, now=now)
        for lost in self._work.claims.unknown():
            self._work.claims.step_back(lost, wake=now, now=now)
        for due in self._work.claims.due(now):
            held = self._work.claims.claim(due.id, lease=LEASE, now=now)
            page = self._work.page(due.page)
            if held is not None and page is not None:
                self._work.at("claimed")
                self._publish(page, held)

    def _publish(self, page: PageWork, held: QueueItem) -> None:
        now = self._work.clock.read().wall
        post = self._work.store.drafts.content(held.approval)
        try:
            if self._habit is Habit.LIST_ONCE and held.attempts:
                found = by_text(post, page.platform.newest(), since=held.due, known=())
                if found:
                    self._publish_as(held, page, found[0].id)
                    return
            self._work.claims.uploading(held, lease=LEASE, now=now)
            self._work.at("uploading")
            images = [
                page.platform.stage(each, self._work.store.blobs.get(each.sha256), temporary=False)
                for each in post.images
            ]
            self._work.at("uploaded")
            uploading = self._work.claims.get(held.id)
            self._work.claims.intend(uploading, lease=LEASE, now=now)
            if self._habit is Habit.MARK_FIRST:
                self._publish_as(held, page, "unheard")
            self._work.at("intent recorded")
            post_id = page.platform.create(post.text, link=post.link, images=images, at=None)
            self._work.at("answer received")
            if self._habit is not Habit.MARK_FIRST:
                self._publish_as(held, page, post_id)
            self._work.at("published")
        except PublishError as error:
            self._fail(held, str(error))

    def _publish_as(self, held: QueueItem, page: PageWork, post_id: str) -> None:
        now = self._work.clock.read().wall
        landing = Landing(post_id=post_id, audit_after=page.policy.audit_after)
        self._work.outcomes.published(held, landing, now=now)

    def _fail(self, held: QueueItem, error: str) -> None:
        found = self._work.claims.get(held.id)
        if found.status is Status.PUBLISHED:
            return
        now = self._work.clock.read().wall
        if found.attempts >= _MOST_TRIES:
            self._work.claims.ask(found, now=now, error=error, doubt=False)
        else:
            self._work.claims.step_back(found, wake=now, now=now, error=error)


MakeTick = Callable[[Work], Callable[[], object]]


def naive(habit: Habit) -> MakeTick:
    """Return what makes the tick of such a worker."""
    return lambda work: NaiveWorker(work, habit).tick
