"""Letting go of versions that are too many, and of what no version needs any more."""

from collections.abc import Iterable

from sqlalchemy import Connection, delete, select

from composer.store.desk_schema import draft_blob, draft_version, version_part
from composer.store.version import images_in, keep_images, parts_of

MOST_VERSIONS = 200
"""So many versions of a draft are kept beside its first and those that were approved."""
_SLACK = 20


def drop_versions(connection: Connection, draft_id: str) -> None:
    """Let all versions of a draft go."""
    for table in (draft_version, version_part, draft_blob):
        connection.execute(delete(table).where(table.c.draft == draft_id))


def let_go(connection: Connection, draft_id: str, gone: str, stays: str) -> None:
    """Let go of what a version needed that was replaced, and that no other needs."""
    for digest in sorted(parts_of(gone) - parts_of(stays)):
        if not _is_named(connection, draft_id, digest):
            chosen = version_part.c.draft == draft_id, version_part.c.digest == digest
            connection.execute(delete(version_part).where(*chosen))
    for sha256 in sorted(images_in(gone) - images_in(stays)):
        if not _is_named(connection, draft_id, sha256):
            image = draft_blob.c.draft == draft_id, draft_blob.c.sha256 == sha256
            connection.execute(delete(draft_blob).where(*image))


def _is_named(connection: Connection, draft_id: str, digest: str) -> bool:
    """Tell whether a version names a part or an image."""
    query = select(draft_version.c.number).where(
        draft_version.c.draft == draft_id, draft_version.c.body.like(f"%{digest}%")
    )
    return connection.execute(query.limit(1)).first() is not None


def thin_out(connection: Connection, draft_id: str) -> None:
    """Let the oldest versions go when there are too many, and what only they needed."""
    kept = draft_version.c
    query = select(kept.number, kept.approved).where(kept.draft == draft_id)
    rows = connection.execute(query.order_by(kept.number)).all()
    spare = [row.number for row in rows[1:] if not row.approved]
    if len(spare) <= MOST_VERSIONS + _SLACK:
        return
    gone = kept.draft == draft_id, kept.number.in_(spare[:-MOST_VERSIONS])
    connection.execute(delete(draft_version).where(*gone))
    bodies = connection.scalars(select(kept.body).where(kept.draft == draft_id)).all()
    _keep_only(connection, draft_id, bodies)


def _keep_only(connection: Connection, draft_id: str, bodies: Iterable[str]) -> None:
    """Let go of the parts and images that none of these bodies needs."""
    bodies = tuple(bodies)
    parts = frozenset[str]().union(*map(parts_of, bodies))
    query = select(version_part.c.digest).where(version_part.c.draft == draft_id)
    unused = sorted(set(connection.scalars(query)) - parts)
    chosen = version_part.c.draft == draft_id, version_part.c.digest.in_(unused)
    connection.execute(delete(version_part).where(*chosen))
    connection.execute(delete(draft_blob).where(draft_blob.c.draft == draft_id))
    keep_images(connection, draft_id, frozenset[str]().union(*map(images_in, bodies)))
