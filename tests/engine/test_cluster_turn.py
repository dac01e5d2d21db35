import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from composer.engine.cluster.engine import SCHEMA
from composer.engine.cluster.rounds import Rounds
from composer.engine.cluster.schema import prepare
from composer.engine.cluster.turn import LEASE_S, Turn
from composer.store.database import Database


@pytest.fixture
def database(postgres_url: str, tmp_path: Path) -> Iterator[Database]:
    with Database.open(postgres_url, workspace=tmp_path).closing() as opened:
        prepare(opened)
        yield opened


def test_one_of_two_workers_has_the_turn_until_it_leaves(database: Database) -> None:
    now_s = [0.0]
    one, other = (
        Turn(database, name="chores", owner=each, ticks=lambda: now_s[0]) for each in ("1", "2")
    )
    assert one.take()
    assert not other.take()
    assert (one.is_mine, other.is_mine) == (True, False)
    assert one.take()
    one.leave()
    assert other.take()
    assert (one.is_mine, other.is_mine) == (False, True)


def test_a_worker_that_was_frozen_knows_that_its_turn_is_over(database: Database) -> None:
    now_s = [0.0]
    one, other = (
        Turn(database, name="chores", owner=each, ticks=lambda: now_s[0]) for each in ("1", "2")
    )
    assert one.take()
    now_s[0] += LEASE_S
    assert not one.is_mine
    with database.write() as connection:  # by the database's clock, too
        connection.execute(text(f"UPDATE {SCHEMA}.turn SET until = now() - interval '1 s'"))  # noqa: S608 - ours
    assert other.take()
    assert not one.take()


def test_a_page_that_is_wanted_while_it_is_served_is_served_once_more() -> None:
    begun, go_on = threading.Event(), threading.Event()
    served: list[str] = []

    def serve(target: str) -> None:
        served.append(target)
        begun.set()
        go_on.wait(10)

    rounds = Rounds(serve, stopping=lambda: False)
    first = threading.Thread(target=rounds.go, args=("a",))
    first.start()
    begun.wait(10)
    rounds.go("a")  # returns at once
    rounds.go("a")
    go_on.set()
    first.join(10)
    assert served == ["a", "a"]
    rounds.go("a")
    assert served == ["a", "a", "a"]


def test_a_page_whose_serving_failed_can_be_served_again() -> None:
    def fail(target: str) -> None:
        raise ZeroDivisionError(target)

    rounds = Rounds(fail, stopping=lambda: False)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            rounds.go("a")
