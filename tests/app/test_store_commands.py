"""``nashir store move`` as people use it: beside programs that live, and what comes after."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from postgres import Server
from press_room import PressRoom, press_room
from runner_program import runner

COMMENT = "# our own database\n"


@pytest.fixture
def room(tmp_path: Path) -> PressRoom:
    made = press_room(tmp_path)
    made.set(more=f'[store]\nkeep = "30d"   {COMMENT}')
    return made


@pytest.fixture
def url(postgres: Server) -> Iterator[str]:
    """The address of an empty database that has the tables."""
    with postgres.database() as found:
        yield found


def test_publishing_goes_on_after_a_move_there_and_back(room: PressRoom, url: str) -> None:
    first, second = room.queued("افتتاح محطة"), room.queued("سفينة جديدة")
    room.arm("500-after-commit:times=1")
    assert room.run("run", "--once").code == 4
    settings = (room.folder / "nashir.toml").read_text("utf-8")
    moved = room.run("store", "move", url, "--yes", "--json")
    assert moved.code == 0, moved.err
    assert moved.document["to"] == url
    assert moved.document["rows"] > 20
    changed = (room.folder / "nashir.toml").read_text("utf-8")
    assert changed.replace(f'url = "{url}"\n', "") == settings
    assert Path(moved.document["settings_before"]).read_text("utf-8") == settings
    statuses = {name: each["status"] for name, each in room.items().items()}
    assert sorted(statuses.values()) in (["published", "unknown"], ["queued", "unknown"])
    for _ in range(3):
        room.run("run", "--once")
    assert {each["status"] for each in room.items().values()} == {"published"}
    assert len(room.posts()) == 2
    third = room.queued("خبر ثالث")
    assert third not in {first, second}
    assert room.run("store", "move", "sqlite:///.nashir/nashir.db", "--yes").code == 0
    assert room.run("run", "--once").code == 0
    assert room.items()[third]["status"] == "published"
    assert len(room.posts()) == 3


def test_an_old_store_is_left_and_says_where_it_went(room: PressRoom, url: str) -> None:
    draft = room.approved()
    settings = (room.folder / "nashir.toml").read_bytes()
    assert room.run("store", "move", url, "--yes").code == 0
    assert draft in room.run("drafts").out
    (room.folder / "nashir.toml").write_bytes(settings)
    refused = room.run("drafts")
    assert refused.code == 1
    assert f"was moved to {url}" in refused.err
    again = room.run("store", "move", url, "--yes", "--json")
    assert (again.code, again.document["resumed"]) == (0, True)
    assert draft in room.run("drafts").out
    assert "nothing to move" in room.run("store", "move", url, "--yes").err


def test_a_store_is_not_moved_under_a_program_that_lives(room: PressRoom, url: str) -> None:
    room.approved()
    settings = (room.folder / "nashir.toml").read_bytes()
    with runner(room.folder) as running:
        running.wait_for("runner started")
        refused = room.run("store", "move", url, "--yes")
        assert refused.code == 1
        assert f"stop nashir run or worker (process {running.process.pid} on" in refused.err
    command = [sys.executable, "-m", "composer", "desk", "--port", "0"]
    with subprocess.Popen(command, cwd=room.folder, stdout=subprocess.PIPE) as desk:
        try:
            assert desk.stdout is not None
            desk.stdout.readline()
            refused = room.run("store", "move", url, "--yes")
        finally:
            desk.kill()
    assert refused.code == 1
    assert f"stop nashir desk (process {desk.pid})" in refused.err
    assert (room.folder / "nashir.toml").read_bytes() == settings
    assert room.run("store", "move", url, "--yes").code == 0, "what was killed is in nobody's way"


def test_images_go_along_where_they_are_asked_to(room: PressRoom, url: str) -> None:
    draft = room.approved()
    images = room.folder.parent / "images of all"
    images.mkdir(exist_ok=True)
    moved = room.run("store", "move", url, "--images", images.as_uri(), "--yes", "--json")
    assert moved.code == 0, moved.err
    assert moved.document["images"]["copied"] == 4
    for each in (room.folder / ".nashir" / "blobs").glob("??/*"):
        each.unlink()
    assert room.run("publish", draft).code == 0
    assert len(room.posts()) == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("postgresql+psycopg://nashir:secret@127.0.0.1:1/x", "--yes"), "PGPASSFILE"),
        (("postgresql+psycopg://nashir@127.0.0.1:1/x", "--yes"), "cannot be reached"),
        (("mysql://x", "--yes"), "must be sqlite"),
        (("sqlite:///other.db",), "--yes"),
        (("sqlite:///other.db", "--images", "ftp://x", "--yes"), "images is file:///PATH"),
    ],
)
def test_what_cannot_be_done_changes_nothing(
    room: PressRoom, words: tuple[str, ...], told: str
) -> None:
    draft = room.approved()
    settings = (room.folder / "nashir.toml").read_bytes()
    refused = room.run("store", "move", *words)
    assert refused.code == 1
    assert told in refused.err
    assert "secret" not in refused.err
    assert (room.folder / "nashir.toml").read_bytes() == settings
    assert draft in room.run("drafts").out
