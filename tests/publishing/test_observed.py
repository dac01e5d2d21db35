from dataclasses import replace
from datetime import timedelta

import pytest
from fake_page import Deed, FakePage, Fault, lost, throttled
from practice_clock import PracticeClock
from worker_parts import Machine, photo_draft, queue_draft, run_to_rest

from composer.app.metrics.meter import Meter
from composer.domain.queue import QueueItem, Status
from composer.errors import PublishError, Rejected
from composer.publishing.observed import ObservedPage
from composer.publishing.work import PageWork
from composer.publishing.worker import Worker
from composer.store.store import Store


@pytest.fixture
def machine(sqlite_store: Store) -> Machine:
    return Machine(store=sqlite_store, clock=PracticeClock())


def test_a_post_that_goes_out_is_timed_and_counted(machine: Machine) -> None:
    meter, fake = Meter(), FakePage(machine.clock)
    item = _queued(machine, fake, meter, late=timedelta(seconds=7))
    _run(machine, item, meter)
    assert _value(meter, "nashir_lateness_seconds_sum") == pytest.approx(7)
    assert _value(meter, "nashir_lateness_seconds_count") == 1
    assert _value(meter, "nashir_outcomes_total", status="published", code="") == 1
    assert _calls(meter, "stage", "ok") == 3
    assert _calls(meter, "create", "ok") == 1


@pytest.mark.parametrize("kind", ["stage", "create"])
def test_a_second_try_is_counted_and_says_nothing_about_lateness(
    machine: Machine, kind: str
) -> None:
    meter, fake = Meter(), FakePage(machine.clock)
    fake.faults[kind] = [Fault(deed=Deed.NOTHING, answer=throttled(60.0))]
    item = _queued(machine, fake, meter)
    _run(machine, item, meter)
    assert _value(meter, "nashir_lateness_seconds_count") == 1
    assert _value(meter, "nashir_outcomes_total", status="queued", code="4") == 1
    assert _value(meter, "nashir_outcomes_total", status="published", code="") == 1
    assert _calls(meter, kind, "unavailable") == 1
    assert _calls(meter, "create", "ok") == 1


def test_an_unknown_outcome_and_what_the_look_found_are_counted(machine: Machine) -> None:
    meter, fake = Meter(), FakePage(machine.clock)
    fake.faults["create"] = [Fault(answer=lost())]
    item = _queued(machine, fake, meter)
    _run(machine, item, meter)
    assert _value(meter, "nashir_outcomes_total", status="unknown", code="none") == 1
    assert _value(meter, "nashir_outcomes_total", status="published", code="") == 1
    assert _calls(meter, "create", "unknown") == 1


def test_a_refusal_is_counted_by_its_code(machine: Machine) -> None:
    meter, fake = Meter(), FakePage(machine.clock)
    refusal = Rejected("no", code=200, subcode=1)
    fake.faults["create"] = [Fault(deed=Deed.NOTHING, answer=refusal)]
    item = _queued(machine, fake, meter)
    assert _run(machine, item, meter).status is Status.ATTENTION
    assert _value(meter, "nashir_outcomes_total", status="attention", code="200/1") == 1


def test_what_must_not_be_sent_is_an_outcome_without_a_call(machine: Machine) -> None:
    meter, fake = Meter(), FakePage(machine.clock)
    item = _queued(machine, fake, meter, late=timedelta(days=1))
    assert _run(machine, item, meter).status is Status.ATTENTION
    assert _value(meter, "nashir_outcomes_total", status="attention", code="") == 1
    assert _value(meter, "nashir_lateness_seconds_count") == 0


def test_an_error_comes_back_as_it_was(machine: Machine) -> None:
    fake = FakePage(machine.clock)
    thrown = throttled()
    fake.faults["newest"] = [Fault(deed=Deed.NOTHING, answer=thrown)]
    page = ObservedPage(fake, Meter(), lambda: 0.0)
    with pytest.raises(PublishError) as caught:
        page.newest()
    assert caught.value is thrown


def _queued(
    machine: Machine, fake: FakePage, meter: Meter, *, late: timedelta = timedelta()
) -> QueueItem:
    known = machine.add_page(fake)
    watched = ObservedPage(fake, meter, lambda: 0.0)
    name, now = known.target.page, machine.clock.wall
    machine.pages[name] = PageWork(target=known.target, platform=watched, policy=known.policy)
    return queue_draft(
        machine.store, photo_draft(machine.store), known.target, now=now, due=now - late
    )


def _run(machine: Machine, item: QueueItem, meter: Meter) -> QueueItem:
    worker = Worker(replace(machine.work("z"), observer=meter))
    return run_to_rest(machine, item, tick=worker.tick)


def _calls(meter: Meter, kind: str, result: str) -> float:
    return _value(meter, "nashir_platform_call_seconds_count", kind=kind, result=result)


def _value(meter: Meter, name: str, **labels: str) -> float:
    return meter.registry.get_sample_value(name, labels) or 0.0
