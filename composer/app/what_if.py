"""What would be if a post got a certain time: what is near to it, and when it would go out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from composer.app.newsroom import Newsroom
from composer.app.planner import planned
from composer.app.rundown import Rundown
from composer.domain.queue import QueueItem
from composer.publishing.forecast import Planned, forecast
from composer.store.lineup import unspaced
from composer.store.queue import Choice, When
from composer.store.span import items_within, waiting_items

_MOMENT = timedelta(microseconds=1)
_THIS = ""  # the post that is asked about; no item is named so


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """What would be.

    Args:
        when: The time.
        near: The page's other posts that it comes too near to, in the order in which they are due.
        goes: When it would go out, in UTC; None while the page is paused.
    """

    when: When
    near: tuple[QueueItem, ...]
    goes: datetime | None


def what_if(
    newsroom: Newsroom,
    page: str,
    at: str | None,
    *,
    but: str | None = None,
    breaking: bool = False,
) -> WhatIf:
    """Return what would be; nothing is changed.

    Args:
        newsroom: Where the page's items are.
        page: Name of the page in the settings.
        at: When, as a person writes it; None for the next free slot.
        but: ID of the item that would get the time; None for a draft that is in no queue.
        breaking: It would go as breaking news.

    Raises:
        SettingsError: There is no such page, it is no time or has passed, or no slot is free.
    """
    timing = Rundown(newsroom=newsroom).timing(page)
    target, spacing = timing.outlet.target, timing.outlet.policy.spacing
    database = newsroom.store.database
    others = [each for each in waiting_items(database, target) if each.id != but]
    when: When | Choice = timing.next_slot() if at is None else timing.asked(at)
    if isinstance(when, Choice):
        taken = list(newsroom.store.queue.taken(target, since=when.since))
        mine = None if but is None else newsroom.store.queue.get(but).due
        if mine in taken:
            taken.remove(mine)
        when = when.choose(taken)
    begins, ends = when.due - spacing, when.due + spacing + _MOMENT
    around = items_within(database, target, begins=begins, ends=ends)
    known = {each.id: each for each in (*around, *others) if each.id != but}
    return WhatIf(
        when=when,
        near=tuple(
            sorted(
                (each for each in known.values() if _is_near(each, when.due, spacing)),
                key=lambda each: each.due,
            )
        ),
        goes=_goes(newsroom, page, others, Planned(id=_THIS, due=when.due, breaking=breaking)),
    )


def _is_near(item: QueueItem, due: datetime, spacing: timedelta) -> bool:
    return item.withdrawn is None and (item.due == due or abs(item.due - due) < spacing)


def _goes(newsroom: Newsroom, page: str, others: list[QueueItem], this: Planned) -> datetime | None:
    outlet, now = newsroom.outlet(page), newsroom.now()
    state = newsroom.store.pages.state(outlet.target.key)
    if state.paused:
        return None
    waiting = (*planned(others, unspaced(newsroom.store.database)), this)
    return forecast(
        waiting,
        spacing=outlet.policy.spacing,
        last=state.last_published,
        not_before=max(now, state.blocked_until or now),
    )[_THIS]
