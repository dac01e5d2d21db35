from datetime import timedelta

from stores import NOW

from composer.store.store import Store

DAY = timedelta(days=1)


def test_a_runner_is_known_from_its_start_to_its_end(store: Store) -> None:
    store.runners.started(owner="a", host="desk", pid=7, version="0.1.0", now=NOW)
    (runner,) = store.runners.all()
    assert (runner.owner, runner.host, runner.pid, runner.version) == ("a", "desk", 7, "0.1.0")
    assert (runner.started, runner.beat, runner.stopped) == (NOW, NOW, None)
    assert (runner.queues, runner.publishes) == ("publish", True)
    store.runners.beat("a", now=NOW + DAY)
    assert store.runners.all()[0].beat == NOW + DAY
    store.runners.stopped("a", now=NOW + 2 * DAY)
    (runner,) = store.runners.all()
    assert (runner.beat, runner.stopped) == (NOW + 2 * DAY, NOW + 2 * DAY)


def test_the_runner_that_was_alive_last_comes_first(store: Store) -> None:
    for owner in ("a", "b"):
        store.runners.started(owner=owner, host="h", pid=1, version="v", now=NOW)
    store.runners.beat("b", now=NOW + DAY)
    assert [each.owner for each in store.runners.all()] == ["b", "a"]


def test_runners_that_were_silent_for_a_week_are_forgotten(store: Store) -> None:
    for owner, days in (("old", 0), ("recent", 2), ("new", 8)):
        store.runners.started(owner=owner, host="h", pid=1, version="v", now=NOW + days * DAY)
    assert [each.owner for each in store.runners.all()] == ["new", "recent"]


def test_a_runner_that_starts_again_under_its_name_is_the_same(store: Store) -> None:
    store.runners.started(owner="a", host="h", pid=1, version="v", now=NOW)
    store.runners.stopped("a", now=NOW)
    store.runners.started(owner="a", host="h", pid=2, version="v", now=NOW, queues="render")
    (runner,) = store.runners.all()
    assert (runner.pid, runner.stopped, runner.publishes) == (2, None, False)
