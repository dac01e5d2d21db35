"""A draft's own texts for single pages: what each approves, sends, voids and brings back."""

import pytest
from stores import EDITOR, NOW, OTHER_PAGE, PAGE, add_draft

from composer.errors import DraftError
from composer.store.change import DraftChange
from composer.store.store import Store
from composer.store.stored import StoredDraft

SARA = "sara"


def edit(store: Store, draft: StoredDraft, change: DraftChange) -> StoredDraft:
    return store.drafts.edit(draft.id, change, expected_revision=None, now=NOW, actor=SARA)


def approve(store: Store, draft: StoredDraft) -> tuple[str, str]:
    """Approve a draft for both pages and return the fingerprints."""
    first, second = (
        store.drafts.approve(draft.id, each, approver=SARA, now=NOW).fingerprint
        for each in (PAGE, OTHER_PAGE)
    )
    return first, second


def stands(store: Store, draft: StoredDraft) -> tuple[bool, bool]:
    """Tell for which of the two pages a draft is approved as it stands."""
    first, second = (
        store.drafts.approval(draft.id, each) is not None for each in (PAGE, OTHER_PAGE)
    )
    return first, second


def test_each_page_approves_and_keeps_what_it_says(store: Store) -> None:
    draft = edit(store, add_draft(store), DraftChange(text="للرياضة", target=OTHER_PAGE))
    common, own = (store.drafts.content(each) for each in approve(store, draft))
    assert (common.text, own.text) == (draft.text, "للرياضة")
    assert common.images == own.images
    assert store.drafts.get(draft.id) == draft


def test_a_page_has_what_is_common_wherever_it_has_nothing_of_its_own(store: Store) -> None:
    draft = edit(store, add_draft(store), DraftChange(comment="رابط الخبر"))
    draft = edit(store, draft, DraftChange(text="للرياضة", target=OTHER_PAGE))
    assert draft.post_for(OTHER_PAGE.key).comment == "رابط الخبر"
    draft = edit(store, draft, DraftChange(comment="", target=OTHER_PAGE))
    assert draft.post_for(OTHER_PAGE.key).comment is None
    assert draft.post_for(PAGE.key) == draft.post
    assert draft.post.comment == "رابط الخبر"


def test_a_change_voids_the_approvals_of_the_pages_that_say_it_and_only_those(
    store: Store,
) -> None:
    draft = edit(store, add_draft(store), DraftChange(text="للرياضة", target=OTHER_PAGE))
    approve(store, draft)
    edit(store, draft, DraftChange(text="للجميع"))
    assert stands(store, draft) == (False, True)
    approve(store, draft)
    edit(store, draft, DraftChange(text="للرياضة أيضا", target=OTHER_PAGE))
    assert stands(store, draft) == (True, False)
    approve(store, draft)
    edit(store, draft, DraftChange(comment="للجميع"))
    assert stands(store, draft) == (False, False)
    approve(store, draft)
    edit(store, draft, DraftChange(order=(1,)))
    assert stands(store, draft) == (False, False)


def test_a_page_can_go_back_to_what_is_common(store: Store) -> None:
    draft = add_draft(store)
    own = edit(store, draft, DraftChange(text="للرياضة", link="https://a.example/", target=PAGE))
    back = edit(store, own, DraftChange(target=PAGE, common=True))
    assert back.own == ()
    assert back.post_for(PAGE.key) == draft.post
    anew = edit(store, own, DraftChange(comment="أول تعليق", target=PAGE, common=True))
    assert anew.post_for(PAGE.key).text == draft.text
    assert anew.post_for(PAGE.key).comment == "أول تعليق"


def test_an_own_text_is_undone_redone_and_restored_as_every_change(store: Store) -> None:
    draft = add_draft(store)
    own = edit(store, draft, DraftChange(text="للرياضة", target=OTHER_PAGE))
    drafts = store.drafts
    undone = drafts.undo(own.id, expected_revision=own.revision, now=NOW, actor=SARA)
    assert undone.own == ()
    redone = drafts.redo(own.id, expected_revision=undone.revision, now=NOW, actor=SARA)
    assert redone.own == own.own
    first = drafts.restore(
        own.id, draft.revision, expected_revision=redone.revision, now=NOW, actor=SARA
    )
    assert first.own == ()
    assert drafts.version(own.id, redone.revision).draft.own == own.own


def test_the_journal_tells_of_which_page_a_text_was_changed(store: Store) -> None:
    draft = edit(store, add_draft(store), DraftChange(text="للرياضة", target=OTHER_PAGE))
    line = store.journal.of(draft_id=draft.id)[-1]
    assert (line.event, line.actor) == ("edited", SARA)
    assert (line.detail["changed"], line.detail["pages"]) == (["own"], ["sport"])


def test_an_own_text_that_no_page_takes_is_refused_with_its_page(store: Store) -> None:
    draft = edit(store, add_draft(store), DraftChange(text="", target=OTHER_PAGE))
    assert draft.post_for(OTHER_PAGE.key).text == ""
    with pytest.raises(DraftError, match=r"for the page sport: the post is empty"):
        edit(store, draft, DraftChange(order=()))
    with pytest.raises(DraftError, match="is no address"):
        edit(store, draft, DraftChange(link="x", target=OTHER_PAGE))
    with pytest.raises(DraftError, match=r"for the page sport: the text holds a character"):
        edit(store, draft, DraftChange(text="a\0b", target=OTHER_PAGE))


def test_what_changes_nothing_is_no_change(store: Store) -> None:
    draft = edit(store, add_draft(store), DraftChange(text="للرياضة", target=OTHER_PAGE))
    assert edit(store, draft, DraftChange(text="للرياضة", target=OTHER_PAGE)) == draft
    assert edit(store, draft, DraftChange(target=PAGE, common=True)) == draft


def test_a_draft_that_was_removed_comes_back_without_them(store: Store) -> None:
    draft = edit(store, add_draft(store), DraftChange(text="للرياضة", target=OTHER_PAGE))
    store.drafts.remove(draft.id, now=NOW, actor=EDITOR)
    assert add_draft(store).own == ()
