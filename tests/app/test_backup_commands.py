from pathlib import Path

import pytest
from press_room import PressRoom, press_room


@pytest.fixture
def room(tmp_path: Path) -> PressRoom:
    return press_room(tmp_path)


def test_nothing_is_sent_twice_after_a_restore(room: PressRoom) -> None:
    waiting = room.queued("افتتاح محطة", text="افتتاح محطة")
    unknown = room.queued("سفينة جديدة", text="سفينة جديدة")
    room.arm("500-after-commit:times=1")
    made = room.run("backup", "before.tar", "--json")
    assert made.code == 0, made.err
    assert made.document["images"] == 4
    assert room.run("run", "--once").code == 4
    assert room.run("run", "--once").code == 0
    assert len(room.posts()) == 2
    back = room.run("restore", "before.tar", "--json")
    assert back.code == 0, back.err
    assert Path(back.document["before"]).is_dir()
    assert {each["status"] for each in room.items().values()} == {"queued"}
    for _ in range(3):
        room.run("run", "--once")
    assert {each["status"] for each in room.items().values()} == {"published"}
    assert len(room.posts()) == 2, "both were out already"
    assert {waiting, unknown} == room.items().keys()


def test_a_backup_gets_a_name_of_its_own_in_a_folder(room: PressRoom) -> None:
    room.approved()
    made = room.run("backup", "--json")
    assert Path(made.document["file"]).parent == room.folder
    assert Path(made.document["file"]).stat().st_size == made.document["bytes"]


def test_a_file_that_is_no_backup_leaves_the_store_as_it_is(room: PressRoom) -> None:
    draft = room.approved()
    (room.folder / "notes.tar").write_bytes(b"no archive at all")
    for name in ("notes.tar", "absent.tar"):
        run = room.run("restore", name)
        assert run.code == 1
        assert name in run.err
    assert draft in room.run("drafts").out


def test_a_store_is_brought_to_another_workspace(room: PressRoom, tmp_path: Path) -> None:
    draft = room.approved()
    assert room.run("backup", tmp_path / "all.tar").code == 0
    (tmp_path / "other").mkdir()
    other = press_room(tmp_path / "other")
    assert other.run("restore", tmp_path / "all.tar").code == 0
    assert draft in other.run("drafts").out
    assert other.run("publish", draft).code == 0
    assert len(other.posts()) == 1
