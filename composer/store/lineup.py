"""What people want to know of the items in the queue beside each one's own facts."""

from sqlalchemy import exists, select

from composer.domain.queue import Status
from composer.store.database import Database
from composer.store.item import name_of
from composer.store.schema import approval, item


def unapproved(database: Database) -> frozenset[str]:
    """Return the waiting items whose approval was voided: they are not sent as they are."""
    stands = exists().where(
        approval.c.draft == item.c.draft,
        approval.c.fingerprint == item.c.approval,  # that of one page: it covers the target
        approval.c.voided.is_(None),
    )
    waiting = item.c.status.in_((Status.QUEUED, Status.ATTENTION)), item.c.doubt == 0
    with database.read() as connection:
        return frozenset(
            map(name_of, connection.scalars(select(item.c.id).where(*waiting, ~stands)))
        )


def unspaced(database: Database) -> frozenset[str]:
    """Return the queued items that keep no distance from their page's other posts."""
    free = (item.c.breaking != 0) | (item.c.unspaced != 0)
    query = select(item.c.id).where(item.c.status == Status.QUEUED, free)
    with database.read() as connection:
        return frozenset(map(name_of, connection.scalars(query)))
