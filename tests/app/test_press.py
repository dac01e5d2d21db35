"""What the press does beside sending: tells people, follows zones, warns of tokens."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from press_room import PressRoom, press_room
from webhook_receiver import Receiver, receiving

from composer.app.aftercare import Aftercare
from composer.app.press import Press
from composer.app.token import vault
from composer.domain.secret import Secret
from composer.errors import DraftError
from composer.publishing.account import PageAccount
from composer.settings import load_settings
from composer.store.queue import When

PAGE = "110000000000001"


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the program's own clock runs, too


@pytest.fixture
def room(tmp_path: Path) -> PressRoom:
    (tmp_path / "work").mkdir()
    return press_room(tmp_path / "work")


@pytest.fixture
def receiver(room: PressRoom, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """Who is told what needs a person."""
    monkeypatch.setenv("NASHIR_WEBHOOK_SECRET", "shared")
    with receiving() as found:
        room.set(more=f'[notify]\nwebhook = "{found.url}"\n')
        yield found


@pytest.fixture
def press(room: PressRoom) -> Iterator[Press]:
    room.draft()
    room.run("drafts")
    opened = Press.open(load_settings(room.folder), person="salma")
    yield opened
    opened.close()


def told(receiver: Receiver) -> list[tuple[str, str]]:
    documents: list[dict[str, Any]] = [json.loads(each.body) for each in receiver.came]
    return [(each["kind"], each["text"]) for each in documents]


def test_a_refusal_is_told_in_the_pass_that_meets_it(room: PressRoom, receiver: Receiver) -> None:
    room.queued()
    room.arm("token-190:times=1")
    assert room.run("run", "--once").code == 3
    assert [kind for kind, _ in told(receiver)] == ["attention"]


def test_nobody_to_tell_keeps_no_post_waiting(room: PressRoom, receiver: Receiver) -> None:
    receiver.status = 500
    for title, fault in (("الأول", "token-190:times=1"), ("الثاني", "clock-skew:seconds=0")):
        room.arm(fault)
        room.queued(title)
        room.run("run", "--once")
    assert [each["status"] for each in room.items().values()] == ["attention", "published"]
    assert [kind for kind, _ in told(receiver)] == ["attention", "published"], (
        "the next attempt waits for half a minute"
    )


def test_a_token_that_ends_soon_is_told_of_once(
    room: PressRoom, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NASHIR_KEY_FILE", str(room.folder.parent / "key" / "token.key"))
    monkeypatch.delenv("NASHIR_FACEBOOK_TOKEN", raising=False)
    publisher = f'kind = "facebook"\npage_id = "{PAGE}"'
    room.set(publisher, more=f'[notify]\nwebhook = "{receiver.url}"\n')
    account = PageAccount(id=PAGE, name="صفحة", token=Secret("EAAGtoken0of0a0page"))
    ends = now() + timedelta(days=3)
    vault(load_settings(room.folder)).keep("main", account, expires=ends, now=now())
    for _ in range(2):
        assert room.run("run", "--once").code == 0
        _forget_that_house_was_kept(room)
    ((kind, text),) = told(receiver)
    assert kind == "token-expiry"
    assert f"{ends:%Y-%m-%d}" in text
    assert "nashir facebook login" in text


def _forget_that_house_was_kept(room: PressRoom) -> None:
    with room.store() as store, store.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM meta WHERE name = 'kept house'")


def test_old_drafts_that_nobody_touched_go_once_a_day(room: PressRoom) -> None:
    room.draft()
    approved = room.approved("خبر آخر")
    with room.store() as store, store.database.write() as connection:
        connection.exec_driver_sql("UPDATE draft SET changed = '2020-01-01T00:00:00.000000Z'")
    assert room.run("run", "--once").code == 0
    assert [each["draft"] for each in room.run("drafts", "--json").document] == [approved]


def test_distances_to_posts_that_are_not_the_last_any_more_are_forgotten(room: PressRoom) -> None:
    subject = "SELECT subject FROM watch WHERE subject LIKE 'spacing:%'"
    for title in ("أول", "ثان"):
        room.queued(title)
        room.run("run", "--once")
    with room.store() as store, store.database.read() as connection:
        assert len(connection.exec_driver_sql(subject).all()) == 2
    _forget_that_house_was_kept(room)
    room.run("run", "--once")
    with room.store() as store, store.database.read() as connection:
        (kept,) = connection.exec_driver_sql(subject).scalars()
    assert kept == f"spacing:{max(int(each[1:]) for each in room.items())}"


def test_new_rules_of_a_zone_move_what_waits(room: PressRoom) -> None:
    draft = room.approved()
    added = room.run("queue", "add", draft, "--at", "2035-07-01 18:00", "--json").document
    with room.store() as store:
        wrong = datetime(2035, 7, 1, 14, 0, tzinfo=UTC)
        when = When(due=wrong, wake=wrong, zone="Asia/Riyadh", wall="2035-07-01 18:00")
        store.queue.move(added["id"], when, now=now(), actor="test")
    room.run("run", "--once")
    assert room.items()[added["id"]]["due"] == "2035-07-01T15:00:00+00:00"
    with room.store() as store:
        store.queue.move(added["id"], when, now=now(), actor="test")
    room.run("run", "--once")
    assert room.items()[added["id"]]["due"] == "2035-07-01T14:00:00+00:00", (
        "the rules are as they were: nobody looks again"
    )


def test_a_held_post_is_moved_on_the_platform_and_read_back(room: PressRoom, press: Press) -> None:
    draft = press.newsroom.drafts()[0].id
    room.set(publishing="native = true")
    room.run("approve", draft)
    room.run("queue", "add", draft, "--at", "+2h")
    assert room.run("run", "--once").code == 0
    (post,) = room.posts()
    assert post.state == "scheduled"
    due = (now() + timedelta(hours=5)).replace(microsecond=0)
    moved = Aftercare(press=press).reschedule("q1", When(due=due, wake=due, zone="UTC"))
    assert moved.held_until == due
    (post,) = room.posts()
    assert post.scheduled == int(due.timestamp())


def test_only_a_held_post_is_moved_on_the_platform(room: PressRoom, press: Press) -> None:
    draft = press.newsroom.drafts()[0].id
    room.run("approve", draft)
    room.run("publish", draft)
    with pytest.raises(DraftError, match="holds no post"):
        Aftercare(press=press).reschedule("q1", When(due=now(), wake=now(), zone="UTC"))


def test_a_post_is_looked_up_on_its_page(room: PressRoom, press: Press) -> None:
    draft = press.newsroom.drafts()[0].id
    room.run("approve", draft)
    post_id = room.run("publish", draft, "--json").document["post_id"]
    care = Aftercare(press=press)
    seen = care.look_up("q1", post_id)
    assert seen is not None
    assert len(seen.images) == 2
    assert care.look_up("q1", f"{post_id}0") is None


def test_the_press_publishes_from_postgresql_too(room: PressRoom, postgres_url: str) -> None:
    room.set(more=f'[store]\nurl = "{postgres_url}"\n')
    name = room.queued()
    room.arm("500-after-commit:times=1")
    assert room.run("run", "--once").code == 4
    assert room.run("run", "--once").code == 0
    assert room.items()[name]["status"] == "published"
    assert len(room.posts()) == 1
    assert room.checkup("store")[0].startswith("ok")
