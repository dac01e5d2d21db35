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


def test_a_backup_writes_over_no_file_that_nobody_said_so_of(room: PressRoom) -> None:
    room.approved()
    notes = room.folder / "notes.txt"
    notes.write_bytes(b"mine")
    refused = room.run("backup", notes)
    assert (refused.code, notes.read_bytes()) == (1, b"mine")
    assert "--force" in refused.err
    assert room.run("backup", notes, "--force").code == 0
    assert notes.read_bytes() != b"mine"


@pytest.mark.parametrize(
    ("name", "shown"),
    [("sara\n\x1b[31momar", "sara [31momar"), ("x" * 200, "x" * 80), ("سارة", "سارة")],
)
def test_who_runs_the_program_is_one_short_line(
    room: PressRoom, monkeypatch: pytest.MonkeyPatch, name: str, shown: str
) -> None:
    monkeypatch.setenv("NASHIR_USER", name)
    draft = room.approved()
    journal = room.run("show", draft, "--json").document["journal"]
    assert {each["actor"] for each in journal} == {shown}


def test_an_id_that_is_too_short_says_so(room: PressRoom) -> None:
    draft = room.approved()
    run = room.run("show", draft[:3])
    assert run.code == 1
    assert "write 4 characters of the ID at least" in run.err


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
