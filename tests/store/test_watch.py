from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stores import NOW, OpenStore

from composer.domain.clock import Instant
from composer.store.store import Store


def instant(ticks: float, *, boot: str = "first", wall_h: float = 0) -> Instant:
    return Instant(wall=NOW + timedelta(hours=wall_h), ticks=ticks, boot=boot)


def test_a_watch_begins_with_the_first_look(store: Store) -> None:
    assert store.watches.known("page", instant(100)) is None
    assert store.watches.elapsed("page", instant(100)) == 0
    assert store.watches.elapsed("page", instant(107.5)) == 7.5
    assert store.watches.known("page", instant(108)) == 8


def test_nobody_can_shorten_a_watch_by_setting_the_clock(store: Store) -> None:
    store.watches.elapsed("page", instant(100))
    assert store.watches.elapsed("page", instant(101, wall_h=1000)) == 1
    assert store.watches.elapsed("page", instant(102, wall_h=-1000)) == 2


def test_a_machine_that_was_started_anew_watches_anew(store: Store) -> None:
    store.watches.elapsed("page", instant(1000))
    assert store.watches.known("page", instant(5, boot="second")) is None
    assert store.watches.elapsed("page", instant(5, boot="second")) == 0
    assert store.watches.elapsed("page", instant(9, boot="second")) == 4
    assert store.watches.elapsed("page", instant(1001)) == 1


def test_a_watch_that_is_forgotten_begins_anew_on_all_machines(store: Store) -> None:
    for boot in ("first", "second"):
        store.watches.elapsed("page", instant(0, boot=boot))
    store.watches.elapsed("other", instant(0))
    store.watches.forget("page")
    assert store.watches.known("page", instant(9)) is None
    assert store.watches.known("page", instant(9, boot="second")) is None
    assert store.watches.known("other", instant(9)) == 9


def test_watches_over_what_is_gone_are_swept(store: Store) -> None:
    for subject in ("a:1", "a:2", "a:3", "a%", "b:1"):
        store.watches.elapsed(subject, instant(0))
    living = ["a:2", *(f"a:{number}" for number in range(4, 70_000))]
    assert store.watches.sweep("a:", living) == 2
    assert store.watches.known("a:1", instant(1)) is None
    for subject in ("a:2", "a%", "b:1"):
        assert store.watches.known(subject, instant(1)) == 1


def test_another_program_sees_the_same_watch(store: Store, open_store: OpenStore) -> None:
    store.watches.elapsed("page", instant(10))
    assert open_store().watches.elapsed("page", instant(14)) == 4


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(looks=st.lists(st.floats(0, 1e9), min_size=1, max_size=6))
def test_a_watch_tells_the_ticks_since_its_first_look(
    sqlite_store: Store, looks: list[float]
) -> None:
    sqlite_store.watches.forget("law")
    for ticks in looks:
        passed = sqlite_store.watches.elapsed("law", instant(ticks))
        assert passed == max(0.0, ticks - looks[0])
