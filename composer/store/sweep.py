"""Which images something still needs, and sweeping away the others."""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, Select, Table, or_, select, union

from composer.domain.queue import LIVE, Status
from composer.domain.render import OPEN
from composer.errors import ImagesAway, StoreError
from composer.store.blob import Blobs
from composer.store.database import Database
from composer.store.desk_schema import draft_blob
from composer.store.farm_schema import job
from composer.store.schema import content_blob, draft, draft_card, item, meta
from composer.store.seal import seal_of

logger = logging.getLogger(__name__)

_AT_ONCE = 200


def hold_images(connection: Connection) -> str:
    """Keep others from sweeping images until the transaction ends; return the store's ID.

    On SQLite a writer is alone. On PostgreSQL a row that is always there serves as the lock: any
    number of programs may hold images at once, and none of them while one sweeps.
    """
    return connection.scalars(_lock().with_for_update(read=True)).one()


def needed(connection: Connection, names: Collection[str], *, since: datetime) -> set[str]:
    """Return those of some images that a draft, an item or an article in the works needs.

    Args:
        connection: In a transaction.
        names: Hashes of the images.
        since: What was published later needs its images, in UTC.
    """
    by_draft = _by_draft(draft_card).where(draft_card.c.sha256.in_(names))
    by_version = _by_draft(draft_blob).where(draft_blob.c.sha256.in_(names))
    by_item = _by_item(since).where(content_blob.c.sha256.in_(names))
    by_job = waiting_photographs().where(job.c.picture.in_(names))
    return set(connection.scalars(union(by_draft, by_version, by_item, by_job)))


def all_needed(connection: Connection, *, since: datetime) -> set[str]:
    """Return the hashes of all images that something needs; see ``needed``."""
    every = union(
        _by_draft(draft_card), _by_draft(draft_blob), _by_item(since), waiting_photographs()
    )
    return set(connection.scalars(every))


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What a sweep removed.

    Args:
        images: How many images.
        bytes: How many bytes they had.
    """

    images: int = 0
    bytes: int = 0


def sweep_images(database: Database, blobs: Blobs, *, since: datetime, now: datetime) -> Swept:
    """Remove images that nothing needs, but no young ones; see ``Blobs.old``.

    A few at a time, so that no other program waits long. Where the images cannot be reached the
    sweep ends early: the next one does the rest. Images of another store are left alone: this one
    does not know what needs them.

    Raises:
        StoreError: The database cannot be used, or an image cannot be removed.
    """
    images, freed = 0, 0
    try:
        if not are_own(database, blobs):
            logger.warning("images of another store are not swept", extra={"place": blobs.place})
            return Swept()
        blobs.sweep_unfinished(now)
        old = blobs.old(now)
        while some := {each.name: each.bytes for each in islice(old, _AT_ONCE)}:
            with database.write() as connection:
                connection.execute(_lock().with_for_update())  # alone
                _check_still_ours(database, connection)
                gone = some.keys() - needed(connection, some, since=since)
                blobs.discard(gone)
            images += len(gone)
            freed += sum(some[each] for each in gone)
    except ImagesAway as error:
        logger.warning("sweep ended early", extra={"images": images, "error": str(error)})
    return Swept(images=images, bytes=freed)


def _check_still_ours(database: Database, connection: Connection) -> None:
    """Refuse a store that was moved meanwhile: what the new one needs is not known here."""
    seal = seal_of(connection)
    if seal is not None:
        raise StoreError(seal.advice(database.place))


def are_own(database: Database, blobs: Blobs) -> bool:
    """Tell whether images are those of a store; whose nobody said yet are."""
    owner = blobs.owner()
    if owner is None:
        return True
    with database.read() as connection:
        return owner == connection.scalars(_lock()).one()


def _lock() -> Select[str]:
    return select(meta.c.value).where(meta.c.name == "id")


def waiting_photographs() -> Select[tuple[str]]:
    """Return the query for the photographs of articles that wait to be drawn."""
    return select(job.c.picture).where(job.c.picture.is_not(None), job.c.status.in_(sorted(OPEN)))


def _by_draft(images: Table) -> Select[tuple[str]]:
    """Return the query for the images of drafts, by a table that names them for each."""
    joined = select(images.c.sha256).join(draft, draft.c.id == images.c.draft)
    return joined.where(draft.c.removed.is_(None))


def _by_item(since: datetime) -> Select[tuple[str]]:
    lately = (item.c.status == Status.PUBLISHED) & (item.c.published >= since)
    joined = select(content_blob.c.sha256).join(item, item.c.approval == content_blob.c.fingerprint)
    return joined.where(or_(item.c.status.in_(sorted(LIVE)), lately))
