"""Real workers are killed and stopped at random; in the end everything is there once, and whole.

A few runs each; ``make chaos`` does hundreds.
"""

import pytest
from chaos_series import DATABASES, engine_series, on_sqlite, series
from naive_worker import Habit

pytestmark = pytest.mark.chaos
_RUNS = 10
_BESIDE = 2
_ENGINE_RUNS = 3
_SEED = 0


@pytest.mark.parametrize("database", DATABASES)
def test_no_post_comes_twice_or_half_and_none_is_lost(database: str) -> None:
    with DATABASES[database]() as fresh:
        tally = series(fresh, runs=_RUNS, beside=_BESIDE)
    assert tally.wrong == 0, tally.told
    assert tally.published + tally.attention == tally.posts
    assert tally.kills >= _RUNS // 2, "what was never done to them proves nothing"
    assert tally.faults >= _RUNS // 2, "what never failed proves nothing"


@pytest.mark.parametrize(
    ("habit", "finds"), [(Habit.TRY_AGAIN, "duplicates"), (Habit.MARK_FIRST, "lost")]
)
def test_the_same_runs_find_what_naive_workers_do_wrong(habit: Habit, finds: str) -> None:
    with on_sqlite() as fresh:
        tally = series(fresh, runs=4, beside=_BESIDE, habit=habit)
    assert getattr(tally, finds) > 0


def test_machines_that_fail_in_every_way_publish_everything_once() -> None:
    tally = engine_series(runs=_ENGINE_RUNS, beside=_ENGINE_RUNS, first_seed=_SEED)
    assert tally.wrong == 0, tally.told
    assert tally.published + tally.attention == tally.posts
    assert tally.untried == (), "what was never done to them proves nothing"
