"""That nothing is sent yet after a restore is said, and what a restored store cannot know."""

import logging
import sqlite3
from pathlib import Path

import pytest
from fake_page import FakePage
from press_room import press_room
from worker_parts import Machine, photo_draft, queue_draft

from composer.publishing.policy import Policy
from composer.store.schema import meta
from composer.store.store import RESTORED

WAITS = "nothing is sent yet after a restore"


def restore(machine: Machine) -> None:
    """Mark the store as one that a backup was restored to."""
    row = {"name": RESTORED, "value": machine.clock.wall.isoformat()}
    with machine.store.database.write() as connection:
        connection.execute(meta.insert().values(**row))


def test_each_run_by_hand_says_that_it_waits_and_for_how_long(
    machine: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    target = machine.add_page(FakePage(machine.clock), policy=Policy()).target
    queue_draft(machine.store, photo_draft(machine.store), target, now=machine.clock.wall)
    restore(machine)
    with caplog.at_level(logging.INFO):
        for _ in range(3):
            machine.worker().tick(look_now=True)
            machine.clock.pass_s(10)
    told = [each for each in caplog.records if each.message == WAITS]
    assert [vars(each)["seconds"] for each in told] == [600, 590, 580]


def test_the_runner_says_it_only_when_it_has_looked(
    machine: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    page = FakePage(machine.clock)
    target = machine.add_page(page, policy=Policy()).target
    queue_draft(machine.store, photo_draft(machine.store), target, now=machine.clock.wall)
    restore(machine)
    with caplog.at_level(logging.INFO):
        for _ in range(30):
            machine.worker().tick()
            machine.clock.pass_s(1)
    told = [each for each in caplog.records if each.message == WAITS]
    assert len(told) == page.calls.count("newest") == 1


def test_a_person_is_told_what_the_restored_store_does_not_know(tmp_path: Path) -> None:
    room = press_room(tmp_path)
    assert room.run("backup", "before.tar").code == 0
    name = room.queued()
    assert room.run("run", "--once").code == 0
    back = room.run("restore", "before.tar")
    assert back.code == 0
    assert "look at the page before an article" in back.out
    assert room.items() == {}, f"{name} is unknown now"
    (before,) = (tmp_path / ".nashir").glob("before-restore-*/nashir.db")
    asked = sqlite3.connect(f"file:{before}?mode=ro", uri=True)
    rows = asked.execute("SELECT draft, post_id, published FROM item").fetchall()
    asked.close()
    assert len(rows) == 1, "the question that docs/backup.md asks"
    assert rows[0][1] == room.posts()[0].id


def test_the_first_run_after_a_restore_says_that_it_waits(tmp_path: Path) -> None:
    room = press_room(tmp_path)
    room.queued()
    assert room.run("backup", "before.tar").code == 0
    assert room.run("restore", "before.tar").code == 0
    assert WAITS in room.run("run", "--once").err
