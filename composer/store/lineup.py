"""What people want to know of the items in the queue beside each one's own facts."""

from datetime import datetime

from sqlalchemy import exists, func, select

from composer.domain.queue import Status
from composer.store.database import Database
from composer.store.item import name_of
from composer.store.schema import approval, item


def first_at(database: Database, target_key: str, due: datetime) -> str | None:
    """Return the item that was queued first of those of a page that are due at an instant.

    Two people who ask for the next slot at the same moment are given the same one; the first of
    their items keeps it.

    Args:
        database: Where they are.
        target_key: Key of the page.
        due: In UTC.

    Returns:
        None where there is none that was not cancelled.
    """
    query = select(func.min(item.c.id)).where(
        item.c.target == target_key, item.c.due == due, item.c.status != Status.CANCELLED
    )
    with database.read() as connection:
        number = connection.execute(query).scalar()
    return None if number is None else name_of(number)


def unapproved(database: Database) -> frozenset[str]:
    """Return the waiting items whose approval was voided: they are not sent as they are."""
    stands = exists().where(
        approval.c.draft == item.c.draft,
        approval.c.target == item.c.target,
        approval.c.fingerprint == item.c.approval,
        approval.c.voided.is_(None),
    )
    waiting = item.c.status.in_((Status.QUEUED, Status.ATTENTION)), item.c.doubt == 0
    with database.read() as connection:
        return frozenset(
            map(name_of, connection.scalars(select(item.c.id).where(*waiting, ~stands)))
        )
