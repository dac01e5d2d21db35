"""A store whose images are in an object store: they come, are published, go away, are swept."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fake_page import FakePage
from object_store import KEY, ObjectServer, object_server
from practice_clock import PracticeClock
from sqlalchemy import event
from stores import EDITOR, NOW, PAGE, SQLITE_URL, add_draft, bundle_files, small_png, write_bundle
from worker_parts import Machine, photo_draft, queue_draft, run_to_rest, text_draft, when

from composer.domain.queue import Status
from composer.errors import ImagesAway, StoreError
from composer.publishing.policy import Policy
from composer.store.backup import backup
from composer.store.images import ImagePlace, open_blobs
from composer.store.restore import Place, restore
from composer.store.store import Store
from composer.store.sweep import hold_images

LONG_AFTER = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def server() -> Iterator[ObjectServer]:
    with object_server() as running:
        yield running


@pytest.fixture
def place(server: ObjectServer, request: pytest.FixtureRequest) -> ImagePlace:
    """A place in the object store of the test's own."""
    return server.place(request.node.name)


@pytest.fixture
def store(place: ImagePlace, tmp_path: Path, sqlite_template: Path) -> Iterator[Store]:
    """An empty store whose images are there."""
    state = tmp_path / ".nashir"
    state.mkdir()
    (state / "nashir.db").write_bytes(sqlite_template.read_bytes())
    opened = Store.open(SQLITE_URL, workspace=tmp_path, state=state, images=place)
    with opened.closing():
        yield opened


def path_of(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"


def changed_by_hand(server: ObjectServer, place: ImagePlace, sha256: str) -> None:
    server.put_by_hand(place.url or "", path_of(sha256), b"something else")


def test_images_go_to_the_service_and_nowhere_else(store: Store, place: ImagePlace) -> None:
    draft = add_draft(store)
    assert {each.sha256 for each in draft.cards} == set(store.blobs.names())
    assert not (store.state / "blobs").exists()
    assert store.blobs.place == place.url
    assert KEY not in repr(place)
    assert KEY not in repr(store)


def test_a_bundle_waits_in_the_inbox_while_the_service_is_away(
    store: Store, server: ObjectServer
) -> None:
    names = [write_bundle(store.inbox, bundle_files(f"خبر {n}", shades=(n,))).name for n in (1, 2)]
    with server.away():
        found = store.drafts.take_in(store.inbox, now=NOW, actor=EDITOR)
        assert found.are_images_away
        assert found.taken == ()
        assert sorted(each.name for each in found.refused) == sorted(names)
        assert all("it waits there and comes in by itself" in each.reason for each in found.refused)
        assert sorted(each.name for each in store.inbox.iterdir()) == sorted(names)
    found = store.drafts.take_in(store.inbox, now=NOW, actor=EDITOR)
    assert sorted(found.taken) == sorted(names)
    assert not found.are_images_away


def test_nothing_is_approved_that_cannot_be_looked_at(store: Store, server: ObjectServer) -> None:
    draft = add_draft(store)
    with server.away(), pytest.raises(ImagesAway, match="does not answer"):
        store.drafts.approve(draft.id, PAGE, approver=EDITOR, now=NOW)
    assert store.drafts.approval(draft.id, PAGE) is None


def test_the_images_are_read_before_other_programs_have_to_wait(store: Store) -> None:
    draft = add_draft(store)
    written: list[str] = []
    engine = store.database._engine  # noqa: SLF001 - what it is told is what is looked at
    event.listen(engine, "before_cursor_execute", lambda *told: written.append(told[2]))
    read: list[int] = []
    get = store.blobs.get

    def noting(sha256: str) -> bytes:
        read.append(sum(each.startswith("BEGIN IMMEDIATE") for each in written))
        return get(sha256)

    store.blobs.get = noting  # type: ignore[method-assign]
    store.drafts.approve(draft.id, PAGE, approver=EDITOR, now=NOW)
    assert read == [0] * len(draft.post.images)


def test_an_image_that_was_changed_there_is_refused_and_its_bundle_mends_it(
    store: Store, place: ImagePlace, server: ObjectServer
) -> None:
    draft = add_draft(store)
    first = draft.post.images[0].sha256
    changed_by_hand(server, place, first)
    with pytest.raises(StoreError, match=f"{first} was changed or is damaged.*compose the article"):
        store.drafts.approve(draft.id, PAGE, approver=EDITOR, now=NOW)
    write_bundle(store.inbox, bundle_files())
    store.drafts.take_in(store.inbox, now=NOW, actor=EDITOR)
    store.drafts.approve(draft.id, PAGE, approver=EDITOR, now=NOW)


def test_an_image_that_is_swept_while_it_comes_in_is_put_there_anew(
    store: Store, place: ImagePlace, tmp_path: Path
) -> None:
    """Between the first look and the second another machine sweeps all that nothing needs yet."""
    put = store.blobs.put
    other = Store.open(SQLITE_URL, workspace=tmp_path, state=store.state, images=place)
    swept: list[int] = []

    def put_and_sweep(data: bytes) -> str:
        sha256 = put(data)
        if len(swept) < 2:
            gone = other.drafts.clean(before=NOW, now=LONG_AFTER, actor="another")
            swept.append(gone.images)
        return sha256

    store.blobs.put = put_and_sweep  # type: ignore[method-assign]
    with other.closing():
        draft = add_draft(store)
    assert swept == [1, 1]
    assert store.blobs.missing(each.sha256 for each in draft.cards) == frozenset()


def test_what_nothing_needs_is_swept_and_the_bytes_are_told(store: Store) -> None:
    kept, gone = add_draft(store), add_draft(store, "خبر آخر", shades=(7, 8))
    store.drafts.approve(kept.id, PAGE, approver=EDITOR, now=LONG_AFTER)
    store.drafts.remove(gone.id, now=NOW, actor=EDITOR)
    swept = store.drafts.clean(before=NOW, now=LONG_AFTER, actor=EDITOR)
    assert swept.images == len(gone.cards)
    assert swept.freed == sum(each.bytes for each in gone.cards)
    assert set(store.blobs.names()) == {each.sha256 for each in kept.cards}


def test_a_sweep_that_cannot_reach_the_images_ends_quietly_and_the_next_one_sweeps(
    store: Store, server: ObjectServer
) -> None:
    name = store.blobs.put(small_png(5))
    with server.away():
        assert store.drafts.clean(before=NOW, now=LONG_AFTER, actor=EDITOR).images == 0
    assert store.blobs.has(name)
    assert store.drafts.clean(before=NOW, now=LONG_AFTER, actor=EDITOR).images == 1


def test_a_backup_comes_back_in_another_place(
    store: Store, server: ObjectServer, tmp_path: Path
) -> None:
    draft = add_draft(store)
    made = backup(store, tmp_path / "all.tar", now=NOW)
    assert (made.images, made.missing) == (len(draft.cards), ())
    elsewhere = tmp_path / "elsewhere"
    there = Place(
        url=SQLITE_URL,
        workspace=elsewhere,
        state=elsewhere / ".nashir",
        images=server.place("another"),
    )
    restore(made.file, there, is_alive=lambda _: False, now=NOW, actor=EDITOR)
    opened = Store.open(there.url, workspace=elsewhere, state=there.state, images=there.images)
    with opened.closing():
        for each in draft.cards:
            assert opened.blobs.get(each.sha256) == store.blobs.get(each.sha256)


def test_a_backup_is_not_made_in_part_while_the_images_are_away(
    store: Store, server: ObjectServer, tmp_path: Path
) -> None:
    add_draft(store)
    with server.away(), pytest.raises(ImagesAway):
        backup(store, tmp_path / "all.tar", now=NOW)
    assert list(tmp_path.glob("*.tar")) == []


def lost(store: Store) -> Path:
    add_draft(store)
    store.close()
    file = store.database.file
    assert file is not None
    for each in file.parent.glob("nashir.db*"):
        each.unlink()
    return file.parent


def test_a_lost_database_beside_shared_images_is_no_new_store(
    store: Store, place: ImagePlace, server: ObjectServer, tmp_path: Path
) -> None:
    state = lost(store)

    def opened(images: ImagePlace) -> Store:
        return Store.open(SQLITE_URL, workspace=tmp_path, state=state, images=images)

    with pytest.raises(StoreError, match=r"is missing, but there are images.*\[store\] images"):
        opened(place)
    with server.away(), pytest.raises(ImagesAway):
        opened(place)
    assert not (state / "nashir.db").exists()
    opened(server.place("a new one")).close()


def test_a_store_that_is_there_opens_while_the_images_are_away(
    store: Store, place: ImagePlace, server: ObjectServer, tmp_path: Path
) -> None:
    with server.away():
        Store.open(SQLITE_URL, workspace=tmp_path, state=store.state, images=place).close()


def test_on_postgresql_images_are_there_before_a_machine_is(
    server: ObjectServer, postgres_url: str, tmp_path: Path
) -> None:
    """Another machine's images are no sign of a lost database where the database is a server's."""
    place = server.place("before")
    open_blobs(place, state=tmp_path).put(small_png(1))
    Store.open(postgres_url, workspace=tmp_path, state=tmp_path / ".nashir", images=place).close()


@pytest.mark.parametrize("where", ["service", "disk"])
def test_images_of_another_store_are_never_swept(
    place: ImagePlace, tmp_path: Path, where: str
) -> None:
    """Whoever brings in the first draft owns the place; another store leaves it alone."""
    disk = tmp_path / "disk"
    disk.mkdir()
    shared = place if where == "service" else ImagePlace(url=disk.as_uri())

    def opened(name: str) -> Store:
        state = tmp_path / name
        return Store.open("sqlite:///own.db", workspace=state, state=state, images=shared)

    with opened("mine").closing() as mine, opened("theirs").closing() as theirs:
        needed = {each.sha256 for each in add_draft(mine).cards}
        add_draft(theirs, "خبر آخر", shades=(7,))
        for _ in range(2):
            assert theirs.drafts.clean(before=NOW, now=LONG_AFTER, actor="another").images == 0
        assert mine.blobs.missing(needed) == frozenset()
        gone = mine.drafts.clean(before=LONG_AFTER, now=LONG_AFTER, actor=EDITOR)
        assert (gone.images, set(mine.blobs.names())) == (6, set())


def test_any_number_may_hold_images_at_once_and_none_while_one_sweeps(
    postgres_url: str, tmp_path: Path
) -> None:
    state = tmp_path / ".nashir"
    with Store.open(postgres_url, workspace=tmp_path, state=state, wait_s=0.3).closing() as store:
        name = store.blobs.put(small_png(3))
        with store.database.write() as one, store.database.write() as other:
            hold_images(one)
            hold_images(other)
            with pytest.raises(StoreError, match="another program holds"):
                store.drafts.clean(before=NOW, now=LONG_AFTER, actor=EDITOR)
        assert store.blobs.has(name)
        assert store.drafts.clean(before=NOW, now=LONG_AFTER, actor=EDITOR).images == 1


@pytest.fixture
def machine(store: Store) -> Machine:
    return Machine(store=store, clock=PracticeClock())


class GoesAway:
    """Lets the service go away when a worker has uploaded its first image."""

    def __init__(self, server: ObjectServer) -> None:
        self._server = server
        self.is_gone = False

    def __call__(self, point: str) -> None:
        if point == "upload recorded" and not self.is_gone:
            self.is_gone = True
            self._server.leave()


def test_a_post_whose_images_go_away_half_way_is_put_back_and_goes_out_once(
    machine: Machine, server: ObjectServer
) -> None:
    """The page of another item is served meanwhile, and what was uploaded is used again."""
    page, other = FakePage(machine.clock), FakePage(machine.clock)
    work, beside = machine.add_page(page), machine.add_page(other)
    item = queue_draft(
        machine.store, photo_draft(machine.store), work.target, now=machine.clock.wall
    )
    text = queue_draft(
        machine.store, text_draft(machine.store), beside.target, now=machine.clock.wall
    )
    gone = GoesAway(server)
    try:
        machine.worker(at=gone).tick()
        found = machine.store.queue.get(item.id)
        assert (found.status, found.failures) == (Status.QUEUED, 1)
        assert "the service does not answer" in (found.last_error or "")
        assert page.calls.count("stage") == 1
        assert "create" not in page.calls
        assert machine.store.queue.get(text.id).status is Status.PUBLISHED
    finally:
        server.come_back()

    found = run_to_rest(machine, item)

    assert found.status is Status.PUBLISHED
    assert page.calls.count("stage") == len(page.posts[0].images)
    assert [len(page.posts), page.calls.count("create")] == [1, 1]


def test_images_that_stay_away_are_told_to_a_person_and_a_word_of_theirs_sends_the_post(
    machine: Machine, server: ObjectServer
) -> None:
    page = FakePage(machine.clock)
    policy = Policy(retry_after=(timedelta(seconds=1), timedelta(seconds=2)))
    work = machine.add_page(page, policy=policy)
    item = queue_draft(
        machine.store, photo_draft(machine.store), work.target, now=machine.clock.wall
    )
    with server.away():
        found = run_to_rest(machine, item)
    assert (found.status, found.doubt) == (Status.ATTENTION, False)
    assert f"it failed 3 times: nashir queue retry {item.id}" in (found.last_error or "")
    assert page.calls == []
    machine.store.queue.retry(
        item.id,
        when(machine.clock.wall, now=machine.clock.wall),
        now=machine.clock.wall,
        actor=EDITOR,
    )
    assert run_to_rest(machine, item).status is Status.PUBLISHED
    assert len(page.posts) == 1


def test_an_image_that_was_changed_at_the_service_is_never_sent(
    machine: Machine, place: ImagePlace, server: ObjectServer
) -> None:
    page = FakePage(machine.clock)
    work = machine.add_page(page)
    draft = photo_draft(machine.store)
    item = queue_draft(machine.store, draft, work.target, now=machine.clock.wall)
    changed_by_hand(server, place, draft.post.images[1].sha256)
    found = run_to_rest(machine, item)
    assert found.status is Status.ATTENTION
    assert "was changed or is damaged" in (found.last_error or "")
    assert "create" not in page.calls


def test_what_speaks_with_a_service_is_an_extra(
    server: ObjectServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "composer.store.bucket")
    monkeypatch.setitem(sys.modules, "obstore", None)
    with pytest.raises(StoreError, match=r"pip install 'nashir\[cluster\]'"):
        open_blobs(server.place("x"), state=tmp_path)
    open_blobs(ImagePlace(), state=tmp_path).put(b"x")
