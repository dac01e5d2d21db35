from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import update
from stores import NOW, OTHER_PAGE, PAGE, OpenStore, add_draft, put_item

from composer.domain.queue import Status
from composer.store.ahead import Ahead, Bell, Call
from composer.store.claim import Claims
from composer.store.item import name_of
from composer.store.queue import NewItem, When
from composer.store.schema import item
from composer.store.store import Store

SOON = NOW + timedelta(minutes=30)
LATER = NOW + timedelta(hours=2)


class Ringing:
    """A bell in a store, and what it rang for."""

    def __init__(self, store: Store) -> None:
        self.rung: list[Call] = []
        store.journal.also_tell(Bell(store.database, self.ring).hear)

    def ring(self, calls: Sequence[Call]) -> None:
        self.rung.extend(calls)

    def take(self) -> list[Call]:
        rung, self.rung = self.rung, []
        return rung


@pytest.fixture
def ringing(store: Store) -> Ringing:
    return Ringing(store)


def queued(store: Store, *, breaking: bool = False, title: str = "خبر") -> str:
    draft = add_draft(store, title)
    approval = store.drafts.approve(draft.id, PAGE, now=NOW, approver="salma")
    new = NewItem(
        draft=draft.id,
        target=PAGE,
        approval=approval.fingerprint,
        when=When(due=SOON, wake=SOON, zone="UTC"),
        breaking=breaking,
    )
    return store.queue.add(new, now=NOW, actor="salma").id


def test_what_is_queued_moved_and_tried_again_rings_when_it_is_kept(
    store: Store, ringing: Ringing
) -> None:
    name = queued(store, breaking=True)
    assert ringing.take() == [Call(target=PAGE.key, at=SOON, breaking=True)]
    when = When(due=LATER, wake=LATER, zone="UTC")
    store.queue.move(name, when, now=NOW, actor="salma")
    assert ringing.take() == [Call(target=PAGE.key, at=LATER, breaking=True)]


def test_a_page_that_is_resumed_rings_where_something_is_due(
    store: Store, ringing: Ringing
) -> None:
    put_item(store, add_draft(store).id, Status.QUEUED)
    for page in (PAGE, OTHER_PAGE):
        store.pages.pause(page, now=NOW, actor="salma")
        store.pages.resume(page, now=NOW, actor="salma")
    assert ringing.take() == [Call(target=PAGE.key, at=NOW)]


def test_a_worker_that_puts_an_item_back_rings_for_its_next_attempt(
    store: Store, ringing: Ringing
) -> None:
    name = name_of(put_item(store, add_draft(store).id, Status.QUEUED))
    claims = Claims(store.database, store.ledger, owner="me")
    held = claims.claim(name, lease=timedelta(minutes=3), now=NOW)
    assert held is not None
    assert ringing.take() == []
    claims.step_back(held, wake=SOON, now=NOW, error="away")
    assert ringing.take() == [Call(target=PAGE.key, at=SOON)]


def write_and_fail(store: Store, name: str) -> None:
    with store.database.write() as connection:
        store.ledger.write(connection, name, "queued", now=NOW, actor="salma")
        raise ZeroDivisionError


def test_nothing_rings_for_what_was_not_kept(store: Store, ringing: Ringing) -> None:
    number = put_item(store, add_draft(store).id, Status.QUEUED)
    with pytest.raises(ZeroDivisionError):
        write_and_fail(store, name_of(number))
    assert ringing.take() == []
    with store.database.write() as connection:
        store.ledger.write(connection, name_of(number), "queued", now=NOW, actor="salma")
        assert ringing.take() == []
    assert len(ringing.take()) == 1


def test_another_opening_of_the_store_rings_by_itself(
    store: Store, open_store: OpenStore, ringing: Ringing
) -> None:
    del store
    queued(open_store())
    assert ringing.take() == []


def test_what_falls_due_in_a_span_is_told_once_for_each_page_and_instant(store: Store) -> None:
    for title, wake in (("١", SOON), ("٢", SOON), ("٣", NOW), ("٤", LATER), ("٥", LATER)):
        number = put_item(store, add_draft(store, title).id, Status.QUEUED)
        with store.database.write() as connection:
            connection.execute(update(item).where(item.c.id == number).values(wake=wake))
    put_item(store, add_draft(store, "٦").id, Status.PUBLISHED)
    ahead = Ahead(store.database)
    assert ahead.between(NOW, SOON) == (Call(target=PAGE.key, at=SOON),)
    assert [each.at for each in ahead.between(NOW, LATER)] == [SOON, LATER]
