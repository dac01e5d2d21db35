import re
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from postgres import Server
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import OperationalError
from stores import OpenStore

from composer.errors import StoreError
from composer.store.connect import parse_url
from composer.store.database import Database, IntegrityError, insert_new
from composer.store.failure import store_error
from composer.store.schema import meta
from composer.store.store import Store

WRITERS = 8
EACH = 25


def value(database: Database, name: str) -> str | None:
    with database.read() as connection:
        found: str | None = connection.scalar(select(meta.c.value).where(meta.c.name == name))
        return found


def put(database: Database, name: str, to: str) -> None:
    with database.write() as connection:
        connection.execute(insert(meta).values(name=name, value=to))


def test_a_relative_path_counts_from_the_workspace(tmp_path: Path) -> None:
    Database.open("sqlite:///deep/in/it.db", workspace=tmp_path).close()
    assert (tmp_path / "deep/in/it.db").is_file()
    elsewhere = tmp_path / "elsewhere.db"
    Database.open(f"sqlite:///{elsewhere}", workspace=tmp_path / "w").close()
    assert elsewhere.is_file()
    assert not (tmp_path / "w").exists()


def test_only_the_owner_may_read_the_file_and_what_lies_beside_it(tmp_path: Path) -> None:
    opened = Database.open("sqlite:///it.db", workspace=tmp_path)
    with opened.closing() as database, database.write() as connection:
        connection.execute(insert(meta).values(name="a", value="b"))
        files = list(tmp_path.glob("it.db*"))
        assert len(files) == 3
        assert {stat.S_IMODE(each.stat().st_mode) for each in files} == {0o600}


def test_what_is_committed_is_on_the_disk_and_writers_begin_as_writers(
    sqlite_store: Store,
) -> None:
    with sqlite_store.database.write() as connection:
        asked = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
        second = Database.open(
            "sqlite:///.nashir/nashir.db", workspace=sqlite_store.state.parent, wait_s=0.05
        )
        with pytest.raises(StoreError, match="another program holds"), second.write():
            pass
    assert asked == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
    }


def test_postgresql_answers_only_when_the_disk_has_it(postgres: Server, tmp_path: Path) -> None:
    with postgres.database() as url:
        postgres.run(f"ALTER DATABASE {url.rpartition('/')[2]} SET synchronous_commit = off")
        with (
            Database.open(url, workspace=tmp_path).closing() as database,
            database.write() as connection,
        ):
            assert connection.scalar(text("SHOW synchronous_commit")) == "on"
            assert connection.scalar(text("SHOW transaction_isolation")) == "read committed"


def test_what_an_address_says_itself_about_a_connection_holds(
    postgres_url: str, tmp_path: Path
) -> None:
    url = f"{postgres_url}?options=-c%20work_mem%3D7MB&application_name=mine"
    with (
        Database.open(url, workspace=tmp_path).closing() as database,
        database.read() as connection,
    ):
        shown = [
            connection.scalar(text(f"SHOW {name}"))
            for name in ("work_mem", "application_name", "synchronous_commit", "jit")
        ]
    assert shown == ["7MB", "mine", "on", "off"]


def test_a_server_that_the_network_lost_is_noticed_within_a_minute(
    postgres_url: str, tmp_path: Path
) -> None:
    with Database.open(postgres_url, workspace=tmp_path).closing() as database:
        with database.read() as connection:
            driver = connection.connection.driver_connection
        assert driver is not None
        said = driver.info.get_parameters()
    assert int(said["tcp_user_timeout"]) < 60_000  # milliseconds
    idle, interval, count = (int(said[f"keepalives_{x}"]) for x in ("idle", "interval", "count"))
    assert idle + interval * count <= 60


def test_a_write_is_there_or_never_was(store: Store) -> None:
    def fail() -> None:
        with store.database.write() as connection:
            connection.execute(insert(meta).values(name="half", value="x"))
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert value(store.database, "half") is None
    put(store.database, "whole", "x")
    assert value(store.database, "whole") == "x"


def test_a_read_sees_one_state_while_others_write(store: Store, open_store: OpenStore) -> None:
    other = open_store().database
    count = select(func.count()).select_from(meta)
    with store.database.read() as connection:
        before = connection.scalar(count)
        put(other, "late", "x")
        assert connection.scalar(count) == before
    assert value(store.database, "late") == "x"


def test_a_read_cannot_change_anything(store: Store) -> None:
    with pytest.raises(StoreError), store.database.read() as connection:
        connection.execute(insert(meta).values(name="sly", value="x"))
    put(store.database, "open", "x")
    assert value(store.database, "sly") is None


def test_many_writers_wait_for_each_other_and_lose_nothing(
    store: Store, open_store: OpenStore
) -> None:
    put(store.database, "count", "0")

    def count_up(_: int) -> None:
        database = open_store().database
        for _ in range(EACH):
            with database.write() as connection:
                query = select(meta.c.value).where(meta.c.name == "count").with_for_update()
                number = int(connection.execute(query).scalar_one())
                change = update(meta).where(meta.c.name == "count")
                connection.execute(change.values(value=str(number + 1)))

    with ThreadPoolExecutor(WRITERS) as writers:
        list(writers.map(count_up, range(WRITERS)))
    assert value(store.database, "count") == str(WRITERS * EACH)


def test_a_row_that_postgresql_holds_for_too_long_is_told(
    postgres_url: str, tmp_path: Path
) -> None:
    first = Database.open(postgres_url, workspace=tmp_path)
    second = Database.open(postgres_url, workspace=tmp_path, wait_s=0.1)
    held = select(meta).where(meta.c.name == "id").with_for_update()
    with first.closing(), second.closing(), first.write() as connection:
        connection.execute(held)
        with pytest.raises(StoreError, match="another program holds"), second.write() as waiting:
            waiting.execute(held)


def test_what_breaks_a_rule_of_the_tables_is_told_as_it_is(store: Store) -> None:
    put(store.database, "once", "x")
    with pytest.raises(IntegrityError):
        put(store.database, "once", "y")


def test_a_row_with_a_key_that_is_there_is_left_as_it_is(store: Store) -> None:
    with store.database.write() as connection:
        assert insert_new(connection, meta, name="a", value="first")
        assert not insert_new(connection, meta, name="a", value="second")
    assert value(store.database, "a") == "first"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "mysql://user:s3cret@host/name",
        "sqlite://",
        "sqlite:///:memory:",
        "postgresql+psycopg://user:s3cret@host:port/name",
    ],
)
def test_an_address_that_is_none_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(StoreError, match=r"nashir\.toml") as told:
        parse_url(url)
    assert "s3cret" not in str(told.value)


def test_a_server_that_is_away_is_told_without_the_password(tmp_path: Path) -> None:
    url = "postgresql+psycopg://user:s3cret@127.0.0.1:1/name"
    with pytest.raises(StoreError, match="cannot be reached") as told:
        Database.open(url, workspace=tmp_path)
    error: BaseException | None = told.value
    while error is not None:
        assert "s3cret" not in f"{error} {error!r}"
        error = error.__cause__


def test_a_database_that_does_not_exist_is_told(bare_postgres: Server, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r'"nowhere" does not exist.*: createdb makes it'):
        Database.open(bare_postgres.url("nowhere"), workspace=tmp_path)


@pytest.mark.parametrize(
    "said",
    ["fe_sendauth: no password supplied", 'password authentication failed for user "nashir"'],
)
def test_who_lacks_the_password_is_told_where_it_belongs(said: str) -> None:
    """The servers of the tests trust everybody, so these are a server's words, repeated."""
    refused = psycopg.OperationalError(f"connection failed: connection to server failed: {said}")
    told = store_error(OperationalError("", None, refused), place="the store")
    assert "does not let the program in" in str(told)
    assert "~/.pgpass" in str(told)


def test_a_missing_driver_is_told() -> None:
    script = """
import sys
sys.modules["psycopg"] = None
from pathlib import Path
from composer.errors import StoreError
from composer.store.database import Database
try:
    Database.open("postgresql://somebody@127.0.0.1/x", workspace=Path())
except StoreError as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert 'pip install "nashir[postgresql]"' in done.stdout


def test_an_sqlite_without_strict_tables_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 36, 0))
    with pytest.raises(StoreError, match=r"too old, 3\.37 is needed"):
        Database.open("sqlite:///x.db", workspace=tmp_path)


def end_connections(server: Server, url: str) -> None:
    name = url.rpartition("/")[2]
    others = f"FROM pg_stat_activity WHERE datname = '{name}'"
    server.run(f"SELECT pg_terminate_backend(pid) {others}")


def test_a_server_that_was_started_anew_is_used_again(
    postgres: Server, postgres_url: str, tmp_path: Path
) -> None:
    opened = Database.open(postgres_url, workspace=tmp_path)
    with opened.closing() as database:
        put(database, "before", "x")
        end_connections(postgres, postgres_url)
        put(database, "after", "x")
        assert value(database, "after") == "x"


def test_a_server_that_goes_away_in_a_transaction_is_told(
    postgres: Server, postgres_url: str, tmp_path: Path
) -> None:
    opened = Database.open(postgres_url, workspace=tmp_path)

    def write() -> None:
        with opened.write() as connection:
            connection.execute(insert(meta).values(name="half", value="x"))
            end_connections(postgres, postgres_url)
            connection.execute(insert(meta).values(name="whole", value="x"))

    with opened.closing() as database:
        with pytest.raises(StoreError, match="cannot be reached"):
            write()
        assert value(database, "half") is None


def test_a_table_that_is_gone_is_told(store: Store) -> None:
    with store.database.write() as connection:
        connection.execute(text("DROP TABLE watch"))
    with pytest.raises(StoreError, match="made by another Nashir"):
        store.watches.forget("x")


def test_a_process_that_was_forked_leaves_the_connections_of_its_parent_alone(
    store_url: str, tmp_path: Path
) -> None:
    script = """
import os, sys
from pathlib import Path
from sqlalchemy import insert
from composer.store.database import Database
from composer.store.failure import store_error
from composer.store.schema import meta

database = Database.open(sys.argv[1], workspace=Path(sys.argv[2]))

def put(name):
    with database.write() as connection:
        connection.execute(insert(meta).values(name=name, value="x"))

put("before")
child = os.fork()
if not child:
    for number in range(20):
        put(f"child {number}")
    os._exit(0)
for number in range(20):
    put(f"parent {number}")
assert os.waitpid(child, 0)[1] == 0
database.close()
"""
    subprocess.run(
        [sys.executable, "-W", "error", "-c", script, store_url, str(tmp_path)], check=True
    )
    opened = Database.open(store_url, workspace=tmp_path)
    with opened.closing() as database, database.read() as connection:
        names = set(connection.scalars(select(meta.c.name)))
    assert {f"{who} {i}" for who in ("child", "parent") for i in range(20)} <= names


def test_the_name_of_a_store_tells_no_password(postgres_url: str, tmp_path: Path) -> None:
    url = re.sub("//nashir@", "//nashir:s3cret@", postgres_url)
    with Database.open(url, workspace=tmp_path).closing() as database:
        assert "s3cret" not in database.place
        assert "s3cret" not in repr(database)
        assert "s3cret" in database.url
