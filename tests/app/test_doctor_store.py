from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from press_room import PressRoom, press_room


@pytest.fixture
def room(tmp_path: Path) -> PressRoom:
    return press_room(tmp_path)


def test_without_a_store_there_is_a_note_and_none_is_made(room: PressRoom) -> None:
    (found,) = room.checkup("store")
    assert found.startswith("ok there is none yet")
    assert not (room.folder / ".nashir").exists()


def test_a_store_is_told_with_its_size_and_what_stands_where(room: PressRoom) -> None:
    room.run("publish", room.approved())
    room.queued("سفينة تدخل الخدمة")
    (store,) = room.checkup("store")
    assert "nashir.db" in store
    assert "MB" in store
    assert room.checkup("queue") == ["ok 1 queued, 1 published"]


def test_what_waits_for_a_person_is_named(room: PressRoom) -> None:
    name = room.queued()
    room.arm("token-190:times=1")
    room.run("run", "--once")
    (_, told) = room.checkup("queue")
    assert told.startswith(f"warn {name} is before a person")


def test_due_items_without_a_runner_are_a_warning(room: PressRoom) -> None:
    room.queued()
    assert room.checkup("runner") == ["ok none runs, and nothing is late"]
    with room.store() as store, store.database.write() as connection:
        early = "2026-01-01T00:00:00.000000Z"
        connection.exec_driver_sql(f"UPDATE item SET due = '{early}', wake = '{early}'")  # noqa: S608 - fixed
    (found,) = room.checkup("runner")
    assert found.startswith("warn none runs, and 1 items are due")
    assert "nashir run" in found


def test_a_runner_of_another_machine_is_judged_by_when_it_was_heard_of(room: PressRoom) -> None:
    owner = "another-folder/press-7-00000000"
    now = datetime.now(UTC)  # noqa: TID251 - as the program has it
    room.run("drafts")
    with room.store() as store:
        long_ago = now - timedelta(minutes=10)
        store.runners.started(owner=owner, host="press", pid=7, version="1", now=long_ago)
    assert room.checkup("runner") == ["ok none runs, and nothing is late"]
    with room.store() as store:
        store.runners.beat(owner, now=now)
    assert "process 7" in room.checkup("runner")[0]


def test_a_paused_page_is_a_warning(room: PressRoom) -> None:
    room.draft()
    room.run("drafts")
    assert room.checkup("page")[0].startswith("ok main: sandbox")
    room.run("queue", "pause")
    (found,) = room.checkup("page")
    assert "paused" in found
    assert "nashir queue resume" in found


def test_a_page_that_asked_to_be_left_alone_is_a_warning(room: PressRoom) -> None:
    room.queued()
    room.arm("throttle-80001:minutes=5,times=1")
    room.run("run", "--once")
    assert "as the platform asked" in room.checkup("page")[0]


def test_a_damaged_image_is_found_by_a_deep_look_only(room: PressRoom) -> None:
    room.approved()
    assert room.checkup("images")[0].startswith("ok 4;")
    assert room.checkup("images", deep=True)[0].startswith("ok 4, each")
    blob = next((room.folder / ".nashir" / "blobs").glob("??/*"))
    blob.chmod(0o600)
    blob.write_bytes(b"something else")
    assert room.checkup("images")[0].startswith("ok")
    (found,) = room.checkup("images", deep=True)
    assert found.startswith("fail 1 of 4")
    assert blob.name[:12] in found


@pytest.mark.parametrize("deep", [False, True])
def test_an_image_that_is_gone_is_found_by_any_look(room: PressRoom, *, deep: bool) -> None:
    room.approved()
    blob = next((room.folder / ".nashir" / "blobs").glob("??/*"))
    blob.unlink()
    (found,) = room.checkup("images", deep=deep)
    assert found.startswith("fail 1 of 4 are missing or damaged")
    assert blob.name[:12] in found


def test_a_file_that_is_no_image_of_the_store_is_passed_over(room: PressRoom) -> None:
    room.approved()
    blob = next((room.folder / ".nashir" / "blobs").glob("??/*"))
    (blob.parent / ".DS_Store").write_bytes(b"")
    assert room.checkup("images", deep=True)[0].startswith("ok 4, each")


def test_a_page_on_facebook_without_a_token_fails(
    room: PressRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NASHIR_KEY_FILE", str(room.folder.parent / "token.key"))
    monkeypatch.delenv("NASHIR_FACEBOOK_TOKEN", raising=False)
    room.run("drafts")
    with room.served('kind = "facebook"\npage_id = "100000000000001"'):
        room.run("drafts")
        (found,) = room.checkup("token")
    assert found.startswith("fail main:")
    assert "nashir facebook login" in found


def test_wrong_settings_of_a_page_are_one_failure(room: PressRoom) -> None:
    room.run("drafts")
    room.set(publishing='slots = ["someday 08:00"]')
    (found,) = room.checkup("settings")
    assert found.startswith("fail")
    assert "someday" in found


def test_a_damaged_store_is_one_failure(room: PressRoom) -> None:
    room.run("drafts")
    (room.folder / ".nashir" / "nashir.db").write_bytes(b"no database at all" * 1000)
    (found,) = room.checkup("store")
    assert found.startswith("fail")
    assert "restore" in found


def test_notices_that_were_given_up_are_told(room: PressRoom) -> None:
    room.set(more='[notify]\nwebhook = "http://127.0.0.1:9/"\n')
    room.draft()
    room.run("drafts")
    (found,) = room.checkup("notify")
    assert found.startswith("fail")
    assert "NASHIR_WEBHOOK_SECRET" in found
