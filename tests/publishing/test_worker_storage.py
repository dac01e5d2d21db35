"""The store fails at each single write, and in every other way that disks and files know."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from failing_disk import Break, failing_disk
from fake_page import Deed, FakePage, Fault, lost, throttled
from naive_worker import Habit, MakeTick, naive
from postgres import Server
from practice_clock import PracticeClock
from sqlalchemy import Engine, event
from stores import OpenStore, image_file, small_png
from worker_parts import (
    COMMENT,
    RESTING,
    IntentWitness,
    Machine,
    assert_legal,
    faults_of,
    is_at_rest,
    photo_draft,
    queue_draft,
    run_to_rest,
)

from composer.domain.post import Target
from composer.domain.queue import QueueItem, Status
from composer.errors import StoreError, Unavailable
from composer.publishing.policy import Policy
from composer.publishing.work import PageWork
from composer.publishing.worker import Worker
from composer.store.store import Store
from composer.store.stored import StoredDraft

FAULTS: dict[str, list[Fault]] = {
    "none": [],
    "answer lost after the commit": [Fault(answer=lost())],
    "cut before the commit": [Fault(deed=Deed.NOTHING, answer=lost())],
    "throttled": [Fault(deed=Deed.NOTHING, answer=throttled())],
    "connection refused": [Fault(deed=Deed.NOTHING, answer=Unavailable("refused"))],
}
_THIN = 20


def live(
    machine: Machine,
    draft: StoredDraft,
    witness_store: Store,
    failure: tuple[int, Break, str],
    make_tick: MakeTick | None = None,
) -> tuple[int, list[str]]:
    """Let an item live while one write fails; return how many there were, and what was wrong."""
    at, how, fault = failure
    page = FakePage(machine.clock)
    target = machine.add_page(page, policy=Policy(spacing=timedelta(0))).target
    page.witness = witness = IntentWitness(witness_store, target.key)
    page.faults["create"] = list(FAULTS[fault])
    item = queue_draft(machine.store, draft, target, now=machine.clock.wall)
    tick = make_tick(machine.work("a")) if make_tick else Worker(machine.work("a")).tick
    rests = (lambda each: each.status in RESTING) if make_tick else is_at_rest
    with failing_disk(at, how) as disk:
        for _ in range(10):
            machine.survive(tick, "a")
            machine.clock.pass_s(200)
            if disk.has_failed or rests(machine.store.queue.get(item.id)):
                break
    item = run_to_rest(machine, item, tick=tick, rests=rests)
    del machine.pages[target.page]
    page.settle()
    wrong = faults_of(machine.store, page, item)
    wrong += ["a call without an intent"] * len(witness.unannounced)
    if make_tick is None:
        assert_legal(machine.store, item)
        if item.status is not Status.PUBLISHED:
            wrong.append(f"{item.status}: {item.last_error}")
    return disk.count, wrong


def test_a_write_that_fails_makes_no_second_post_and_loses_none(
    machine: Machine, open_store: OpenStore, pytestconfig: pytest.Config
) -> None:
    """Each write of a life in turn, and each commit, which may have been kept all the same."""
    draft, witness_store = photo_draft(machine.store, comment=COMMENT), open_store()
    step = 1 if pytestconfig.getoption("--thorough") else _THIN
    first = 1 + 10 * (machine.store.database.dialect == "postgresql")
    wrong, cases = [], 0
    for place, fault in enumerate(FAULTS):
        writes, found = live(machine, draft, witness_store, (0, Break.BEFORE, fault))
        assert found == []
        for at, how in product(range(1 + (first + place) % step, writes + 1, step), Break):
            _, found = live(machine, draft, witness_store, (at, how, fault))
            cases += 1
            wrong += [(at, how, fault, each) for each in found]
    assert wrong == []
    assert cases > 300 / step


def test_the_same_failures_find_what_a_naive_worker_does_wrong(
    machine: Machine, open_store: OpenStore
) -> None:
    draft, witness_store = photo_draft(machine.store), open_store()
    found = [
        each
        for at in range(1, 13)
        for each in live(
            machine,
            draft,
            witness_store,
            (at, Break.BEFORE, "answer lost after the commit"),
            naive(Habit.TRY_AGAIN),
        )[1]
    ]
    assert sum(each.startswith("twice") for each in found) > 3


def one_post(machine: Machine) -> tuple[FakePage, PageWork, QueueItem]:
    page = FakePage(machine.clock)
    work = machine.add_page(page)
    item = queue_draft(
        machine.store, photo_draft(machine.store), work.target, now=machine.clock.wall
    )
    return page, work, item


@pytest.mark.parametrize("harm", ["changed", "missing", "another image"])
def test_an_image_that_is_not_what_was_approved_is_never_sent(
    machine: Machine, harm: str, caplog: pytest.LogCaptureFixture
) -> None:
    page, _, item = one_post(machine)
    post = machine.store.drafts.content(item.approval)
    file = image_file(machine.store, post.images[1].sha256)
    match harm:
        case "changed":
            file.write_bytes(file.read_bytes()[:-1] + b"x")
        case "missing":
            file.unlink()
        case _:
            file.write_bytes(small_png(77))

    item = run_to_rest(machine, item)

    assert item.status is Status.ATTENTION
    assert file.name in (item.last_error or "")
    assert not item.doubt
    assert "create" not in page.calls
    assert [each.message for each in caplog.records if each.levelname == "ERROR"] == [
        "a person is needed"
    ]


def test_a_database_that_is_away_while_the_post_is_read_asks_no_person(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = machine_on(store)
    page, _, item = one_post(machine)

    def away(*_: object) -> None:
        msg = "the store cannot be reached"
        raise StoreError(msg)

    worker = machine.worker()
    with monkeypatch.context() as broken:
        broken.setattr("composer.store.draft.read_content", away)
        with pytest.raises(StoreError, match="cannot be reached"):
            worker.tick()

    item = run_to_rest(machine, item, tick=worker.tick)

    assert item.status is Status.PUBLISHED
    assert faults_of(store, page, item) == []


def test_a_post_that_was_changed_in_the_database_is_never_sent(sqlite_store: Store) -> None:
    machine = machine_on(sqlite_store)
    page, _, item = one_post(machine)
    with sqlite3.connect(sqlite_store.database.file or "") as raw:
        raw.execute("DROP TRIGGER IF EXISTS content_stays")
        triggers = raw.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'content'"
        ).fetchall()
        for (name,) in triggers:
            raw.execute(f'DROP TRIGGER "{name}"')
        raw.execute("UPDATE content SET body = replace(body, 'نص', 'نصّ')")
    raw.close()

    item = run_to_rest(machine, item)

    assert item.status is Status.ATTENTION
    assert "changed in the database" in (item.last_error or "")
    assert page.calls == []


def machine_on(store: Store) -> Machine:
    return Machine(store=store, clock=PracticeClock())


def test_a_locked_database_is_a_clear_error_and_nothing_is_sent(
    sqlite_store: Store, tmp_path: Path
) -> None:
    page, _, item = one_post(machine_on(sqlite_store))
    hasty = Store.open(
        "sqlite:///.nashir/nashir.db", workspace=tmp_path, state=tmp_path / ".nashir", wait_s=0.1
    )
    machine = machine_on(hasty)
    machine.add_page(page, target=one_target(item))
    holder = sqlite3.connect(sqlite_store.database.file or "", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreError, match="another program holds"):
        machine.worker().tick()
    assert page.calls == []

    holder.execute("ROLLBACK")
    holder.close()
    assert run_to_rest(machine, item).status is Status.PUBLISHED
    assert faults_of(hasty, page, item) == []
    hasty.close()


def one_target(item: QueueItem) -> Target:
    return Target(page=item.page, publisher=item.publisher, page_id=item.page_id)


@contextmanager
def becoming_read_only() -> Iterator[Callable[[], None]]:
    """Give what makes every connection from then on one that cannot write, until the block ends."""

    def refuse(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA query_only=ON")

    yield lambda: event.listen(Engine, "connect", refuse)
    event.remove(Engine, "connect", refuse)


@pytest.mark.parametrize(
    "point", ["claimed", "upload recorded", "intent recorded", "answer received"]
)
def test_a_database_that_becomes_read_only_is_a_clear_error_and_nothing_is_sent_twice(
    sqlite_store: Store, point: str
) -> None:
    """The answer that could not be written down is found on the page."""
    machine = machine_on(sqlite_store)
    page, _, item = one_post(machine)
    with becoming_read_only() as begin, pytest.raises(StoreError, match="may not be written"):
        machine.worker("a", at=lambda passed: begin() if passed == point else None).tick()

    assert len(page.posts) == (point in {"intent recorded", "answer received"})
    assert run_to_rest(machine, item, owner="a").status is Status.PUBLISHED
    assert faults_of(sqlite_store, page, item) == []


def test_a_database_that_is_damaged_is_a_clear_error_and_nothing_is_sent(
    sqlite_store: Store,
) -> None:
    machine = machine_on(sqlite_store)
    page, _, _ = one_post(machine)
    file = sqlite_store.database.file
    assert file is not None
    size = file.stat().st_size
    with file.open("r+b") as raw:
        raw.seek(200)
        raw.write(b"\xa5" * (size - 200))

    with pytest.raises(StoreError, match="damaged"):
        machine.worker().tick()
    assert page.calls == []


@pytest.mark.parametrize("point", ["claimed", "uploaded", "intent recorded", "answer received"])
def test_a_server_that_drops_its_connections_makes_no_second_post(
    postgres: Server, postgres_url: str, tmp_path: Path, point: str
) -> None:
    store = Store.open(postgres_url, workspace=tmp_path, state=tmp_path / ".nashir")
    machine = machine_on(store)
    page, _, item = one_post(machine)
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'"
    drop = others.format(postgres_url.rpartition("/")[2])
    owner = "a"

    def at(passed: str) -> None:
        if passed == point:
            postgres.run(drop)

    machine.survive(machine.worker(owner, at=at).tick, owner)
    item = run_to_rest(machine, item, owner=owner)

    assert item.status is Status.PUBLISHED
    assert faults_of(store, page, item) == []
    store.close()


def test_a_server_that_is_away_is_a_clear_error_and_nothing_is_sent(
    postgres: Server, tmp_path: Path
) -> None:
    with postgres.database() as url:
        store = Store.open(url, workspace=tmp_path, state=tmp_path / ".nashir")
        machine = machine_on(store)
        page, _, _ = one_post(machine)
    with pytest.raises(StoreError, match=r"does not exist|cannot be reached"):
        machine.worker().tick()
    assert page.calls == []
    store.close()
