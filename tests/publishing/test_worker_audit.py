"""What becomes of an audit that cannot look at the page."""

import logging
from itertools import pairwise

import pytest
from fake_page import Deed, FakePage, Fault, lost
from worker_parts import (
    Machine,
    assert_legal,
    journal_of,
    photo_draft,
    queue_draft,
    run_to_rest,
    text_draft,
)

from composer.domain.queue import Audit, QueueItem, Status
from composer.errors import Rejected
from composer.store.notice import Notices

STEP_S = 60.0
BLIND = Fault(answer=Rejected("the token may not read the page", code=190))


def publish_and_go_blind(machine: Machine, *, times: int) -> tuple[FakePage, QueueItem]:
    """Publish a post on a page that cannot be looked at so many times."""
    page = FakePage(machine.clock)
    target = machine.add_page(page).target
    item = queue_draft(machine.store, photo_draft(machine.store), target, now=machine.clock.wall)
    page.faults["newest"] = [BLIND] * times
    machine.worker().tick()
    assert machine.store.queue.get(item.id).status is Status.PUBLISHED
    return page, item


def looks_of(machine: Machine, page: FakePage, *, hours: float) -> list[float]:
    """Tick for so long and return when the page was looked at, in seconds."""
    times = []
    for _ in range(int(hours * 3600 / STEP_S)):
        before = page.calls.count("newest")
        machine.worker().tick()
        if page.calls.count("newest") > before:
            times.append(machine.clock.passed_s)
        machine.clock.pass_s(STEP_S)
    return times


def test_an_audit_that_never_can_look_tells_a_person_once_and_ends(
    machine: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    notices = Notices(machine.store.database, channels=("webhook",))
    object.__setattr__(machine.store.ledger, "notices", notices)
    page, item = publish_and_go_blind(machine, times=1000)
    with caplog.at_level(logging.WARNING):
        looks = looks_of(machine, page, hours=9)

    found = machine.store.queue.get(item.id)
    assert (found.status, found.audit) == (Status.PUBLISHED, Audit.ALARM)
    assert found.post_id
    for words in (found.post_id, "the token may not read the page", "nashir facebook check"):
        assert words in (found.last_error or "")
    assert [each.message for each in caplog.records] == ["audit given up"]
    (told,) = notices.due(machine.clock.wall)
    assert (told.kind, told.text) == ("attention", found.last_error)
    assert looks[-1] - looks[0] < 7.1 * 3600, "nothing is looked at after a person was told"
    assert "audit given up" in journal_of(machine.store, item)
    assert_legal(machine.store, item)


def test_the_waits_between_failed_looks_grow_from_minutes_to_an_hour(machine: Machine) -> None:
    page, _ = publish_and_go_blind(machine, times=1000)
    looks = looks_of(machine, page, hours=9)
    waits = [(later - one) / 60 for one, later in pairwise(looks)]
    assert waits == sorted(waits)
    assert waits[0] == 5
    assert 15 in waits
    assert waits[-1] == 60
    assert len(looks) < 15


def test_an_audit_that_sees_again_in_time_is_like_any_other(machine: Machine) -> None:
    page, item = publish_and_go_blind(machine, times=4)
    looks_of(machine, page, hours=3)
    found = machine.store.queue.get(item.id)
    assert (found.audit, found.last_error) == (Audit.OK, None)


def test_a_runner_that_was_off_for_a_day_has_not_looked_in_vain_for_a_day(
    machine: Machine,
) -> None:
    page, item = publish_and_go_blind(machine, times=2)
    machine.clock.pass_s(24 * 3600)
    machine.worker().tick()
    assert machine.store.queue.get(item.id).audit is Audit.PENDING
    looks_of(machine, page, hours=1)
    assert machine.store.queue.get(item.id).audit is Audit.OK


def test_a_page_that_the_settings_lost_is_told_too(machine: Machine) -> None:
    _, item = publish_and_go_blind(machine, times=0)
    machine.pages.clear()
    for _ in range(10):
        machine.clock.pass_s(3600)
        machine.worker().tick()
    found = machine.store.queue.get(item.id)
    assert found.audit is Audit.ALARM
    assert "the settings have no page named" in (found.last_error or "")


def test_of_a_page_without_posts_it_is_not_said_how_many_were_seen(machine: Machine) -> None:
    page = FakePage(machine.clock)
    target = machine.add_page(page).target
    item = queue_draft(machine.store, text_draft(machine.store), target, now=machine.clock.wall)
    page.faults["create"] = [Fault(deed=Deed.NOTHING, answer=lost())]
    item = run_to_rest(machine, item)
    assert item.status is Status.ATTENTION
    assert "the page showed no posts" in (item.last_error or "")
    assert "newest 0" not in (item.last_error or "")
