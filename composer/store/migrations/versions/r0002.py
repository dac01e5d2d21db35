"""The desk: short rows for lists, versions of drafts, reviews, people and other systems."""

import sqlalchemy as sa
from alembic import op

from composer.store.article import folded
from composer.store.migrations.script import run_script

revision = "0002"
down_revision = "0001"

_AT_ONCE = 1000


def upgrade() -> None:
    """Make the tables and list the drafts; their first versions are kept when they change."""
    run_script(revision)
    draft = sa.table("draft", sa.column("id"), sa.column("title"), sa.column("removed"))
    listed = sa.table("listed", sa.column("draft"), sa.column("words"))
    change = sa.update(listed).where(listed.c.draft == sa.bindparam("which"))
    change = change.values(words=sa.bindparam("folded"))
    connection = op.get_bind()
    rows = connection.execute(sa.select(draft.c.id, draft.c.title).where(draft.c.removed.is_(None)))
    for part in rows.partitions(_AT_ONCE):
        values = [{"which": row.id, "folded": folded(row.title)} for row in part]
        connection.execute(change, values)
