"""Many pages: what a draft says on one of them alone, and what waits for a person on each."""

from composer.store.migrations.script import run_script

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table and the index."""
    run_script(revision)
