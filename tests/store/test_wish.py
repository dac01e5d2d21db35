from datetime import timedelta
from threading import Barrier, Thread

from stores import EDITOR, NOW, OTHER_PAGE, PAGE, OpenStore, add_draft

from composer.domain.post import Target
from composer.store.queue import NewItem, When
from composer.store.store import Store

LATER = NOW + timedelta(hours=2)


def wish(store: Store, draft: str, *, target: Target = PAGE, key: str | None) -> str:
    """Queue a draft, whatever the page has had, and return the item's ID."""
    approval = store.drafts.approve(draft, target, approver=EDITOR, now=NOW)
    new = NewItem(
        draft=draft,
        target=target,
        approval=approval.fingerprint,
        when=When(due=LATER, wake=LATER, zone="UTC"),
        again=True,
        key=key,
    )
    return store.queue.add(new, now=NOW, actor=EDITOR).id


def test_a_wish_is_granted_once_however_often_it_comes(store: Store) -> None:
    draft = add_draft(store).id
    first = wish(store, draft, key="a")
    assert wish(store, draft, key="a") == first
    others = [wish(store, draft, key=key) for key in ("b", None, None)]
    others += [wish(store, draft, target=OTHER_PAGE, key="a")]
    others += [wish(store, add_draft(store, "خبر آخر", shades=(7,)).id, key="a")]
    assert len({first, *others}) == 6


def test_two_who_repeat_a_wish_at_one_moment_get_one_item(open_store: OpenStore) -> None:
    stores = [open_store() for _ in range(4)]
    draft = add_draft(stores[0]).id
    wish(stores[0], draft, target=OTHER_PAGE, key=None)  # nobody approves at the same moment
    stores[0].drafts.approve(draft, PAGE, approver=EDITOR, now=NOW)
    ready, found = Barrier(len(stores)), []

    def ask(store: Store) -> None:
        ready.wait()
        found.append(wish(store, draft, key="a"))

    threads = [Thread(target=ask, args=(each,)) for each in stores]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(found) == len(stores)
    assert len(set(found)) == 1
