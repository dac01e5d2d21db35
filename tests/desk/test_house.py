"""The workspace behind the desk: settings that change, bundles that come, images that go."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_server import Client, DeskServer, serving
from stores import bundle_files, image_file, small_png, write_bundle

from composer.app.desk.thumbnails import Thumbnails, Width
from composer.cards.picture import opened
from composer.cards.thumbnail import thumbnail
from composer.errors import ArticleError

EXAMPLE = Path(__file__).parents[1] / "fixtures" / "articles"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskServer]:
    with serving(tmp_path_factory.mktemp("desk")) as server:
        yield server


# Settings.


def write_settings(folder: Path, toml: str, *, age: int) -> None:
    """Write ``nashir.toml`` at a time of its own: two writes within a tick look alike."""
    file = folder / "nashir.toml"
    file.write_text(toml, encoding="utf-8")
    os.utime(file, ns=(age, age))


def test_new_settings_are_taken_up_and_wrong_ones_told(tmp_path: Path) -> None:
    with serving(tmp_path, '[site]\nname = "الأول"\n') as server:
        guest = server.guest()
        house = server.desk.house
        assert "الأول" in guest.get("/account").text

        write_settings(tmp_path, '[site]\nname = "الثاني"\n', age=10**18)
        house.look()
        assert "الثاني" in guest.get("/account").text

        write_settings(tmp_path, '[site]\nnme = "الثالث"\n', age=2 * 10**18)
        house.look()
        page = guest.get("/account").text
        assert "الثاني" in page
        assert "nme" in page

        write_settings(tmp_path, '[site]\nname = "الرابع"\n[store]\nurl = "x"\n', age=3 * 10**18)
        house.look()
        page = guest.get("/account").text
        assert "الرابع" in page
        assert "nme" not in page
        assert server.desk.settings.store.url.startswith("sqlite:///")


def test_settings_that_are_removed_are_built_in_again(tmp_path: Path) -> None:
    with serving(tmp_path, '[site]\nname = "الأول"\n') as server:
        (tmp_path / "nashir.toml").unlink()
        server.desk.house.look()
        assert server.desk.settings.main.site.name is None


def test_a_wrong_slot_is_a_wrong_setting(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        write_settings(tmp_path, '[publishing]\nslots = ["sometimes"]\n', age=10**18)
        server.desk.house.look()
        assert server.desk.house.problem is not None
        assert server.desk.settings.main.publishing.slots == ()


def test_that_nobody_publishes_is_told_until_somebody_does(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        guest = server.guest()
        assert "لا يعمل برنامج النشر" in guest.get("/account").text
        room = server.desk.newsroom
        for owner, queues in (("draws", "render"), ("both", "publish,render")):
            room.store.runners.started(
                owner=owner, host="h", pid=1, version="1", now=room.now(), queues=queues
            )
            server.desk.lookout.look()
            is_told = "لا يعمل برنامج النشر" in guest.get("/account").text
            assert is_told == (owner == "draws")


# The inbox.


def test_what_others_leave_in_the_inbox_comes_to_the_desk_by_itself(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        inbox = server.desk.newsroom.store.inbox
        folder = write_bundle(inbox, bundle_files("خبر من برنامج آخر"))
        server.desk.porter.look()  # it was changed a moment ago: perhaps it is not whole
        assert folder.exists()
        os.utime(folder, (1, 1))
        server.desk.porter.look()
        assert not folder.exists()
        assert [each.title for each in server.desk.newsroom.drafts()] == ["خبر من برنامج آخر"]


def test_the_porter_looks_by_itself(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        folder = write_bundle(server.desk.newsroom.store.inbox, bundle_files())
        os.utime(folder, (1, 1))
        end = time.monotonic() + 20
        while folder.exists() and time.monotonic() < end:
            time.sleep(0.05)
        assert not folder.exists()


# Images.


@pytest.fixture
def guest(served: DeskServer) -> Client:
    return served.guest()


def first_image(served: DeskServer, title: str) -> str:
    draft = served.desk.newsroom.draft(served.draft(title))
    return draft.cards[0].sha256


def test_an_image_is_served_as_it_will_be_uploaded(served: DeskServer, guest: Client) -> None:
    name = first_image(served, "صور")
    answer = guest.get(f"/images/{name}")
    assert answer.body == small_png(1)
    assert answer.headers["content-type"] == "image/png"
    assert "immutable" in answer.headers["cache-control"]
    assert "private" in answer.headers["cache-control"]
    again = guest.get(f"/images/{name}", If_None_Match=answer.headers["etag"])
    assert (again.status, again.body) == (304, b"")


def test_an_image_that_is_damaged_missing_or_none_is_not_shown(
    served: DeskServer, guest: Client, caplog: pytest.LogCaptureFixture
) -> None:
    store = served.desk.newsroom.store
    name = store.blobs.put(b"\x89PNG\r\n\x1a\n and more")
    text = store.blobs.put(b"<script>alert(1)</script>")
    image_file(store, name).write_bytes(b"something else")
    for each in (name, text, "0" * 64):
        assert guest.get(f"/images/{each}").status == 404
        assert guest.get(f"/images/{each}?width=160").status == 404
    assert "damaged" in caplog.text or any("damaged" in str(vars(x)) for x in caplog.records)


def test_an_image_that_cannot_be_reached_is_not_said_to_be_missing(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    with serving(tmp_path, f'[store]\nimages = "{disk.as_uri()}"\n') as server:
        guest, name = server.guest(), server.desk.newsroom.store.blobs.put(small_png(1))
        disk.rename(tmp_path / "unplugged")
        for path in (f"/images/{name}", f"/images/{name}?width=160"):
            assert guest.get(path).status == 503, path
        (tmp_path / "unplugged").rename(disk)
        assert guest.get(f"/images/{name}").body == small_png(1)


def test_an_image_is_shown_small_in_some_widths_only(served: DeskServer, guest: Client) -> None:
    draft = served.compose(next(EXAMPLE.glob("*.md")))
    card = served.desk.newsroom.draft(draft).cards[0]
    small = guest.get(f"/images/{card.sha256}?width=160")
    assert small.headers["content-type"] == "image/jpeg"
    assert small.body.startswith(b"\xff\xd8\xff")
    assert len(small.body) < 20_000
    assert small.headers["etag"] != f'"{card.sha256}"'
    assert guest.get(f"/images/{card.sha256}?width=161").status == 422


def test_a_small_picture_is_made_once_as_long_as_there_is_room() -> None:
    kept = Thumbnails(most=2)
    asked: list[str] = []

    def of(name: str, data: bytes) -> bytes:
        def read() -> bytes:
            asked.append(name)
            return data

        return kept.of(name, Width.LIST, read=read)

    first = of("a", small_png(1))
    assert of("a", b"not looked at") == first
    of("b", small_png(2))
    of("a", b"not looked at")
    of("c", small_png(3))
    assert of("a", b"not looked at") == first
    assert asked == ["a", "b", "c"], "an image is read where there is no picture of it yet"
    with pytest.raises(ArticleError):
        of("b", b"is no picture")


def test_a_small_picture_is_never_larger_than_the_picture() -> None:
    made = thumbnail(small_png(1), width=160)
    assert opened(made, "small").size == (1, 1)
