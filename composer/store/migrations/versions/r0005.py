"""The trace of a draft's article, by which its post is followed through logs."""

from composer.store.migrations.script import run_script

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column; of drafts that are there already nobody knows it."""
    run_script(revision)
