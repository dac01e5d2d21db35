"""Batches of the rendering farm: handed in, claimed, drawn once, taken up again."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from stores import EDITOR, NOW, add_draft, bundle_files, small_png

from composer.domain.render import MOVES, OPEN, RenderBatch, RenderJob, RenderStatus
from composer.store.backup import backup
from composer.store.bundle import parse_bundle
from composer.store.farm import Farm, Ready
from composer.store.farm_claim import MOST_ATTEMPTS, Claimed, FarmClaims, Lost
from composer.store.farm_schema import job
from composer.store.intake import Intake
from composer.store.store import Store
from composer.store.sweep import all_needed, sweep_images

LEASE = timedelta(minutes=5)
READER, ANN, BEN = "home/reader", "home/ann", "home/ben"


def nobody(owner: str) -> None:
    del owner


def begun(store: Store, name: str = "b1", *, count: int = 1, now: datetime = NOW) -> Farm:
    farm = Farm(store.database)
    batch = RenderBatch(
        id=name,
        begun=now,
        person=EDITOR,
        page="main",
        theme="midnight",
        sizes=("portrait",),
    )
    sources = [f"{number}.txt" for number in range(1, count + 1)]
    farm.begin(batch, sources, owner=READER, lease=now + LEASE)
    return farm


def ready(number: int = 1, *, picture: str | None = None) -> Ready:
    return Ready(title=f"خبر {number}", digest=f"d{number}", payload="{}", picture=picture)


def waiting(store: Store, name: str = "b1", *, count: int = 1) -> Farm:
    farm = begun(store, name, count=count)
    articles = {number: ready(number) for number in range(1, count + 1)}
    farm.ready(name, articles, owner=READER, now=NOW)
    return farm


def claims(store: Store, owner: str = ANN) -> FarmClaims:
    return FarmClaims(store.database, owner=owner)


def claimed(store: Store, owner: str = ANN, *, now: datetime = NOW) -> Claimed:
    found = claims(store, owner).claim(lease=LEASE, now=now)
    assert found is not None
    return found


def keep(store: Store, held: RenderJob, owner: str = ANN, *, shade: int = 1) -> str:
    """Put a draft into the store in the transaction that ends a job."""
    files = bundle_files(shades=(shade,), sizes=("portrait",))
    bundle = parse_bundle(files["draft.json"])
    end = claims(store, owner).ending(held, bundle.id, now=NOW)
    intake = Intake(store.database, store.blobs, store.journal)
    images = {sha256: small_png(shade) for sha256 in bundle.images}
    intake.keep(bundle, images, now=NOW, actor=EDITOR, along=end)
    return bundle.id


def one(farm: Farm, position: int = 1, name: str = "b1") -> RenderJob:
    (found,) = farm.jobs(name, positions={position})
    return found


def test_an_article_goes_from_the_counter_to_its_draft(store: Store) -> None:
    farm = begun(store, count=2)
    batch = farm.batch("b1")
    assert batch is not None
    assert (batch.total, batch.finished, batch.sizes) == (2, 0, ("portrait",))
    farm.ready("b1", {1: ready()}, owner=READER, now=NOW)
    farm.unread("b1", 2, owner=READER, kind="ArticleError", reason="there is no text", now=NOW)
    held = claimed(store)
    assert (held.job.title, held.payload, held.person) == ("خبر 1", "{}", EDITOR)
    draft = keep(store, held.job)
    assert one(farm).status is RenderStatus.DONE
    assert (one(farm).draft, one(farm).known) == (draft, False)
    assert (one(farm, 2).status, one(farm, 2).reason) == (RenderStatus.FAILED, "there is no text")
    assert store.drafts.get(draft).title
    batch = farm.batch("b1")
    assert batch is not None
    assert batch.is_over


def test_nobody_claims_what_another_has(store: Store) -> None:
    waiting(store, count=2)
    first, second = claimed(store, ANN), claimed(store, BEN)
    assert {first.job.position, second.job.position} == {1, 2}
    assert claims(store).claim(lease=LEASE, now=NOW) is None


def test_one_article_does_not_wait_behind_a_thousand(store: Store) -> None:
    waiting(store, "b1", count=5)
    waiting(store, "b2", count=1)
    order = [(each.job.batch, each.job.position) for each in (claimed(store) for _ in range(3))]
    assert order == [("b1", 1), ("b2", 1), ("b1", 2)]


def test_any_number_of_articles_can_be_asked_for(store: Store) -> None:
    farm = begun(store, count=3)
    assert [each.position for each in farm.jobs("b1", positions=range(2, 70_000))] == [2, 3]
    assert farm.jobs("b1", positions=()) == ()


def test_a_claim_may_be_of_one_batch_only(store: Store) -> None:
    waiting(store, "b1")
    waiting(store, "b2")
    found = claims(store).claim(lease=LEASE, now=NOW, batch_id="b2")
    assert found is not None
    assert found.job.batch == "b2"


def test_what_a_dead_hand_held_waits_again_and_its_draft_comes_once(store: Store) -> None:
    farm = waiting(store)
    lost = claimed(store, ANN)
    assert not claims(store, BEN).take_back(nobody, now=NOW)  # its lease lasts
    (back,) = claims(store, BEN).take_back(lambda owner: owner != ANN, now=NOW)
    assert back.owner == ANN
    again = claimed(store, BEN)
    draft = keep(store, again.job, BEN)
    with pytest.raises(Lost):  # the first one was not dead, only slow
        keep(store, lost.job, ANN, shade=7)
    assert [each.id for each in store.drafts.all()] == [draft]
    assert one(farm).attempts == 2


def test_who_lost_an_article_changes_nothing_while_another_draws_it(store: Store) -> None:
    farm = waiting(store)
    lost = claimed(store, ANN).job
    claims(store, BEN).take_back(lambda owner: owner != ANN, now=NOW)
    again = claimed(store, BEN).job
    assert not claims(store, ANN).holds(lost)
    assert not claims(store, ANN).fail(lost, kind="ArticleError", reason="no", now=NOW)
    assert not claims(store, ANN).give_back(lost, counted=True, now=NOW)
    with pytest.raises(Lost):
        keep(store, lost, ANN)
    assert not store.drafts.all()
    assert one(farm) == again


def test_without_a_lock_to_look_at_the_lease_tells(store: Store) -> None:
    waiting(store)
    claimed(store, ANN)
    later = NOW + LEASE + timedelta(seconds=1)
    assert len(claims(store, BEN).take_back(nobody, now=later)) == 1
    assert claimed(store, BEN, now=later).job.fence == 3


def test_an_article_that_kills_whoever_draws_it_is_given_up(store: Store) -> None:
    farm = waiting(store)
    for _ in range(MOST_ATTEMPTS):
        claimed(store, ANN)
        claims(store, BEN).take_back(lambda _: False, now=NOW)
    failed = one(farm)
    assert (failed.status, failed.kind) == (RenderStatus.FAILED, "Lost")
    assert "memory" in (failed.reason or "")


def test_what_was_not_its_fault_does_not_count_as_an_attempt(store: Store) -> None:
    farm = waiting(store)
    for counted in (False, True):
        held = claimed(store)
        assert claims(store).give_back(held.job, counted=counted, now=NOW)
        assert not claims(store).give_back(held.job, counted=counted, now=NOW)
        assert one(farm).attempts == int(counted)


def test_a_reader_that_dies_leaves_no_article_that_is_never_over(store: Store) -> None:
    farm = begun(store, count=2)
    farm.ready("b1", {1: ready()}, owner=READER, now=NOW)
    claims(store).take_back(lambda owner: owner != READER, now=NOW)
    assert [each.status for each in farm.jobs("b1")] == [RenderStatus.WAITING, RenderStatus.FAILED]
    farm.ready("b1", {2: ready(2)}, owner=READER, now=NOW)  # it lives after all: too late
    assert one(farm, 2).status is RenderStatus.FAILED


def test_who_reads_on_keeps_what_is_not_read_of_every_batch(store: Store) -> None:
    begun(store)
    farm = begun(store, "b2")
    farm.hold(owner=READER, lease=NOW + 3 * LEASE)
    assert not claims(store).take_back(nobody, now=NOW + 2 * LEASE)


def test_the_very_same_again_is_done_at_once_while_its_draft_stands(store: Store) -> None:
    waiting(store, "b1")
    draft = keep(store, claimed(store).job)
    farm = waiting(store, "b2")
    assert (one(farm, name="b2").status, one(farm, name="b2").draft) == (RenderStatus.DONE, draft)
    assert one(farm, name="b2").known
    store.drafts.remove(draft, now=NOW, actor=EDITOR)
    waiting(store, "b3")
    assert one(farm, name="b3").status is RenderStatus.WAITING
    keep(store, claimed(store).job)
    assert store.drafts.get(draft).id == draft


def test_an_article_that_was_met_before_is_not_drawn(store: Store) -> None:
    farm = begun(store)
    draft = add_draft(store).id
    farm.met("b1", 1, owner=READER, title="خبر", draft_id=draft, now=NOW)
    assert (one(farm).status, one(farm).known) == (RenderStatus.DONE, True)


def test_what_was_cancelled_becomes_no_draft(store: Store) -> None:
    farm = waiting(store, count=3)
    held = claimed(store)
    assert farm.cancel("b1", now=NOW) == 3
    assert not claims(store).holds(held.job)
    with pytest.raises(Lost):
        keep(store, held.job)
    assert not store.drafts.all()
    assert farm.cancel("b1", now=NOW) == 0


def test_what_is_over_keeps_no_payload(store: Store) -> None:
    farm = waiting(store, count=4)
    keep(store, claimed(store).job)
    claims(store).fail(claimed(store).job, kind="TextDoesNotFit", reason="too long", now=NOW)
    farm.cancel("b1", now=NOW)
    with store.database.read() as connection:
        assert set(connection.scalars(select(job.c.payload))) == {None}


def test_the_photograph_of_what_waits_is_kept_and_backed_up(store: Store, tmp_path: Path) -> None:
    farm = begun(store, count=2)
    photograph = store.blobs.put(small_png(9))
    farm.ready("b1", {1: ready(picture=photograph)}, owner=READER, now=NOW)
    assert backup(store, tmp_path / "backup.tar", now=NOW).images == 1
    later = datetime.now(UTC) + timedelta(days=1)  # noqa: TID251 - a file's own time counts
    with store.database.read() as connection:
        assert photograph in all_needed(connection, since=later)
    sweep_images(store.database, store.blobs, since=later, now=later)
    assert store.blobs.has(photograph)
    farm.cancel("b1", now=NOW)
    sweep_images(store.database, store.blobs, since=later, now=later)
    assert not store.blobs.has(photograph)


def test_batches_are_listed_the_last_first_and_forgotten_when_they_are_old(store: Store) -> None:
    farm = begun(store, "b1", now=NOW - timedelta(days=9))
    begun(store, "b2", now=NOW - timedelta(days=8))
    farm.cancel("b2", now=NOW)
    begun(store, "b3")
    assert [each.id for each in farm.batches(limit=2)] == ["b3", "b2"]
    assert farm.sweep(NOW - timedelta(days=7)) == 1
    assert [each.id for each in farm.batches(limit=9)] == ["b3", "b1"]  # b1 is not over
    assert not farm.jobs("b2")


def test_every_status_moves_only_where_it_may() -> None:
    assert {each for each in RenderStatus if each.is_over} == set(RenderStatus) - OPEN
    assert set(MOVES) == set(RenderStatus)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["claim", "keep", "fail", "back", "dead", "cancel"]),
        st.sampled_from([ANN, BEN]),
    ),
    max_size=30,
)


@given(steps=STEPS)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_happens_every_move_is_legal_and_each_draft_comes_once(
    sqlite_store: Store, steps: list[tuple[str, str]]
) -> None:
    store = sqlite_store
    name = f"b{len(Farm(store.database).batches(limit=999))}"
    farm = begun(store, name, count=3)
    articles = {number: ready_of(name, number) for number in (1, 2, 3)}
    farm.ready(name, articles, owner=READER, now=NOW)
    hands: dict[str, list[RenderJob]] = {ANN: [], BEN: []}
    before = {each.position: each.status for each in farm.jobs(name)}
    for step, owner in steps:
        take_step(store, step, owner, hands[owner], name)
        after = {each.position: each.status for each in farm.jobs(name)}
        for place, status in after.items():
            assert status is before[place] or before[place].can_become(status)
        before = after
    farm.cancel(name, now=NOW)
    done = [each.draft for each in farm.jobs(name) if each.status is RenderStatus.DONE]
    assert len(done) == len(set(done))
    assert all(store.drafts.get(each or "") for each in done)


def ready_of(name: str, number: int) -> Ready:
    return Ready(title="خبر", digest=f"{name} {number}", payload="{}")


def take_step(store: Store, step: str, owner: str, held: list[RenderJob], name: str) -> None:
    mine = claims(store, owner)
    match step:
        case "claim":
            found = mine.claim(lease=LEASE, now=NOW, batch_id=name)
            held += [found.job] if found else []
        case "keep" if held:
            ours = held.pop()
            with suppress(Lost):
                keep(store, ours, owner, shade=ours.id)
            assert not mine.holds(ours)
        case "fail" if held:
            mine.fail(held.pop(), kind="ArticleError", reason="no", now=NOW)
        case "back" if held:
            mine.give_back(held.pop(), counted=True, now=NOW)
        case "dead":  # the other one looks, and finds it dead: it may live all the same
            other = BEN if owner == ANN else ANN
            claims(store, other).take_back(lambda each: each != owner, now=NOW)
        case "cancel" if len(held) > 1:
            Farm(store.database).cancel(name, now=NOW)
        case _:
            pass
