"""The rundown: which posts go out when, as people and other programs arrange them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from composer.app.newsroom import Newsroom
from composer.app.outlet import Outlet, outlet_names
from composer.app.standing import standing_of
from composer.domain.queue import LIVE, QueueItem, Status
from composer.errors import DraftError, SettingsError
from composer.publishing.at import parse_at
from composer.publishing.slot import next_free
from composer.publishing.verdict import first_wake
from composer.settings import MAIN_PAGE
from composer.store.lineup import first_at
from composer.store.page import PageState
from composer.store.queue import NewItem, When

NOW = "now"

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
        draft = self.newsroom.draft(name)
        found = queue.of_draft(draft.id)
        now = self.newsroom.now()
        open_items = [each for each in found if each.status in LIVE or is_held(each, now)]
        if len(open_items) == 1:
            return open_items[0]
        if open_items:
            listed = ", ".join(each.id for each in reversed(open_items))
            msg = f"draft {draft.id} is in the queue as {listed}: name one of them"
        else:
            msg = f"draft {draft.id} has no open item in the queue: nashir queue add {draft.id}"
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

    def when(self, outlet: Outlet, at: str | None, *, own: datetime | None = None) -> When:
        """Return the time that is asked for; without one, the next free slot of the page.

        Args:
            outlet: The page.
            at: What was asked for.
            own: When the item that gets a new time is due so far: it is not in its own way.

        Raises:
            SettingsError: It is no time, has passed, or the page has no slot that is free.
        """
        now = self.newsroom.now()
        if at is not None:
            try:
                asked = parse_at(at, zone=outlet.zone, now=now)
            except ValueError as error:
                raise SettingsError(str(error)) from error
            return When(
                due=asked.instant,
                wake=first_wake(asked.instant, now=now, policy=outlet.policy),
                zone=outlet.zone.key,
                wall=asked.wall,
                kind=asked.kind,
            )
        return self._next_slot(outlet, now, own)

    def add(
        self,
        name: str,
        *,
        page: str = MAIN_PAGE,
        at: str | None = None,
        breaking: bool = False,
        again: bool = False,
    ) -> Placed:
        """Queue an approved draft for a page.

        Args:
            name: ID of the draft or the beginning of it.
            page: Name of the page in the settings.
            at: When; without it, in the page's next free slot.
            breaking: It goes first, and not late without a person's word.
            again: The page may have had it or its article before.

        Raises:
            DraftError: It is unknown, not approved, or the page has it or its article already.
            SettingsError: There is no such page, or the time is wrong.
        """
        outlet = self.newsroom.outlet(page)
        draft = self.newsroom.draft(name)
        approval = self.newsroom.store.drafts.approval(draft.id, outlet.target)
        if approval is None:
            raise DraftError(standing_of(self.newsroom, draft.id, outlet.target).refusal)
        new = NewItem(
            draft=draft.id,
            target=outlet.target,
            approval=approval.fingerprint,
            when=self.when(outlet, at),
            breaking=breaking,
            comment=bool(draft.post.comment),
            again=again,
        )
        queue = self.newsroom.store.queue
        item = queue.add(new, now=self.newsroom.now(), actor=self.newsroom.person)
        return self._placed(outlet, item if at is not None else self._alone(outlet, item))

    def move(self, name: str, *, at: str | None = None) -> Placed:
        """Give an item another time; without one, the page's next free slot.

        One that waits for a person goes back into the queue.

        Raises:
            DraftError: It is unknown, under way, published or cancelled.
            SettingsError: Its page is not in the settings, or the time is wrong.
        """
        item = self.item(name)
        outlet = self.newsroom.outlet(item.page)
        moved = self.newsroom.store.queue.move(
            item.id,
            self.when(outlet, at, own=item.due),
            now=self.newsroom.now(),
            actor=self.newsroom.person,
        )
        return self._placed(outlet, moved if at is not None else self._alone(outlet, moved))

    def cancel(self, name: str) -> QueueItem:
        """Take an item out of the queue for good.

        Raises:
            DraftError: It is unknown, under way, may be out already, or is published.
        """
        item = self.item(name)
        return self.newsroom.store.queue.cancel(
            item.id, now=self.newsroom.now(), actor=self.newsroom.person
        )

    def retry(self, name: str, *, at: str = NOW) -> QueueItem:
        """Put an item that waits for a person back into the queue.

        Raises:
            DraftError: It is unknown, does not wait for a person, or may be out already.
            SettingsError: Its page is not in the settings, or the time is wrong.
        """
        item = self.item(name)
        when = self.when(self.newsroom.outlet(item.page), at)
        return self.newsroom.store.queue.retry(
            item.id, when, now=self.newsroom.now(), actor=self.newsroom.person
        )

    def stuck(self, *, page: str | None = None) -> tuple[QueueItem, ...]:
        """Return the items that wait for a person."""
        return self.items(page=page, statuses=(Status.ATTENTION,))

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

    def paused(self, *, page: str | None = None) -> dict[str, str | None]:
        """Return the names of the pages that are paused, each with who paused it."""
        names = outlet_names(self.newsroom.settings) if page is None else (page,)
        states = {}
        for name in names:
            state = self.newsroom.store.pages.state(self.newsroom.outlet(name).target.key)
            if state.paused:
                states[name] = state.paused_by
        return states

    def _next_slot(self, outlet: Outlet, now: datetime, own: datetime | None) -> When:
        spacing = outlet.policy.spacing
        taken = self._others(outlet, since=now - spacing, own=own)
        slot = next_free(outlet.slots, now=now, taken=taken, spacing=spacing)
        if slot is None:
            file = self.newsroom.settings.file or "nashir.toml"
            what = "no slot is free" if outlet.slots.times else "it has no slots"
            msg = (
                f"page {outlet.name}: {what}: say when with --at, such as --at 18:00, or write"
                f' slots in {file}, such as slots = ["sun-thu 08:00 13:00 20:00"]'
            )
            raise SettingsError(msg)
        return When(
            due=slot.due,
            wake=first_wake(slot.due, now=now, policy=outlet.policy),
            zone=outlet.zone.key,
            wall=slot.wall,
            kind=slot.kind,
            slot=slot.name,
        )

    def _alone(self, outlet: Outlet, item: QueueItem) -> QueueItem:
        """Have an item leave a slot that somebody else took at the same moment before it."""
        store = self.newsroom.store
        while first_at(store.database, outlet.target.key, item.due) != item.id:
            when = self._next_slot(outlet, self.newsroom.now(), item.due)
            item = store.queue.move(
                item.id, when, now=self.newsroom.now(), actor=self.newsroom.person
            )
        return item

    def _placed(self, outlet: Outlet, item: QueueItem) -> Placed:
        """Return an item with the due times that it comes too near to."""
        spacing = outlet.policy.spacing
        others = self._others(outlet, since=item.due - spacing, own=item.due)
        near = tuple(sorted(each for each in others if abs(each - item.due) < spacing))
        return Placed(item=item, near=near)

    def _others(self, outlet: Outlet, *, since: datetime, own: datetime | None) -> list[datetime]:
        """Return when the page's other posts are due."""
        taken = list(self.newsroom.store.queue.taken(outlet.target, since=since))
        if own in taken:
            taken.remove(own)
        return taken


def is_item(name: str) -> bool:
    """Tell whether a name has the form of an item's ID, such as ``q17``."""
    return name[:1] == "q" and name[1:].isascii() and name[1:].isdigit()


def is_held(item: QueueItem, now: datetime) -> bool:
    """Tell whether the platform holds the post of an item until its time."""
    return item.held_until is not None and item.held_until > now and item.withdrawn is None


def zone_of(item: QueueItem) -> ZoneInfo:
    """Return the zone in which an item's time was asked for."""
    return ZoneInfo(item.zone)


def _is_recent(item: QueueItem, now: datetime) -> bool:
    last = max(filter(None, (item.published, item.held_until)), default=item.due)
    return now - last <= _RECENTLY
