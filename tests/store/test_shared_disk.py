"""Images on a disk of several machines, and addresses that lead nowhere."""

from collections.abc import Callable
from pathlib import Path

import pytest
from stores import SQLITE_URL, add_draft

from composer.errors import ImagesAway, StoreError
from composer.store.blob import Blobs
from composer.store.images import ImagePlace, open_blobs
from composer.store.store import Store


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    folder = tmp_path / "قرص مشترك"
    folder.mkdir()
    return folder


def on_disk(folder: Path) -> ImagePlace:
    return ImagePlace(url=folder.as_uri())


def test_images_lie_on_a_shared_disk(disk: Path, tmp_path: Path) -> None:
    state = tmp_path / ".nashir"
    place = on_disk(disk)
    with Store.open(SQLITE_URL, workspace=tmp_path, state=state, images=place).closing() as store:
        draft = add_draft(store)
        names = {each.sha256 for each in draft.cards}
    assert {each.name for each in disk.glob("??/*")} == names
    assert set(open_blobs(place, state=tmp_path / "another machine").names()) == names


@pytest.mark.parametrize(
    "use",
    [
        lambda blobs: blobs.put(b"x"),
        lambda blobs: blobs.get("a" * 64),
        lambda blobs: blobs.has("a" * 64),
        lambda blobs: list(blobs.names()),
    ],
)
def test_a_disk_that_is_not_there_is_away_and_no_folder_takes_its_place(
    disk: Path, tmp_path: Path, use: Callable[[Blobs], object]
) -> None:
    blobs = open_blobs(on_disk(disk), state=tmp_path)
    disk.rmdir()
    with pytest.raises(ImagesAway, match="is not there: see that its disk is"):
        use(blobs)
    assert not disk.exists()


@pytest.mark.parametrize("url", ["ftp://images/here", "s3:/nobody", "images"])
def test_an_address_of_no_known_kind_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be used"):
        open_blobs(ImagePlace(url=url), state=tmp_path)
