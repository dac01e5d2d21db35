"""Moving a store from one database to another, so that at every instant just one of them counts.

While the rows are copied the old store is held: nobody writes to it. The new one carries a seal
until the old one has got its own, in the transaction that held it: from then on the new one
counts. Killed before, the move has not happened; killed after, the next one only ends it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from secrets import token_hex

from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DBAPIError

from composer.errors import StoreError
from composer.store.blob import Blobs
from composer.store.carry import Carried, carry_images
from composer.store.compare import check_same
from composer.store.database import Database
from composer.store.fact import Facts
from composer.store.failure import is_missing_table
from composer.store.hold import hold, items_in_hand, sessions
from composer.store.journal import Journal
from composer.store.migrate import bring_up_to_date
from composer.store.revision import SHIPPED
from composer.store.rows import copy_rows
from composer.store.runner import Runner, Runners
from composer.store.schema import meta, metadata
from composer.store.seal import Seal, SealKind, lift_seal, put_seal, seal_of
from composer.store.sweep import all_needed

_ARRIVED = "arrived"
_OWN_FACTS = frozenset({"id", "oldest"})
_MOST_NAMED = 5


class Part(StrEnum):
    """What a move does, in this order."""

    IMAGES = "images"
    COPY = "rows copied"
    COMPARE = "rows compared"


Progress = Callable[[Part, int, int], None]
"""Told how much of a part is done, and of how much."""

Programs = Callable[[Sequence[Runner]], Sequence[str]]
"""Given the runners that the store knows, names all programs that use it now."""


def unseen(part: Part, done: int, of: int) -> None:
    """Tell nobody."""
    del part, done, of


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """One end of a move.

    Args:
        database: The database, connected; nothing was looked at yet.
        images: The images that belong to it.
        shown: Its address, as people write it, without a password.
    """

    database: Database
    images: Blobs
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A move that has ended.

    Args:
        rows: How many rows were copied and compared; 0 where an earlier move had done so.
        images: What became of the images.
        missing: Hashes of images that drafts or items need and neither place has.
        resumed: An earlier move was only brought to its end.
    """

    rows: int
    images: Carried
    missing: tuple[str, ...]
    resumed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Moves a store.

    Args:
        source: Where it is.
        target: Where it is to be.
        programs: Names the programs that use the source now.
        now: In UTC.
        actor: Who does it.
        progress: Told how far it is.
    """

    source: End
    target: End
    programs: Programs
    now: datetime
    actor: str
    progress: Progress = unseen

    def run(self) -> Moved:
        """Do it, or bring an earlier one to its end.

        Raises:
            StoreError: Somebody uses the store, the target is not empty, or a copy differs. The
                old store is as it was.
        """
        seal = peek(self.source.database)
        if seal is not None:
            return self._end(seal)
        bring_up_to_date(self.source.database, SHIPPED)
        self._check_unused()
        carried = self._carry()
        move = token_hex(8)
        with self.source.database.write() as held:
            hold(held)
            self._check_quiet(held)
            carried = _joined(carried, self._carry())
            missing = self._missing(held)
            rows = self._fill(held, move)
            put_seal(held, self._seal(SealKind.MOVED, move, self.target))
        self._open_target(move)
        return Moved(rows=rows, images=carried, missing=missing, resumed=False)

    def _end(self, seal: Seal) -> Moved:
        """Bring a move to its end whose old store is sealed already."""
        database = self.target.database
        is_ours = seal.kind is SealKind.MOVED
        arriving = peek(database) if is_ours else None
        if arriving is not None and arriving.move == seal.move:
            self._open_target(seal.move)
        elif not is_ours or arriving is not None or _arrived(database) != seal.move:
            raise StoreError(seal.advice(self.source.database.place))
        return Moved(rows=0, images=self._carry(), missing=(), resumed=True)

    def _check_unused(self) -> None:
        """Refuse while programs use the store, before anything long is begun."""
        database = self.source.database
        with database.read() as connection:
            found = tuple(sessions(connection))
        found = (*self.programs(Runners(database).all()), *found)
        if found:
            listed = "; ".join(found[:_MOST_NAMED])
            more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
            msg = f"{database.place} is in use: stop {listed}{more}, then move it"
            raise StoreError(msg)

    def _check_quiet(self, held: Connection) -> None:
        """Refuse what came meanwhile, and what a killed program left in the middle."""
        if seal_of(held) is not None:
            msg = f"{self.source.database.place} was moved meanwhile by another program"
            raise StoreError(msg)
        self._check_unused()
        items = items_in_hand(held)
        if items:
            msg = (
                f"{', '.join(items[:_MOST_NAMED])} in {self.source.database.place} was being"
                " published when its program ended: nashir run --once sees to it; then move"
            )
            raise StoreError(msg)

    def _carry(self) -> Carried:
        """Copy the images where the target keeps them elsewhere."""
        source, target = self.source.images, self.target.images
        if source.place == target.place:
            return Carried()
        return carry_images(source, target, done=lambda *far: self.progress(Part.IMAGES, *far))

    def _missing(self, held: Connection) -> tuple[str, ...]:
        wanted = all_needed(held, since=self.now)
        return tuple(sorted(self.target.images.missing(wanted)))

    def _fill(self, held: Connection, move: str) -> int:
        """Put all rows into the target, compare them, and leave it sealed."""
        identity = held.scalar(select(meta.c.value).where(meta.c.name == "id"))
        if peek(self.target.database) is None:
            bring_up_to_date(self.target.database, SHIPPED)
        total = count_rows(held)
        with self.target.database.write() as connection:
            hold(connection)
            self._check_target(connection, identity)
            lift_seal(connection)
            copied = _Counter(self.progress, Part.COPY, total)
            copy_rows(held, connection, without=(), copied=copied)
            compared = _Counter(self.progress, Part.COMPARE, total)
            rows = check_same(held, connection, seen=compared)
            put_seal(connection, self._seal(SealKind.ARRIVING, move, self.source))
        return rows

    def _check_target(self, connection: Connection, identity: str | None) -> None:
        """Refuse a target that may hold what nobody has elsewhere.

        It is empty; or a move of this very store was killed there; or it is this store as it was
        before it was moved away from there.
        """
        place = self.target.database.place
        if _version(connection) != SHIPPED.head:
            msg = f"{place} was left by another Nashir: name an empty database"
            raise StoreError(msg)
        facts = {row.name: row.value for row in connection.execute(select(meta))}
        seal = seal_of(connection)
        if seal is not None:
            is_left = seal.kind is SealKind.MOVED or seal.other == self.source.shown
            if is_left and facts.get("id") == identity:
                return
            msg = f"{place} is the end of another store's move: name an empty database"
            raise StoreError(msg)
        if not facts.keys() <= _OWN_FACTS or count_rows(connection) > len(facts):
            msg = (
                f"{place} holds a store already, and nothing of it is thrown away: name an empty"
                " database"
            )
            raise StoreError(msg)

    def _open_target(self, move: str) -> None:
        """Take the seal from the target: the old store has its own by now."""
        database = self.target.database
        with database.write() as connection:
            lift_seal(connection)
            Facts(database).put(connection, _ARRIVED, move)
            Journal(database).write(
                connection,
                at=self.now,
                actor=self.actor,
                event="store moved",
                source=self.source.shown,
                target=self.target.shown,
            )

    def _seal(self, kind: SealKind, move: str, other: End) -> Seal:
        return Seal(kind=kind, move=move, other=other.shown, at=self.now.isoformat())


def peek(database: Database) -> Seal | None:
    """Return the seal of a database; None where it has none, or no tables at all."""
    try:
        with database.read() as connection:
            return seal_of(connection)
    except StoreError as error:
        cause = error.__cause__
        if isinstance(cause, DBAPIError) and is_missing_table(cause):
            return None
        raise


def count_rows(connection: Connection) -> int:
    """Return how many rows all tables have."""
    tables = metadata.sorted_tables
    return sum(connection.scalar(select(func.count()).select_from(each)) or 0 for each in tables)


def _arrived(database: Database) -> str | None:
    """Return which move has filled a database; None for none, or where it has no tables."""
    try:
        return Facts(database).get(_ARRIVED)
    except StoreError as error:
        cause = error.__cause__
        if isinstance(cause, DBAPIError) and is_missing_table(cause):
            return None
        raise


def _version(connection: Connection) -> str | None:
    """Return the revision of a database."""
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def _joined(first: Carried, second: Carried) -> Carried:
    """Return what two rounds did: the second found there what the first had brought."""
    return Carried(copied=first.copied + second.copied, there=first.there, damaged=second.damaged)


class _Counter:
    """Adds up what is done of a part, and tells it."""

    def __init__(self, progress: Progress, part: Part, total: int) -> None:
        self._progress = progress
        self._part = part
        self._total = total
        self._done = 0

    def __call__(self, more: int) -> None:
        self._done += more
        self._progress(self._part, self._done, self._total)
