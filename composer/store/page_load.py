"""What waits for each page: how much is queued, what comes next, what a person has to look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from composer.domain.queue import BUSY, Status
from composer.store.database import Database
from composer.store.page import PageState
from composer.store.schema import item, page


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLoad:
    """What waits for a page.

    Args:
        queued: Number of the items that wait for their time.
        next_due: When the first of them is due, in UTC; None where none waits.
        busy: Where the item stands that is being sent now; None where none is.
        attention: Number of the items that wait for a person.
    """

    queued: int = 0
    next_due: datetime | None = None
    busy: Status | None = None
    attention: int = 0


def page_loads(database: Database) -> Mapping[str, PageLoad]:
    """Return what waits for each page, by the page's key; nothing for those without any item.

    Each of the three queries goes through an index of just the rows that it tells of, so what was
    published long ago costs nothing.
    """
    due = func.min(item.c.due).label("next_due")
    queued = select(item.c.target, func.count().label("queued"), due)
    stuck = select(item.c.target, func.count().label("attention"))
    busy = select(item.c.target, item.c.status).where(item.c.status.in_(sorted(BUSY)))
    with database.read() as connection:
        waiting = {
            row.target: (row.queued, row.next_due)
            for row in connection.execute(
                queued.where(item.c.status == Status.QUEUED).group_by(item.c.target)
            )
        }
        sent = {row.target: Status(row.status) for row in connection.execute(busy)}
        stopped = {
            row.target: row.attention
            for row in connection.execute(
                stuck.where(item.c.status == Status.ATTENTION).group_by(item.c.target)
            )
        }
    return {
        target: PageLoad(
            queued=waiting.get(target, (0, None))[0],
            next_due=waiting.get(target, (0, None))[1],
            busy=sent.get(target),
            attention=stopped.get(target, 0),
        )
        for target in waiting.keys() | sent.keys() | stopped.keys()
    }


def dues_by_page(database: Database, *, since: datetime) -> Mapping[str, tuple[datetime, ...]]:
    """Return when the posts of each page are due that a new one keeps its distance from.

    Args:
        database: Where they are.
        since: Those that are due earlier do not matter, in UTC.

    Returns:
        By the page's key; nothing for pages without any.
    """
    query = select(item.c.target, item.c.due)
    query = query.where(item.c.due >= since, item.c.status != Status.CANCELLED)
    found: dict[str, list[datetime]] = {}
    with database.read() as connection:
        for row in connection.execute(query):
            found.setdefault(row.target, []).append(row.due)
    return {target: tuple(dues) for target, dues in found.items()}


def page_states(database: Database) -> Mapping[str, PageState]:
    """Return how each page stands, by the page's key; nothing for those nothing is known of."""
    columns = [page.c[name] for name in PageState.__dataclass_fields__]
    with database.read() as connection:
        rows = connection.execute(select(page.c.target, *columns)).mappings().all()
    return {
        row["target"]: PageState(**{name: row[name] for name in PageState.__dataclass_fields__})
        for row in rows
    }
