from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from composer.publishing.forecast import Planned, forecast

TEN = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
SPACING = timedelta(minutes=20)


def at(minutes: int) -> datetime:
    return TEN + timedelta(minutes=minutes)


def told(*planned: Planned, last: int | None = None, now: int = 0) -> Mapping[str, int]:
    when = None if last is None else at(last)
    found = forecast(planned, spacing=SPACING, last=when, not_before=at(now))
    return {name: (goes - TEN) // timedelta(minutes=1) for name, goes in found.items()}


def test_posts_far_enough_apart_go_when_they_are_due() -> None:
    assert told(Planned(id="a", due=at(30)), Planned(id="b", due=at(50))) == {"a": 30, "b": 50}


def test_the_later_of_two_near_ones_waits() -> None:
    assert told(Planned(id="b", due=at(35)), Planned(id="a", due=at(30))) == {"a": 30, "b": 50}


def test_a_wait_is_handed_on() -> None:
    planned = [Planned(id=f"q{number}", due=at(30 + number)) for number in range(3)]
    assert told(*planned) == {"q0": 30, "q1": 50, "q2": 70}


def test_the_last_post_is_kept_a_distance_from() -> None:
    assert told(Planned(id="a", due=at(5)), last=-5) == {"a": 15}


def test_what_is_overdue_goes_at_once() -> None:
    assert told(Planned(id="a", due=at(-90))) == {"a": 0}


def test_breaking_news_waits_for_nobody_and_is_waited_for() -> None:
    breaking = Planned(id="z", due=at(30), breaking=True)
    assert told(Planned(id="a", due=at(30)), breaking) == {"z": 30, "a": 50}


def test_what_keeps_no_distance_goes_after_what_was_due_before_it() -> None:
    now = Planned(id="z", due=at(0), unspaced=True)
    assert told(Planned(id="a", due=at(-1)), now) == {"a": 0, "z": 0}


plans = st.lists(
    st.builds(
        lambda minutes, breaking, unspaced: (at(minutes), breaking, unspaced),
        st.integers(-100, 300),
        st.booleans(),
        st.booleans(),
    ),
    max_size=30,
)


@given(plans=plans, last=st.none() | st.integers(-200, 0))
def test_nothing_is_early_nothing_is_forgotten_and_distances_are_kept(
    plans: list[tuple[datetime, bool, bool]], last: int | None
) -> None:
    planned = [
        Planned(id=f"q{number}", due=due, breaking=breaking, unspaced=unspaced)
        for number, (due, breaking, unspaced) in enumerate(plans)
    ]
    when = None if last is None else at(last)
    found = forecast(planned, spacing=SPACING, last=when, not_before=TEN)
    assert set(found) == {each.id for each in planned}
    order = list(found)
    for each in planned:
        goes = found[each.id]
        assert goes >= max(each.due, TEN)
        if not each.keeps_distance:
            assert goes == max(each.due, TEN)
            continue
        before = [found[name] for name in order[: order.index(each.id)]]
        before += [] if when is None else [when]
        assert all(goes - other >= SPACING for other in before)
        assert goes in {max(each.due, TEN), *(other + SPACING for other in before)}
