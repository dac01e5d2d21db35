import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.errors import Unavailable
from composer.publishing.usage import Throttle, Usage, read_usage, wait_told

PAGE = "110000000000001"


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def business(percent: int, *, minutes: int = 0) -> dict[str, str]:
    entry = {
        "type": "pages",
        "call_count": percent,
        "total_cputime": 23,
        "total_time": 23,
        "estimated_time_to_regain_access": minutes,
    }
    return {"x-business-use-case-usage": json.dumps({PAGE: [entry]})}


def throttle(usage: Usage | None) -> tuple[Throttle, Clock]:
    clock = Clock()
    made = Throttle(clock)
    made.note(usage)
    return made, clock


def test_the_app_s_usage_is_the_largest_of_its_three_shares() -> None:
    header = '{"call_count":28,"total_time":25,"total_cputime":31}'
    assert read_usage({"x-app-usage": header}) == Usage(percent=31, wait_s=0)


def test_the_old_header_of_a_page_counts_too() -> None:
    header = '{"call_count":85,"total_cputime":56,"total_time":60}'
    assert read_usage({"x-page-usage": header}) == Usage(percent=85, wait_s=0)


def test_the_wait_for_a_page_is_told_in_minutes() -> None:
    assert read_usage(business(97, minutes=12)) == Usage(percent=97, wait_s=720)


def test_of_many_allowances_the_one_used_up_most_counts() -> None:
    listed = {
        "1": [{"call_count": 3}, {"call_count": 40, "estimated_time_to_regain_access": 2}],
        "2": [{"total_time": 77.2}],
    }
    headers = {
        "x-app-usage": '{"call_count": 10}',
        "x-business-use-case-usage": json.dumps(listed),
    }
    assert read_usage(headers) == Usage(percent=78, wait_s=120)


@pytest.mark.parametrize(
    "header", ["", "no", "[]", "3", '{"a": 3}', '{"a": {}}', "[" * 50_000, '{"call_count": "x"']
)
def test_a_header_that_says_nothing_counts_as_absent(header: str) -> None:
    assert read_usage({"x-app-usage": header}) is None


@given(st.dictionaries(st.sampled_from(["x-app-usage", "retry-after"]), st.text()))
def test_no_header_is_too_odd(headers: dict[str, str]) -> None:
    assert 0 <= wait_told(headers) <= 24 * 3600


@given(
    st.recursive(
        st.integers() | st.floats() | st.text() | st.booleans() | st.none(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(
                    ["call_count", "total_time", "estimated_time_to_regain_access", "a"]
                ),
                inner,
            )
        ),
    )
)
def test_no_count_is_too_odd(document: object) -> None:
    usage = read_usage({"x-business-use-case-usage": json.dumps(document)})
    if usage is not None:
        assert usage.percent >= 0
        assert 0 <= usage.wait_s <= 24 * 3600


def test_the_wait_is_the_longest_that_is_asked() -> None:
    assert wait_told({}) == 0
    assert wait_told({"retry-after": "30"}) == 30
    assert wait_told({"retry-after": "30", **business(99, minutes=1)}) == 60
    assert wait_told({"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}) == 0
    assert wait_told({"retry-after": "9" * 400}) == 24 * 3600


@pytest.mark.parametrize(
    ("percent", "pause_s"), [(0, 0), (74, 0), (75, 15), (80, 30), (90, 60), (200, 60)]
)
def test_calls_are_spaced_from_75_percent_on(percent: int, pause_s: float) -> None:
    made, _ = throttle(Usage(percent=percent, wait_s=0))
    assert made.slow_down_s == pause_s


def test_nothing_is_held_before_a_usage_is_seen() -> None:
    made, _ = throttle(None)
    made.check()
    assert (made.usage, made.slow_down_s) == (None, 0)


def test_nothing_is_made_above_90_percent() -> None:
    throttle(Usage(percent=90, wait_s=0))[0].check()
    made, clock = throttle(Usage(percent=91, wait_s=0))
    clock.now += 600
    with pytest.raises(Unavailable, match=r"91 %.*50 min") as caught:
        made.check()
    assert caught.value.wait_s == 3000


def test_a_usage_counts_for_an_hour() -> None:
    made, clock = throttle(Usage(percent=99, wait_s=0))
    clock.now += 3599
    with pytest.raises(Unavailable):
        made.check()
    clock.now += 1
    made.check()
    assert (made.usage, made.slow_down_s) == (None, 0)


def test_a_usage_counts_as_long_as_the_platform_says() -> None:
    made, clock = throttle(Usage(percent=100, wait_s=300))
    with pytest.raises(Unavailable) as caught:
        made.check()
    assert caught.value.wait_s == 300
    clock.now += 300
    made.check()


def test_an_answer_without_the_headers_changes_nothing() -> None:
    made, _ = throttle(Usage(percent=95, wait_s=0))
    made.note(None)
    assert made.usage == Usage(percent=95, wait_s=0)


def test_a_lower_usage_lets_go() -> None:
    made, _ = throttle(Usage(percent=95, wait_s=0))
    made.note(Usage(percent=20, wait_s=0))
    made.check()
