"""Which images something still needs, and sweeping away the others."""

from collections.abc import Collection
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, Select, Table, or_, select, union

from composer.domain.queue import LIVE, Status
from composer.store.blob import Blobs
from composer.store.database import Database
from composer.store.desk_schema import draft_blob
from composer.store.schema import content_blob, draft, draft_card, item, meta

_AT_ONCE = 200


def hold_images(connection: Connection) -> None:
    """Keep others from sweeping images until the transaction ends.

    On SQLite a writer is alone; on PostgreSQL a row that is always there serves as the lock.
    """
    connection.execute(select(meta.c.value).where(meta.c.name == "id").with_for_update())


def needed(connection: Connection, names: Collection[str], *, since: datetime) -> set[str]:
    """Return those of some images that a draft or an item needs.

    Args:
        connection: In a transaction.
        names: Hashes of the images.
        since: What was published later needs its images, in UTC.
    """
    by_draft = _by_draft(draft_card).where(draft_card.c.sha256.in_(names))
    by_version = _by_draft(draft_blob).where(draft_blob.c.sha256.in_(names))
    by_item = _by_item(since).where(content_blob.c.sha256.in_(names))
    return set(connection.scalars(union(by_draft, by_version, by_item)))


def all_needed(connection: Connection, *, since: datetime) -> set[str]:
    """Return the hashes of all images that a draft or an item needs; see ``needed``."""
    every = union(_by_draft(draft_card), _by_draft(draft_blob), _by_item(since))
    return set(connection.scalars(every))


def sweep_images(database: Database, blobs: Blobs, *, since: datetime, now: datetime) -> int:
    """Remove images that nothing needs, but none younger than an hour; return how many.

    A few at a time, so that no other program waits long.
    """
    blobs.sweep_unfinished(now)
    old = blobs.old(now)
    count = 0
    while names := set(islice(old, _AT_ONCE)):
        with database.write() as connection:
            hold_images(connection)
            count += blobs.discard(names - needed(connection, names, since=since))
    return count


def _by_draft(images: Table) -> Select[tuple[str]]:
    """Return the query for the images of drafts, by a table that names them for each."""
    joined = select(images.c.sha256).join(draft, draft.c.id == images.c.draft)
    return joined.where(draft.c.removed.is_(None))


def _by_item(since: datetime) -> Select[tuple[str]]:
    lately = (item.c.status == Status.PUBLISHED) & (item.c.published >= since)
    joined = select(content_blob.c.sha256).join(item, item.c.approval == content_blob.c.fingerprint)
    return joined.where(or_(item.c.status.in_(sorted(LIVE)), lately))
