"""Reviews: who asked for approval, who sent back and why, and what ends both."""

from datetime import timedelta

import pytest
from stores import EDITOR, NOW, OTHER_PAGE, PAGE, OpenStore, add_draft

from composer.errors import DraftError
from composer.store.change import DraftChange
from composer.store.review import Review, ReviewState
from composer.store.store import Store

WRITER = "omar"
LATER = NOW + timedelta(minutes=5)


def told(store: Store) -> list[tuple[str, str, str]]:
    """Return what people are told over each channel."""
    return [(each.channel, each.kind, each.text) for each in store.notices.due(LATER)]


def test_nobody_asked_for_a_draft_that_just_came_in(store: Store) -> None:
    assert store.drafts.review(add_draft(store).id) is None


def test_a_draft_that_was_asked_for_waits_and_editors_are_told(
    store: Store, open_store: OpenStore
) -> None:
    made = add_draft(store, "عنوان")
    asked = store.drafts.ask(made.id[:6], note=" عاجل\r\nجدا ", now=NOW, actor=WRITER)
    assert asked == Review(
        state=ReviewState.ASKED, person=WRITER, at=NOW, reason="عاجل\nجدا", revision=1
    )
    assert open_store().drafts.review(made.id) == asked
    line = store.journal.of(draft_id=made.id)[-1]
    assert (line.event, line.actor) == ("asked for approval", WRITER)
    assert line.detail == {"revision": 1, "reason": "عاجل\nجدا"}
    assert told(store) == [
        (channel, "approval-asked", "by omar: عاجل\nجدا") for channel in ("webhook", "mail")
    ]
    (notice, _) = store.notices.due(LATER)
    assert (notice.title, notice.draft, notice.detail["person"]) == ("عنوان", made.id, WRITER)


def test_who_says_nothing_asks_all_the_same(store: Store) -> None:
    made = add_draft(store)
    assert store.drafts.ask(made.id, now=NOW, actor=WRITER).reason == ""
    assert told(store)[0][2] == "by omar"


def test_a_change_leaves_it_asked_and_the_revision_tells_of_which(store: Store) -> None:
    made = add_draft(store)
    asked = store.drafts.ask(made.id, now=NOW, actor=WRITER)
    change = DraftChange(text="نص")
    store.drafts.edit(made.id, change, expected_revision=1, now=LATER, actor=EDITOR)
    assert store.drafts.review(made.id) == asked
    again = store.drafts.ask(made.id, note="ثانية", now=LATER, actor=EDITOR)
    assert store.drafts.review(made.id) == again
    assert (again.revision, again.person) == (2, EDITOR)


def test_a_draft_is_sent_back_with_a_reason_and_asked_for_anew(store: Store) -> None:
    made = add_draft(store)
    store.drafts.ask(made.id, now=NOW, actor=WRITER)
    rejected = store.drafts.reject(made.id, reason="الرقم خطأ", now=LATER, actor=EDITOR)
    assert store.drafts.review(made.id) == rejected
    assert (rejected.state, rejected.person, rejected.reason) == (
        ReviewState.REJECTED,
        EDITOR,
        "الرقم خطأ",
    )
    assert told(store)[-1] == ("mail", "rejected", "by salma: الرقم خطأ")
    asked = store.drafts.ask(made.id, now=LATER, actor=WRITER)
    assert store.drafts.review(made.id) == asked
    events = [each.event for each in store.journal.of(draft_id=made.id)]
    assert events == ["taken in", "asked for approval", "rejected", "asked for approval"]


@pytest.mark.parametrize("reason", ["", " \n ", "x" * 2001, "a\0b"])
def test_a_rejection_says_why_in_words_that_can_be_shown(store: Store, reason: str) -> None:
    made = add_draft(store)
    with pytest.raises(DraftError):
        store.drafts.reject(made.id, reason=reason, now=NOW, actor=EDITOR)
    assert store.drafts.review(made.id) is None
    assert told(store) == []


@pytest.mark.parametrize("state", ReviewState)
def test_an_approval_ends_a_review(store: Store, state: ReviewState) -> None:
    made = add_draft(store)
    if state is ReviewState.ASKED:
        store.drafts.ask(made.id, now=NOW, actor=WRITER)
    else:
        store.drafts.reject(made.id, reason="x", now=NOW, actor=EDITOR)
    store.drafts.approve(made.id, PAGE, approver=EDITOR, now=LATER)
    assert store.drafts.review(made.id) is None


def test_an_approval_that_stands_already_ends_a_review_too(store: Store) -> None:
    made = add_draft(store)
    first = store.drafts.approve(made.id, PAGE, approver=EDITOR, now=NOW)
    store.drafts.ask(made.id, now=NOW, actor=WRITER)
    assert store.drafts.approve(made.id, PAGE, approver=EDITOR, now=LATER) == first
    assert store.drafts.review(made.id) is None


def test_a_rejection_voids_what_was_approved_for_every_page(store: Store) -> None:
    made = add_draft(store)
    for page in (PAGE, OTHER_PAGE):
        store.drafts.approve(made.id, page, approver=EDITOR, now=NOW)
    store.drafts.reject(made.id, reason="x", now=LATER, actor=EDITOR)
    assert [store.drafts.approval(made.id, page) for page in (PAGE, OTHER_PAGE)] == [None, None]


def test_what_was_seen_otherwise_is_neither_asked_for_nor_rejected(store: Store) -> None:
    made = add_draft(store)
    change = DraftChange(text="نص")
    store.drafts.edit(made.id, change, expected_revision=1, now=NOW, actor=EDITOR)
    with pytest.raises(DraftError, match="changed by somebody else"):
        store.drafts.ask(made.id, expected_revision=1, now=NOW, actor=WRITER)
    with pytest.raises(DraftError, match="changed by somebody else"):
        store.drafts.reject(made.id, reason="x", expected_revision=1, now=NOW, actor=EDITOR)
    assert store.drafts.review(made.id) is None


def test_a_removed_draft_takes_its_review_with_it(store: Store) -> None:
    made = add_draft(store)
    store.drafts.ask(made.id, now=NOW, actor=WRITER)
    store.drafts.remove(made.id, now=NOW, actor=EDITOR)
    add_draft(store)
    assert store.drafts.review(made.id) is None
