"""The calendar as its screen shows it: each text ready, each place a number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from composer.app.agenda import Agenda, AgendaDay, Entry, Opening, Risk, Room, Stage
from composer.app.desk.times import Times
from composer.app.newsroom import Newsroom
from composer.app.planner import read_agenda
from composer.publishing.calendar import week_start
from composer.publishing.day import is_second_time, minute_of
from composer.publishing.wall import local_wall
from composer.store.span import Face, faces

_WEEK = 7
_FIRST, _LAST = date(1970, 1, 8), date(2099, 12, 24)
_SHOWN_IN_MONTH = 4


class View(StrEnum):
    """How much of the calendar is seen at once."""

    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An item, or an approved draft without a time, as a small card.

    Args:
        key: ID of the item, or of the draft where there is no item.
        draft: ID of the draft.
        item: ID of the item; None for a draft without a time.
        title: The headline.
        state: How it stands, by the name of a badge's state.
        stage: How it stands, by the name of its text.
        face: The first image of its post; None for a post without.
        at: When, in UTC; None for a draft without a time.
        minute: Minutes after midnight by the page's clocks.
        second: Whether the clocks show that time for the second time.
        can_move: Whether it may get another time.
        remarks: What is to be known of it, each with a tone.
    """

    key: str
    draft: str
    item: str | None
    title: str
    state: str
    stage: str
    face: Face | None = None
    at: datetime | None = None
    minute: float = 0
    second: bool = False
    can_move: bool = True
    remarks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A slot.

    Args:
        wall: The local time that the settings name, such as ``2026-11-24 18:00``.
        at: In UTC.
        minute: Minutes after midnight by the page's clocks.
        room: Whether it can take a post.
        is_next: Whether it is the next one that can.
    """

    wall: str
    at: datetime
    minute: float
    room: Room
    is_next: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A day.

    Args:
        shown: The day.
        is_today: Whether it is today.
        is_past: Whether it is over.
        in_month: Whether it belongs to the month that is looked at.
        rows: Its cards and free slots in the order of time.
        hidden: How many cards a month has no room for.
        free: How many of its slots can take a post.
        first_free: The first of them; None where there is none.
    """

    shown: AgendaDay
    is_today: bool
    is_past: bool
    in_month: bool
    rows: tuple[Card | Place, ...]
    hidden: int
    free: int
    first_free: Place | None

    @property
    def hijri(self) -> str:
        """Its Hijri day and month; empty outside the calendar's tables."""
        return (self.shown.hijri or "").rpartition(" ")[0]

    @property
    def cards(self) -> tuple[Card, ...]:
        """Its cards."""
        return tuple(each for each in self.rows if isinstance(each, Card))

    @property
    def places(self) -> tuple[Place, ...]:
        """Its slots."""
        return tuple(each for each in self.rows if isinstance(each, Place))


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """What the screen shows.

    Args:
        agenda: The days behind it.
        title: The days in words, such as «22 – 28 نوفمبر 2026».
        view: How much is seen at once.
        on: The day that was asked for.
        before: The day by which the time before is asked for.
        after: The day by which the time after is asked for.
        columns: The days.
        left: What waits though its time has passed.
        tray: Approved drafts without a time.
        next_free: The next slot that can take a post; None where there is none.
    """

    agenda: Agenda
    title: str
    view: View
    on: date
    before: date
    after: date
    columns: tuple[Column, ...]
    left: tuple[Card, ...]
    tray: tuple[Card, ...]
    next_free: Place | None

    @property
    def weeks(self) -> tuple[tuple[Column, ...], ...]:
        """The days in weeks."""
        starts = range(0, len(self.columns), _WEEK)
        return tuple(self.columns[each : each + _WEEK] for each in starts)

    @property
    def spacing_m(self) -> float:
        """The least distance between two posts, in minutes."""
        return self.agenda.outlet.policy.spacing / timedelta(minutes=1)


def make_board(
    newsroom: Newsroom, page: str, times: Times, *, view: View, on: date | None
) -> Board:
    """Return what the screen shows of a page.

    Args:
        newsroom: Where it is kept.
        page: Name of the page.
        times: Tells instants to the person.
        view: How much is seen at once.
        on: A day of it; None for today.
    """
    today = times.day_of(times.now)
    asked = today if on is None else min(max(on, _FIRST), _LAST)
    weekend = newsroom.settings.page(page).publishing.weekend
    first = week_start(asked.replace(day=1) if view is View.MONTH else asked, weekend=weekend)
    agenda = read_agenda(newsroom, page, first=first, days=_days(view, asked, first))
    drafts = [each.item.draft for each in (*agenda.entries, *agenda.left)]
    seen = faces(newsroom.store.database, [*drafts, *(each.draft for each in agenda.untimed)])
    maker = _Maker(agenda=agenda, times=times, faces=seen, view=view, month=asked.month)
    before, after = _neighbours(view, asked)
    return Board(
        agenda=agenda,
        title=_title(times, view, asked, agenda),
        view=view,
        on=asked,
        before=before,
        after=after,
        columns=tuple(map(maker.column, agenda.days)),
        left=tuple(map(maker.card, agenda.left)),
        tray=tuple(maker.tray()),
        next_free=maker.next_free(),
    )


def _title(times: Times, view: View, asked: date, agenda: Agenda) -> str:
    if view is View.MONTH:
        return times.day(asked).partition(" ")[2]
    first, last = agenda.days[0].day.on, agenda.days[-1].day.on
    is_one_month = (first.year, first.month) == (last.year, last.month)
    begin = str(first.day) if is_one_month else times.day(first)
    return f"{begin} – {times.day(last)}"


def _days(view: View, asked: date, first: date) -> int:
    if view is View.WEEK:
        return _WEEK
    following = (asked.replace(day=28) + timedelta(days=4)).replace(day=1)
    return -(-(following - first).days // _WEEK) * _WEEK


def _neighbours(view: View, asked: date) -> tuple[date, date]:
    """Return days in the time before and the time after."""
    if view is View.WEEK:
        return asked - timedelta(days=_WEEK), asked + timedelta(days=_WEEK)
    month = asked.replace(day=1)
    return (month - timedelta(days=1)).replace(day=1), (month + timedelta(days=32)).replace(day=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Maker:
    """Makes what stands on a board."""

    agenda: Agenda
    times: Times
    faces: Mapping[str, Face]
    view: View
    month: int

    def column(self, shown: AgendaDay) -> Column:
        places = [self._place(each) for each in shown.openings]
        free = [each for each in places if each.room is Room.FREE]
        cards = [self.card(each) for each in shown.entries]
        is_month = self.view is View.MONTH
        kept = cards[:_SHOWN_IN_MONTH] if is_month and len(cards) > _SHOWN_IN_MONTH + 1 else cards
        rows: list[tuple[float, int, Card | Place]] = [(each.minute, 1, each) for each in kept]
        if not is_month:
            rows += [(each.minute, 0, each) for each in places if each.room is not Room.TAKEN]
        today = self.agenda.today
        return Column(
            shown=shown,
            is_today=shown.day.on == today,
            is_past=shown.day.on < today,
            in_month=not is_month or shown.day.on.month == self.month,
            rows=tuple(each for *_, each in sorted(rows, key=lambda each: each[:2])),
            hidden=len(cards) - len(kept),
            free=len(free),
            first_free=free[0] if free else None,
        )

    def card(self, entry: Entry) -> Card:
        item, zone = entry.item, self.agenda.zone
        return Card(
            key=item.id,
            draft=item.draft,
            item=item.id,
            title=item.title,
            state=STATES[entry.stage],
            stage=entry.stage.value,
            face=self.faces.get(item.draft),
            at=entry.at,
            minute=minute_of(entry.at, zone),
            second=is_second_time(entry.at, zone),
            can_move=entry.can_move,
            remarks=tuple(self._remarks(entry)),
        )

    def tray(self) -> list[Card]:
        return [
            Card(
                key=each.draft,
                draft=each.draft,
                item=None,
                title=each.title,
                state="approved",
                stage="untimed",
                face=self.faces.get(each.draft),
            )
            for each in self.agenda.untimed
        ]

    def next_free(self) -> Place | None:
        slot = self.agenda.next_free
        if slot is None:
            return None
        minute = minute_of(slot.due, self.agenda.zone)
        wall = local_wall(slot.due, self.agenda.zone)
        return Place(wall=wall, at=slot.due, minute=minute, room=Room.FREE, is_next=True)

    def _place(self, opening: Opening) -> Place:
        slot = opening.slot
        return Place(
            wall=slot.wall,
            at=slot.due,
            minute=minute_of(slot.due, self.agenda.zone),
            room=opening.room,
            is_next=slot == self.agenda.next_free,
        )

    def _remarks(self, entry: Entry) -> list[tuple[str, str]]:
        """Return what is to be known of an entry: pairs of tone and text."""
        words, times = self.times.words, self.times
        told = [("bad", words(f"calendar.risk_{each}")) for each in entry.risks if each in _GRAVE]
        if Risk.SPACING in entry.risks and entry.goes is not None:
            told.append(("warn", words("calendar.risk_spacing", clock=times.short(entry.goes))))
        if entry.item.breaking and entry.stage is Stage.WAITING:
            told.append(("info", words("calendar.breaking")))
        if is_second_time(entry.at, self.agenda.zone):
            told.append(("info", words("calendar.second_time")))
        return told


_GRAVE = frozenset({Risk.UNAPPROVED, Risk.LATE, Risk.PAUSED})
STATES = {
    Stage.WAITING: "queued",
    Stage.HELD: "queued",
    Stage.SENDING: "underway",
    Stage.UNKNOWN: "unknown",
    Stage.ATTENTION: "attention",
    Stage.PUBLISHED: "published",
    Stage.ALARM: "attention",
    Stage.WITHDRAWN: "cancelled",
}
"""The states of badges by the stages of items."""
