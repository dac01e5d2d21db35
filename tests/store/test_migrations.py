"""The way from an empty or an older database to the present one."""

import logging
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise, product
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from postgres import Server
from sqlalchemy import Connection, create_engine, insert, inspect, select, text, update
from stores import NOW, add_draft

from composer.domain.post import Post, Target
from composer.domain.queue import MOVES, Status
from composer.errors import StoreError
from composer.store.approval import valid_approval
from composer.store.change import DraftChange
from composer.store.database import Database, IntegrityError
from composer.store.desk_list import DeskQuery, Tab
from composer.store.page_load import page_loads
from composer.store.revision import SHIPPED, Migrations
from composer.store.schema import content, item, meta, metadata
from composer.store.store import Store

HEAD_AND_ONE = f"{int(SHIPPED.head) + 1:04d}"
NEXT = f"""
from alembic import op

revision = "{HEAD_AND_ONE}"
down_revision = "{SHIPPED.head}"


def upgrade():
    op.execute("CREATE TABLE novelty (name TEXT NOT NULL)")
    op.execute("INSERT INTO novelty VALUES ('once')")
"""  # noqa: S608 - a program, not a query
PROCESSES = 4


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.db"
        return
    server: Server = request.getfixturevalue("postgres")
    with server.database(template="template0") as url:
        yield url


on_both = pytest.mark.parametrize("empty_url", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def newer(tmp_path: Path) -> Migrations:
    """The revisions with one more."""
    folder = tmp_path / "newer"
    shutil.copytree(SHIPPED.folder, folder)
    (folder / "versions" / f"r{HEAD_AND_ONE}.py").write_text(NEXT, encoding="utf-8")
    return Migrations(folder=folder, head=HEAD_AND_ONE)


def revision_of(database: Database) -> str | None:
    with database.read() as connection:
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found


@on_both
def test_a_new_database_has_just_what_the_queries_expect(empty_url: str, tmp_path: Path) -> None:
    opened = Database.open(empty_url, workspace=tmp_path)
    with opened.closing() as database, database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata) == []
        assert len(connection.execute(select(meta).where(meta.c.name == "id")).one().value) == 32


def test_the_frozen_tables_of_sqlite_are_those_of_the_queries_word_for_word(
    sqlite_store: Store, tmp_path: Path
) -> None:
    fresh = create_engine(f"sqlite:///{tmp_path}/fresh.db")
    metadata.create_all(fresh)
    with fresh.begin() as connection:
        wanted = statements(connection)
    fresh.dispose()
    with sqlite_store.database.read() as connection:
        assert statements(connection) == wanted


def statements(connection: Connection) -> dict[str, str]:
    query = "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql <> ''"
    return {
        row.name: re.sub(r"\s+", "", row.sql)
        for row in connection.execute(text(query))
        if row.name not in {"alembic_version", "sqlite_sequence"}
    }


def test_the_frozen_rules_of_postgresql_are_those_of_the_queries(postgres: Server) -> None:
    with postgres.database() as url, postgres.database(template="template0") as fresh_url:
        frozen, fresh = create_engine(url), create_engine(fresh_url)
        metadata.create_all(fresh)
        with frozen.begin() as connection, fresh.begin() as other:
            assert rules(connection) == rules(other)
        frozen.dispose()
        fresh.dispose()


def rules(connection: Connection) -> set[tuple[str, ...]]:
    checks = """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
        AND conrelid::regclass::text <> 'alembic_version'
    """
    indexes = """
        SELECT tablename, indexname, indexdef FROM pg_indexes
        WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    """
    return {tuple(row) for each in (checks, indexes) for row in connection.execute(text(each))}


def put_item(connection: Connection, status: Status = Status.QUEUED) -> None:
    values = {"draft": "d", "page": "main", "publisher": "sandbox", "page_id": "1"}
    times = {"due": NOW, "wake": NOW, "zone": "UTC", "intent": NOW, "lease": NOW}
    row = insert(item).values(**values, **times, target="sandbox:1", approval="f" * 64)
    connection.execute(row.values(status=status, owner="me", post_id="p"))


@pytest.fixture
def with_content(store: Store) -> Store:
    made = {"title": "t", "title_key": "k", "theme": "m", "made": NOW, "changed": NOW}
    with store.database.write() as connection:
        draft = metadata.tables["draft"]
        connection.execute(insert(draft).values(id="d", **made, text="x", document="{}"))
        body = {"target": "sandbox:1", "body": "{}"}
        connection.execute(insert(content).values(fingerprint="f" * 64, **body))
    return store


def shortest_ways() -> dict[Status, tuple[Status, ...]]:
    ways: dict[Status, tuple[Status, ...]] = {Status.QUEUED: (Status.QUEUED,)}
    while len(ways) < len(Status):
        for status, way in list(ways.items()):
            for other in sorted(MOVES[status]):
                ways.setdefault(other, (*way, other))
    return ways


def move(store: Store, status: Status) -> None:
    with store.database.write() as connection:
        connection.execute(update(item).values(status=status))


def test_the_database_knows_just_the_legal_moves(with_content: Store) -> None:
    for status, other in product(Status, Status):
        with with_content.database.write() as connection:
            connection.execute(text("DELETE FROM item"))
            put_item(connection)
        for _, step in pairwise(shortest_ways()[status]):
            move(with_content, step)
        if status is other or other in MOVES[status]:
            move(with_content, other)
        else:
            with pytest.raises(IntegrityError, match="not legal"):
                move(with_content, other)


@pytest.mark.parametrize("status", [each for each in Status if each is not Status.QUEUED])
def test_an_item_begins_as_queued(with_content: Store, status: Status) -> None:
    with (
        pytest.raises(IntegrityError, match="must be queued"),
        with_content.database.write() as connection,
    ):
        put_item(connection, status)


@pytest.mark.parametrize("column", ["fence", "comment_fence"])
def test_a_fence_never_shrinks(with_content: Store, column: str) -> None:
    with with_content.database.write() as connection:
        put_item(connection)
        connection.execute(update(item).values({column: 3}))
        connection.execute(update(item).values({column: 3}))
    with (
        pytest.raises(IntegrityError, match="never shrinks"),
        with_content.database.write() as connection,
    ):
        connection.execute(update(item).values({column: 2}))


def test_what_was_approved_is_never_changed(with_content: Store) -> None:
    with (
        pytest.raises(IntegrityError, match="never changed"),
        with_content.database.write() as connection,
    ):
        connection.execute(update(content).values(body='{"text": "other"}'))


def test_a_page_has_one_busy_item(with_content: Store) -> None:
    with with_content.database.write() as connection:
        put_item(connection)
        put_item(connection)
    with pytest.raises(IntegrityError):
        move(with_content, Status.CLAIMED)


def test_ticks_keep_their_fractions(store: Store) -> None:
    watch = metadata.tables["watch"]
    with store.database.write() as connection:
        connection.execute(insert(watch).values(subject="s", boot="b", ticks=123456789.123))
    with store.database.read() as connection:
        assert connection.scalar(select(watch.c.ticks)) == 123456789.123


def test_an_older_sqlite_store_is_copied_and_then_changed(
    sqlite_store: Store, newer: Migrations, tmp_path: Path
) -> None:
    draft = add_draft(sqlite_store)
    url = "sqlite:///.nashir/nashir.db"
    with Database.open(url, workspace=tmp_path, migrations=newer).closing() as database:
        assert revision_of(database) == HEAD_AND_ONE
    copy = sqlite_store.state / f"nashir-before-{HEAD_AND_ONE}.db"
    with sqlite3.connect(copy) as connection:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
        assert connection.execute("SELECT id FROM draft").fetchall() == [(draft.id,)]
    connection.close()
    assert "novelty" not in tables
    assert copy.stat().st_mode & 0o777 == 0o600
    assert not list(sqlite_store.state.glob(".new-*"))


def test_an_older_postgresql_store_is_dumped_and_then_changed(
    postgres_url: str, newer: Migrations, tmp_path: Path
) -> None:
    address = postgres_url.replace("nashir@", "nashir:pass%3Aword@")
    with Database.open(address, workspace=tmp_path, migrations=newer).closing() as database:
        assert revision_of(database) == HEAD_AND_ONE
    dump = tmp_path / f"nashir-before-{HEAD_AND_ONE}.dump"
    listed = subprocess.run(["pg_restore", "--list", dump], capture_output=True, check=True)
    assert b"TABLE DATA public draft" in listed.stdout
    assert b"novelty" not in listed.stdout


def test_without_pg_dump_the_missing_copy_is_told(
    postgres_url: str,
    newer: Migrations,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with caplog.at_level(logging.WARNING):
        Database.open(postgres_url, workspace=tmp_path, migrations=newer).close()
    assert "pg_dump was not found" in caplog.text


@on_both
def test_a_newer_store_is_refused(empty_url: str, newer: Migrations, tmp_path: Path) -> None:
    Database.open(empty_url, workspace=tmp_path, migrations=newer).close()
    with pytest.raises(StoreError, match="made by a newer Nashir"):
        Database.open(empty_url, workspace=tmp_path)


@on_both
def test_a_database_of_another_program_is_left_alone(empty_url: str, tmp_path: Path) -> None:
    engine = create_engine(empty_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE item (x INTEGER)"))
    with pytest.raises(StoreError, match="tables of another program"):
        Database.open(empty_url, workspace=tmp_path)
    assert inspect(engine).get_table_names() == ["item"]
    engine.dispose()


@on_both
def test_a_step_that_fails_leaves_the_store_as_it_was(
    empty_url: str, newer: Migrations, tmp_path: Path
) -> None:
    Database.open(empty_url, workspace=tmp_path).close()
    broken = newer.folder / "versions" / f"r{HEAD_AND_ONE}.py"
    broken.write_text(NEXT + "    raise KeyError\n", encoding="utf-8")
    with pytest.raises(KeyError):
        Database.open(empty_url, workspace=tmp_path, migrations=newer)
    with Database.open(empty_url, workspace=tmp_path).closing() as database:
        assert revision_of(database) == SHIPPED.head
        with database.read() as connection:
            assert "novelty" not in inspect(connection).get_table_names()


def until(tmp_path: Path, head: str) -> Migrations:
    """Return the revisions as they were when one of them was the last."""
    folder = tmp_path / f"until-{head}"
    shutil.copytree(SHIPPED.folder, folder)
    for each in folder.glob("versions/r*.py"):
        if each.stem > f"r{head}":
            each.unlink()
    return Migrations(folder=folder, head=head)


@pytest.fixture
def first(tmp_path: Path) -> Migrations:
    """The revisions as they were when there was only one."""
    return until(tmp_path, "0001")


def put_old(connection: Connection) -> None:
    """Put drafts as the first program did, each in another state."""
    made = {"title_key": "k", "theme": "m", "source": None, "made": NOW, "changed": NOW}
    post = {"text": "نص", "document": '{"cards":[],"findings":[],"theme":"m"}'}
    tables = metadata.tables
    titles = {"new": "إعلان", "approved": "ب", "queued": "ج", "published": "د", "gone": "ه"}
    for name, title in titles.items():
        removed = NOW if name == "gone" else None
        row = {"id": f"old-{name}", "title": title, "revision": 3, "removed": removed}
        connection.execute(insert(tables["draft"]).values(**row, **made, **post))
        line = {"at": NOW, "event": "taken in", "draft": f"old-{name}", "detail": "{}"}
        connection.execute(insert(tables["journal"]).values(actor="sara", **line))
    body = {"fingerprint": "f" * 64, "target": "sandbox:1", "body": "{}"}
    connection.execute(insert(content).values(**body))
    allowed = {"target": "t", "page": "main", "fingerprint": "f" * 64, "approver": "sara"}
    approval = insert(tables["approval"]).values(draft="old-approved", accepted="[]", at=NOW)
    connection.execute(approval.values(**allowed))
    place = {"page": "main", "publisher": "sandbox", "page_id": "1", "approval": "f" * 64}
    times = {"due": NOW, "wake": NOW, "zone": "UTC"}
    for name in ("queued", "published"):
        put = insert(item).values(draft=f"old-{name}", target=name, **place, **times)
        connection.execute(put)
    out = update(item).where(item.c.draft == "old-published")
    connection.execute(out.values(status=Status.PUBLISHED, post_id="p", published=NOW))


@on_both
def test_a_store_of_the_first_version_is_brought_up_with_all_its_drafts(
    empty_url: str, first: Migrations, tmp_path: Path
) -> None:
    opened = Database.open(empty_url, workspace=tmp_path, migrations=first)
    with opened.closing() as database, database.write() as connection:
        put_old(connection)
    with Store.open(empty_url, workspace=tmp_path, state=tmp_path).closing() as store:
        assert {tab.value: titles(store, tab) for tab in Tab} == {
            "drafts": ["إعلان"],
            "review": [],
            "queue": ["ب", "ج"],
            "published": ["د"],
            "attention": [],
        }
        (row,) = store.drafts.desk_list(DeskQuery(search="اعلان"), now=NOW).rows
        assert (row.actor, row.revision) == ("sara", 3)
        old = store.drafts.get("old-new")
        (version,) = store.drafts.versions("old-new")
        assert (version.number, version.actor, version.is_current) == (3, "sara", True)
        change = DraftChange(text="آخر")
        store.drafts.edit("old-new", change, expected_revision=3, now=NOW, actor="omar")
        back = store.drafts.undo("old-new", expected_revision=4, now=NOW, actor="omar")
        assert (back.text, back.document, back.revision) == (old.text, old.document, 5)
        assert [each.number for each in store.drafts.versions("old-new")] == [5, 4, 3]


@on_both
def test_a_store_of_one_page_keeps_its_approvals_and_learns_of_others(
    empty_url: str, tmp_path: Path
) -> None:
    second = until(tmp_path, "0002")
    opened = Database.open(empty_url, workspace=tmp_path, migrations=second)
    fingerprint = Post(text="نص").fingerprint("t")
    with opened.closing() as database, database.write() as connection:
        put_old(connection)
        connection.execute(insert(content).values(fingerprint=fingerprint, target="t", body="{}"))
        allowed = update(metadata.tables["approval"])
        connection.execute(allowed.values(fingerprint=fingerprint))
        stuck = update(item).where(item.c.draft == "old-queued")
        connection.execute(stuck.values(status=Status.ATTENTION))
    with Store.open(empty_url, workspace=tmp_path, state=tmp_path).closing() as store:
        page = Target(page="main", publisher="t", page_id="")
        with store.database.read() as connection:
            draft = store.drafts.get("old-approved")
            assert valid_approval(connection, draft, "t") is not None
        assert draft.own == ()
        change = DraftChange(text="لصفحة أخرى", target=page)
        fresh = store.drafts.edit(draft.id, change, expected_revision=3, now=NOW, actor="omar")
        assert fresh.post_for(page.key).text == "لصفحة أخرى"
        with store.database.read() as connection:
            assert valid_approval(connection, fresh, "t") is not None
        assert page_loads(store.database)["queued"].attention == 1


def titles(store: Store, tab: Tab) -> list[str]:
    found = store.drafts.desk_list(DeskQuery(tab=tab), now=NOW)
    return [row.title for row in found.rows]


OPENER = """
import sys
from pathlib import Path
from composer.store.database import Database
from composer.store.page_load import page_loads
from composer.store.revision import Migrations

url, workspace, folder, head = sys.argv[1:]
migrations = Migrations(folder=Path(folder), head=head)
print("ready", flush=True)
sys.stdin.readline()
Database.open(url, workspace=Path(workspace), migrations=migrations).close()
"""


def open_at_once(url: str, workspace: Path, migrations: Migrations) -> None:
    words = [url, str(workspace), str(migrations.folder), migrations.head]
    command = [sys.executable, "-W", "error", "-c", OPENER, *words]
    pipe = subprocess.PIPE
    running = [subprocess.Popen(command, stdin=pipe, stdout=pipe) for _ in range(PROCESSES)]
    for each in running:
        assert each.stdout is not None
        assert each.stdout.readline() == b"ready\n"
    for each in running:
        assert each.stdin is not None
        each.stdin.write(b"go\n")
        each.stdin.flush()
    for each in running:
        each.communicate()
    assert [each.returncode for each in running] == [0] * PROCESSES


@on_both
def test_of_several_programs_one_makes_the_store_and_one_changes_it(
    empty_url: str, newer: Migrations, tmp_path: Path
) -> None:
    open_at_once(empty_url, tmp_path, SHIPPED)
    open_at_once(empty_url, tmp_path, newer)
    opened = Database.open(empty_url, workspace=tmp_path, migrations=newer)
    with opened.closing() as database, database.read() as connection:
        names = list(connection.scalars(text("SELECT name FROM novelty")))
        ids = list(connection.scalars(select(meta.c.value).where(meta.c.name == "id")))
    assert names == ["once"]
    assert len(ids) == 1


def test_a_store_that_is_up_to_date_is_opened_without_alembic(sqlite_store: Store) -> None:
    script = (
        "import sys; from pathlib import Path; from composer.store.store import Store;"
        "w = Path(sys.argv[1]); Store.open('sqlite:///.nashir/nashir.db', workspace=w,"
        " state=w / '.nashir'); print('alembic' in sys.modules, 'psycopg' in sys.modules)"
    )
    command = [sys.executable, "-c", script, str(sqlite_store.state.parent)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"


def test_every_revision_is_known_by_its_number() -> None:
    names = sorted(each.stem for each in (SHIPPED.folder / "versions").glob("r*.py"))
    assert names[-1] == f"r{SHIPPED.head}"
    assert [each.removeprefix("r") for each in names] == [
        f"{number:04d}" for number in range(1, len(names) + 1)
    ]
