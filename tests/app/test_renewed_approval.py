"""An approval that comes after its item was put before a person."""

import json
from pathlib import Path

import pytest
from press_room import PressRoom, press_room


@pytest.fixture
def room(tmp_path: Path) -> PressRoom:
    return press_room(tmp_path)


def advice(room: PressRoom) -> list[str]:
    """Return what the list tells a person to do."""
    lines = room.run("queue", "list").out.splitlines()
    return [line.strip()[2:] for line in lines if line.strip().startswith("! ")]


def changed_too_late(room: PressRoom) -> str:
    """Have an item put before a person because its draft was changed; return the draft's ID."""
    item = room.queued()
    draft: str = room.items()[item]["draft"]
    (room.folder / "new.txt").write_text("نص آخر", encoding="utf-8")
    assert room.run("edit", draft, "--text", "new.txt").code == 0
    room.run("run", "--once")
    assert room.items()[item]["status"] == "attention"
    return draft


def test_what_was_changed_is_told_in_one_line_with_both_commands(room: PressRoom) -> None:
    draft = changed_too_late(room)
    (line,) = advice(room)
    assert f"nashir approve {draft}, then nashir queue retry q1" in line


def test_after_the_approval_only_the_next_command_is_told(room: PressRoom) -> None:
    draft = changed_too_late(room)
    approved = room.run("approve", draft)
    assert "q1 approved anew: nashir queue retry q1 sends it" in approved.out.splitlines()
    assert advice(room) == ["approved anew: nashir queue retry q1 sends it"]
    assert room.run("queue", "retry", "q1").code == 0
    assert advice(room) == []
    assert room.run("run", "--once").code == 0
    assert room.items()["q1"]["status"] == "published"


def test_programs_are_told_of_the_items_that_wait_all_the_same(room: PressRoom) -> None:
    draft = changed_too_late(room)
    (stuck,) = room.run("approve", draft, "--json").document["stuck"]
    assert (stuck["id"], stuck["status"]) == ("q1", "attention")
    again = room.run("approve", draft, "--json").document
    assert (again["renewed"], again["stuck"]) == (0, []), "nothing new was bound"


def test_an_item_that_only_waits_for_its_time_needs_no_command(room: PressRoom) -> None:
    draft = room.approved()
    assert room.run("queue", "add", draft, "--at", "tomorrow 18:00").code == 0
    (room.folder / "new.txt").write_text("نص آخر", encoding="utf-8")
    assert room.run("edit", draft, "--text", "new.txt").code == 0
    approved = room.run("approve", draft, "--json").document
    assert (approved["renewed"], approved["stuck"]) == (1, [])


def test_of_a_page_whose_id_changed_the_commands_are_told(room: PressRoom) -> None:
    room.queued()
    draft = room.items()["q1"]["draft"]
    room.set(f"page_id = {json.dumps('220000000000002')}")
    room.run("run", "--once")
    (line,) = advice(room)
    assert "nashir queue cancel q1, " in line
    assert f"nashir approve {draft}, then nashir queue add {draft}" in line
    for command in (("queue", "cancel", "q1"), ("approve", draft)):
        assert room.run(*command).code == 0
    assert room.run("queue", "add", draft, "--at", "now").code == 0
