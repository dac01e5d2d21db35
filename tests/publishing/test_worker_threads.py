"""Many pages through real threads, on one worker and one store."""

import time
from datetime import timedelta

from fake_page import Deed, FakePage, Fault, lost, throttled
from worker_parts import Machine, faults_of, journal_of, queue_draft, text_draft

from composer.domain.queue import Status
from composer.engine.clock import ticks
from composer.engine.team import Signs, Team
from composer.engine.trouble import Troubles
from composer.publishing.policy import Policy
from composer.publishing.worker import Worker

PAGES = 6
POSTS = 2
PATIENCE_S = 30.0


def test_each_post_of_every_page_goes_out_once_and_in_its_order(machine: Machine) -> None:
    """Dead workers are looked for all the while; what a thread has in hand is not taken back."""
    policy = Policy(spacing=timedelta(0))
    pages = [FakePage(machine.clock) for _ in range(PAGES)]
    targets = [machine.add_page(each, policy=policy).target for each in pages]
    items = [
        queue_draft(
            machine.store,
            text_draft(machine.store),
            target,
            now=machine.clock.wall,
            due=machine.clock.wall - timedelta(seconds=POSTS - number),
        )
        for number in range(POSTS)
        for target in targets
    ]
    pages[0].faults["create"] = [Fault(deed=Deed.NOTHING, answer=throttled())]
    pages[1].faults["create"] = [Fault(answer=lost())]
    told: list[str] = []
    signs = Signs(ticks)
    worker = Worker(machine.work("a", at=signs))
    team = Team(
        worker.serve, at_once=4, troubles=Troubles(told.append, ticks), signs=signs, ticks=ticks
    )
    team.begin()
    end = time.monotonic() + PATIENCE_S
    while sum(len(each.posts) for each in pages) < (PAGES - 2) * POSTS + 1 or worker.look():
        assert time.monotonic() < end, told
        assert worker.recover() == 0
        team.offer(worker.look())
        time.sleep(0.05)
    team.end()

    assert told == []
    for page, target in list(zip(pages, targets, strict=True))[2:]:
        mine = [each for each in items if each.page == target.page]
        assert all(faults_of(machine.store, page, each) == [] for each in mine)
        texts = [machine.store.drafts.content(each.approval).text for each in mine]
        assert [each.text for each in page.posts] == texts
    statuses = [machine.store.queue.get(each.id).status for each in items]
    assert statuses.count(Status.PUBLISHED) == (PAGES - 2) * POSTS
    assert statuses.count(Status.UNKNOWN) == 1
    assert statuses.count(Status.QUEUED) == 2 * POSTS - 1
    assert not any(
        each.startswith("taken back") for item in items for each in journal_of(machine.store, item)
    )
