"""A shift fetches jobs and does them, whatever becomes of jobs, connections and other workers."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from runner_program import wait_until
from sqlalchemy import text

from composer.engine.clock import ticks
from composer.engine.cluster.engine import SCHEMA, Engine
from composer.engine.cluster.job import SERVE, Job, Task, Urgency
from composer.engine.cluster.schema import prepare
from composer.engine.cluster.shift import Shift
from composer.engine.stop import Stop
from composer.engine.trouble import Troubles
from composer.store.database import Database


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A database with an engine, and what was done there."""

    database: Database
    done: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def put(self, *names: str, urgency: Urgency = Urgency.NOW) -> None:
        Engine(self.database).put(
            Job(kind=SERVE, arguments={"target": each}, once=each, urgency=urgency)
            for each in names
        )

    def note(self, target: str) -> None:
        self.done.append(target)

    def shift(self, do: Callable[..., object] | None = None, *, waits: bool = True) -> Shift:
        return Shift(
            database=self.database,
            name="publish",
            queues=(SERVE.queue,),
            tasks=(Task(kind=SERVE, do=do or self.note),),
            at_once=1,
            stop=Stop(),
            troubles=Troubles(self.told.append, ticks),
            ticks=ticks,
            waits=waits,
            last_call_s=0.1,
        )

    def run(self, statement: str) -> None:
        with self.database.write() as connection:
            connection.execute(text(f"SET LOCAL search_path TO {SCHEMA}"))
            connection.execute(text(statement))

    def jobs(self) -> int:
        return sum(each.jobs for each in Engine(self.database).counts())


@pytest.fixture
def desk(postgres_url: str, tmp_path: Path) -> Iterator[Desk]:
    with Database.open(postgres_url, workspace=tmp_path).closing() as database:
        prepare(database)
        yield Desk(database=database)


@contextmanager
def running(shift: Shift) -> Iterator[None]:
    thread = threading.Thread(target=shift.run)
    thread.start()
    try:
        yield
    finally:
        assert isinstance(shift.stop, Stop)
        shift.stop.ask()
        thread.join(10)
        assert not thread.is_alive()


def test_jobs_that_wait_are_done_the_most_urgent_first_and_are_gone(desk: Desk) -> None:
    desk.put("later", urgency=Urgency.LATER)
    desk.put("one", "two")
    desk.put("breaking", urgency=Urgency.BREAKING)
    desk.shift(waits=False).run()
    assert desk.done == ["breaking", "one", "two", "later"]
    assert desk.jobs() == 0


def test_a_job_that_fails_is_told_of_and_keeps_no_other_from_being_done(desk: Desk) -> None:
    def fail(target: str) -> None:
        desk.done.append(target)
        if target == "bad":
            raise ZeroDivisionError

    desk.put("bad", "good")
    desk.shift(fail, waits=False).run()
    assert desk.done == ["bad", "good"]
    assert desk.jobs() == 0
    (told,) = desk.told
    assert "the task serve does not work" in told


def test_a_job_that_is_put_while_a_shift_waits_is_done(desk: Desk) -> None:
    with running(desk.shift()):
        desk.put("a")
        wait_until(lambda: "a" in desk.done)
        desk.put("b")
        wait_until(lambda: "b" in desk.done)


def test_a_shift_goes_on_when_jobs_are_deleted_under_it_and_its_connections_die(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    def lose(target: str) -> None:
        if target == "deleted":
            desk.run("DELETE FROM procrastinate_jobs")
        desk.done.append(target)

    engines = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name"
    with caplog.at_level(logging.INFO), running(desk.shift(lose)):
        desk.put("deleted")
        wait_until(lambda: "deleted" in desk.done)
        desk.put("after that")
        wait_until(lambda: "after that" in desk.done)
        desk.run(f"{engines} = 'nashir engine' AND datname = current_database()")
        desk.put("when it is back")
        wait_until(lambda: "when it is back" in desk.done)
    assert "job not noted as done" in caplog.messages


def test_a_schema_that_is_dropped_is_made_anew(desk: Desk) -> None:
    with running(desk.shift()):
        desk.put("a")
        wait_until(lambda: "a" in desk.done)
        desk.run(f"DROP SCHEMA {SCHEMA} CASCADE")
        wait_until(lambda: _is_put(desk, "b"))
        wait_until(lambda: "b" in desk.done)


def _is_put(desk: Desk, name: str) -> bool:
    try:
        desk.put(name)
    except Exception:  # noqa: BLE001 - whatever it says while its tables are not there
        return False
    return True


def test_what_a_silent_worker_had_in_hand_is_done_by_another(desk: Desk) -> None:
    desk.put("a", "b")
    desk.run("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 h')")
    desk.run("UPDATE procrastinate_jobs SET status = 'doing', worker_id = 1")
    desk.put("b")  # waits already when its older job is rescued, which is dropped
    with running(desk.shift()):
        wait_until(lambda: {*desk.done} == {"a", "b"} and desk.jobs() == 0)


def test_a_shift_ends_over_a_job_that_does_not(desk: Desk) -> None:
    begun, never = threading.Event(), threading.Event()

    def hang(target: str) -> None:
        del target
        begun.set()
        never.wait(30)

    desk.put("a")
    with running(desk.shift(hang)):
        begun.wait(10)
    assert not never.is_set()
    never.set()
