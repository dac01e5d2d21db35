"""Due times: what a person asks for, the next free slot, and what stands near to either."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from composer.app.newsroom import Newsroom
from composer.app.outlet import Outlet
from composer.domain.queue import QueueItem
from composer.errors import SettingsError
from composer.publishing.at import parse_at
from composer.publishing.slot import next_free
from composer.publishing.verdict import first_wake
from composer.settings import FILE_NAME
from composer.store.queue import Choice, When

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

    def next_slot(self) -> Choice:
        """Return how the next slot is chosen that no other post of the page comes too near to.

        It is chosen when it is written, so that two people who ask at once get one each.

        Raises:
            SettingsError: The page has no slots. Choosing raises it where none of them is free.
        """
        if not self.outlet.slots.times:
            raise SettingsError(self._no_slot("it has no slots"))
        now = self.newsroom.now()
        return Choice(since=now - self.outlet.policy.spacing, choose=partial(self._free, now))

    def free_slot(self, item: QueueItem) -> When:
        """Return the next free slot for an item whose time is kept elsewhere than in the queue.

        Raises:
            SettingsError: The page has no slots, or none of them is free.
        """
        choice = self.next_slot()
        return choice.choose(self._others(item, since=choice.since))

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

    def near(self, item: QueueItem) -> tuple[datetime, ...]:
        """Return when the page's other posts are due that an item comes too near to."""
        spacing = self.outlet.policy.spacing
        others = self._others(item, since=item.due - spacing)
        return tuple(sorted(each for each in others if abs(each - item.due) < spacing))

    def _free(self, now: datetime, taken: Collection[datetime]) -> When:
        policy = self.outlet.policy
        slot = next_free(self.outlet.slots, now=now, taken=taken, spacing=policy.spacing)
        if slot is None:
            raise SettingsError(self._no_slot("no slot is free"))
        return When(
            due=slot.due,
            wake=first_wake(slot.due, now=now, policy=policy),
            zone=self.outlet.zone.key,
            wall=slot.wall,
            kind=slot.kind,
            slot=slot.name,
        )

    def _others(self, item: QueueItem, *, since: datetime) -> list[datetime]:
        """Return when the page's other posts are due."""
        taken = list(self.newsroom.store.queue.taken(self.outlet.target, since=since))
        if item.due in taken:
            taken.remove(item.due)
        return taken

    def _no_slot(self, what: str) -> str:
        file = self.newsroom.settings.file or FILE_NAME
        return (
            f"page {self.outlet.name}: {what}: say when with --at, such as --at 18:00, or write"
            f' slots under [publishing] in {file}, such as slots = ["sun-thu 08:00 13:00 20:00"]'
        )
