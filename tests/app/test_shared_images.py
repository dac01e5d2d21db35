"""The program with its images in an object store, and what the settings may say of that."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from object_store import BUCKET, KEY, KEY_ID, REGION, ObjectServer, object_server
from press_room import PressRoom, press_room
from stores import bundle_files, write_bundle

from composer.app.token import known_secrets
from composer.errors import SettingsError
from composer.settings import StoreSettings, load_settings
from composer.settings.images import image_place
from composer.store.blob import Blobs
from composer.store.images import ImagePlace, open_blobs

S3 = StoreSettings(images="s3://bucket/nashir", images_region="eu-central-1")
COMPATIBLE = replace(S3, images_endpoint="https://objects.example.org")


@pytest.fixture(scope="module")
def server() -> Iterator[ObjectServer]:
    with object_server() as running:
        yield running


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY_ID)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", KEY)


@pytest.fixture
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)


def told_of(server: ObjectServer, prefix: str) -> str:
    """Return what ``nashir.toml`` says of images there."""
    return (
        f'[store]\nimages = "s3://{BUCKET}/{prefix}"\nimages_endpoint = "{server.endpoint}"\n'
        f'images_region = "{REGION}"\n'
    )


@pytest.fixture
def room(tmp_path: Path, server: ObjectServer, keys: None) -> PressRoom:
    del keys
    (tmp_path / "room").mkdir()
    made = press_room(tmp_path / "room")
    made.set(more=told_of(server, tmp_path.name))
    return made


def images_of(room: PressRoom) -> Blobs:
    settings = load_settings(room.folder)
    return open_blobs(image_place(settings.store), state=settings.state)


def test_a_post_goes_the_whole_way_and_back_from_a_backup(
    room: PressRoom, server: ObjectServer, tmp_path: Path
) -> None:
    files = bundle_files()
    room.queued()
    assert room.run("run", "--once").code == 0
    (post,) = room.posts()
    assert {each.sha256 for each in post.photos} == {
        hashlib.sha256(data).hexdigest() for name, data in files.items() if "portrait" in name
    }
    assert not (room.folder / ".nashir" / "blobs").exists()
    assert room.checkup("images")[0].startswith(f"ok 4 in s3://{BUCKET}/")
    assert room.checkup("images", deep=True)[0].startswith("ok 4, each")

    assert room.run("backup", tmp_path / "all.tar").code == 0
    before = images_of(room)
    room.set(more=told_of(server, f"{tmp_path.name}-new"))
    assert room.run("restore", tmp_path / "all.tar").code == 0
    assert set(images_of(room).names()) == set(before.names())
    assert room.checkup("images", deep=True)[0].startswith("ok 4, each")
    assert room.run("run", "--once").code == 0
    assert len(room.posts()) == 1
    assert not any(secret in text for text in room.outputs for secret in (KEY, KEY_ID))


def test_a_damaged_image_is_found_and_composing_its_article_again_mends_it(
    room: PressRoom, server: ObjectServer, tmp_path: Path
) -> None:
    room.draft()
    assert room.run("drafts").code == 0
    name = min(images_of(room).names())
    server.put_by_hand(f"s3://{BUCKET}/{tmp_path.name}", f"{name[:2]}/{name}", b"something else")
    (found,) = room.checkup("images", deep=True)
    assert found.startswith("fail 1 of 4 are missing or damaged")
    assert name[:12] in found
    write_bundle(room.folder / ".nashir" / "inbox", bundle_files())
    assert room.run("drafts").code == 0
    assert room.checkup("images", deep=True)[0].startswith("ok 4, each")


def test_the_program_works_on_while_the_service_is_away(
    room: PressRoom, server: ObjectServer
) -> None:
    item, other = room.queued(), room.draft("خبر ثالث", shades=(9,))
    assert other in room.run("drafts").out
    with server.away():
        waits = room.draft("خبر آخر", shades=(5,))
        listed = room.run("queue", "list")
        assert listed.code == 0
        assert f"{waits} was not taken in" in listed.err
        assert "the service does not answer" in listed.err
        assert room.run("queue", "move", item, "--at", "now").code == 0
        (found,) = room.checkup("images")
        assert found.startswith("fail the images in s3://")
        refused = room.run("approve", other)
        assert refused.code == 1
        assert "see that it runs and can be reached from here" in refused.err
        late = room.run("run", "--once")
        assert late.code == 0, late.err
        assert [each["status"] for each in room.items().values()] == ["queued"]
        assert room.posts() == ()
    assert waits in room.run("drafts").out
    assert room.run("run", "--once").code == 0
    assert [each["status"] for each in room.items().values()] == ["published"]


def test_the_key_stands_in_the_environment_and_is_never_shown(
    keys: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    del keys
    monkeypatch.setenv("AWS_SESSION_TOKEN", "session-of-mine")
    place = image_place(COMPATIBLE)
    assert place.key is not None
    assert place.key.secret.reveal() == KEY
    assert place.key.session is not None
    assert place.key.session.reveal() == "session-of-mine"
    assert KEY not in repr(place)
    assert {each.reveal() for each in known_secrets(load_settings(tmp_path))} >= {
        KEY,
        "session-of-mine",
    }


def test_the_key_may_be_a_credential_of_systemd(
    no_keys: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    del no_keys
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    (tmp_path / "aws-access-key-id").write_text(f"{KEY_ID}\n")
    (tmp_path / "aws-secret-access-key").write_text(f"{KEY}\n")
    place = image_place(COMPATIBLE)
    assert place.key is not None
    assert (place.key.id.reveal(), place.key.secret.reveal()) == (KEY_ID, KEY)


def test_a_service_other_than_amazon_is_not_used_without_a_key(no_keys: None) -> None:
    del no_keys
    with pytest.raises(SettingsError, match="set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in"):
        image_place(COMPATIBLE)
    assert image_place(S3).key is None, "a machine at Amazon may be let in by what it is"


def test_half_a_key_is_no_key(no_keys: None, monkeypatch: pytest.MonkeyPatch) -> None:
    del no_keys
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY_ID)
    with pytest.raises(SettingsError, match="need a key: set AWS_SECRET_ACCESS_KEY in"):
        image_place(S3)


def test_a_folder_needs_no_key(keys: None) -> None:
    del keys
    assert image_place(StoreSettings()) == ImagePlace()
    shared = StoreSettings(images="file:///srv/images", images_region="nowhere")
    assert image_place(shared) == ImagePlace(url="file:///srv/images")


@pytest.mark.parametrize(
    "images",
    [
        "",
        "images",
        "/srv/images",
        "file://images",
        "s3://",
        "s3:///prefix",
        f"s3://{KEY_ID}:{KEY}@bucket/prefix",
        "s3://bucket/prefix?region=x",
        "http://127.0.0.1/bucket",
    ],
)
def test_only_an_address_of_images_is_taken_and_a_key_in_it_is_not_shown(
    tmp_path: Path, images: str
) -> None:
    (tmp_path / "nashir.toml").write_text(f'[store]\nimages = "{images}"\n')
    with pytest.raises(SettingsError, match=r"images is file:///PATH or s3://BUCKET") as refused:
        load_settings(tmp_path)
    assert KEY not in str(refused.value)


@pytest.mark.parametrize(
    "images",
    ["file:///srv/nashir/images", "s3://bucket", "s3://bucket/a/b", "gs://b/c", "az://b/c"],
)
def test_addresses_of_images(tmp_path: Path, images: str) -> None:
    (tmp_path / "nashir.toml").write_text(f'[store]\nimages = "{images}"\n')
    assert load_settings(tmp_path).store.images == images


def test_a_key_goes_over_no_open_line(tmp_path: Path) -> None:
    (tmp_path / "nashir.toml").write_text('[store]\nimages_endpoint = "http://10.0.0.7:9000"\n')
    with pytest.raises(SettingsError, match="images_endpoint must be https"):
        load_settings(tmp_path)
