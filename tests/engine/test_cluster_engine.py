import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import column, select, table, text
from sqlalchemy.exc import DBAPIError

from composer.engine.cluster.engine import SCHEMA, Engine
from composer.engine.cluster.job import RENDER, SERVE, Job, Urgency
from composer.engine.cluster.schema import connection_words, prepare
from composer.errors import StoreError
from composer.store.database import Database

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
NEVER = datetime(2200, 1, 1, tzinfo=UTC)


@pytest.fixture
def database(postgres_url: str, tmp_path: Path) -> Iterator[Database]:
    with Database.open(postgres_url, workspace=tmp_path).closing() as opened:
        yield opened


@pytest.fixture
def engine(database: Database) -> Engine:
    prepare(database)
    return Engine(database)


def a_wake(page: str, *, urgency: Urgency = Urgency.NOW, at: datetime | None = None) -> Job:
    return Job(kind=SERVE, arguments={"target": page}, once=page, urgency=urgency, at=at)


def states(engine: Engine) -> dict[tuple[str, str], int]:
    return {(each.queue, each.state): each.jobs for each in engine.counts()}


def test_a_page_waits_once_however_often_it_is_put(engine: Engine) -> None:
    assert engine.put([a_wake("a"), a_wake("a"), a_wake("b")]) == 2
    assert engine.put([a_wake("a"), a_wake("c")]) == 1
    assert states(engine) == {("publish", "waiting"): 3}


def test_breaking_news_makes_a_job_that_waits_more_urgent_and_never_less(
    engine: Engine, database: Database
) -> None:
    engine.put([a_wake("a")])
    engine.put([a_wake("a", urgency=Urgency.LATER), a_wake("a", urgency=Urgency.BREAKING)])
    assert engine.put([a_wake("a")]) == 0
    with database.read() as connection:
        jobs = table("procrastinate_jobs", column("priority"), schema=SCHEMA)
        assert connection.scalars(select(jobs.c.priority)).all() == [Urgency.BREAKING]


def test_jobs_are_counted_by_queue_and_state(engine: Engine) -> None:
    drawing = Job(kind=RENDER, arguments={"article": "خبر", "number": 3})
    engine.put([drawing, drawing, a_wake("a", at=LONG_AGO), a_wake("b", at=NEVER)])
    expected = {("publish", "later"): 1, ("publish", "waiting"): 1, ("render", "waiting"): 2}
    assert states(engine) == expected


def test_thousands_of_jobs_are_put_in_few_statements(engine: Engine) -> None:
    assert engine.put(a_wake(f"page {each}") for each in range(6_000)) == 6_000
    assert states(engine) == {("publish", "waiting"): 6_000}


def test_a_job_has_no_time_without_a_zone() -> None:
    with pytest.raises(ValueError, match="timezone-aware"):
        a_wake("a", at=datetime(2026, 1, 1))  # noqa: DTZ001 - that is what is refused


def test_an_engine_that_nobody_prepared_says_how(database: Database) -> None:
    with pytest.raises(StoreError, match="nashir worker --prepare"):
        Engine(database).put([a_wake("a")])
    with pytest.raises(StoreError, match="nashir worker --prepare"):
        Engine(database).counts()


def test_a_table_that_is_held_keeps_nobody_waiting(engine: Engine, database: Database) -> None:
    hasty = Engine(database, patience_s=0.1)
    with database.write() as other:
        other.execute(text(f"LOCK TABLE {SCHEMA}.procrastinate_jobs"))
        with pytest.raises(StoreError):
            hasty.put([a_wake("a")])
    assert engine.put([a_wake("a")]) == 1


def test_a_program_frozen_while_it_fetches_holds_its_job_for_seconds_only(
    database: Database,
) -> None:
    with psycopg.connect(**connection_words(database)) as connection:
        query = "SELECT setting::int FROM pg_settings WHERE name = %s"
        found = connection.execute(query, ("idle_in_transaction_session_timeout",)).fetchone()
    assert found is not None
    assert 0 < found[0] <= 15_000


def test_two_may_prepare_an_engine_at_once(database: Database) -> None:
    done: list[bool] = []
    together = threading.Barrier(2)

    def begin() -> None:
        together.wait()
        done.append(prepare(database))

    threads = [threading.Thread(target=begin) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(done) == [False, True]
    assert Engine(database).put([a_wake("a")]) == 1


def test_an_older_engine_gets_the_changes_that_it_lacks(database: Database) -> None:
    shipped = Path(str(files("procrastinate"))) / "sql" / "migrations"
    older = sorted(each for each in shipped.glob("*.sql") if each.name < "03.02")
    with psycopg.connect(**connection_words(database), autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {SCHEMA}".encode())
        for each in older:
            connection.execute(each.read_bytes())
        connection.execute("CREATE TABLE shape (version text, at timestamptz DEFAULT now())")
        connection.execute("INSERT INTO shape (version) VALUES (%s)", (older[-1].name,))
    with pytest.raises(DBAPIError, match="procrastinate_job_to_defer_v1"), database.read() as seen:
        seen.execute(text(f"SELECT NULL::{SCHEMA}.procrastinate_job_to_defer_v1"))
    assert prepare(database)
    assert not prepare(database)
    with database.read() as seen:
        seen.execute(text(f"SELECT NULL::{SCHEMA}.procrastinate_job_to_defer_v1"))
    assert Engine(database).put([a_wake("a")]) == 1


def test_the_store_keeps_its_own_schema_to_itself(engine: Engine, database: Database) -> None:
    del engine
    query = text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename ~ :name")
    with database.read() as connection:
        assert connection.scalar(query, {"name": "^procrastinate"}) == 0
        assert connection.scalar(query, {"name": "^item$"}) == 1
