"""Due times: what a person asks for, the next free slot, and what stands near to either."""

from dataclasses import dataclass
from datetime import datetime

from composer.app.newsroom import Newsroom
from composer.app.outlet import Outlet
from composer.domain.queue import QueueItem
from composer.errors import SettingsError
from composer.publishing.at import parse_at
from composer.publishing.slot import next_free
from composer.publishing.verdict import first_wake
from composer.settings import FILE_NAME
from composer.store.lineup import first_at
from composer.store.queue import When

NOW = "now"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """The times of one page.

    Args:
        newsroom: Whose page.
        outlet: The page.
    """

    newsroom: Newsroom
    outlet: Outlet

    def asked(self, at: str) -> When:
        """Return the time that a person asks for; see ``parse_at``.

        Raises:
            SettingsError: It is no time, or has passed.
        """
        now = self.newsroom.now()
        try:
            found = parse_at(at, zone=self.outlet.zone, now=now)
        except ValueError as error:
            raise SettingsError(str(error)) from error
        return When(
            due=found.instant,
            wake=first_wake(found.instant, now=now, policy=self.outlet.policy),
            zone=self.outlet.zone.key,
            wall=found.wall,
            kind=found.kind,
        )

    def next_slot(self, *, own: datetime | None = None) -> When:
        """Return the next slot of the page that no other post comes too near to.

        Args:
            own: When the item that gets a new time is due so far: it is not in its own way.

        Raises:
            SettingsError: The page has no slots, or none of them is free.
        """
        now, policy = self.newsroom.now(), self.outlet.policy
        taken = self._others(since=now - policy.spacing, own=own)
        slot = next_free(self.outlet.slots, now=now, taken=taken, spacing=policy.spacing)
        if slot is None:
            raise SettingsError(self._no_slot())
        return When(
            due=slot.due,
            wake=first_wake(slot.due, now=now, policy=policy),
            zone=self.outlet.zone.key,
            wall=slot.wall,
            kind=slot.kind,
            slot=slot.name,
        )

    def as_planned(self, item: QueueItem) -> When:
        """Return the time that an item has, where it is still to come; else this moment."""
        now = self.newsroom.now()
        if item.due <= now:
            return self.asked(NOW)
        return When(
            due=item.due,
            wake=first_wake(item.due, now=now, policy=self.outlet.policy),
            zone=item.zone,
            wall=item.wall,
            kind=item.wall_kind,
            slot=item.slot,
        )

    def alone(self, item: QueueItem) -> QueueItem:
        """Have an item leave a slot that somebody else took for another at the same moment.

        The one that was queued first stays.
        """
        store = self.newsroom.store
        while first_at(store.database, self.outlet.target.key, item.due) != item.id:
            item = store.queue.move(
                item.id,
                self.next_slot(own=item.due),
                now=self.newsroom.now(),
                actor=self.newsroom.person,
            )
        return item

    def near(self, item: QueueItem) -> tuple[datetime, ...]:
        """Return when the page's other posts are due that an item comes too near to."""
        spacing = self.outlet.policy.spacing
        others = self._others(since=item.due - spacing, own=item.due)
        return tuple(sorted(each for each in others if abs(each - item.due) < spacing))

    def _others(self, *, since: datetime, own: datetime | None) -> list[datetime]:
        """Return when the page's other posts are due."""
        taken = list(self.newsroom.store.queue.taken(self.outlet.target, since=since))
        if own in taken:
            taken.remove(own)
        return taken

    def _no_slot(self) -> str:
        file = self.newsroom.settings.file or FILE_NAME
        what = "no slot is free" if self.outlet.slots.times else "it has no slots"
        return (
            f"page {self.outlet.name}: {what}: say when with --at, such as --at 18:00, or write"
            f' slots under [publishing] in {file}, such as slots = ["sun-thu 08:00 13:00 20:00"]'
        )
