from dataclasses import replace
from datetime import timedelta

from stores import EDITOR, NOW, OTHER_PAGE, PAGE

from composer.store.page import PageState
from composer.store.store import Store

HOUR = timedelta(hours=1)


def test_of_an_unknown_page_nothing_is_known(store: Store) -> None:
    assert store.pages.state(PAGE.key) == PageState()


def test_a_page_is_paused_until_it_is_resumed(store: Store) -> None:
    store.pages.pause(PAGE, now=NOW, actor=EDITOR)
    assert store.pages.state(PAGE.key) == PageState(paused=True, paused_by=EDITOR)
    assert store.pages.state(OTHER_PAGE.key) == PageState()
    store.pages.resume(PAGE, now=NOW + HOUR, actor=EDITOR)
    assert store.pages.state(PAGE.key) == PageState()
    lines = [(each.event, each.detail["page"]) for each in store.journal.of()]
    assert lines == [("page paused", "main"), ("page resumed", "main")]


def test_a_pause_holds_whatever_the_settings_call_the_page(store: Store) -> None:
    store.pages.pause(PAGE, now=NOW, actor=EDITOR)
    store.pages.block(replace(PAGE, page="renamed"), NOW)
    assert store.pages.state(PAGE.key).paused


def test_the_longer_of_two_waits_holds(store: Store) -> None:
    store.pages.block(PAGE, NOW + HOUR)
    store.pages.block(PAGE, NOW)
    assert store.pages.state(PAGE.key).blocked_until == NOW + HOUR
    store.pages.block(PAGE, NOW + 2 * HOUR)
    assert store.pages.state(PAGE.key).blocked_until == NOW + 2 * HOUR


def test_the_last_post_of_each_page_is_known(store: Store) -> None:
    assert store.pages.last_items() == ()
    store.pages.block(PAGE, NOW)
    with store.database.write() as connection:
        for page, number in ((OTHER_PAGE, 3), (OTHER_PAGE, 5)):
            store.pages.published(connection, page, item=number, at=NOW)
    assert store.pages.last_items() == (5,)


def test_resuming_ends_a_wait(store: Store) -> None:
    store.pages.block(PAGE, NOW + HOUR)
    store.pages.resume(PAGE, now=NOW, actor=EDITOR)
    assert store.pages.state(PAGE.key).blocked_until is None


def test_the_last_post_of_a_page_is_known(store: Store) -> None:
    store.pages.pause(PAGE, now=NOW, actor=EDITOR)
    for number in (7, 8):
        with store.database.write() as connection:
            store.pages.published(connection, PAGE, item=number, at=NOW + number * HOUR)
    state = store.pages.state(PAGE.key)
    assert (state.last_item, state.last_published) == (8, NOW + 8 * HOUR)
    assert state.paused
