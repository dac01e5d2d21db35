"""A wait that the platform asks for belongs to the page, and a person can end it."""

from datetime import timedelta

from fake_page import Deed, FakePage, Fault
from stores import EDITOR
from worker_parts import Machine, photo_draft, queue_draft, run_to_rest

from composer.domain.queue import Status
from composer.errors import Unavailable
from composer.publishing.policy import Policy


def test_a_person_who_ends_a_pages_wait_ends_it_for_the_item_that_met_it_too(
    machine: Machine,
) -> None:
    page = FakePage(machine.clock)
    target = machine.add_page(page).target
    first, second = (
        queue_draft(machine.store, photo_draft(machine.store), target, now=machine.clock.wall)
        for _ in range(2)
    )
    throttled = Unavailable("too many calls", wait_s=3600)
    page.faults["create"] = [Fault(deed=Deed.NOTHING, answer=throttled)]
    machine.worker().tick()
    assert machine.store.queue.get(first.id).last_error == "too many calls"
    machine.store.pages.resume(target, now=machine.clock.wall, actor=EDITOR)
    machine.worker().tick()
    published = [machine.store.queue.get(each.id).published for each in (first, second)]
    assert published[0] is not None, "it kept its turn"
    assert published[1] is None, "the next keeps its distance"


def test_a_platform_that_stays_away_is_told_with_what_a_person_does_then(machine: Machine) -> None:
    page = FakePage(machine.clock)
    policy = Policy(retry_after=(timedelta(seconds=2),))
    target = machine.add_page(page, policy=policy).target
    draft = photo_draft(machine.store)
    item = queue_draft(machine.store, draft, target, now=machine.clock.wall)
    away = Fault(deed=Deed.NOTHING, answer=Unavailable("away: it is tried again"))
    page.faults["stage"] = [away, away]
    item = run_to_rest(machine, item)
    assert item.status is Status.ATTENTION
    assert item.last_error == (
        f"it failed 2 times: nashir queue retry {item.id} tries again;"
        " the last time: away: it is tried again"
    )
