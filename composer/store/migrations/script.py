"""Statements as they lie beside the revisions, frozen."""

from pathlib import Path

from alembic import op

_FOLDER = Path(__file__).parent / "sql"


def run_script(revision: str) -> None:
    """Run the statements of a revision for the database at hand; a blank line ends each."""
    connection = op.get_bind()
    file = _FOLDER / f"{revision}-{connection.dialect.name}.sql"
    for statement in file.read_text(encoding="utf-8").split("\n\n"):
        connection.exec_driver_sql(statement)
