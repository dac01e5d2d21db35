"""How the engine stands: its tables, and jobs that nobody goes on with."""

from dataclasses import dataclass

from sqlalchemy import text

from composer.engine.cluster.engine import SCHEMA
from composer.engine.cluster.rescue import SILENT_S
from composer.engine.cluster.schema import changes, check_installed
from composer.store.database import Database

_THERE = text("SELECT to_regclass(:shape) IS NOT NULL")
_SHAPE = text(f"SELECT max(version) FROM {SCHEMA}.shape")  # noqa: S608 - a name of ours
_JOBS = text(f"""
SELECT
    count(*) FILTER (WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now()) AS waiting,
    count(*) FILTER (WHERE status = 'doing') AS doing,
    count(*) FILTER (WHERE status = 'doing' AND (worker.id IS NULL
        OR worker.last_heartbeat < now() - make_interval(secs => :silent))) AS stalled
FROM {SCHEMA}.procrastinate_jobs AS job
LEFT JOIN {SCHEMA}.procrastinate_workers AS worker ON worker.id = job.worker_id
""")  # noqa: S608 - same


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineStanding:
    """The engine at one instant.

    Args:
        shape: The last change of its tables; None where it was never prepared.
        known: The last one that the Procrastinate of this machine knows.
        waiting: Jobs that may be done now.
        doing: Jobs in hand.
        stalled: Those in the hand of a worker that was not heard of for a while, or is gone.
    """

    shape: str | None
    known: str
    waiting: int = 0
    doing: int = 0
    stalled: int = 0


def read_engine(database: Database) -> EngineStanding:
    """Ask for the engine's tables and jobs.

    Raises:
        SettingsError: Procrastinate is not installed.
        StoreError: The database is away, or does not let us look.
    """
    check_installed()
    known = changes()[-1]
    with database.read() as connection:
        if not connection.execute(_THERE, {"shape": f"{SCHEMA}.shape"}).scalar_one():
            return EngineStanding(shape=None, known=known)
        jobs = connection.execute(_JOBS, {"silent": SILENT_S}).one()
        return EngineStanding(
            shape=connection.execute(_SHAPE).scalar_one(),
            known=known,
            waiting=jobs.waiting,
            doing=jobs.doing,
            stalled=jobs.stalled,
        )
