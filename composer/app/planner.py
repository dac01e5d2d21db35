"""Makes the agenda of a page from what is known of it."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice, takewhile
from operator import itemgetter

from composer.app.agenda import Agenda, AgendaDay, Entry, Opening, Risk, Room, Stage
from composer.app.newsroom import Newsroom
from composer.app.outlet import Outlet, is_outlet
from composer.app.rundown import is_held
from composer.domain.queue import Audit, QueueItem, Status
from composer.publishing.calendar import hijri
from composer.publishing.day import Day
from composer.publishing.forecast import Planned, forecast
from composer.publishing.slot import Slot, next_free
from composer.publishing.week import weekday
from composer.store.lineup import unapproved, unspaced
from composer.store.page import PageState
from composer.store.span import Untimed, items_within, place_of, untimed, waiting_items

_MOMENT = timedelta(microseconds=1)
_LATE = timedelta(minutes=1)
_STAGES = {
    Status.QUEUED: Stage.WAITING,
    Status.UNKNOWN: Stage.UNKNOWN,
    Status.ATTENTION: Stage.ATTENTION,
    Status.PUBLISHED: Stage.PUBLISHED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a page, from which its agenda follows.

    Args:
        outlet: The page.
        weekend: Names of its free days, such as ``fri``.
        now: In UTC.
        state: How the page stands.
        waiting: Its items that may still be sent.
        shown: Its items on the days that are asked for, and nearer to them than its spacing.
        taken: When its posts of now and later are due, in UTC.
        unspaced: IDs of the items that keep no distance.
        unapproved: IDs of the items whose draft was changed after its approval.
        untimed: Its approved drafts without a time.
    """

    outlet: Outlet
    weekend: Collection[str]
    now: datetime
    state: PageState
    waiting: tuple[QueueItem, ...] = ()
    shown: tuple[QueueItem, ...] = ()
    taken: tuple[datetime, ...] = ()
    unspaced: Collection[str] = ()
    unapproved: Collection[str] = ()
    untimed: tuple[Untimed, ...] = ()


def read_agenda(newsroom: Newsroom, page: str, *, first: date, days: int) -> Agenda:
    """Return some days of a page.

    Args:
        newsroom: Where it is kept.
        page: Name of the page in the settings.
        first: The first day, in the page's zone.
        days: How many.

    Raises:
        SettingsError: There is no such page.
    """
    return plan(read_facts(newsroom, page, first=first, days=days), first=first, days=days)


def read_facts(newsroom: Newsroom, page: str, *, first: date, days: int) -> Facts:
    """Return what is known of a page for some days; see ``read_agenda``."""
    outlet, database, now = newsroom.outlet(page), newsroom.store.database, newsroom.now()
    spacing, target = outlet.policy.spacing, outlet.target
    last = first + timedelta(days=days - 1)
    return Facts(
        outlet=outlet,
        weekend=newsroom.settings.page(page).publishing.weekend,
        now=now,
        state=newsroom.store.pages.state(target.key),
        waiting=waiting_items(database, target),
        shown=items_within(
            database,
            target,
            begins=Day.of(first, outlet.zone).begins - spacing,
            ends=Day.of(last, outlet.zone).ends + spacing,
        ),
        taken=newsroom.store.queue.taken(target, since=now - spacing),
        unspaced=unspaced(database),
        unapproved=unapproved(database),
        untimed=untimed(database, target),
    )


def plan(facts: Facts, *, first: date, days: int) -> Agenda:
    """Return the agenda of some days.

    Args:
        facts: What is known.
        first: The first day, in the page's zone.
        days: How many, at least one.
    """
    outlet = facts.outlet
    asked = [Day.of(first + timedelta(days=each), outlet.zone) for each in range(days)]
    goes = _forecast(facts)
    slots = _slots(outlet, asked[0].begins, asked[-1].ends)
    dues = _dues(facts)
    items = {each.id: each for each in (*facts.shown, *facts.waiting)}.values()
    entries = [_entry(facts, each, dues, goes) for each in items]
    entries.sort(key=lambda each: (each.at, each.item.id))
    free = {weekday(each) for each in facts.weekend}
    return Agenda(
        outlet=outlet,
        now=facts.now,
        state=facts.state,
        days=tuple(
            AgendaDay(
                day=day,
                is_weekend=day.on.weekday() in free,
                hijri=hijri(day.on),
                openings=tuple(_opening(facts, each) for each in slots if day.holds(each.due)),
                entries=tuple(each for each in entries if day.holds(each.at)),
            )
            for day in asked
        ),
        next_free=next_free(
            outlet.slots, now=facts.now, taken=facts.taken, spacing=outlet.policy.spacing
        ),
        left=tuple(
            each
            for each in entries
            if _is_left(each, facts.now) and not any(day.holds(each.at) for day in asked)
        ),
        untimed=facts.untimed,
    )


def read_entry(newsroom: Newsroom, item: QueueItem) -> Entry:
    """Return how one item stands on its page's calendar."""
    now, at = newsroom.now(), place_of(item)
    if not is_outlet(newsroom.settings, item.page):
        return Entry(item=item, at=at, stage=stage_of(item, now))
    day = at.astimezone(newsroom.outlet(item.page).zone).date()
    facts = read_facts(newsroom, item.page, first=day, days=1)
    return _entry(facts, item, _dues(facts), _forecast(facts))


def room_at(
    due: datetime, taken: Collection[datetime], *, now: datetime, spacing: timedelta
) -> Room:
    """Return whether a time can take a post.

    Args:
        due: The time, in UTC.
        taken: When the page's other posts are due, in UTC.
        now: In UTC.
        spacing: The least time between two posts.
    """
    if due <= now:
        return Room.PAST
    if due in taken:
        return Room.TAKEN
    return Room.NEAR if any(abs(each - due) < spacing for each in taken) else Room.FREE


def stage_of(item: QueueItem, now: datetime) -> Stage:
    """Return how an item stands, as a calendar tells it."""
    if item.withdrawn is not None:
        return Stage.WITHDRAWN
    if is_held(item, now):
        return Stage.HELD
    if item.audit is Audit.ALARM:
        return Stage.ALARM
    return _STAGES.get(item.status, Stage.SENDING)


def planned(items: Iterable[QueueItem], unspaced: Collection[str]) -> Iterator[Planned]:
    """Yield those of a page's items that wait for their time, for a forecast.

    Args:
        items: The items.
        unspaced: IDs of those that keep no distance.
    """
    for each in items:
        if each.status is Status.QUEUED:
            yield Planned(
                id=each.id,
                due=each.due,
                breaking=each.breaking,
                unspaced=each.id in unspaced,
            )


def _dues(facts: Facts) -> list[tuple[datetime, str]]:
    """Return when the page's posts are due, each with the ID of its item, in order."""
    known = {each.id: each for each in (*facts.shown, *facts.waiting)}.values()
    return sorted((each.due, each.id) for each in known if each.withdrawn is None)


def _slots(outlet: Outlet, begins: datetime, ends: datetime) -> list[Slot]:
    return list(takewhile(lambda each: each.due < ends, outlet.slots.after(begins - _MOMENT)))


def _opening(facts: Facts, slot: Slot) -> Opening:
    spacing = facts.outlet.policy.spacing
    return Opening(slot=slot, room=room_at(slot.due, facts.taken, now=facts.now, spacing=spacing))


def _forecast(facts: Facts) -> Mapping[str, datetime]:
    """Return when each waiting item goes out; nothing is known while the page is paused."""
    if facts.state.paused:
        return {}
    return forecast(
        planned(facts.waiting, facts.unspaced),
        spacing=facts.outlet.policy.spacing,
        last=facts.state.last_published,
        not_before=max(facts.now, facts.state.blocked_until or facts.now),
    )


def _entry(
    facts: Facts,
    item: QueueItem,
    dues: Sequence[tuple[datetime, str]],
    goes: Mapping[str, datetime],
) -> Entry:
    stage, when = stage_of(item, facts.now), goes.get(item.id)
    return Entry(
        item=item,
        at=place_of(item),
        stage=stage,
        goes=when,
        near=tuple(_near(facts, item, dues)) if stage in _TO_COME else (),
        risks=tuple(_risks(facts, item, when)) if stage is Stage.WAITING else (),
    )


_TO_COME = frozenset({Stage.WAITING, Stage.HELD, Stage.ATTENTION})


def _near(facts: Facts, item: QueueItem, dues: Sequence[tuple[datetime, str]]) -> Iterator[str]:
    """Yield the IDs of the items that an item is too near to."""
    spacing = facts.outlet.policy.spacing
    begin = bisect_left(dues, item.due - spacing, key=itemgetter(0))
    for due, name in islice(dues, begin, None):
        is_near = due == item.due or abs(due - item.due) < spacing
        if due > item.due and not is_near:
            return
        if is_near and name != item.id:
            yield name


def _risks(facts: Facts, item: QueueItem, goes: datetime | None) -> Iterator[Risk]:
    """Yield why an item that waits may not go out at its time."""
    if item.id in facts.unapproved:
        yield Risk.UNAPPROVED
    if facts.state.paused:
        yield Risk.PAUSED
    if goes is not None and goes > max(item.due, facts.now) + _LATE:
        yield Risk.SPACING
    elif item.due + _LATE < facts.now:
        yield Risk.LATE


def _is_left(entry: Entry, now: datetime) -> bool:
    done = {Stage.PUBLISHED, Stage.WITHDRAWN, Stage.HELD, Stage.ALARM}
    return entry.at < now and entry.stage not in done
