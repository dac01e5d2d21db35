"""Programs of several versions and machines that open databases at the same time."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from postgres import Server
from sqlalchemy import text
from stores import add_draft

from composer.errors import StoreError
from composer.store import migrate
from composer.store.database import Database
from composer.store.revision import SHIPPED, Migrations
from composer.store.store import Store

OLDER = Migrations(folder=SHIPPED.folder, head="0001")
"""What a program of the first version knows."""


def test_threads_open_new_stores_at_once(tmp_path: Path, postgres: Server) -> None:
    together = threading.Barrier(6)

    def open_one(number: int, url: str) -> int:
        folder = tmp_path / str(number)
        together.wait()
        with Store.open(url, workspace=folder, state=folder).closing() as store:
            add_draft(store, f"خبر {number}")
            return len(store.drafts.all())

    with postgres.database(template="template0") as url, ThreadPoolExecutor(6) as openers:
        urls = [*(f"sqlite:///{tmp_path}/{each}.db" for each in range(5)), url]
        assert list(openers.map(open_one, range(6), urls)) == [1] * 6


@pytest.mark.parametrize("oldest", ["0001", None])
def test_an_older_program_goes_on_where_the_newer_one_lets_it(
    tmp_path: Path, oldest: str | None
) -> None:
    url = f"sqlite:///{tmp_path}/n.db"
    newer = replace(SHIPPED, oldest=oldest)
    Database.open(url, workspace=tmp_path, migrations=newer).close()
    if oldest is None:
        with pytest.raises(StoreError, match="made by a newer Nashir"):
            Database.open(url, workspace=tmp_path, migrations=OLDER)
        return
    with Database.open(url, workspace=tmp_path, migrations=OLDER).closing() as database:
        standing = migrate.read_standing(database)
    assert standing == migrate.Standing(version=SHIPPED.head, oldest="0001")
    assert not list(tmp_path.glob("nashir-before-*"))


def test_what_an_older_revision_allowed_ends_with_one_that_does_not(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/n.db"
    first = Migrations(folder=SHIPPED.folder, head="0001", oldest="0001")
    Database.open(url, workspace=tmp_path, migrations=first).close()
    with Database.open(url, workspace=tmp_path).closing() as database:
        assert migrate.read_standing(database) == migrate.Standing(
            version=SHIPPED.head, oldest=SHIPPED.oldest
        )


def test_a_program_waits_longer_for_another_machine_s_migration_than_for_a_lock(
    tmp_path: Path, postgres: Server
) -> None:
    with postgres.database(template="template0") as url:
        other = Database.connect(url, workspace=tmp_path)
        begun, over = threading.Event(), threading.Event()

        def migrate_long() -> None:
            with other.write() as connection:
                lock = text("SELECT pg_advisory_xact_lock(:number)")
                connection.execute(lock, {"number": 0x6E617368})
                begun.set()
                over.wait(10)

        def open_it() -> str:
            begun.wait(10)
            threading.Timer(0.3, over.set).start()
            with Database.open(url, workspace=tmp_path, wait_s=0.1).closing() as database:
                with database.write() as connection:
                    shown: str = connection.execute(text("SHOW lock_timeout")).scalar_one()
                return shown

        with other.closing(), ThreadPoolExecutor(2) as programs:
            migration = programs.submit(migrate_long)
            assert programs.submit(open_it).result() == "100ms"
            migration.result()
