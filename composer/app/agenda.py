"""The agenda of a page: what goes out when, what waits for what, and where there is room."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from composer.app.outlet import Outlet
from composer.domain.queue import QueueItem
from composer.publishing.day import Day
from composer.publishing.slot import Slot
from composer.store.page import PageState
from composer.store.span import Untimed


class Stage(StrEnum):
    """How an item stands, as a calendar tells it."""

    WAITING = "waiting"
    HELD = "held"  # the platform has it and shows it at its time
    SENDING = "sending"
    UNKNOWN = "unknown"
    ATTENTION = "attention"
    PUBLISHED = "published"
    ALARM = "alarm"  # published, and the look after it was not content
    WITHDRAWN = "withdrawn"


class Room(StrEnum):
    """Whether a slot can take a post."""

    FREE = "free"
    TAKEN = "taken"
    NEAR = "near"  # another post comes nearer to it than the page's spacing
    PAST = "past"


class Risk(StrEnum):
    """Why an item that waits may not go out at its time."""

    UNAPPROVED = "unapproved"  # the draft was changed after its approval
    LATE = "late"  # its time has passed, and nobody has sent it
    PAUSED = "paused"
    SPACING = "spacing"  # it waits for the distance from another post


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An item on the calendar.

    Args:
        item: The item.
        at: Where it stands, in UTC: when it is due, or when it went out.
        stage: How it stands.
        goes: When it goes out if nothing goes wrong, in UTC; None where it does not wait, and
            while its page is paused.
        near: IDs of the items that it is nearer to than the page's spacing.
        risks: Why it may not go out at its time.
    """

    item: QueueItem
    at: datetime
    stage: Stage
    goes: datetime | None = None
    near: tuple[str, ...] = ()
    risks: tuple[Risk, ...] = ()

    @property
    def can_move(self) -> bool:
        """Whether a person may give it another time."""
        movable = {Stage.WAITING, Stage.HELD, Stage.ATTENTION}
        return self.stage in movable and not self.item.doubt


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A slot on the calendar.

    Args:
        slot: The slot.
        room: Whether it can take a post.
    """

    slot: Slot
    room: Room


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaDay:
    """A day on the calendar.

    Args:
        day: The day.
        is_weekend: Whether it is a day of the page's weekend.
        hijri: Its date in the Umm al-Qura calendar; None outside the calendar's tables.
        openings: Its slots, in order.
        entries: What stands on it, in order.
    """

    day: Day
    is_weekend: bool
    hijri: str | None
    openings: tuple[Opening, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """Some days of a page.

    Args:
        outlet: The page.
        now: In UTC.
        state: How the page stands.
        days: The days, in order.
        next_free: The next slot that can take a post; None where there is none.
        left: What waits though its time has passed, and stands on none of these days.
        untimed: Drafts that are approved and have no time, the last approved first.
    """

    outlet: Outlet
    now: datetime
    state: PageState
    days: tuple[AgendaDay, ...]
    next_free: Slot | None
    left: tuple[Entry, ...]
    untimed: tuple[Untimed, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """The page's zone."""
        return self.outlet.zone

    @property
    def today(self) -> date:
        """The day that it is in the page's zone."""
        return self.now.astimezone(self.zone).date()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What stands on these days."""
        return tuple(entry for day in self.days for entry in day.entries)
