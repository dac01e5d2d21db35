"""A wait that the platform asks for belongs to the page, and a person can end it."""

from fake_page import Deed, FakePage, Fault
from stores import EDITOR
from worker_parts import Machine, photo_draft, queue_draft

from composer.errors import Unavailable


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
