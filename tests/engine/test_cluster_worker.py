"""``nashir worker`` as it runs: in processes of its own, beside others, killed and stopped."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cluster_room import cluster_room, engine_of, worker
from press_room import PressRoom, press_room
from sqlalchemy import text

from composer.engine.cluster.engine import SCHEMA
from composer.store.database import Database
from composer.store.queue import When


@pytest.fixture
def room(tmp_path: Path, postgres_url: str) -> PressRoom:
    return cluster_room(tmp_path, postgres_url)


def statuses(room: PressRoom) -> list[str]:
    return [each["status"] for each in room.items().values()]


def test_a_worker_publishes_what_is_queued_and_what_falls_due_and_ends_cleanly(
    room: PressRoom, postgres_url: str
) -> None:
    with worker(room, "--queues", "publish", name="press-1") as running:
        running.wait_for("runner started")
        room.queued("الأول")
        running.wait_for("published")
        later = room.queued("الثاني", text="الثاني")
        with room.store() as store:
            due = datetime.now(UTC) + timedelta(seconds=1)  # noqa: TID251 - the worker's clock
            when = When(due=due, wake=due, zone="UTC")
            if statuses(room)[-1] == "queued":
                store.queue.move(later, when, now=due, actor="test")
        running.wait_for("published", times=2)
        assert any("press-1" in each for each in room.checkup("runner"))
        running.ask_to_end()
        assert running.end() == 0
        assert [each["event"] for each in running.events()][-1] == "runner stopped"
    with room.store() as store:
        (row,) = store.runners.all()
    assert row.stopped is not None
    assert in_engine(postgres_url, "SELECT * FROM turn") == 0


def in_engine(url: str, statement: str) -> int:
    """Run a statement in the engine's schema; return how many rows it was about."""
    with (
        Database.open(url, workspace=Path("/nowhere")).closing() as database,
        database.write() as connection,
    ):
        connection.execute(text(f"SET LOCAL search_path TO {SCHEMA}"))
        return connection.execute(text(statement)).rowcount


def test_what_a_killed_worker_held_is_published_by_another(room: PressRoom) -> None:
    room.arm("slow:on=stage,seconds=30,times=1")
    with worker(room, "--queues", "publish", name="first") as first:
        room.queued()
        first.wait_for("claimed")
        first.process.kill()
        first.end()
    room.arm()
    done = room.run("worker", "--queues", "publish", "--once", "--log", "json")
    assert done.code == 0, done.err
    events = [json.loads(each)["event"] for each in done.err.splitlines() if each[:1] == "{"]
    assert events.index("taken back") < events.index("published")
    assert len(room.posts()) == 1


def test_what_the_engine_forgot_is_published_all_the_same(
    room: PressRoom, postgres_url: str
) -> None:
    with engine_of(postgres_url, room.folder) as engine:
        room.queued()
        assert [each.jobs for each in engine.counts()] == [1]
        assert in_engine(postgres_url, "DELETE FROM procrastinate_jobs") == 1
        assert room.run("worker", "--queues", "publish", "--once").code == 0
    assert statuses(room) == ["published"]


def test_a_stop_ends_a_worker_after_the_item_in_hand(room: PressRoom) -> None:
    room.arm("slow:on=stage,seconds=0.2")
    for title in ("الأول", "الثاني"):
        room.queued(title)
    with worker(room, "--queues", "publish") as running:
        running.wait_for("claimed")
        running.ask_to_end()
        assert running.end() == 0
    assert sorted(statuses(room)) == ["published", "queued"]
    assert len(room.posts()) == 1


def test_a_worker_without_postgresql_says_what_to_set(tmp_path: Path) -> None:
    room = press_room(tmp_path)
    for words in (("worker",), ("worker", "--prepare"), ("worker", "--once")):
        refused = room.run(*words)
        assert refused.code == 1
        assert "postgresql+psycopg://" in refused.err
        assert 'engine = "cluster"' in refused.err
    assert not (tmp_path / ".nashir" / "nashir.db").exists()


def test_a_worker_that_nobody_would_wake_says_what_to_set(
    tmp_path: Path, postgres_url: str
) -> None:
    room = press_room(tmp_path)
    room.set(more=f'[store]\nurl = "{postgres_url}"')
    refused = room.run("worker")
    assert refused.code == 1
    assert 'set engine = "cluster" under [worker]' in refused.err


def test_a_worker_takes_no_queue_that_there_is_not(room: PressRoom) -> None:
    refused = room.run("worker", "--queues", "publish,draw")
    assert refused.code == 1
    assert "publish, render" in refused.err


def test_the_engine_is_prepared_by_a_word_and_once(room: PressRoom) -> None:
    made, there = (room.run("worker", "--prepare").out for _ in range(2))
    assert made == f"The engine's tables are made, in the schema {SCHEMA}.\n"
    assert there == f"The engine's tables are there, in the schema {SCHEMA}.\n"


def test_a_missing_extra_is_named(room: PressRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "procrastinate", None)
    refused = room.run("worker")
    assert refused.code == 1
    assert "pip install 'nashir[cluster]'" in refused.err
