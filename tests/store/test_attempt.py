"""Failed sign-ins are counted where every program sees them."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select
from stores import NOW, OpenStore

from composer.store.attempt import Attempts, Limit
from composer.store.desk_schema import attempt
from composer.store.store import Store

MINUTE = timedelta(minutes=1)
HERE, THERE = "10.0.0.1", "10.0.0.2"


def attempts(store: Store, *, by_name: int = 3, by_address: int = 5) -> Attempts:
    return Attempts(
        store.database,
        by_name=Limit(most=by_name, window=15 * MINUTE),
        by_address=Limit(most=by_address, window=15 * MINUTE),
    )


def test_after_so_many_failures_a_name_has_to_wait_wherever_it_comes_from(
    store: Store, open_store: OpenStore
) -> None:
    tried = attempts(store)
    for number in range(3):
        assert tried.begin("sara", f"10.0.0.{number}", now=NOW + number * MINUTE) == 0
    elsewhere = attempts(open_store())
    now = NOW + 3 * MINUTE
    assert elsewhere.begin(" SARA ", THERE, now=now) == 12 * 60
    assert elsewhere.wait("sara", THERE, now=now) == 12 * 60
    assert elsewhere.wait("omar", THERE, now=now) == 0


def test_an_address_has_to_wait_whatever_names_it_tries(store: Store) -> None:
    tried = attempts(store)
    for number in range(5):
        assert tried.begin(f"name{number}", HERE, now=NOW) == 0
    assert tried.begin("sara", HERE, now=NOW) == 15 * 60
    assert tried.begin("sara", THERE, now=NOW) == 0


def test_waiting_does_not_make_the_wait_longer(store: Store) -> None:
    tried = attempts(store)
    for _ in range(3):
        tried.begin("sara", HERE, now=NOW)
    for minutes in range(1, 15):
        assert tried.begin("sara", HERE, now=NOW + minutes * MINUTE) == (15 - minutes) * 60
    assert tried.begin("sara", HERE, now=NOW + 15 * MINUTE) == 0


def test_who_gets_in_begins_anew(store: Store) -> None:
    tried = attempts(store)
    for _ in range(2):
        tried.begin("sara", HERE, now=NOW)
    assert tried.begin("sara", HERE, now=NOW) == 0
    tried.succeeded("sara", HERE, now=NOW)
    for _ in range(3):
        assert tried.begin("sara", THERE, now=NOW) == 0
    assert tried.begin("sara", THERE, now=NOW) > 0


def test_one_who_gets_in_does_not_wash_an_address_clean(store: Store) -> None:
    tried = attempts(store, by_name=100)
    for number in range(4):
        tried.begin(f"name{number}", HERE, now=NOW)
        tried.begin("mallory", HERE, now=NOW)
        tried.succeeded("mallory", HERE, now=NOW)
    assert tried.begin("name9", HERE, now=NOW) == 0
    assert tried.wait("name9", HERE, now=NOW) > 0


def test_a_failure_that_is_told_later_counts_like_one_begun(store: Store) -> None:
    tried = attempts(store)
    for _ in range(3):
        tried.failed("sara", HERE, now=NOW)
    assert tried.wait("sara", THERE, now=NOW) == 15 * 60


def test_neither_names_nor_addresses_are_kept(store: Store) -> None:
    attempts(store).begin("my secret password", HERE, now=NOW)
    with store.database.read() as connection:
        kept = repr(connection.execute(select(attempt)).all())
    assert "password" not in kept
    assert HERE not in kept


def test_what_is_a_day_old_is_forgotten(store: Store) -> None:
    tried = attempts(store)
    tried.begin("sara", HERE, now=NOW)
    tried.begin("omar", THERE, now=NOW + timedelta(days=1, seconds=1))
    with store.database.read() as connection:
        assert len(connection.execute(select(attempt)).all()) == 2


def test_of_many_at_once_no_more_than_allowed_are_looked_at(open_store: OpenStore) -> None:
    allowed: list[float] = []
    stores = [open_store() for _ in range(6)]
    ready = threading.Barrier(len(stores))

    def guess(one: Store) -> None:
        tried = attempts(one)
        ready.wait()
        allowed.extend(tried.begin("sara", HERE, now=NOW) for _ in range(2))

    threads = [threading.Thread(target=guess, args=(each,)) for each in stores]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert allowed.count(0) == 3


@pytest.mark.parametrize("name", ["", "\0", "\ud800", "x" * 100_000])
def test_any_text_can_be_tried(store: Store, name: str) -> None:
    tried = attempts(store)
    for _ in range(3):
        assert tried.begin(name, name, now=NOW) == 0
    assert tried.begin(name, name, now=NOW) > 0
