"""The rendering farm: batches, and the articles in them that are drawn."""

from composer.store.migrations.script import run_script

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables."""
    run_script(revision)
