"""The press: sends what is approved to the pages of the settings.

Everything that publishes is put together here: the runner, a single pass, one post at once. What
people do to posts that are out already is in ``composer.app.aftercare``.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Self

from composer.app.following import check_pages
from composer.app.newsroom import Newsroom
from composer.app.outlet import is_outlet
from composer.app.platform import Platforms
from composer.app.rundown import is_item
from composer.app.standing import standing_of
from composer.app.timing import NOW
from composer.domain.queue import QueueItem, Status
from composer.domain.secret import Secret
from composer.engine.clock import MachineClock, ticks
from composer.engine.errand import Errand
from composer.engine.lock import RunnerLock
from composer.errors import DraftError
from composer.publishing.at import parse_at
from composer.publishing.observed import ObservedPage
from composer.publishing.observer import NOBODY, Observer
from composer.publishing.work import Clock, PageWork, Work
from composer.settings import MAIN_PAGE, Settings
from composer.store.claim import Claims
from composer.store.outcome import Outcomes
from composer.store.queue import NewItem, When
from composer.store.remark import Remarks

RUNNERS = "runners"
"""The folder in the workspace's state in which runners hold their locks."""


@dataclass(slots=True, kw_only=True)
class Press:
    """What sends posts; each page for one thread at a time.

    Args:
        newsroom: Whose posts.
        clock: The machine's clocks.
        platforms: The ways to the pages.
        observer: Told how publishing goes, for metrics.
    """

    newsroom: Newsroom
    clock: Clock
    platforms: Platforms
    observer: Observer = NOBODY
    _pages: dict[str, PageWork] = field(default_factory=dict, init=False)
    _guard: threading.Lock = field(default_factory=threading.Lock, init=False)

    @classmethod
    def open(
        cls,
        settings: Settings,
        *,
        person: str,
        hide: Callable[[Secret], None] = lambda _: None,
        clock: Clock | None = None,
        observer: Observer = NOBODY,
    ) -> Self:
        """Open the store of a workspace and take in its inbox.

        No page is opened before it is asked for.

        Args:
            settings: Where it is.
            person: Who works here; the journal names them.
            hide: Gets each secret that is used, so that no log tells it.
            clock: The clocks; the machine's own without it.
            observer: Told how publishing goes, for metrics.

        Raises:
            StoreError: The store cannot be opened.
            SettingsError: What is set for the pages is wrong, for each of them.
        """
        check_pages(settings)
        clock = clock or MachineClock()
        newsroom = Newsroom.open(settings, now=lambda: clock.read().wall, person=person)
        platforms = Platforms(settings, clock, hide)
        return cls(newsroom=newsroom, clock=clock, platforms=platforms, observer=observer)

    def close(self) -> None:
        """Let go of the pages and the store."""
        self.platforms.close()
        self.newsroom.close()

    def lock(self) -> RunnerLock:
        """Return a lock by which others see that this process lives.

        Raises:
            StoreError: Its folder cannot be written.
        """
        return self.newsroom.lock(RUNNERS)

    def page(self, name: str) -> PageWork | None:
        """Return a page to publish to; None where the settings know none of this name.

        Raises:
            SettingsError: What is set for it is wrong.
        """
        with self._guard:
            if name not in self._pages:
                if not is_outlet(self.newsroom.settings, name):
                    return None
                outlet = self.newsroom.outlet(name)
                platform = ObservedPage(self.platforms.of(outlet), self.observer, ticks)
                self._pages[name] = PageWork(
                    target=outlet.target, platform=platform, policy=outlet.policy
                )
            return self._pages[name]

    def take_up(self, settings: Settings) -> None:
        """Go by other settings of the same workspace from now on."""
        with self._guard:
            self.newsroom = replace(self.newsroom, settings=settings)
            self.platforms.take_up(settings)
            self._pages.clear()

    def work(self, lock: RunnerLock, *, at: Callable[[str], None] = lambda _: None) -> Work:
        """Return all that a worker needs.

        Args:
            lock: The process's own: what is claimed is claimed in its name.
            at: Told each point that the worker passes.
        """
        store, owner = self.newsroom.store, lock.owner
        return Work(
            store=store,
            claims=Claims(store.database, store.ledger, owner=owner),
            outcomes=Outcomes(store.database, store.ledger, store.pages, owner=owner),
            remarks=Remarks(store.database, store.ledger, owner=owner),
            clock=self.clock,
            page=self.page,
            alive=lock.alive,
            at=at,
            observer=self.observer,
        )

    def queue_now(
        self, name: str, *, page: str = MAIN_PAGE, again: bool = False, key: str | None = None
    ) -> QueueItem:
        """Queue an approved draft for this moment, or give an item of the queue this time.

        Neither waits for the page's distance between posts.

        Args:
            name: ID of the draft or the beginning of it, or of an item, such as ``q17``.
            page: Name of the page in the settings; an item has its own.
            again: The page may have had the draft or its article before.
            key: What the author calls this very wish; see ``NewItem``.

        Raises:
            DraftError: It is unknown or not approved, or the page has it or its article already.
            SettingsError: There is no such page.
        """
        if is_item(name):
            return self._hurry(self.newsroom.store.queue.get(name))
        outlet = self.newsroom.outlet(page)
        draft = self.newsroom.draft(name)
        approval = self.newsroom.store.drafts.approval(draft.id, outlet.target)
        if approval is None:
            raise DraftError(standing_of(self.newsroom, draft.id, outlet.target).refusal)
        new = NewItem(
            draft=draft.id,
            target=outlet.target,
            approval=approval.fingerprint,
            when=self._now(page),
            unspaced=True,
            comment=bool(draft.post_for(outlet.target.key).comment),
            again=again,
            key=key,
        )
        return self.newsroom.store.queue.add(
            new, now=self.newsroom.now(), actor=self.newsroom.person
        )

    def see_through(
        self,
        item: QueueItem,
        lock: RunnerLock,
        *,
        wait: Callable[[float], None],
        tell: Callable[[str], None],
    ) -> QueueItem:
        """Work on an item until it is published, before a person, or its outcome unknown.

        A runner that lives on this store may do it, too; whoever claims it first does.

        Args:
            item: The item.
            lock: The process's own.
            wait: Waits a number of seconds.
            tell: Is told in a line what is waited for.

        Raises:
            DraftError: The page is paused.
            Unavailable: It has to wait longer than a person does; it stays in the queue.
        """
        return Errand(self.work(lock), wait=wait, tell=tell).run(item.id)

    def _hurry(self, item: QueueItem) -> QueueItem:
        """Give an item of the queue this moment as its time."""
        if item.status is not Status.QUEUED or item.due > self.newsroom.now():
            return self.newsroom.store.queue.move(
                item.id, self._now(item.page), now=self.newsroom.now(), actor=self.newsroom.person
            )
        return item

    def _now(self, page: str) -> When:
        zone = self.newsroom.outlet(page).zone
        asked = parse_at(NOW, zone=zone, now=self.newsroom.now())
        return When(
            due=asked.instant, wake=asked.instant, zone=zone.key, wall=asked.wall, kind=asked.kind
        )
