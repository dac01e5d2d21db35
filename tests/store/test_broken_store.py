"""What a machine does to a store: full disks, folders that nobody may write, damaged bytes."""

import contextlib
import hashlib
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from stores import EDITOR, NOW, PAGE, add_draft, bundle_files, write_bundle

from composer.errors import StoreError
from composer.store.blob import FolderBlobs
from composer.store.store import Store

URL = "sqlite:///.nashir/nashir.db"


def opened(folder: Path, *, wait_s: float = 0.2) -> Store:
    return Store.open(URL, workspace=folder, state=folder / ".nashir", wait_s=wait_s)


def database_file(store: Store) -> Path:
    assert store.database.file is not None
    return store.database.file


def test_bytes_that_are_no_database_are_told(tmp_path: Path) -> None:
    file = tmp_path / ".nashir" / "nashir.db"
    file.parent.mkdir()
    file.write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreError, match=r"no database.*nashir restore"):
        opened(tmp_path)
    assert file.read_bytes().startswith(b"not a database")


def test_a_damaged_page_is_told_and_nothing_is_changed(sqlite_store: Store) -> None:
    for number in range(30):
        add_draft(sqlite_store, f"خبر {number}")
    file = database_file(sqlite_store)
    data = bytearray(file.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    file.write_bytes(data)
    with pytest.raises(StoreError, match=r"is damaged.*nashir restore"):
        sqlite_store.drafts.all()
    assert file.read_bytes() == bytes(data)


def test_a_store_that_another_program_holds_is_told_after_the_wait(sqlite_store: Store) -> None:
    file = database_file(sqlite_store)
    script = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "c.execute('BEGIN IMMEDIATE'); print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script, str(file)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with opened(sqlite_store.state.parent).closing() as store:
            assert store.drafts.all() == ()
            with pytest.raises(StoreError, match="another program holds"):
                store.watches.forget("x")
        holder.communicate()
    sqlite_store.watches.forget("x")


def test_a_short_hold_is_waited_for(sqlite_store: Store) -> None:
    done = threading.Event()

    def hold() -> None:
        with sqlite_store.database.write():
            done.wait(0.3)

    thread = threading.Thread(target=hold)
    thread.start()
    try:
        with opened(sqlite_store.state.parent, wait_s=10).closing() as store:
            store.watches.forget("x")
    finally:
        done.set()
        thread.join()


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk with room for a megabyte."""
    folder = Path(tempfile.mkdtemp(prefix="nashir-small-"))
    if not mounted("-t", "tmpfs", "-o", "size=1m", "none", str(folder)):
        folder.rmdir()
        pytest.skip("a small disk can only be mounted by root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)
        folder.rmdir()


def mounted(*words: str) -> bool:
    if shutil.which("mount") is None:
        return False
    return subprocess.run(["mount", *words], capture_output=True, check=False).returncode == 0


def fill(disk: Path) -> Path:
    """Leave no room on a disk; return the file that took it."""
    filler = disk / "filler"
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)
    assert shutil.disk_usage(disk).free == 0
    return filler


def write_much(store: Store) -> None:
    with store.database.write() as connection:
        for number in range(200):
            event = f"long {number} " + "x" * 2000
            store.journal.write(connection, at=NOW, actor=EDITOR, event=event)


def test_a_full_disk_is_told_and_what_was_stored_is_safe(small_disk: Path) -> None:
    with opened(small_disk).closing() as store:
        first = add_draft(store)
        approval = store.drafts.approve(first.id, PAGE, approver=EDITOR, now=NOW)
        filler = fill(small_disk)
        large = b"y" * 100_000
        with pytest.raises(StoreError, match="make room"):
            store.blobs.put(large)
        assert not store.blobs.has(hashlib.sha256(large).hexdigest())
        with pytest.raises(StoreError, match="make room"):
            write_much(store)
        filler.unlink()
        assert store.drafts.content(approval.fingerprint) == first.post
        assert [each.event for each in store.journal.of()] == ["taken in", "approved"]
        assert not list(store.state.glob("blobs/*/.new-*"))
        add_draft(store, "وبعد الإخلاء")


def test_a_bundle_stays_in_the_inbox_when_the_disk_is_full(small_disk: Path) -> None:
    with opened(small_disk).closing() as store:
        files = bundle_files(text="نص طويل " * 3000)
        folder = write_bundle(store.inbox, files)
        filler = fill(small_disk)
        with pytest.raises(StoreError, match="make room"):
            store.drafts.take_in(store.inbox, now=NOW, actor=EDITOR)
        assert {each.name for each in folder.iterdir()} == set(files)
        filler.unlink()
        assert len(store.drafts.take_in(store.inbox, now=NOW, actor=EDITOR).taken) == 1


@pytest.mark.parametrize("filled", [True, False])
def test_a_folder_that_may_only_be_read_is_told(small_disk: Path, *, filled: bool) -> None:
    if filled:
        opened(small_disk).close()
    assert mounted("-o", "remount,ro", str(small_disk))
    with pytest.raises(StoreError, match=r"\.nashir"):
        opened(small_disk)
    with pytest.raises(StoreError, match="read-only: choose another folder"):
        FolderBlobs(small_disk / "blobs").put(b"x")


def test_a_store_whose_folder_turns_read_only_is_told(small_disk: Path) -> None:
    with opened(small_disk).closing() as store:
        assert mounted("-o", "remount,ro", str(small_disk))
        with pytest.raises(StoreError, match=r"nashir\.db"):
            store.watches.forget("x")
        assert mounted("-o", "remount,rw", str(small_disk))
        store.watches.forget("x")
