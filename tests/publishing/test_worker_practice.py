"""The worker and the client of Facebook on the practice page: each of its faults, and a crash.

What the page shows in the end is counted as the chaos runs count it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import cycle
from pathlib import Path

import pytest
from chaos_run import Tally, count
from worker_parts import (
    COMMENT,
    LINK,
    Machine,
    Tripwire,
    new_target,
    photo_draft,
    queue_draft,
    run_to_rest,
    text_draft,
)

from composer.domain.queue import Audit, QueueItem, Status
from composer.domain.secret import Secret
from composer.publishing.facebook import FacebookPage
from composer.publishing.policy import Policy
from composer.resources import shipped_root
from composer.sandbox import PRACTICE_TOKEN, Faults, PracticePage, transport

_FAULTS = (
    "cut-before-commit:times=1",
    "cut-after-commit:times=1",
    "500-before-commit:times=1",
    "500-after-commit:times=1",
    "1-99-after-commit:times=1",
    "502-html:times=1",
    "502-html-after-commit:times=1",
    "200-text:times=1",
    "200-text:times=1,committed=0",
    "slow:on=create,times=1,seconds=200",
    "throttle-4:times=1",
    "throttle-613:on=create,times=1",
    "throttle-80001:on=create,times=1",
    "delayed-visibility:seconds=300",
    "clock-skew:seconds=7200",
    "clock-skew:seconds=-7200",
    "usage:percent=95,minutes=1,times=3",
    "unpublished-in-feed",
    "short-pages:empty=1",
    "reuse-as-code",
    "cut-after-commit:on=stage,times=2",
    "500-before-commit:on=read,times=3",
    "cut-after-commit:on=comment,times=1",
    "1-99-after-commit:on=comment,times=1",
)
_DATABASES = ("sqlite", "postgresql")
_POINTS = ("", "intent recorded", "answer received", "uploaded", "looked", "comment answered")
_FORBIDDEN = ("token-190:times=1", "blocked-368:times=1,subcode=4854002")


@contextmanager
def practice(machine: Machine, folder: Path, faults: str) -> Iterator[tuple[PracticePage, str]]:
    """Give a practice page that the machine's clock drives, and the name of the page on it."""
    clock = machine.clock
    page = PracticePage(
        folder,
        templates=shipped_root() / "templates",
        fonts=None,
        clock=lambda: clock.true,
        pause=clock.pass_s,
    )
    page.arm(Faults.parse(faults) if faults else Faults())
    target = new_target()
    platform = FacebookPage(
        page_id=target.page_id,
        token=Secret(PRACTICE_TOKEN),
        app_secret=None,
        api_base="https://graph.facebook.com",
        api_version="v26.0",
        transport=transport(page),
        monotonic=lambda: clock.passed_s,
    )
    machine.add_page(platform, policy=Policy(spacing=timedelta(0)), target=target)
    yield page, target.page
    page.close()


def live(machine: Machine, folder: Path, fault: str, point: str) -> tuple[list[QueueItem], Tally]:
    """Let two posts live under a fault; the first worker dies at a point."""
    store = machine.store
    drafts = [photo_draft(store, comment=COMMENT), text_draft(store, link=LINK)]
    with practice(machine, folder, fault) as (page, name):
        now, target = machine.clock.wall, machine.pages[name].target
        items = [queue_draft(store, each, target, now=now) for each in drafts]
        victim = machine.worker(f"victim of {name}", at=Tripwire(point)).tick
        for seconds in (1, 30):
            machine.survive(victim, f"victim of {name}")
            machine.clock.pass_s(seconds)
        machine.dead.add(f"victim of {name}")
        heir = machine.worker(f"heir on {name}").tick
        items = [run_to_rest(machine, each, tick=heir, most=100) for each in items]
        tally = Tally()
        for item in items:
            count(tally, store, page, item, is_naive=False)
        return items, tally


@pytest.mark.parametrize(
    ("store_url", "fault"),
    list(zip(cycle(_DATABASES), _FAULTS, strict=False)),
    indirect=["store_url"],
)
def test_each_fault_of_the_practice_page_leaves_each_post_there_once(
    machine: Machine, tmp_path: Path, fault: str
) -> None:
    point = _POINTS[_FAULTS.index(fault) % len(_POINTS)]
    items, tally = live(machine, tmp_path / "page", fault, point)
    assert tally.wrong == 0, tally.told
    for item in items:
        is_text = item is items[1]
        assert item.status is Status.PUBLISHED or (is_text and item.doubt)
        assert item.status is Status.ATTENTION or item.audit is Audit.OK


@pytest.mark.parametrize("fault", _FORBIDDEN)
def test_what_the_platform_forbids_is_put_before_a_person(
    machine: Machine, tmp_path: Path, fault: str
) -> None:
    items, tally = live(machine, tmp_path / "page", fault, "")
    assert tally.wrong == 0, tally.told
    assert [each.status for each in items].count(Status.ATTENTION) == 1


def test_every_post_that_the_practice_page_doubles_is_flagged(
    machine: Machine, tmp_path: Path
) -> None:
    items, tally = live(machine, tmp_path / "page", "duplicate", "")
    assert tally.duplicates == 2
    assert [each.audit for each in items] == [Audit.ALARM] * 2


def test_a_description_that_the_platform_loses_is_seen_by_the_count(
    machine: Machine, tmp_path: Path
) -> None:
    _, tally = live(machine, tmp_path / "page", "lose-alt-text", "")
    assert tally.half == 1
