"""The rendering farm's books: batches that were handed in, and how far their articles are.

What those who draw do with them is in ``composer.store.farm_claim``.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, literal_column, select, update
from sqlalchemy.sql.elements import ColumnElement

from composer.domain.render import OPEN, RenderBatch, RenderJob, RenderStatus
from composer.store.database import Database
from composer.store.farm_schema import batch, job
from composer.store.schema import draft

_AT_ONCE = 100
_MOST_ASKED = 500
"""Places in one query: a database takes no more than some ten thousand values."""

IN_HAND: ColumnElement[bool] = literal_column("job.status IN ('reading', 'drawing')")
"""Somebody reads or draws it; the very words of the index."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """An article that was read, and waits to be drawn.

    Args:
        title: Its headline.
        digest: Hash of all that its draft depends on.
        payload: What is drawn, as JSON.
        picture: Hash of its photograph, which is in the store already; None without one.
    """

    title: str
    digest: str
    payload: str
    picture: str | None = None


class Farm:
    """The batches of a store.

    Args:
        database: Where they are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(
        self, begun: RenderBatch, sources: Sequence[str], *, owner: str, lease: datetime
    ) -> None:
        """Write a new batch down, whose articles ``owner`` is about to read.

        Args:
            begun: The batch; its counts say nothing yet.
            sources: Its articles, as the user names them.
            owner: Who reads them.
            lease: Until when somebody hears of it that they were read, in UTC.
        """
        row = {
            "id": begun.id,
            "begun": begun.begun,
            "person": begun.person,
            "page": begun.page,
            "theme": begun.theme,
            "sizes": json.dumps(begun.sizes),
            "image": begun.image,
        }
        common = {"batch": begun.id, "status": RenderStatus.READING, "owner": owner}
        jobs = [
            {**common, "position": position, "source": source, "lease": lease}
            for position, source in enumerate(sources, start=1)
        ]
        with self._database.write() as connection:
            connection.execute(insert(batch).values(**row))
            for start in range(0, len(jobs), _AT_ONCE):
                part = jobs[start : start + _AT_ONCE]
                connection.execute(insert(job), [{**each, "changed": begun.begun} for each in part])

    def ready(
        self, batch_id: str, articles: Mapping[int, Ready], *, owner: str, now: datetime
    ) -> None:
        """Let articles that were read be drawn.

        One whose draft was made of the very same before, and still stands, is done at once.

        Args:
            batch_id: The batch.
            articles: What was read, by the places in the batch.
            owner: Who read it; of what was given up meanwhile nothing changes.
            now: In UTC.
        """
        with self._database.write() as connection:
            standing = _standing(connection, {each.digest for each in articles.values()})
            for position, each in articles.items():
                known = standing.get(each.digest)
                values = {"title": each.title, "digest": each.digest, "picture": each.picture}
                if known is None:
                    values |= {"status": RenderStatus.WAITING, "payload": each.payload}
                else:
                    values |= {"status": RenderStatus.DONE, "draft": known}
                change = _read_by(owner, batch_id, position)
                connection.execute(
                    change.values(
                        **values, known=known is not None, owner=None, lease=None, changed=now
                    )
                )

    def unread(
        self, batch_id: str, position: int, *, owner: str, kind: str, reason: str, now: datetime
    ) -> None:
        """Note that an article could not be read; ``reason`` says what to do."""
        change = _read_by(owner, batch_id, position)
        failed = {"status": RenderStatus.FAILED, "kind": kind, "reason": reason}
        with self._database.write() as connection:
            connection.execute(change.values(**failed, owner=None, lease=None, changed=now))

    def met(
        self, batch_id: str, position: int, *, owner: str, title: str, draft_id: str, now: datetime
    ) -> None:
        """Note that there is a draft of an article already, and that no other is made."""
        change = _read_by(owner, batch_id, position)
        known = {"status": RenderStatus.DONE, "title": title, "draft": draft_id, "known": True}
        with self._database.write() as connection:
            connection.execute(change.values(**known, owner=None, lease=None, changed=now))

    def hold(self, *, owner: str, lease: datetime) -> None:
        """Go on reading what somebody has to read, of whichever batch, until a later instant."""
        mine = IN_HAND, _stands(RenderStatus.READING), job.c.owner == owner
        with self._database.write() as connection:
            connection.execute(update(job).where(*mine).values(lease=lease))

    def batch(self, batch_id: str) -> RenderBatch | None:
        """Return how a batch stands; None where there is none of that name."""
        with self._database.read() as connection:
            row = connection.execute(select(batch).where(batch.c.id == batch_id)).one_or_none()
            return None if row is None else _batches(connection, [row])[0]

    def batches(self, *, limit: int) -> tuple[RenderBatch, ...]:
        """Return the batches, the last begun first."""
        query = select(batch).order_by(batch.c.begun.desc(), batch.c.id).limit(limit)
        with self._database.read() as connection:
            return tuple(_batches(connection, connection.execute(query).all()))

    def jobs(
        self, batch_id: str, *, positions: Collection[int] | None = None
    ) -> tuple[RenderJob, ...]:
        """Return the articles of a batch in their order; with ``positions`` only those."""
        query = jobs().where(job.c.batch == batch_id).order_by(job.c.position)
        parts = [query]
        if positions is not None:
            parts = [query.where(job.c.position.in_(some)) for some in _parts(sorted(positions))]
        with self._database.read() as connection:
            rows = (row for part in parts for row in connection.execute(part).mappings())
            return tuple(map(job_of, rows))

    def jobs_of(self, batches: Collection[str]) -> dict[str, tuple[RenderJob, ...]]:
        """Return the articles of some batches, by the batch, in their order."""
        query = jobs().where(job.c.batch.in_(sorted(batches))).order_by(job.c.position)
        found: dict[str, list[RenderJob]] = {each: [] for each in batches}
        with self._database.read() as connection:
            for each in map(job_of, connection.execute(query).mappings()):
                found[each.batch].append(each)
        return {name: tuple(each) for name, each in found.items()}

    def open(self, batch_id: str) -> frozenset[int]:
        """Return the places of the articles of a batch that are still worked on."""
        query = select(job.c.position).where(job.c.batch == batch_id, job.c.status.in_(OPEN))
        with self._database.read() as connection:
            return frozenset(connection.scalars(query))

    def is_waited(self) -> bool:
        """Tell whether an article waits to be drawn."""
        query = select(job.c.id).where(_stands(RenderStatus.WAITING)).limit(1)
        with self._database.read() as connection:
            return connection.execute(query).first() is not None

    def cancel(self, batch_id: str, *, now: datetime) -> int:
        """Drop what is not drawn yet of a batch; return how many articles that were."""
        mine = job.c.batch == batch_id, job.c.status.in_(OPEN)
        dropped = {"status": RenderStatus.CANCELLED, "owner": None, "lease": None, "payload": None}
        change = update(job).where(*mine).values(**dropped, fence=job.c.fence + 1, changed=now)
        with self._database.write() as connection:
            return connection.execute(change).rowcount

    def sweep(self, before: datetime) -> int:
        """Forget the batches begun before an instant of which nothing is left to do.

        Returns:
            How many there were.
        """
        going = select(job.c.id).where(job.c.batch == batch.c.id, job.c.status.in_(OPEN))
        over = delete(batch).where(batch.c.begun < before, ~going.exists())
        with self._database.write() as connection:
            return connection.execute(over).rowcount


def jobs() -> Select[Any]:
    """Return the query for all jobs, without what is drawn, which is long."""
    return select(*(each for each in job.c if each.name != "payload"))


def job_of(row: Mapping[Any, Any]) -> RenderJob:
    """Return the job of a row of ``jobs``."""
    return RenderJob(**{**row, "status": RenderStatus(row["status"])})


def _parts(positions: Sequence[int]) -> Iterator[Sequence[int]]:
    return (positions[at : at + _MOST_ASKED] for at in range(0, len(positions), _MOST_ASKED))


def _stands(status: RenderStatus) -> ColumnElement[bool]:
    """Return the condition with the word itself: a parameter would hide the partial index."""
    return literal_column(f"job.status = '{status.value}'")


def _read_by(owner: str, batch_id: str, position: int) -> Any:  # noqa: ANN401 - SQLAlchemy's Update
    mine = job.c.owner == owner, job.c.batch == batch_id, job.c.position == position
    return update(job).where(_stands(RenderStatus.READING), *mine)


def _standing(connection: Connection, digests: Collection[str]) -> dict[str, str]:
    """Return the drafts that were made of the very same and still stand, by their digests."""
    query = (
        select(job.c.digest, job.c.draft)
        .join(draft, draft.c.id == job.c.draft)
        .where(_stands(RenderStatus.DONE), job.c.digest.in_(sorted(digests)))
        .where(draft.c.removed.is_(None))
    )
    return {row.digest: row.draft for row in connection.execute(query)}


def _batches(connection: Connection, rows: Sequence[Any]) -> list[RenderBatch]:
    """Return batches with their counts."""
    query = (
        select(job.c.batch, job.c.status, func.count().label("articles"))
        .where(job.c.batch.in_([row.id for row in rows]))
        .group_by(job.c.batch, job.c.status)
    )
    counts: dict[str, dict[RenderStatus, int]] = defaultdict(dict)
    for found in connection.execute(query):
        counts[found.batch][RenderStatus(found.status)] = found.articles
    return [
        RenderBatch(
            id=row.id,
            begun=row.begun,
            person=row.person,
            page=row.page,
            theme=row.theme,
            sizes=tuple(json.loads(row.sizes)),
            image=row.image,
            counts=counts[row.id],
        )
        for row in rows
    ]
