from datetime import timedelta
from pathlib import Path

import pytest
from press_room import PressRoom, press_room

from composer.app.dispatch import Dispatch
from composer.app.press import Press
from composer.app.roster import living_runners, publishing_runners
from composer.domain.queue import Status
from composer.settings import load_settings

WAIT_S = 20.0


@pytest.fixture
def room(tmp_path: Path) -> PressRoom:
    """A workspace that publishes to its own practice page."""
    return press_room(tmp_path)


def test_a_post_is_sent_beside_what_the_program_does(room: PressRoom) -> None:
    settings = load_settings(room.folder)
    dispatch = Dispatch()
    press = Press.open(settings, person="sara")
    try:
        item = press.queue_now(room.approved())
        assert not dispatch.send(settings, "sara", item).is_over
        ended = dispatch.wait(item.id, WAIT_S)
        assert ended is not None
        assert (ended.is_over, ended.trouble) == (True, None)
        assert press.newsroom.store.queue.get(item.id).status is Status.PUBLISHED
        assert len(room.posts()) == 1
    finally:
        press.close()
        dispatch.close()


def test_who_asks_twice_has_one_post(room: PressRoom) -> None:
    settings = load_settings(room.folder)
    dispatch = Dispatch()
    press = Press.open(settings, person="sara")
    try:
        item = press.queue_now(room.approved())
        for _ in range(5):
            dispatch.send(settings, "sara", item)
        dispatch.wait(item.id, WAIT_S)
        dispatch.send(settings, "sara", item)
        dispatch.wait(item.id, WAIT_S)
        assert len(room.posts()) == 1
    finally:
        press.close()
        dispatch.close()


def test_what_is_refused_is_told_and_stays_in_the_queue(room: PressRoom) -> None:
    settings = load_settings(room.folder)
    dispatch = Dispatch()
    press = Press.open(settings, person="sara")
    try:
        item = press.queue_now(room.approved())
        room.run("queue", "pause")
        dispatch.send(settings, "sara", item)
        ended = dispatch.wait(item.id, WAIT_S)
        assert ended is not None
        assert "is paused" in (ended.trouble or "")
        assert press.newsroom.store.queue.get(item.id).status is Status.QUEUED
    finally:
        press.close()
        dispatch.close()


def test_a_program_that_ends_waits_for_nothing(room: PressRoom) -> None:
    settings = load_settings(room.folder)
    dispatch = Dispatch()
    press = Press.open(settings, person="sara")
    try:
        item = press.queue_now(room.approved())
        hold = press.newsroom.now() + timedelta(seconds=40)
        press.newsroom.store.pages.block(press.newsroom.outlet().target, hold)
        dispatch.send(settings, "sara", item)
        for _ in range(200):
            sending = dispatch.wait(item.id, 0.05)
            if sending is None or sending.told or sending.is_over:
                break
        assert sending is not None
        assert "left alone" in (sending.told or "")
        dispatch.close()
        ended = dispatch.sending(item.id)
        assert ended is not None
        assert (ended.is_over, ended.trouble) == (True, "the desk was closed meanwhile")
        assert press.newsroom.store.queue.get(item.id).status is Status.QUEUED
    finally:
        press.close()


def test_a_runner_that_lives_is_on_the_roster_until_it_ends(room: PressRoom) -> None:
    press = Press.open(load_settings(room.folder), person="sara")
    try:
        with press.lock() as lock:
            press.newsroom.store.runners.started(
                owner=lock.owner, host="desk", pid=1, version="1", now=press.newsroom.now()
            )
            assert [each.owner for each in living_runners(press.newsroom)] == [lock.owner]
            assert publishing_runners(press.newsroom) == living_runners(press.newsroom)
            press.newsroom.store.runners.started(
                owner=lock.owner,
                host="desk",
                pid=1,
                version="1",
                now=press.newsroom.now(),
                queues="render",
            )
            assert [each.owner for each in living_runners(press.newsroom)] == [lock.owner]
            assert publishing_runners(press.newsroom) == ()
        assert living_runners(press.newsroom) == ()
    finally:
        press.close()
