"""Puts jobs into the engine and counts them, from any process; Procrastinate is not needed here.

A job is a row of Procrastinate's own table, whose triggers tell the workers of it when the
transaction ends. Its own function puts rows in one statement, too, but refuses all of them where
one is there already.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from composer.engine.cluster.job import Job
from composer.errors import StoreError
from composer.store.database import Database
from composer.store.failure import is_missing_table

SCHEMA = "nashir_engine"
"""The schema of PostgreSQL in which the engine's tables are, apart from the store's own."""

_AT_ONCE = 5_000
_PATIENCE_S = 5.0

_BEGIN = text(
    "SELECT set_config('search_path', :path, true), set_config('statement_timeout', :most, true),"
    " set_config('lock_timeout', :most, true), set_config('synchronous_commit', 'off', true)"
)
"""Procrastinate's triggers find their tables by the search path. A job need not be on the disk."""

_PUT = text("""
INSERT INTO procrastinate_jobs
    (queue_name, task_name, priority, lock, queueing_lock, args, scheduled_at)
SELECT queue, task, urgency, lock, once, arguments, at
FROM jsonb_to_recordset(CAST(:jobs AS jsonb)) AS job(
    queue text, task text, urgency integer, lock text, once text, arguments jsonb, at timestamptz)
ON CONFLICT (queueing_lock) WHERE status = 'todo'
DO UPDATE SET priority = excluded.priority
WHERE procrastinate_jobs.priority < excluded.priority
""")

_COUNTS = text("""
SELECT queue_name, task_name,
    CASE WHEN status <> 'todo' THEN CAST(status AS text)
         WHEN scheduled_at > now() THEN 'later' ELSE 'waiting' END AS state,
    count(*) AS jobs
FROM procrastinate_jobs GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many jobs of a kind stand in a state.

    Args:
        queue: Their queue.
        task: Name of their kind.
        state: ``waiting``, ``later`` (their instant is still to come), ``doing``, or what
            Procrastinate calls it.
        jobs: How many.
    """

    queue: str
    task: str
    state: str
    jobs: int


class Engine:
    """The engine, as those who want something done see it.

    Args:
        database: That of the store, on PostgreSQL.
        patience_s: How long the database may take for one statement; what takes longer is given
            up, for nothing that matters is lost with a job.
    """

    def __init__(self, database: Database, *, patience_s: float = _PATIENCE_S) -> None:
        self._database = database
        self._words = {"path": SCHEMA, "most": f"{round(patience_s * 1000)}ms"}

    def put(self, jobs: Iterable[Job]) -> int:
        """Put jobs, up to 5,000 in a statement; return how many are new, or more urgent now.

        Raises:
            StoreError: The database is away or slow, or the engine was never prepared.
        """
        rows = [_row(each) for each in _each_once(jobs)]
        changed = 0
        for start in range(0, len(rows), _AT_ONCE):
            told = json.dumps(rows[start : start + _AT_ONCE], ensure_ascii=False)
            with self._begun() as connection:
                changed += connection.execute(_PUT, {"jobs": told}).rowcount
        return changed

    def counts(self) -> tuple[Count, ...]:
        """Return how many jobs there are; those that are done are not kept.

        Raises:
            StoreError: The database is away or slow, or the engine was never prepared.
        """
        with self._begun() as connection:
            rows = connection.execute(_COUNTS).all()
        return tuple(Count(queue=row[0], task=row[1], state=row[2], jobs=row[3]) for row in rows)

    @contextmanager
    def _begun(self) -> Iterator[Connection]:
        with self._database.write() as connection:
            try:
                connection.execute(_BEGIN, self._words)
                yield connection
            except DBAPIError as error:
                if not is_missing_table(error):
                    raise
                msg = (
                    f"the engine's tables are not in {self._database.place}: start nashir worker,"
                    " or make them with nashir worker --prepare"
                )
                raise StoreError(msg) from error


def _each_once(jobs: Iterable[Job]) -> Iterator[Job]:
    """Give each job of a name once, as urgent as the most urgent one: a statement knows no more."""
    named: dict[str, Job] = {}
    unnamed = []
    for each in jobs:
        if each.once is None:
            unnamed.append(each)
        elif each.once not in named or named[each.once].urgency < each.urgency:
            named[each.once] = each
    yield from named.values()
    yield from unnamed


def _row(job: Job) -> Mapping[str, object]:
    return {
        "queue": job.kind.queue,
        "task": job.kind.name,
        "urgency": int(job.urgency),
        "lock": job.lock,
        "once": job.once,
        "arguments": dict(job.arguments),
        "at": None if job.at is None else job.at.isoformat(),
    }
