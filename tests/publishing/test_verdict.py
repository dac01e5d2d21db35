from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from queue_items import NOON, queue_item

from composer.domain.queue import Status
from composer.errors import OutcomeUnknown, PublishError, Rejected, Unavailable
from composer.publishing.policy import Policy
from composer.publishing.verdict import (
    after_failure,
    after_look,
    first_wake,
    holds_natively,
    is_missed,
    look_after,
)

POLICY = Policy()
SETTLED_S = POLICY.settle.total_seconds()


def test_an_unknown_outcome_is_never_sent_again_without_a_look() -> None:
    verdict = after_failure(OutcomeUnknown("reset"), queue_item(), now=NOON, policy=POLICY)
    assert verdict.status is Status.UNKNOWN
    assert verdict.wake == NOON + timedelta(seconds=15)


@pytest.mark.parametrize(
    ("failures", "status", "wait"),
    [
        (0, Status.QUEUED, timedelta(seconds=2)),
        (1, Status.QUEUED, timedelta(seconds=10)),
        (4, Status.QUEUED, timedelta(minutes=10)),
        (5, Status.ATTENTION, timedelta(0)),
    ],
)
def test_waits_grow_until_a_person_is_asked(failures: int, status: Status, wait: timedelta) -> None:
    item = queue_item(failures=failures)
    verdict = after_failure(Unavailable("away"), item, now=NOON, policy=POLICY)
    assert (verdict.status, verdict.wake) == (status, NOON + wait)
    assert verdict.blocked_until is None


def test_a_wait_that_the_platform_asks_for_holds_for_the_page_and_is_no_failure() -> None:
    error = Unavailable("(#32)", wait_s=3600)
    verdict = after_failure(error, queue_item(failures=99), now=NOON, policy=POLICY)
    assert verdict.status is Status.QUEUED
    assert verdict.blocked_until == NOON + timedelta(hours=1)
    assert verdict.wake == NOON, "the item keeps its turn for when the page's wait is over"
    assert not verdict.counted


def test_a_refusal_goes_before_a_person_at_once() -> None:
    verdict = after_failure(Rejected("bad"), queue_item(), now=NOON, policy=POLICY)
    assert verdict.status is Status.ATTENTION


@given(
    error=st.sampled_from(
        [Rejected("a"), Unavailable("b"), Unavailable("c", wait_s=1.5), OutcomeUnknown("d")]
    ),
    failures=st.integers(0, 20),
    sent=st.booleans(),
)
def test_every_verdict_about_a_failure_is_a_legal_move(
    error: PublishError, failures: int, *, sent: bool
) -> None:
    status = Status.COMMITTING if sent else Status.UPLOADING
    if isinstance(error, OutcomeUnknown) and not sent:
        return  # an upload that nobody sees is never of unknown outcome
    item = queue_item(status=status, failures=failures, owner="x", lease=NOON)
    verdict = after_failure(error, item, now=NOON, policy=POLICY)
    assert status.can_become(verdict.status)
    assert verdict.wake >= NOON


@pytest.mark.parametrize(
    ("waited_s", "looks", "images", "attempts", "status"),
    [
        (0.0, 0, True, 1, Status.UNKNOWN),
        (SETTLED_S - 0.1, 9, True, 1, Status.UNKNOWN),
        (SETTLED_S, 0, True, 1, Status.UNKNOWN),  # one look is no proof
        (SETTLED_S, 1, True, 1, Status.QUEUED),
        (SETTLED_S, 1, False, 1, Status.ATTENTION),  # a text could come twice
        (SETTLED_S, 1, True, 6, Status.ATTENTION),  # attempts are spent
    ],
)
def test_absence_counts_after_the_settle_time_and_two_looks(
    *, waited_s: float, looks: int, images: bool, attempts: int, status: Status
) -> None:
    item = queue_item(status=Status.UNKNOWN, looks=looks, attempts=attempts, intent=NOON)
    verdict = after_look(item, images=images, waited_s=waited_s, now=NOON, policy=POLICY)
    assert verdict.status is status


@given(waited_s=st.floats(0, 1e6), looks=st.integers(0, 50), attempts=st.integers(1, 10))
def test_nothing_is_sent_again_before_the_settle_time(
    waited_s: float, looks: int, attempts: int
) -> None:
    item = queue_item(status=Status.UNKNOWN, looks=looks, attempts=attempts, intent=NOON)
    verdict = after_look(item, images=True, waited_s=waited_s, now=NOON, policy=POLICY)
    assert Status.UNKNOWN.can_become(verdict.status) or verdict.status is Status.UNKNOWN
    if verdict.status is Status.QUEUED:
        assert waited_s >= SETTLED_S
        assert looks >= 1
        assert attempts < POLICY.most_attempts


def test_a_look_comes_no_later_than_the_settle_time_ends() -> None:
    item = queue_item(status=Status.UNKNOWN, looks=5, attempts=1, intent=NOON)
    verdict = after_look(item, images=True, waited_s=SETTLED_S - 3, now=NOON, policy=POLICY)
    assert verdict.wake == NOON + timedelta(seconds=3)


def test_the_last_wait_between_looks_repeats() -> None:
    waits = [look_after(looks, POLICY).total_seconds() for looks in range(6)]
    assert waits == [15, 60, 300, 900, 900, 900]
    assert look_after(3, Policy(reconcile_after=())) == timedelta(0)


@pytest.mark.parametrize(
    ("late", "breaking", "missed"),
    [
        (timedelta(hours=2), False, False),
        (timedelta(hours=2, seconds=1), False, True),
        (timedelta(minutes=5), True, False),
        (timedelta(minutes=6), True, True),
        (timedelta(hours=-3), False, False),
    ],
)
def test_an_item_goes_out_late_within_its_grace_only(
    *, late: timedelta, breaking: bool, missed: bool
) -> None:
    item = queue_item(breaking=breaking)
    assert is_missed(item, now=NOON + late, policy=POLICY) is missed


def test_no_grace_still_leaves_a_runner_the_time_to_come_by() -> None:
    strict = Policy(grace=timedelta(0))
    item = queue_item()
    assert not is_missed(item, now=NOON + timedelta(seconds=30), policy=strict)
    assert is_missed(item, now=NOON + timedelta(seconds=61), policy=strict)


@pytest.mark.parametrize(
    ("ahead", "held"),
    [
        (timedelta(minutes=19), False),
        (timedelta(minutes=20), True),
        (timedelta(days=29), True),
        (timedelta(days=29, seconds=1), False),
    ],
)
def test_the_platform_holds_what_is_neither_too_near_nor_too_far(
    *, ahead: timedelta, held: bool
) -> None:
    item = queue_item(due=NOON + ahead)
    assert holds_natively(item, now=NOON, policy=Policy(native=True)) is held
    assert not holds_natively(item, now=NOON, policy=Policy())


def test_what_the_platform_is_to_hold_is_taken_up_as_soon_as_it_takes_it() -> None:
    native = Policy(native=True)
    assert first_wake(NOON + timedelta(days=3), now=NOON, policy=native) == NOON
    far = NOON + timedelta(days=40)
    assert first_wake(far, now=NOON, policy=native) == far - timedelta(days=29)
    near = NOON + timedelta(minutes=5)
    assert first_wake(near, now=NOON, policy=native) == near
    assert first_wake(far, now=NOON, policy=POLICY) == far
