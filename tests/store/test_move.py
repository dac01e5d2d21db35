"""Moving a store from one database to another."""

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from postgres import Server
from revisions import redrawn
from sqlalchemy import Connection, Engine, delete, event, insert, select, true, update
from stores import EDITOR, NOW, PAGE, add_draft, put_item

from composer.domain.clock import Instant
from composer.domain.queue import Status
from composer.domain.role import Role
from composer.errors import StoreError
from composer.store.blob import FolderBlobs
from composer.store.carry import Carried
from composer.store.database import Database, insert_new
from composer.store.desk_schema import attempt
from composer.store.dump import copy_sqlite
from composer.store.hold import APPLICATION
from composer.store.move import End, Move, Moved, Part
from composer.store.runner import Runner
from composer.store.schema import item, journal, meta, metadata
from composer.store.store import Store
from composer.store.sweep import sweep_images

LATER = NOW + timedelta(days=1)
FAR = NOW + timedelta(days=9999)

Rows = dict[str, list[tuple[Any, ...]]]


def nobody(_: Sequence[Runner]) -> tuple[str, ...]:
    return ()


def filled(store: Store) -> str:
    """Give a store something in nearly every table, and gaps behind its numbers."""
    draft = add_draft(store, "أول")
    add_draft(store, "ثان", shades=(7, 8))
    store.drafts.approve(draft.id, PAGE, approver=EDITOR, now=NOW)
    for status in (Status.PUBLISHED, Status.ATTENTION, Status.UNKNOWN, Status.QUEUED):
        put_item(store, draft.id, status)
    change = redrawn(draft, 1, 99, text="نص")
    store.drafts.revise(draft.id, change, expected_revision=1, now=NOW, actor=EDITOR)
    store.pages.pause(PAGE, now=NOW, actor=EDITOR)
    store.watches.elapsed("q3", Instant(wall=NOW, ticks=123.456, boot="b"))
    store.people.add("sara", role=Role.EDITOR, secret="hash", now=NOW, actor=EDITOR)  # noqa: S106 - no password
    store.tokens.add("w", role=Role.WRITER, now=NOW, actor=EDITOR)
    store.drafts.ask(draft.id, now=NOW, actor=EDITOR)
    store.runners.started(owner="gone", host="h", pid=1, version="1", now=NOW)
    store.runners.stopped("gone", now=NOW)
    with store.database.write() as connection:
        for _ in range(3):
            connection.execute(insert(attempt).values(subject="s", at=NOW))
        connection.execute(delete(attempt))
    return draft.id


@pytest.fixture
def old(sqlite_store: Store) -> Store:
    """A store on SQLite that is full."""
    filled(sqlite_store)
    return sqlite_store


@pytest.fixture
def empty_url(postgres: Server) -> Iterator[str]:
    """The address of a database without any table."""
    with postgres.database(template="template0") as url:
        yield url


def url_of(store: Store) -> str:
    return f"sqlite:///{store.database.file}"


def end(url: str, store: Store, *, images: Path | None = None, wait_s: float = 1) -> End:
    """Return an end of a move as the command has it."""
    named = url if url.startswith("sqlite") else f"{url}?application_name={APPLICATION}"
    database = Database.connect(named, workspace=store.state.parent, wait_s=wait_s)
    return End(database=database, images=FolderBlobs(images or store.state / "blobs"), shown=url)


def move(store: Store, source: str, target: str, **more: Any) -> Moved:  # noqa: ANN401 - arguments
    """Move a store whose files lie where those of another do."""
    images = more.pop("images", None)
    wait_s = more.pop("wait_s", 1)
    ends = end(source, store, wait_s=wait_s), end(target, store, images=images)
    try:
        arguments = {"programs": nobody, "now": LATER, "actor": EDITOR, **more}
        return Move(source=ends[0], target=ends[1], **arguments).run()
    finally:
        for each in ends:
            each.database.close()


def rows(url: str, store: Store) -> Rows:
    """Return all that a database holds, but for what a move itself leaves in it."""
    database = Database.connect(url, workspace=store.state.parent)
    own = {
        meta: meta.c.name.not_in(["arrived", "sealed"]),
        journal: journal.c.event != "store moved",
    }
    with database.closing(), database.read() as connection:
        found: Rows = {}
        for table in metadata.sorted_tables:
            query = select(table).where(own.get(table, true()))
            found[table.name] = sorted(map(tuple, connection.execute(query)), key=repr)
        return found


def refusal(url: str, store: Store) -> str:
    """Return what is said to who opens a store."""
    with pytest.raises(StoreError) as told:
        Database.open(url, workspace=store.state.parent)
    return str(told.value)


def test_a_store_goes_to_postgresql_and_back_with_every_row(old: Store, empty_url: str) -> None:
    before = rows(url_of(old), old)
    assert sum(map(bool, before.values())) >= 15
    seen: dict[Part, tuple[int, int]] = {}

    def progress(part: Part, done: int, of: int) -> None:
        seen[part] = done, of

    there = move(old, url_of(old), empty_url, progress=progress)
    total = sum(map(len, before.values()))
    assert (there.rows, there.missing, there.resumed) == (total, (), False)
    assert seen == {Part.COPY: (total, total), Part.COMPARE: (total, total)}
    assert rows(empty_url, old) == before
    move(old, empty_url, url_of(old))
    assert rows(url_of(old), old) == before
    assert "was moved to sqlite" in refusal(empty_url, old)
    with Store.open(url_of(old), workspace=old.state.parent, state=old.state).closing() as back:
        events = [each.event for each in back.journal.since(0)]
    assert events.count("store moved") == 2


def test_a_store_goes_from_one_server_to_another(
    old: Store, postgres_url: str, empty_url: str
) -> None:
    before = rows(url_of(old), old)
    move(old, url_of(old), postgres_url)
    move(old, postgres_url, empty_url)
    assert rows(empty_url, old) == before


def test_numbers_go_on_where_they_were(old: Store, empty_url: str) -> None:
    with old.database.write() as connection:
        connection.execute(insert(attempt).values(subject="s", at=NOW))
        last = connection.execute(select(attempt.c.id)).scalar_one()
        connection.execute(delete(attempt))
    highest = max(int(each.id[1:]) for each in old.queue.all())
    move(old, url_of(old), empty_url)
    with Store.open(empty_url, workspace=old.state.parent, state=old.state).closing() as fresh:
        added = put_item(fresh, add_draft(fresh, "جديد").id, Status.QUEUED)
        assert added == highest + 1
        with fresh.database.write() as connection:
            row = insert(attempt).values(subject="s", at=NOW).returning(attempt.c.id)
            assert connection.scalar(row) == last + 1, "a number that was given and is gone"


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_old_store_says_where_it_went_and_takes_nothing_more(
    old: Store, empty_url: str, postgres_url: str, kind: str
) -> None:
    source, target = url_of(old), empty_url
    if kind == "postgresql":
        move(old, source, postgres_url)
        source = postgres_url
    still_open = Store.open(unseen(source), workspace=old.state.parent, state=old.state)
    draft = still_open.drafts.all()[0].id
    before, images = rows(source, old), set(old.blobs.names())
    move(old, source, target)
    assert f"was moved to {target} on 2026-11-25 15:00 UTC" in refusal(source, old)
    with still_open.closing():
        assert still_open.drafts.get(draft)
        with pytest.raises(StoreError, match="was moved to another database while"):
            still_open.drafts.approve(draft, PAGE, approver=EDITOR, now=NOW)
        with pytest.raises(StoreError, match="was moved"), still_open.database.write() as writing:
            insert_new(writing, meta, name="x", value="y")
        with pytest.raises(StoreError, match="was moved"):
            sweep_images(still_open.database, still_open.blobs, since=NOW, now=FAR)
        assert set(still_open.blobs.names()) == images
    assert rows(source, old) == before


BY_SEAL, BY_END = "commit 2", "commit 3"
"""Before the old store gets its seal, and before the new one loses its own."""


@pytest.mark.parametrize(
    ("way", "points"),
    [
        ("to PostgreSQL", (Part.IMAGES, BY_SEAL)),
        ("to SQLite", (Part.COMPARE, BY_END)),
    ],
)
def test_a_killed_move_leaves_one_store_that_counts_and_ends_when_done_again(
    old: Store, postgres: Server, tmp_path: Path, way: str, points: tuple[str, ...]
) -> None:
    before = rows(url_of(old), old)
    with postgres.database() as full:
        if way == "to SQLite":
            move(old, url_of(old), full)
        for number, point in enumerate(points):
            images = tmp_path / str(number)
            with ends_of(way, old, postgres, full, images) as (source, target):
                assert killed_at(point, old, source, target, images)
                usable = [each for each in (source, target) if has_drafts(each, old)]
                assert usable == ([] if point == BY_END else [source])
                if not usable:
                    assert "nashir store move" in refusal(source, old)
                    assert "not whole yet" in refusal(target, old)
                done = move(old, source, target, images=images)
                assert done.resumed == (not usable)
                assert rows(target, old) == before
                assert not has_drafts(source, old)
                assert move(old, source, target, images=images).resumed


@contextmanager
def ends_of(
    way: str, old: Store, postgres: Server, full: str, folder: Path
) -> Iterator[tuple[str, str]]:
    """Give the addresses of a full store and of an empty one."""
    folder.mkdir()
    assert old.database.file is not None
    if way == "to PostgreSQL":
        copy_sqlite(old.database.file, folder / "old.db")
        with postgres.database() as target:
            yield f"sqlite:///{folder}/old.db", target
    else:
        with postgres.database(template=full.rpartition("/")[2]) as source:
            Database.open(f"sqlite:///{folder}/new.db", workspace=folder).close()
            yield source, f"sqlite:///{folder}/new.db"


def test_who_comes_while_a_store_is_moved_is_kept_out(store: Store, tmp_path: Path) -> None:
    draft = filled(store)
    source = address_of(store)
    store.close()
    writer = Database.connect(unseen(source), workspace=tmp_path, wait_s=0.05)
    target = f"sqlite:///{tmp_path}/new.db"
    refused: list[str] = []

    def progress(part: Part, done: int, of: int) -> None:
        if done != of:
            return
        with pytest.raises(StoreError) as told, writer.write() as connection:
            connection.execute(update(meta).values(value="x"))
        refused.append(str(told.value))
        if part is Part.COMPARE:
            with pytest.raises(StoreError) as told:
                move(store, source, target, wait_s=0.05)
            refused.append(str(told.value))

    with writer.closing():
        move(store, source, target, progress=progress)
    assert len(refused) == 3
    assert all("another program holds" in each for each in refused)
    with Store.open(target, workspace=tmp_path, state=store.state).closing() as fresh:
        assert fresh.drafts.get(draft)


def test_a_store_in_use_is_not_moved(store: Store, tmp_path: Path) -> None:
    draft = filled(store)
    source = address_of(store)
    target = f"sqlite:///{tmp_path}/new.db"
    if store.database.file is None:
        with pytest.raises(StoreError, match=r"in use: stop a program on 127\.0\.0\.1"):
            move(store, source, target)
    store.close()
    with pytest.raises(StoreError, match=r"in use: stop nashir desk .*, then move it"):
        move(store, source, target, programs=lambda _: ("nashir desk (process 7)",))
    with store.database.write() as connection:
        connection.execute(update(item).where(item.c.status == "unknown").values(status="queued"))
    number = put_item(store, draft, Status.UPLOADING)
    store.close()
    with pytest.raises(StoreError, match=rf"q{number} in .* nashir run --once"):
        move(store, source, target)
    assert has_drafts(source, store)
    assert not has_drafts(target, store)


def test_nothing_is_thrown_away_at_the_other_end(old: Store, tmp_path: Path) -> None:
    other_url = f"sqlite:///{tmp_path}/b.db"
    with Store.open(other_url, workspace=tmp_path, state=tmp_path).closing() as other:
        other.people.add("omar", role=Role.EDITOR, secret="h", now=NOW, actor=EDITOR)  # noqa: S106 - no password
    before = rows(other_url, old)
    with pytest.raises(StoreError, match="holds a store already"):
        move(old, url_of(old), other_url)
    assert rows(other_url, old) == before
    move(old, other_url, f"sqlite:///{tmp_path}/c.db")
    with pytest.raises(StoreError, match="end of another store's move"):
        move(old, url_of(old), other_url)
    assert has_drafts(url_of(old), old)


def test_a_store_that_was_moved_goes_nowhere_else(old: Store, tmp_path: Path) -> None:
    target = f"sqlite:///{tmp_path}/c.db"
    move(old, url_of(old), target)
    for elsewhere in (f"sqlite:///{tmp_path}/d.db", target.replace("c.db", "e.db")):
        with pytest.raises(StoreError, match="was moved to"):
            move(old, url_of(old), elsewhere)
    assert has_drafts(target, old)


def test_images_that_another_place_lacks_are_copied(old: Store, tmp_path: Path) -> None:
    names = sorted(old.blobs.names())
    gone, damaged, there = names[:3]
    files = FolderBlobs(old.state / "blobs")
    files.path(gone).unlink()
    files.path(damaged).write_bytes(b"other")
    place = FolderBlobs(tmp_path / "images")
    place.put(files.get(there))
    far: list[tuple[int, int]] = []

    def progress(part: Part, done: int, of: int) -> None:
        if part is Part.IMAGES:
            far.append((done, of))

    target = f"sqlite:///{tmp_path}/new.db"
    done = move(old, url_of(old), target, images=tmp_path / "images", progress=progress)
    lacking = len(names) - 2
    assert done.images == Carried(copied=lacking - 1, there=1, damaged=(damaged,))
    assert done.missing == tuple(sorted((gone, damaged)))
    assert far[lacking - 1] == (lacking, lacking)
    assert set(place.names()) == set(names) - {gone, damaged}


def address_of(store: Store) -> str:
    return url_of(store) if store.database.file else store.database.url


def unseen(url: str) -> str:
    """Return an address by which a server does not know a program for ours."""
    return url if url.startswith("sqlite") else f"{url}?application_name=unseen"


def has_drafts(url: str, store: Store) -> bool:
    """Tell whether a store may be used and has drafts."""
    try:
        database = Database.open(url, workspace=store.state.parent)
        with database.closing(), database.read() as connection:
            return connection.execute(select(item.c.id)).first() is not None
    except StoreError:
        return False


def killed_at(point: str, store: Store, source: str, target: str, images: Path) -> bool:
    """Move in a process of its own that is killed at a point; tell whether it came so far."""
    child = os.fork()
    if child == 0:
        try:
            die_at(point, store, source, target, images)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0
    return os.WIFSIGNALED(status)


def die_at(point: str, store: Store, source: str, target: str, images: Path) -> None:
    commits = count(1)

    def before_commit(connection: Connection) -> None:
        if connection.get_execution_options().get("writes") and point == f"commit {next(commits)}":
            os.kill(os.getpid(), signal.SIGKILL)

    def progress(part: Part, done: int, of: int) -> None:
        if point == part and done >= of // 2:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "commit", before_commit)
    move(store, source, target, images=images, progress=progress)
