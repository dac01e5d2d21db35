"""Which shape of the database this program knows."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrations:
    """The way to a shape of the database.

    Args:
        folder: Where Alembic finds the revisions.
        head: The last of them: four digits, so that a newer one compares greater.
        oldest: The oldest one whose programs may go on using a database of this shape, because
            all that came since was added beside what they know; None for ``head`` alone.
    """

    folder: Path
    head: str
    oldest: str | None = None


SHIPPED = Migrations(folder=Path(__file__).parent / "migrations", head="0006")
"""A new revision is a module in ``versions``, its SQL files, and its number here."""
