from collections.abc import Callable

import pytest
from desk import Office

from composer.app.reason import Reason, reason_of
from composer.app.rundown import Rundown
from composer.domain.queue import QueueItem
from composer.publishing.policy import LEASE
from composer.store.change import DraftChange
from composer.store.claim import Claims

OTHER = '[publisher]\nkind = "sandbox"\npage_id = "110000000000009"\n'


def asked(rundown: Rundown, *, doubt: bool = False, failures: int = 0) -> QueueItem:
    """Have a worker put the first item before a person."""
    store, now = rundown.newsroom.store, rundown.newsroom.now()
    claims = Claims(store.database, store.ledger, owner="home/host-1-00000000")
    for _ in range(failures):
        held = claims.claim("q1", lease=LEASE, now=now)
        assert held is not None
        claims.step_back(held, wake=now, now=now, error="away", counted=True)
    held = claims.claim("q1", lease=LEASE, now=now)
    assert held is not None
    assert claims.ask(held, now=now, error="no", doubt=doubt)
    return store.queue.get("q1")


def on_time(office: Office) -> Rundown:
    rundown = office.rundown()
    rundown.add(office.approved(), at="now")
    return rundown


def test_an_item_that_waits_for_nobody_has_no_reason(office: Office) -> None:
    rundown = on_time(office)
    assert reason_of(rundown.newsroom, rundown.item("q1")) is None


def test_one_that_may_be_out_is_in_doubt(office: Office) -> None:
    rundown = on_time(office)
    assert reason_of(rundown.newsroom, asked(rundown, doubt=True)) is Reason.DOUBT


def test_one_that_was_refused_is(office: Office) -> None:
    rundown = on_time(office)
    assert reason_of(rundown.newsroom, asked(rundown)) is Reason.REFUSED


def test_one_whose_attempts_are_used_up_failed(office: Office) -> None:
    rundown = on_time(office)
    waits = rundown.newsroom.outlet().policy.retry_after
    assert reason_of(rundown.newsroom, asked(rundown, failures=len(waits))) is Reason.FAILED


def test_one_whose_time_was_over_is_missed(office: Office) -> None:
    rundown = on_time(office)
    office.wait(hours=3)
    found = asked(rundown)
    assert reason_of(rundown.newsroom, found) is Reason.MISSED
    office.wait(hours=3)
    assert reason_of(rundown.newsroom, found) is Reason.MISSED


def test_one_that_was_refused_on_time_is_not_missed_later(office: Office) -> None:
    rundown = on_time(office)
    found = asked(rundown)
    office.wait(hours=3)
    assert reason_of(rundown.newsroom, found) is Reason.REFUSED


def test_one_whose_draft_was_changed_is_not_approved(office: Office) -> None:
    rundown = on_time(office)
    found = asked(rundown)
    rundown.newsroom.edit(found.draft, DraftChange(text="آخر"))
    assert reason_of(rundown.newsroom, found) is Reason.UNAPPROVED


def _without_its_page(office: Office) -> None:
    office.set("")


def _with_another_page(office: Office) -> None:
    office.set(f"[pages.sport.publisher]\n{OTHER.partition(chr(10))[2]}")


@pytest.mark.parametrize(
    ("change", "reason"),
    [(_without_its_page, Reason.NO_PAGE), (_with_another_page, Reason.OTHER_PAGE)],
)
def test_one_whose_page_is_another_says_so(
    office: Office, change: Callable[[Office], None], reason: Reason
) -> None:
    office.set('[pages.sport.publisher]\npage_id = "220000000000002"\n')
    rundown = office.rundown()
    rundown.add(office.approved(page="sport"), page="sport", at="now")
    found = asked(rundown)
    change(office)
    assert reason_of(office.open(), found) is reason
