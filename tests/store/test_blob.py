import hashlib
import os
import random
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.errors import StoreError
from composer.store.blob import FolderBlobs, Kept

LONG_AGO = 1_700_000_000.0
KILLS = 8


@pytest.fixture
def blobs(tmp_path: Path) -> FolderBlobs:
    return FolderBlobs(tmp_path / "blobs")


def test_an_image_comes_back_under_the_hash_of_its_bytes(blobs: FolderBlobs) -> None:
    sha256 = blobs.put(b"picture")
    assert sha256 == hashlib.sha256(b"picture").hexdigest()
    assert blobs.get(sha256) == b"picture"
    assert blobs.path(sha256).parent.name == sha256[:2]
    assert stat.S_IMODE(blobs.path(sha256).stat().st_mode) == 0o600


@given(data=st.binary(max_size=200))
def test_any_bytes_come_back(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    blobs = FolderBlobs(tmp_path_factory.getbasetemp() / "any-bytes")
    assert blobs.get(blobs.put(data)) == data
    assert blobs.has(blobs.put(data))


def test_a_second_put_leaves_one_file(blobs: FolderBlobs, tmp_path: Path) -> None:
    assert blobs.put(b"x") == blobs.put(b"x")
    assert len([each for each in tmp_path.rglob("*") if each.is_file()]) == 1


@pytest.mark.parametrize("damage", [b"pictura", b"", b"picture and more"])
def test_changed_bytes_are_never_given_out_and_putting_the_image_again_mends_it(
    blobs: FolderBlobs, damage: bytes
) -> None:
    sha256 = blobs.put(b"picture")
    blobs.path(sha256).write_bytes(damage)
    with pytest.raises(StoreError, match=f"{sha256}.*was changed.*compose the article again"):
        blobs.get(sha256)
    blobs.put(b"picture")
    assert blobs.get(sha256) == b"picture"


def test_a_missing_image_is_told_with_its_file(blobs: FolderBlobs) -> None:
    sha256 = blobs.put(b"picture")
    blobs.path(sha256).unlink()
    assert not blobs.has(sha256)
    with pytest.raises(StoreError, match=f"missing.*{sha256}.*nashir restore"):
        blobs.get(sha256)


def test_a_folder_in_the_place_of_an_image_is_told(blobs: FolderBlobs) -> None:
    sha256 = blobs.put(b"picture")
    blobs.path(sha256).unlink()
    blobs.path(sha256).mkdir()
    with pytest.raises(StoreError, match="cannot be read"):
        blobs.get(sha256)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_only_a_hash_names_an_image(blobs: FolderBlobs, name: str) -> None:
    with pytest.raises(ValueError, match="no hash"):
        blobs.path(name)


def aged(file: Path) -> None:
    os.utime(file, (LONG_AGO, LONG_AGO))


def test_only_images_older_than_an_hour_are_offered_for_sweeping(
    blobs: FolderBlobs, tmp_path: Path
) -> None:
    sha256 = blobs.put(b"old")
    aged(blobs.path(sha256))
    other = blobs.put(b"not quite")
    made = datetime.fromtimestamp(blobs.path(other).stat().st_mtime, UTC)
    (tmp_path / "blobs" / "ab" / "note").mkdir(parents=True)
    old = Kept(name=sha256, bytes=3)
    assert set(blobs.old(made + timedelta(minutes=59))) == {old}
    assert set(blobs.old(made + timedelta(minutes=61))) == {old, Kept(name=other, bytes=9)}
    blobs.discard([sha256, sha256])
    assert blobs.missing([sha256, other]) == {sha256}


def test_an_image_that_is_put_again_is_young_again(blobs: FolderBlobs) -> None:
    sha256 = blobs.put(b"old")
    aged(blobs.path(sha256))
    blobs.put(b"old")
    later = datetime.fromtimestamp(LONG_AGO, UTC) + timedelta(days=1)
    assert list(blobs.old(later)) == []


def test_what_killed_programs_left_is_swept_when_it_is_old(blobs: FolderBlobs) -> None:
    sha256 = blobs.put(b"kept")
    left = blobs.path(sha256).parent / ".new-left"
    left.write_bytes(b"half")
    made = datetime.fromtimestamp(left.stat().st_mtime, UTC)
    assert blobs.sweep_unfinished(made + timedelta(minutes=1)) == 0
    assert blobs.sweep_unfinished(made + timedelta(hours=2)) == 1
    assert not left.exists()
    assert blobs.has(sha256)


PUTTER = """
import random, sys
from pathlib import Path
from composer.store.blob import FolderBlobs, Kept

blobs = FolderBlobs(Path(sys.argv[1]))
source = random.Random(int(sys.argv[2]))
while True:
    print(blobs.put(source.randbytes(4_000_000)), flush=True)
"""


def killed_putter(folder: Path, seed: int) -> Iterator[str]:
    command = [sys.executable, "-c", PUTTER, str(folder), str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield process.stdout.readline().decode().strip()
        time.sleep(random.Random(seed).uniform(0, 0.06))  # noqa: S311 - when to kill is no secret
        process.send_signal(signal.SIGKILL)
        yield from (line.strip() for line in process.stdout.read().decode().splitlines())


def test_a_kill_leaves_no_image_that_is_not_whole(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    for seed in range(KILLS):
        told = [each for each in killed_putter(tmp_path, seed) if len(each) == 64]
        assert told
        for sha256 in told:
            assert len(blobs.get(sha256)) == 4_000_000
        for file in tmp_path.glob("??/[!.]*"):
            assert hashlib.sha256(file.read_bytes()).hexdigest() == file.name


def test_an_image_that_is_swept_away_while_it_is_put_again_is_there_in_the_end(
    blobs: FolderBlobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = blobs.put(b"picture")
    utime = os.utime

    def swept_first(file: Path) -> None:
        file.unlink()
        utime(file)

    monkeypatch.setattr("composer.store.blob.os.utime", swept_first)
    blobs.put(b"picture")
    assert blobs.get(name) == b"picture"
