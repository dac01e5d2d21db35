"""Whatever queues something wakes the workers, and suffers nothing where they cannot be woken."""

import threading
from contextlib import AbstractContextManager
from pathlib import Path
from typing import cast

import pytest
from cluster_room import cluster_room, engine_of
from press_room import PressRoom, press_room
from runner_program import wait_until
from sqlalchemy import text
from stores import NOW, PAGE

from composer.app.shifts import Shifts
from composer.engine.clock import ticks
from composer.engine.cluster.engine import SCHEMA, Count, Engine
from composer.engine.cluster.wake import Wakes, wake_now
from composer.engine.stop import Stop
from composer.engine.team import Signs
from composer.publishing.worker import Worker
from composer.store.ahead import Call
from composer.store.database import Database


@pytest.fixture
def room(tmp_path: Path, postgres_url: str) -> PressRoom:
    return cluster_room(tmp_path, postgres_url)


def a_database(url: str) -> AbstractContextManager[Database]:
    return Database.open(url, workspace=Path("/nowhere")).closing()


def states(counts: tuple[Count, ...]) -> dict[str, int]:
    return {each.state: each.jobs for each in counts}


def test_what_is_queued_for_now_wakes_a_worker_and_what_is_for_soon_waits_for_its_instant(
    room: PressRoom, postgres_url: str
) -> None:
    with engine_of(postgres_url, room.folder) as engine:
        name = room.queued()
        assert states(engine.counts()) == {"waiting": 1}
        assert room.run("queue", "move", name, "--at", "+30m").code == 0
        assert states(engine.counts()) == {"waiting": 1, "later": 1}
        assert room.run("queue", "move", name, "--at", "+3h").code == 0
        assert states(engine.counts()) == {"waiting": 1, "later": 1}


def test_breaking_news_waits_in_a_queue_of_its_own(room: PressRoom, postgres_url: str) -> None:
    with engine_of(postgres_url, room.folder) as engine:
        room.queued("الأول")
        draft = room.approved("عاجل")
        assert room.run("queue", "add", draft, "--at", "now", "--breaking").code == 0
        assert {each.queue for each in engine.counts()} == {"breaking", "publish"}


def test_breaking_news_is_served_while_all_threads_hang_on_slow_pages(
    room: PressRoom, postgres_url: str
) -> None:
    let_go, served = threading.Event(), list[str]()

    class SlowWorker:
        def serve(self, target: str) -> None:
            if target == "slow":
                let_go.wait(30)
            served.append(target)

    with a_database(postgres_url) as database, engine_of(postgres_url, room.folder) as engine:
        shifts = Shifts(
            database=database,
            worker=cast("Worker", SlowWorker()),
            signs=Signs(ticks),
            farm=None,
            at_once=1,
            stop=Stop(),
            tell=lambda _: None,
        )
        engine.put([wake_now("slow"), wake_now("next")])
        shifts.begin()
        wait_until(lambda: any(each.state == "doing" for each in engine.counts()))
        engine.put([wake_now("news", breaking=True)])
        wait_until(lambda: served)
        let_go.set()
        wait_until(lambda: len(served) == 3)
        shifts.end()
    assert served == ["news", "slow", "next"]
    assert not shifts.is_busy


def test_a_page_that_is_let_out_again_wakes_a_worker(room: PressRoom, postgres_url: str) -> None:
    assert room.run("queue", "pause").code == 0
    room.queued()
    with engine_of(postgres_url, room.folder) as engine:
        assert engine.counts() == ()
        assert room.run("queue", "resume").code == 0
        assert states(engine.counts()) == {"waiting": 1}


def test_queueing_succeeds_without_an_engine(room: PressRoom) -> None:
    name = room.queued()
    assert room.items()[name]["status"] == "queued"


def test_queueing_succeeds_beside_an_engine_that_does_not_answer(
    room: PressRoom, postgres_url: str
) -> None:
    with engine_of(postgres_url, room.folder) as engine:
        with a_database(postgres_url) as other, other.write() as connection:
            connection.execute(text(f"LOCK TABLE {SCHEMA}.procrastinate_jobs"))
            name = room.queued()
        assert engine.counts() == ()
    assert room.items()[name]["status"] == "queued"


def test_workers_that_cannot_be_woken_are_told_of_in_the_log(
    postgres_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with a_database(postgres_url) as database:
        Wakes(Engine(database), now=lambda: NOW).ring([Call(target=PAGE.key, at=NOW)])
    (told,) = caplog.records
    assert told.message.startswith("workers not woken")
    assert "nashir worker --prepare" in vars(told)["error"]


def test_without_a_cluster_nobody_is_woken(tmp_path: Path, postgres_url: str) -> None:
    room = press_room(tmp_path)
    room.set(more=f'[store]\nurl = "{postgres_url}"')
    with engine_of(postgres_url, room.folder) as engine:
        room.queued()
        assert engine.counts() == ()
