"""The tables, and the triggers that keep their laws."""

import secrets

import sqlalchemy as sa
from alembic import op

from composer.store.migrations.script import run_script

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make everything; the database gets a name by which it is known again."""
    run_script(revision)
    meta = sa.table("meta", sa.column("name"), sa.column("value"))
    op.execute(meta.insert().values(name="id", value=secrets.token_hex(16)))
