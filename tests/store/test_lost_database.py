"""A database that is gone while its images are there is no new store."""

from collections.abc import Callable
from pathlib import Path

import pytest
from press_room import press_room
from stores import SQLITE_URL, small_png

from composer.errors import StoreError
from composer.store.blob import FolderBlobs
from composer.store.store import Store


def opened(folder: Path) -> Store:
    return Store.open(SQLITE_URL, workspace=folder, state=folder / ".nashir")


def emptied(file: Path) -> None:
    file.write_bytes(b"")


@pytest.mark.parametrize(("lose", "word"), [(emptied, "is empty"), (Path.unlink, "is missing")])
def test_a_lost_database_is_not_taken_for_a_new_store(
    tmp_path: Path, lose: Callable[[Path], None], word: str
) -> None:
    room = press_room(tmp_path)
    room.queued()
    assert room.run("run", "--once").code == 0
    assert room.run("backup", "all.tar").code == 0
    file = tmp_path / ".nashir" / "nashir.db"
    lose(file)
    for command in (("queue", "list"), ("drafts",), ("run", "--once"), ("doctor",)):
        run = room.run(*command)
        assert run.code == 1, command
        told = run.out + run.err
        assert word in told
        assert "nashir restore BACKUP" in told
        assert f"move {tmp_path / '.nashir' / 'blobs'} away" in told
    assert not file.exists() or file.stat().st_size == 0, "looking made no new one"

    assert room.run("restore", "all.tar").code == 0
    assert [each["status"] for each in room.items().values()] == ["published"]


def test_who_moves_the_images_away_begins_anew(tmp_path: Path) -> None:
    room = press_room(tmp_path)
    room.approved()
    (tmp_path / ".nashir" / "nashir.db").unlink()
    (tmp_path / ".nashir" / "blobs").rename(tmp_path / "old-blobs")
    assert room.items() == {}


def test_a_new_workspace_needs_no_word(tmp_path: Path) -> None:
    (tmp_path / ".nashir" / "blobs" / "ab").mkdir(parents=True)  # folders alone hold nothing
    (tmp_path / ".nashir" / "nashir.db").write_bytes(b"")
    opened(tmp_path).close()


def test_images_of_the_practice_page_are_none_of_the_store(tmp_path: Path) -> None:
    FolderBlobs(tmp_path / ".nashir" / "sandbox" / "blobs").put(small_png(7))
    opened(tmp_path).close()


def test_a_store_that_is_damaged_is_told_of_as_that(tmp_path: Path) -> None:
    opened(tmp_path).close()
    FolderBlobs(tmp_path / ".nashir" / "blobs").put(small_png(7))
    (tmp_path / ".nashir" / "nashir.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreError, match="no database"):
        opened(tmp_path)
