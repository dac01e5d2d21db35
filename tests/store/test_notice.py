from datetime import datetime, timedelta

from stores import NOW

from composer.store.notice import Notice, Notices
from composer.store.store import Store

MINUTE = timedelta(minutes=1)


def tell(store: Store, *, at: datetime = NOW, title: str = "خبر") -> None:
    with store.database.write() as connection:
        store.notices.write(
            connection,
            at=at,
            kind="attention",
            title=title,
            text="look",
            item=7,
            draft="d",
            page="main",
            code=190,
        )


def titles(found: tuple[Notice, ...]) -> list[str]:
    return [each.title for each in found]


def test_a_notice_goes_over_each_channel(store: Store) -> None:
    tell(store)
    due = store.notices.due(NOW)
    assert [each.channel for each in due] == ["webhook", "mail"]
    first = due[0]
    assert (first.kind, first.title, first.text) == ("attention", "خبر", "look")
    assert (first.item, first.draft, first.page, first.detail) == (7, "d", "main", {"code": 190})
    assert first.at == NOW


def test_without_a_channel_nothing_is_kept(store: Store) -> None:
    silent = Notices(store.database)
    with store.database.write() as connection:
        silent.write(connection, at=NOW, kind="k", title="t", text="x")
    assert store.notices.due(NOW) == ()


def test_a_notice_is_due_until_it_went_out(store: Store) -> None:
    tell(store)
    webhook, mail = store.notices.due(NOW)
    store.notices.sent(webhook.id, at=NOW)
    assert store.notices.due(NOW) == (mail,)


def test_a_failed_notice_comes_again_at_its_time(store: Store) -> None:
    tell(store)
    webhook, mail = store.notices.due(NOW)
    store.notices.sent(mail.id, at=NOW)
    store.notices.failed(webhook.id, error="HTTP 500", wake=NOW + MINUTE)
    assert store.notices.due(NOW) == ()
    (again,) = store.notices.due(NOW + MINUTE)
    assert (again.id, again.failures, again.last_error) == (webhook.id, 1, "HTTP 500")


def test_a_notice_that_is_given_up_is_counted_and_not_due(store: Store) -> None:
    tell(store)
    webhook, _ = store.notices.due(NOW)
    assert store.notices.lost() == 0
    store.notices.failed(webhook.id, error="gone", wake=None)
    assert store.notices.lost() == 1
    assert webhook.id not in {each.id for each in store.notices.due(NOW + 999 * MINUTE)}


def test_the_longest_waiting_come_first(store: Store) -> None:
    for minutes, title in ((2, "late"), (1, "early"), (9, "not yet")):
        tell(store, at=NOW + minutes * MINUTE, title=title)
    due = store.notices.due(NOW + 2 * MINUTE)
    assert titles(due) == ["early", "early", "late", "late"]
    assert titles(store.notices.due(NOW + 2 * MINUTE, limit=1)) == ["early"]
