"""What a runner does: one that only draws sends no post."""

from composer.store.migrations.script import run_script

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the column; those that are there already publish."""
    run_script(revision)
