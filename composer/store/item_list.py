"""The queue in parts, in the order in which its items are due."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, or_

from composer.domain.queue import QueueItem, Status
from composer.store.database import Database
from composer.store.item import item_of, items, number_of
from composer.store.schema import item


def list_items(
    database: Database,
    *,
    page: str | None = None,
    statuses: Collection[Status] | None = None,
    after: tuple[datetime, str] | None = None,
    limit: int,
) -> tuple[QueueItem, ...]:
    """Return items, the first due first.

    Args:
        database: Where they are.
        page: Only those of this page of the settings.
        statuses: Only those in one of these.
        after: Due time and ID of the item after which to begin.
        limit: At most so many.
    """
    query = items().order_by(item.c.due, item.c.id).limit(limit)
    if page is not None:
        query = query.where(item.c.page == page)
    if statuses is not None:
        query = query.where(item.c.status.in_(sorted(statuses)))
    if after is not None:
        due, number = after[0], number_of(after[1])
        query = query.where(or_(item.c.due > due, and_(item.c.due == due, item.c.id > number)))
    with database.read() as connection:
        return tuple(map(item_of, connection.execute(query).mappings().all()))
