"""The rundown: which posts go out when, as people and other programs arrange them."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from composer.app.following import usable_outlets
from composer.app.newsroom import Newsroom
from composer.app.outlet import is_outlet
from composer.app.standing import standing_of
from composer.app.timing import Timing
from composer.domain.queue import LIVE, QueueItem, Status
from composer.errors import DraftError
from composer.settings import MAIN_PAGE
from composer.store.lineup import unapproved, unspaced
from composer.store.page import PageState
from composer.store.page_load import page_states
from composer.store.queue import NewItem, When

Reschedule = Callable[[QueueItem, When], QueueItem]
"""Has the platform show a post that it holds at another time."""

_RECENTLY = timedelta(days=1)
_RECENT_AT_MOST = 500
"""So many of the posts that were due last are looked through for recent ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An item that was given a time.

    Args:
        item: The item.
        near: When the page's other posts nearer than its spacing are due: it waits for them.
    """

    item: QueueItem
    near: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rundown:
    """The queue of a newsroom.

    Args:
        newsroom: Whose it is.
    """

    newsroom: Newsroom

    def item(self, name: str) -> QueueItem:
        """Return an item by its ID, or by that of a draft which has exactly one open item.

        Raises:
            DraftError: There is none, or the draft has several.
        """
        queue = self.newsroom.store.queue
        if is_item(name):
            return queue.get(name)
        draft = self.newsroom.draft(name).id
        now = self.newsroom.now()
        found = [
            each for each in queue.of_draft(draft) if each.status in LIVE or is_held(each, now)
        ]
        if len(found) == 1:
            return found[0]
        if found:
            listed = ", ".join(each.id for each in reversed(found))
            msg = f"draft {draft} is in the queue as {listed}: name one of them"
        else:
            msg = f"draft {draft} has no open item in the queue: nashir show {draft} tells of it"
        raise DraftError(msg)

    def items(
        self, *, page: str | None = None, statuses: Collection[Status] | None = None
    ) -> tuple[QueueItem, ...]:
        """Return items in the order in which they are due, of one page or of all."""
        return self.newsroom.store.queue.all(page=page, statuses=statuses)

    def recent(self, *, page: str | None = None) -> tuple[QueueItem, ...]:
        """Return what is open, what the platform holds, and what was published in the last day."""
        now = self.newsroom.now()
        queue = self.newsroom.store.queue
        done = queue.all(page=page, statuses=(Status.PUBLISHED,), limit=_RECENT_AT_MOST)
        shown = [each for each in done if is_held(each, now) or _is_recent(each, now)]
        found = [*queue.all(page=page, statuses=LIVE), *shown]
        return tuple(sorted(found, key=lambda each: each.due))

    def stuck(self, *, page: str | None = None) -> tuple[QueueItem, ...]:
        """Return the items that wait for a person."""
        return self.items(page=page, statuses=(Status.ATTENTION,))

    def unapproved(self) -> frozenset[str]:
        """Return the IDs of the waiting items whose draft was changed after its approval."""
        return unapproved(self.newsroom.store.database)

    def add(
        self,
        name: str,
        *,
        page: str = MAIN_PAGE,
        at: str | None = None,
        breaking: bool = False,
        again: bool = False,
        key: str | None = None,
    ) -> Placed:
        """Queue an approved draft for a page.

        Args:
            name: ID of the draft or the beginning of it.
            page: Name of the page in the settings.
            at: When; without it, in the page's next free slot.
            breaking: It goes first, and not late without a person's word.
            again: The page may have had it or its article before.
            key: What the author calls this very wish; see ``NewItem``.

        Raises:
            DraftError: It is unknown, not approved, or the page has it or its article already.
            SettingsError: There is no such page, or the time is wrong.
        """
        wish = self._wish(name, page, at=at, breaking=breaking, again=again)
        now, actor = self.newsroom.now(), self.newsroom.person
        item = self.newsroom.store.queue.add(replace(wish, key=key), now=now, actor=actor)
        return _placed(self.timing(page), item)

    def add_all(
        self,
        name: str,
        *,
        pages: Iterable[str],
        at: str | None = None,
        breaking: bool = False,
        again: bool = False,
    ) -> tuple[Placed, ...]:
        """Queue a draft for several pages: for all of them or, where one refuses, for none.

        Args:
            name: ID of the draft or the beginning of it.
            pages: Names of the pages in the settings; one named twice counts once.
            at: When, in the zone of each page; without it, in each page's next free slot.
            breaking: As for ``add``.
            again: As for ``add``.

        Raises:
            DraftError: As ``add`` does.
            SettingsError: As ``add`` does.
        """
        names = tuple(dict.fromkeys(pages))
        wishes = [self._wish(name, page, at=at, breaking=breaking, again=again) for page in names]
        queue, now = self.newsroom.store.queue, self.newsroom.now()
        made = queue.add_all(wishes, now=now, actor=self.newsroom.person)
        return tuple(_placed(self.timing(each.page), each) for each in made)

    def _wish(
        self, name: str, page: str, *, at: str | None, breaking: bool, again: bool
    ) -> NewItem:
        """Return what is put into the queue of a page."""
        timing = self.timing(page)
        target = timing.outlet.target
        draft = self.newsroom.draft(name)
        approval = self.newsroom.store.drafts.approval(draft.id, target)
        if approval is None:
            raise DraftError(standing_of(self.newsroom, draft.id, target).refusal)
        return NewItem(
            draft=draft.id,
            target=target,
            approval=approval.fingerprint,
            when=timing.next_slot() if at is None else timing.asked(at),
            breaking=breaking,
            comment=bool(draft.post_for(target.key).comment),
            again=again,
        )

    def move(
        self, name: str, *, at: str | None = None, reschedule: Reschedule | None = None
    ) -> Placed:
        """Give an item another time; without one, the page's next free slot.

        One that waits for a person goes back into the queue.

        Args:
            name: ID of the item, or of a draft with one open item.
            at: When.
            reschedule: Has the platform move a post that it holds; without it such a post stays.

        Raises:
            DraftError: It is unknown, under way, published or cancelled.
            SettingsError: Its page is not in the settings, or the time is wrong.
            PublishError: The platform does not move a post that it holds.
        """
        item = self.item(name)
        timing = self.timing(item.page)
        if reschedule is not None and is_held(item, self.newsroom.now()):
            there = timing.free_slot(item) if at is None else timing.asked(at)
            return _placed(timing, reschedule(item, there))
        when = timing.next_slot() if at is None else timing.asked(at)
        moved = self.newsroom.store.queue.move(
            item.id, when, now=self.newsroom.now(), actor=self.newsroom.person
        )
        return _placed(timing, moved)

    def cancel(self, name: str) -> QueueItem:
        """Take an item out of the queue for good.

        Raises:
            DraftError: It is unknown, under way, may be out already, or is published.
        """
        item = self.item(name)
        return self.newsroom.store.queue.cancel(
            item.id, now=self.newsroom.now(), actor=self.newsroom.person
        )

    def retry(self, name: str, *, at: str | None = None) -> QueueItem:
        """Put an item that waits for a person back into the queue.

        Args:
            name: ID of the item, or of a draft with one open item.
            at: When; without it, at its own time where that is still to come, else now.

        Raises:
            DraftError: It is unknown, does not wait for a person, or may be out already.
            SettingsError: Its page is not in the settings, or the time is wrong.
        """
        item = self.item(name)
        timing = self.timing(item.page)
        when = timing.as_planned(item) if at is None else timing.asked(at)
        return self.newsroom.store.queue.retry(
            item.id, when, now=self.newsroom.now(), actor=self.newsroom.person
        )

    def pause(self, page: str = MAIN_PAGE) -> PageState:
        """Send nothing to a page until it is resumed."""
        target = self.newsroom.outlet(page).target
        pages = self.newsroom.store.pages
        pages.pause(target, now=self.newsroom.now(), actor=self.newsroom.person)
        return pages.state(target.key)

    def resume(self, page: str = MAIN_PAGE) -> PageState:
        """Send to a page again."""
        target = self.newsroom.outlet(page).target
        pages = self.newsroom.store.pages
        pages.resume(target, now=self.newsroom.now(), actor=self.newsroom.person)
        return pages.state(target.key)

    def paused(self, *, page: str | None = None) -> Mapping[str, str]:
        """Return the names of the pages that are paused, each with who paused it."""
        states = self._states(page).items()
        return {name: state.paused_by or "" for name, state in states if state.paused}

    def left_alone(self, *, page: str | None = None) -> Mapping[str, datetime]:
        """Return the names of the pages that their platform wants left alone, and until when."""
        now, states = self.newsroom.now(), self._states(page).items()
        waits = {name: state.blocked_until for name, state in states}
        return {name: until for name, until in waits.items() if until is not None and until > now}

    def spaced(self, items: Iterable[QueueItem]) -> Mapping[str, datetime]:
        """Return which due items wait for the distance from their page's last post, until when.

        Args:
            items: Those that are asked about, in the order in which they are due.
        """
        now = self.newsroom.now()
        free = unspaced(self.newsroom.store.database)
        waits: dict[str, datetime] = {}
        next_of: dict[str, datetime] = {}
        for item in items:
            if item.status is not Status.QUEUED or item.due > now or item.id in free:
                continue
            if not is_outlet(self.newsroom.settings, item.page):
                continue
            spacing = self.newsroom.outlet(item.page).policy.spacing
            if item.page not in next_of:
                last = self._states(item.page)[item.page].last_published
                next_of[item.page] = max(now, last + spacing) if last else now
            if next_of[item.page] > now:
                waits[item.id] = next_of[item.page]
            next_of[item.page] += spacing
        return waits

    def timing(self, page: str) -> Timing:
        """Return the times of a page."""
        return Timing(newsroom=self.newsroom, outlet=self.newsroom.outlet(page))

    def _states(self, page: str | None) -> Mapping[str, PageState]:
        """Return where a page stands, or each page of the settings."""
        store = self.newsroom.store
        if page is not None:
            return {page: store.pages.state(self.newsroom.outlet(page).target.key)}
        known = page_states(store.database)
        keys = {each.name: each.target.key for each in usable_outlets(self.newsroom.settings)}
        return {name: known.get(key, PageState()) for name, key in keys.items()}


def is_item(name: str) -> bool:
    """Tell whether a name has the form of an item's ID, such as ``q17``."""
    return name[:1] == "q" and name[1:].isascii() and name[1:].isdigit()


def is_held(item: QueueItem, now: datetime) -> bool:
    """Tell whether the platform holds the post of an item until its time."""
    return item.held_until is not None and item.held_until > now and item.withdrawn is None


def zone_of(item: QueueItem) -> ZoneInfo:
    """Return the zone in which an item's time was asked for."""
    return ZoneInfo(item.zone)


def _placed(timing: Timing, item: QueueItem) -> Placed:
    return Placed(item=item, near=timing.near(item))


def _is_recent(item: QueueItem, now: datetime) -> bool:
    last = max(filter(None, (item.published, item.held_until)), default=item.due)
    return now - last <= _RECENTLY
