"""Whose turn it is: of several workers one does the chores of all, and another when that one ends.

A turn is a lease in the database, by the database's clock. Nothing depends on there being one at
a time: a worker that was frozen in its turn does a chore that another one does, too, and every
chore bears that. It saves work, and keeps the logs short.
"""

from sqlalchemy import text

from composer.engine.cluster.engine import SCHEMA
from composer.engine.trouble import Ticks
from composer.store.database import Database

LEASE_S = 20
"""How long a worker that is silent keeps its turn."""

_MARGIN_S = 5.0

_TAKE = text(f"""
INSERT INTO {SCHEMA}.turn (name, owner, until)
VALUES (:name, :owner, now() + make_interval(secs => :lease))
ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until
WHERE turn.owner = excluded.owner OR turn.until < now()
""")  # noqa: S608 - a name of ours
_LEAVE = text(f"DELETE FROM {SCHEMA}.turn WHERE name = :name AND owner = :owner")  # noqa: S608 - same


class Turn:
    """A worker's part in taking turns.

    Args:
        database: That of the store, on PostgreSQL.
        name: What is done in turns.
        owner: What names this worker among all.
        ticks: A clock in seconds that only goes forward.
    """

    def __init__(self, database: Database, *, name: str, owner: str, ticks: Ticks) -> None:
        self._database = database
        self._words = {"name": name, "owner": owner}
        self._ticks = ticks
        self._mine_until = ticks()

    @property
    def is_mine(self) -> bool:
        """Whether it is this worker's turn, as far as is known without asking."""
        return self._ticks() < self._mine_until

    def take(self) -> bool:
        """Begin or prolong the turn; False where another worker has it.

        To be repeated every few seconds.

        Raises:
            StoreError: The database cannot be asked; what is left of the turn stays.
        """
        began = self._ticks()
        with self._database.write() as connection:
            taken = connection.execute(_TAKE, {**self._words, "lease": LEASE_S}).rowcount == 1
        self._mine_until = began + LEASE_S - _MARGIN_S if taken else began
        return taken

    def leave(self) -> None:
        """Let another worker have the turn at once.

        Raises:
            StoreError: The database cannot be asked; then it ends by itself.
        """
        self._mine_until = self._ticks()
        with self._database.write() as connection:
            connection.execute(_LEAVE, self._words)
