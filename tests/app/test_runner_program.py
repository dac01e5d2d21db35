"""The runner as it runs: in processes of its own, killed, stopped, and beside others."""

import shutil
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from press_room import PressRoom, press_room
from runner_program import Running, runner, wait_until

from composer.store.queue import When


@pytest.fixture
def room(tmp_path: Path) -> PressRoom:
    return press_room(tmp_path)


def statuses(room: PressRoom) -> list[str]:
    return [each["status"] for each in room.items().values()]


def test_a_runner_publishes_within_two_seconds_of_the_due_time(room: PressRoom) -> None:
    name = room.queued()
    with room.store() as store:
        due = datetime.now(UTC) + timedelta(seconds=1.5)  # noqa: TID251 - the runner's clock
        when = When(due=due, wake=due, zone="UTC")
        store.queue.move(name, when, now=due, actor="test")
    with runner(room.folder) as running:
        running.wait_for("published")
    first = next(each for each in room.page().calls() if each.method == "POST")
    assert timedelta(0) <= first.at - due < timedelta(seconds=2)


def test_a_runner_ends_cleanly_when_it_is_told_to(room: PressRoom) -> None:
    with runner(room.folder) as running:
        running.wait_for("runner started")
        assert any("alive" in each for each in room.checkup("runner"))
        running.ask_to_end()
        assert running.end() == 0
        assert [each["event"] for each in running.events()][-1] == "runner stopped"
    with room.store() as store:
        (row,) = store.runners.all()
    assert row.stopped is not None
    assert row.pid == running.process.pid


def test_a_runner_ends_after_the_item_in_hand(room: PressRoom) -> None:
    for title in ("الأول", "الثاني"):
        room.queued(title)
    room.arm("slow:on=stage,seconds=0.5")
    with runner(room.folder) as running:
        running.wait_for("claimed")
        running.ask_to_end()
        assert running.end() == 0
    assert sorted(statuses(room)) == ["published", "queued"]
    assert len(room.posts()) == 1


def test_a_second_signal_ends_a_runner_at_once_and_loses_nothing(room: PressRoom) -> None:
    room.queued()
    room.arm("slow:on=stage,seconds=30,times=1")
    with runner(room.folder) as running:
        running.wait_for("claimed")
        running.ask_to_end()
        wait_until(lambda: _is_gone_by(signal.SIGINT, running))
        assert running.end() == -signal.SIGINT
    room.arm()
    assert room.run("run", "--once").code == 0
    assert len(room.posts()) == 1


def _is_gone_by(number: signal.Signals, running: Running) -> bool:
    """Send a signal, perhaps before the one before was heard, and tell whether that was the end."""
    running.process.send_signal(number)
    return running.process.poll() is not None


def test_what_a_killed_runner_held_is_taken_up_at_once(room: PressRoom) -> None:
    room.queued()
    room.arm("slow:on=stage,seconds=30,times=1")
    with runner(room.folder, name="first") as first:
        first.wait_for("claimed")
        first.process.kill()
        first.end()
    room.arm()
    with runner(room.folder, name="second") as second:
        second.wait_for("published")  # the lease would have held it for three minutes
        assert "taken back" in [each["event"] for each in second.events()]
    assert len(room.posts()) == 1


def test_two_runners_publish_each_item_once(room: PressRoom) -> None:
    titles = [f"خبر رقم {number}" for number in range(8)]
    for title in titles:
        room.queued(title, text=title)
    with runner(room.folder, name="one") as one, runner(room.folder, name="two") as two:

        def published() -> list[str]:
            events = [*one.events(), *two.events()]
            return [each["facts"]["item"] for each in events if each["event"] == "published"]

        wait_until(lambda: len(published()) >= len(titles))
    assert sorted(each.message for each in room.posts()) == sorted(titles)
    assert len(set(published())) == len(published()) == len(titles)


def test_a_runner_that_loses_its_store_goes_on_when_it_is_back(room: PressRoom) -> None:
    with runner(room.folder) as running:
        running.wait_for("runner started")
        away = room.folder / "away"
        (room.folder / ".nashir").rename(away)
        running.wait_for("failed")
        _bring_back(room, away)
        running.wait_for("works again")
        room.queued()
        running.wait_for("published")


def _bring_back(room: PressRoom, away: Path) -> None:
    """Put the state's folder back; what the runner has made in its place meanwhile goes."""
    place = room.folder / ".nashir"
    if place.exists():
        shutil.rmtree(place)
    away.rename(place)


def test_publishing_by_hand_beside_a_runner_makes_one_post(room: PressRoom) -> None:
    draft = room.approved()
    with runner(room.folder) as running:
        running.wait_for("runner started")
        run = room.run("publish", draft, "--json")
        assert (run.code, run.document["status"]) == (0, "published")
    assert len(room.posts()) == 1


def test_a_backup_cannot_be_brought_back_while_a_runner_lives(room: PressRoom) -> None:
    room.queued()
    archive = room.folder / "backup.tar"
    assert room.run("backup", archive).code == 0
    with runner(room.folder) as running:
        running.wait_for("published")
        assert _is_refused(room, archive)
        running.process.kill()
        running.end()
    back = room.run("restore", archive)
    assert back.code == 0, back.err
    assert statuses(room) == ["queued"], "the backup knows nothing of the post"
    assert room.run("run", "--once").code in {0, 4}
    room.run("run", "--once")
    assert statuses(room) == ["published"]
    assert len(room.posts()) == 1


def _is_refused(room: PressRoom, archive: Path) -> bool:
    run = room.run("restore", archive)
    return run.code == 1 and "runner" in run.err


def test_a_channel_that_cannot_be_used_is_told_before_anything_is_sent(room: PressRoom) -> None:
    room.set(more='[notify]\nwebhook = "http://127.0.0.1:9/"\n')
    run = room.run("run", "--once")
    assert run.code == 1
    assert "NASHIR_WEBHOOK_SECRET" in run.err


def test_what_a_runner_was_refused_is_a_refusal_to_who_publishes_by_hand(room: PressRoom) -> None:
    draft = room.approved()
    room.arm("token-190:on=stage,times=1", "slow:on=stage,seconds=0.5")
    with runner(room.folder) as running:
        running.wait_for("runner started")
        assert room.run("publish", draft).code == 3
