"""Backups and bringing them back, from each kind of database to each."""

import io
import json
import os
import signal
import stat
import subprocess
import sys
import tarfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from revisions import redrawn
from sqlalchemy import func, insert, select, text
from stores import EDITOR, NOW, PAGE, OpenStore, add_draft, image_file, put_item

from composer.domain.clock import Instant
from composer.domain.queue import Status
from composer.domain.role import Role
from composer.errors import StoreError
from composer.store.backup import Backup, backup
from composer.store.change import DraftChange
from composer.store.database import IntegrityError
from composer.store.desk_schema import attempt
from composer.store.restoration import Restoration
from composer.store.restore import Place, Restored, restore
from composer.store.runner import Runner
from composer.store.schema import draft, item, journal, metadata, runner, watch
from composer.store.store import Store
from composer.store.stored import StoredDraft

LATER = NOW + timedelta(days=1)
URLS = ("sqlite", "postgresql")
KILLS = 6


def nobody(_: Runner) -> bool:
    return False


def filled(store: Store) -> StoredDraft:
    """Give a store drafts, an approval and items in several states."""
    draft = add_draft(store, "أول")
    add_draft(store, "ثان", shades=(7, 8))
    store.drafts.approve(draft.id, PAGE, approver=EDITOR, now=NOW)
    for status in (Status.PUBLISHED, Status.ATTENTION, Status.UNKNOWN, Status.QUEUED):
        put_item(store, draft.id, status)
    store.pages.pause(PAGE, now=NOW, actor=EDITOR)
    store.people.add("sara", role=Role.EDITOR, secret="hash", now=NOW, actor=EDITOR)  # noqa: S106 - no password
    store.people.choose("sara", language="en")
    store.tokens.add("w", role=Role.WRITER, now=NOW, actor=EDITOR)
    store.drafts.ask(draft.id, now=NOW, actor=EDITOR)
    return draft


def rows(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    with store.database.read() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
            if table not in {runner, watch}
        }


def place_of(store: Store) -> Place:
    file = store.database.file
    url = store.database.url if file is None else f"sqlite:///{file}"
    return Place(url=url, workspace=store.state.parent, state=store.state)


def bring_back(
    file: Path, place: Place, *, is_alive: Callable[[Runner], bool] = nobody
) -> Restored:
    return restore(file, place, is_alive=is_alive, now=LATER, actor=EDITOR)


def members(file: Path) -> dict[str, bytes]:
    with tarfile.open(file) as archive:
        opened = {each.name: archive.extractfile(each) for each in archive}
        return {name: member.read() for name, member in opened.items() if member is not None}


def write_members(file: Path, contents: dict[str, bytes]) -> None:
    with tarfile.open(file, "w") as archive:
        for name, data in contents.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))


def test_a_backup_holds_the_database_and_every_image(store: Store, tmp_path: Path) -> None:
    filled(store)
    seen: list[tuple[int, int]] = []
    made = backup(
        store, tmp_path / "b.tar", now=NOW, progress=lambda done, of: seen.append((done, of))
    )
    assert made == Backup(file=tmp_path / "b.tar", images=8, missing=())
    contents = members(made.file)
    images = {name.removeprefix("blobs/") for name in contents if name.startswith("blobs/")}
    assert images == {each.name for each in store.state.glob("blobs/??/*")}
    assert contents["nashir.db"].startswith(b"SQLite format 3")
    assert seen[-1] == (8, 8)
    assert stat.S_IMODE(made.file.stat().st_mode) == 0o600
    assert sorted(each.name for each in store.state.iterdir()) == sorted(
        {"blobs", "inbox"} | ({"nashir.db"} if store.database.file else set())
    )


def test_in_a_folder_a_backup_gets_a_name_with_the_time(
    sqlite_store: Store, tmp_path: Path
) -> None:
    (tmp_path / "backups").mkdir()
    made = backup(sqlite_store, tmp_path / "backups", now=NOW)
    assert made.file.name == "nashir-backup-20261124T150000Z.tar"


def test_a_backup_is_brought_back_row_for_row(store: Store, tmp_path: Path) -> None:
    draft = filled(store)
    before = rows(store)
    made = backup(store, tmp_path / "b.tar", now=NOW)
    change = DraftChange(text="بعد")
    store.drafts.edit(draft.id, change, expected_revision=None, now=LATER, actor=EDITOR)
    add_draft(store, "جديد")
    for each in store.state.glob("blobs/??/*"):
        each.unlink()
    result = bring_back(made.file, place_of(store))
    assert (result.made, result.images, result.missing) == (NOW, 8, ())
    after = rows(store)
    line = max(after["journal"])
    after["journal"].remove(line)
    assert line[2:4] == (EDITOR, "restored")
    assert after.pop("meta") != before.pop("meta")
    assert after == before
    for image in draft.post.images:
        assert store.blobs.get(image.sha256)
    assert store.restored() == LATER
    Restoration(store.database).clear(LATER)
    assert store.restored() is None


@pytest.mark.parametrize("target", URLS)
def test_a_backup_of_one_kind_of_database_becomes_a_store_of_another(
    store: Store, target: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    filled(store)
    made = backup(store, tmp_path / "b.tar", now=NOW)
    if target == "sqlite":
        url = f"sqlite:///{tmp_path}/other/other.db"
        bring_back(made.file, Place(url=url, workspace=tmp_path, state=tmp_path / "other"))
        other = Store.open(url, workspace=tmp_path, state=tmp_path / "other")
    else:
        with request.getfixturevalue("postgres").database() as url:
            bring_back(made.file, Place(url=url, workspace=tmp_path, state=tmp_path / "other"))
            other = Store.open(url, workspace=tmp_path, state=tmp_path / "other")
            check_other(store, other)
        return
    check_other(store, other)


def check_other(store: Store, other: Store) -> None:
    with other.closing():
        mine, theirs = rows(store), rows(other)
        for name in (
            "draft",
            "draft_card",
            "content",
            "content_blob",
            "approval",
            "item",
            "page",
            "person",
        ):
            assert theirs[name] == mine[name], name
        highest = max(each[0] for each in mine["item"])
        fresh = put_item(other, mine["draft"][0][0], Status.QUEUED)
        assert fresh > highest
        with pytest.raises(IntegrityError), other.database.write() as connection:
            connection.execute(journal.delete())


def test_numbers_that_were_given_after_the_backup_are_not_given_again(
    store: Store, tmp_path: Path
) -> None:
    draft = filled(store)
    made = backup(store, tmp_path / "b.tar", now=NOW)
    lost = [put_item(store, draft.id, Status.QUEUED) for _ in range(3)]
    bring_back(made.file, place_of(store))
    assert put_item(store, draft.id, Status.QUEUED) > max(lost)


def test_waits_begin_anew_after_a_restore(store: Store, tmp_path: Path) -> None:
    instant = Instant(wall=NOW, ticks=0, boot="b")
    store.watches.elapsed("unknown:1", instant)
    store.runners.started(owner="a", host="h", pid=1, version="v", now=NOW)
    made = backup(store, tmp_path / "b.tar", now=NOW)
    bring_back(made.file, place_of(store))
    late = Instant(wall=NOW, ticks=9999, boot="b")
    assert store.watches.elapsed("unknown:1", late) == 0
    assert store.runners.all() == ()


def test_versions_come_back_with_their_images(store: Store, tmp_path: Path) -> None:
    made = add_draft(store)
    first, second = (redrawn(made, 1, shade, text=f"نص {shade}") for shade in (70, 71))
    who: dict[str, Any] = {"now": NOW, "actor": EDITOR}
    for number, change in enumerate((first, second), start=1):
        store.drafts.revise(made.id, change, expected_revision=number, **who)
    before = [store.drafts.version(made.id, each) for each in (1, 2, 3)]
    file = backup(store, tmp_path / "b.tar", now=NOW).file
    store.drafts.remove(made.id, now=NOW, actor=EDITOR)
    for each in store.state.glob("blobs/??/*"):
        each.unlink()
    assert bring_back(file, place_of(store)).images == 6
    assert [store.drafts.version(made.id, each) for each in (1, 2, 3)] == before
    assert store.drafts.undo(made.id, expected_revision=3, **who).text == "نص 70"
    assert store.blobs.get(first.cards[0].sha256)


def test_who_has_signed_out_since_a_backup_is_not_let_in_by_it(
    store: Store, tmp_path: Path
) -> None:
    filled(store)
    token = store.visits.begin("sara", now=NOW)
    store.attempts.failed("sara", "here", now=NOW)
    made = backup(store, tmp_path / "b.tar", now=NOW)
    bring_back(made.file, place_of(store))
    assert store.visits.find(token, now=NOW) is None
    assert store.people.get("sara").choices == {"language": "en"}
    with store.database.read() as connection:
        assert connection.execute(select(attempt)).all() == []


def test_the_store_as_it_was_is_kept_beside(store: Store, tmp_path: Path) -> None:
    filled(store)
    made = backup(store, tmp_path / "b.tar", now=NOW)
    late = add_draft(store, "بعد النسخة")
    result = bring_back(made.file, place_of(store))
    assert result.before == store.state / "before-restore-20261125T150000Z"
    url = f"sqlite:///{result.before}/nashir.db"
    with Store.open(url, workspace=tmp_path, state=store.state).closing() as kept:
        assert kept.drafts.get(late.id) == late


def test_a_store_in_use_is_left_alone(store: Store, tmp_path: Path) -> None:
    filled(store)
    made = backup(store, tmp_path / "b.tar", now=NOW)
    store.runners.started(owner="gone", host="h", pid=1, version="v", now=NOW)
    store.runners.stopped("gone", now=NOW)
    store.runners.started(owner="live", host="desk", pid=77, version="v", now=NOW)
    before = rows(store)
    asked: list[str] = []

    def is_alive(each: Runner) -> bool:
        asked.append(each.owner)
        return True

    with pytest.raises(StoreError, match=r"process 77 on desk.*stop it"):
        bring_back(made.file, place_of(store), is_alive=is_alive)
    assert asked == ["live"]
    assert rows(store) == before


def test_a_damaged_store_is_put_aside(sqlite_store: Store, tmp_path: Path) -> None:
    draft = filled(sqlite_store)
    made = backup(sqlite_store, tmp_path / "b.tar", now=NOW)
    file = sqlite_store.database.file
    assert file is not None
    for damage in (b"nothing of use", file.read_bytes()[:5000] + b"\xff" * 60_000):
        file.write_bytes(damage)
        result = bring_back(made.file, place_of(sqlite_store))
        assert (result.before / "damaged-nashir.db").read_bytes() == damage
        assert sqlite_store.drafts.get(draft.id) == draft


def test_an_image_that_the_store_lacks_does_not_stop_a_backup(
    sqlite_store: Store, tmp_path: Path
) -> None:
    draft = filled(sqlite_store)
    gone, changed = (card.sha256 for card in draft.cards[:2])
    image_file(sqlite_store, gone).unlink()
    image_file(sqlite_store, changed).write_bytes(b"other")
    made = backup(sqlite_store, tmp_path / "b.tar", now=NOW)
    assert made.images == 6
    assert set(made.missing) == {gone, changed}
    assert set(bring_back(made.file, place_of(sqlite_store)).missing) == {gone, changed}


def damaged_archives(contents: dict[str, bytes]) -> dict[str, dict[str, bytes]]:
    image = next(name for name in contents if name.startswith("blobs/"))
    manifest = json.loads(contents["manifest.json"])
    newer = json.dumps({**manifest, "format": 2}).encode()
    return {
        "is not what was put": {**contents, "nashir.db": contents["nashir.db"] + b"x"},
        "image .* is not what": {**contents, image: b"other"},
        "lacks manifest": {k: v for k, v in contents.items() if k != "manifest.json"},
        "lacks nashir": {k: v for k, v in contents.items() if k != "nashir.db"},
        "lacks blobs": {k: v for k, v in contents.items() if k != image},
        "list cannot be read": {**contents, "manifest.json": b"[]"},
        "newer Nashir": {**contents, "manifest.json": newer},
    }


def test_a_damaged_archive_changes_nothing(sqlite_store: Store, tmp_path: Path) -> None:
    filled(sqlite_store)
    made = backup(sqlite_store, tmp_path / "b.tar", now=NOW)
    before = rows(sqlite_store)
    bad = tmp_path / "bad.tar"
    for reason, contents in damaged_archives(members(made.file)).items():
        write_members(bad, contents)
        with pytest.raises(StoreError, match=reason):
            bring_back(bad, place_of(sqlite_store))
    data = made.file.read_bytes()
    for cut in (b"", b"no archive at all", data[: len(data) // 2]):
        bad.write_bytes(cut)
        with pytest.raises(StoreError, match="cannot be used"):
            bring_back(bad, place_of(sqlite_store))
    with pytest.raises(StoreError, match="cannot be read"):
        bring_back(tmp_path / "nowhere.tar", place_of(sqlite_store))
    assert rows(sqlite_store) == before
    assert not list(sqlite_store.state.glob("before-restore-*"))


def test_a_backup_goes_on_while_others_write(
    store: Store, open_store: OpenStore, tmp_path: Path
) -> None:
    add_draft(store)
    other = open_store()
    written: list[int] = []

    def write_one(done: int, _: int) -> None:
        add_draft(other, f"أثناء {done}", shades=(50 + done,))
        written.append(done)

    made = backup(store, tmp_path / "b.tar", now=NOW, progress=write_one)
    assert written
    assert len(store.drafts.all()) == 1 + len(written)
    bring_back(made.file, place_of(store))
    assert len(store.drafts.all()) == 1


def test_what_a_killed_backup_left_is_removed_a_day_later(
    sqlite_store: Store, tmp_path: Path
) -> None:
    old, young = (sqlite_store.state / f".new-{each}" for each in ("old", "young"))
    for each, age in ((old, 25), (young, 23)):
        each.mkdir()
        left = (NOW - timedelta(hours=age)).timestamp()
        os.utime(each, (left, left))
    backup(sqlite_store, tmp_path / "b.tar", now=NOW)
    assert (old.exists(), young.exists()) == (False, True)


def test_a_backup_that_cannot_be_written_is_told(sqlite_store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        backup(sqlite_store, tmp_path / "no" / "such" / "folder.tar", now=NOW)


RESTORER = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from composer.store.restore import Place, restore

file, url, workspace = sys.argv[1:]
workspace = Path(workspace)
place = Place(url=url, workspace=workspace, state=workspace / ".nashir")
print("ready", flush=True)
restore(Path(file), place, is_alive=lambda _: False, now=datetime.now(UTC), actor="killed")
"""


def test_a_killed_restore_leaves_the_old_store_or_the_new(
    store: Store, store_url: str, tmp_path: Path
) -> None:
    for number in range(20):
        add_draft(store, f"خبر {number}", shades=(number,))
    made = backup(store, tmp_path / "b.tar", now=NOW)
    add_draft(store, "بعد النسخة")
    for number in range(KILLS):
        command = [sys.executable, "-c", RESTORER, str(made.file), store_url, str(tmp_path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            try:
                process.wait(timeout=0.03 + number * 0.02)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
        with store.database.read() as connection:
            count = connection.scalar(select(func.count()).select_from(draft))
        assert (count, store.restored() is None) in {(21, True), (20, False)}
        assert_triggers(store)


def assert_triggers(store: Store) -> None:
    with pytest.raises(IntegrityError), store.database.write() as connection:
        connection.execute(text("DELETE FROM journal"))
    with pytest.raises(IntegrityError), store.database.write() as connection:
        connection.execute(insert(item).values(draft="x"))
