"""``nashir doctor --cluster`` on a real PostgreSQL and a server that speaks S3."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from object_store import KEY, KEY_ID, REGION, ObjectServer, object_server
from postgres import Server
from press_room import PressRoom, press_room
from sqlalchemy import text, update

from composer.app.cluster_checkup import ClusterCheckup
from composer.engine.cluster import schema
from composer.engine.cluster.engine import SCHEMA
from composer.settings import load_settings
from composer.store.database import Database
from composer.store.schema import item, page
from composer.store.store import Store

ANOTHER = "another-folder/press-7-00000000"


@pytest.fixture(scope="module")
def bucket() -> Iterator[ObjectServer]:
    with object_server() as server:
        yield server


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """A workspace on PostgreSQL whose images are in a bucket."""

    room: PressRoom
    url: str

    def look(self, *, ahead: timedelta = timedelta()) -> dict[str, list[str]]:
        """Return what is found, each with its level, on a machine whose clock may be wrong."""
        looked = ClusterCheckup(
            settings=load_settings(self.room.folder),
            person="doctor",
            now=lambda: datetime.now(UTC) + ahead,  # noqa: TID251 - as the program has it
        )
        found: dict[str, list[str]] = {}
        for each in looked.results():
            found.setdefault(each.check, []).append(f"{each.level.value} {each.detail}")
        return found

    def store(self) -> Store:
        """Return its store, as another program would open it."""
        folder = self.room.folder
        return Store.open(self.url, workspace=folder, state=folder / ".nashir")

    def change(self, statement: Any) -> None:  # noqa: ANN401 - of many kinds
        database = Database.connect(self.url, workspace=self.room.folder)
        with database.closing(), database.write() as connection:
            connection.execute(statement)


@pytest.fixture
def cluster(
    tmp_path: Path, postgres: Server, bucket: ObjectServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Cluster]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY_ID)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", KEY)
    monkeypatch.setenv("NASHIR_KEY_FILE", str(tmp_path / "token.key"))
    room = press_room(tmp_path)
    with postgres.database() as url:
        room.set(
            more=f'[store]\nurl = "{url}"\nimages = "{bucket.url}"\n'
            f'images_endpoint = "{bucket.endpoint}"\nimages_region = "{REGION}"\n'
            '[worker]\nengine = "cluster"\n'
        )
        database = Database.connect(url, workspace=tmp_path)
        with database.closing():
            schema.prepare(database)
        yield Cluster(room=room, url=url)


def test_a_cluster_that_is_well_says_so(cluster: Cluster) -> None:
    with cluster.store().closing() as store:
        now = datetime.now(UTC)  # noqa: TID251 - as the program has it
        for number, version in enumerate(("1.0", "1.0")):
            owner = f"folder-{number}/press-{number}-00000000"
            store.runners.started(owner=owner, host="a", pid=number, version=version, now=now)
    found = cluster.look()
    assert all(each.startswith("ok") for checks in found.values() for each in checks), found
    assert found["database"][0].startswith("ok PostgreSQL 1")
    assert found["workers"] == ["ok a: nashir 1.0, 2 processes: 0, 1"] or found["workers"] == [
        "ok a: nashir 1.0, 2 processes: 1, 0"
    ]
    assert found["migrations"][0].startswith("ok database and program both stand at")
    assert "put, read and removed one" in found["images"][0]
    assert found["late"] == ["ok no page waits for a worker"]
    told = cluster.room.run("doctor", "--cluster", "--json")
    assert (told.code, told.document["ok"]) == (0, True)
    assert {each["check"] for each in told.document["checks"]} == found.keys()


def test_a_clock_that_is_wrong_is_found(cluster: Cluster) -> None:
    assert cluster.look(ahead=timedelta(seconds=10))["clock"][0].startswith("warn this machine's")
    (found,) = cluster.look(ahead=timedelta(seconds=-50))["clock"]
    assert found.startswith("fail this machine's clock is ")
    assert "behind the database's" in found
    assert "less than 45 s" in found


def test_workers_of_two_versions_are_told(cluster: Cluster) -> None:
    assert cluster.look()["workers"] == ["warn none lives on any machine: start nashir worker"]
    with cluster.store().closing() as store:
        now = datetime.now(UTC)  # noqa: TID251 - as the program has it
        for number, version in enumerate(("1.1", "1.0")):
            owner = f"folder-{number}/press-{number}-00000000"
            store.runners.started(
                owner=owner, host=f"host-{number}", pid=7, version=version, now=now
            )
    found = cluster.look()["workers"]
    assert found[0] == "ok host-0: nashir 1.1, process 7"
    assert found[2].startswith("warn nashir 1.0 and 1.1 work side by side")


def test_a_page_that_nobody_serves_is_a_failure(cluster: Cluster) -> None:
    cluster.room.queued()
    long_ago = datetime(2026, 1, 1, tzinfo=UTC)
    cluster.change(update(item).values(due=long_ago, wake=long_ago))
    (found,) = cluster.look()["late"]
    assert found.startswith("fail 1 pages wait for a worker")
    assert "(main), and none publishes: start nashir worker" in found
    assert cluster.room.run("doctor", "--cluster").code == 1
    with cluster.store().closing() as store:
        now = datetime.now(UTC)  # noqa: TID251 - as the program has it
        started = partial(
            store.runners.started, owner=ANOTHER, host="a", pid=7, version="1", now=now
        )
        started(queues="render")
        looked = cluster.look()
        assert looked["late"][0].startswith("fail 1 pages wait")
        assert looked["workers"][1] == "warn none of them publishes: start nashir worker"
        started(queues="publish,render")
    assert cluster.look()["late"][0].startswith("warn 1 pages wait")
    file = cluster.room.folder / "nashir.toml"
    far = file.read_text("utf-8").replace('spacing = "0s"', 'spacing = "20m"')
    file.write_text(far, "utf-8")
    cluster.change(update(page).values(last_published=now))
    assert cluster.look()["late"] == ["ok no page waits for a worker"], "it keeps its distance"


def test_tables_that_are_older_or_newer_are_told(cluster: Cluster) -> None:
    def stands(version: str) -> str:
        change = text("UPDATE alembic_version SET version_num = :version")
        cluster.change(change.bindparams(version=version))
        (found,) = cluster.look()["migrations"]
        return found

    assert stands("0001").startswith("warn the database stands at 0001")
    assert stands("9999").startswith("fail the database stands at 9999")
    cluster.change(text("INSERT INTO meta (name, value) VALUES ('oldest', '0001')"))
    assert "may go on" in stands("9999")


def test_jobs_of_silent_workers_and_an_engine_without_tables_are_told(cluster: Cluster) -> None:
    cluster.change(
        text(
            f"INSERT INTO {SCHEMA}.procrastinate_jobs (queue_name, task_name, status)"  # noqa: S608 - a name of ours
            " VALUES ('publish', 'serve', 'doing')"
        )
    )
    jobs, silent = cluster.look()["engine"]
    assert jobs == "ok 0 jobs wait, 1 are in hand"
    assert silent.startswith("warn 1 jobs are in the hand of workers that fell silent")
    cluster.change(text(f"UPDATE {SCHEMA}.shape SET version = '00.00'"))  # noqa: S608 - same
    assert "its tables are older" in cluster.look()["engine"][0]
    cluster.change(text(f"DROP SCHEMA {SCHEMA} CASCADE"))
    assert cluster.look()["engine"] == ["fail its tables are not made yet: nashir worker --prepare"]


def test_pages_without_a_token_are_named(cluster: Cluster) -> None:
    settings = (cluster.room.folder / "nashir.toml").read_text("utf-8")
    pages = "".join(
        f'[pages.p{number}.publisher]\nkind = "facebook"\npage_id = "{number}"\n'
        for number in range(1, 13)
    )
    (cluster.room.folder / "nashir.toml").write_text(settings + pages, "utf-8")
    (found,) = cluster.look()["tokens"]
    assert found.startswith("fail 12 of 12 pages have none on this machine (p1, p10, p11,")
    assert "and 2 more" in found


def test_what_is_away_is_a_failure(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    file = cluster.room.folder / "nashir.toml"
    settings = file.read_text("utf-8")
    file.write_text(settings.replace(cluster.url, cluster.url.replace("test_", "gone_")), "utf-8")
    (found,) = cluster.look()["database"]
    assert found.startswith("fail")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "")
    (found,) = cluster.look()["images"]
    assert found.startswith("fail")
    assert "AWS_SECRET_ACCESS_KEY" in found
    file.write_text('[publisher]\nkind = "sandbox"\n', "utf-8")
    found_here = cluster.look()
    assert found_here["database"] == ["fail SQLite belongs to one machine: nashir store move URL"]
    assert found_here["images"][0].startswith("warn they lie in ")
