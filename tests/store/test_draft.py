from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from stores import EDITOR, NOW, OTHER_PAGE, PAGE, OpenStore, add_draft

from composer.errors import DraftError
from composer.store.change import DraftChange
from composer.store.store import Store
from composer.store.stored import StoredDraft

LATER = NOW + timedelta(minutes=5)


def edit(store: Store, draft: StoredDraft, **change: Any) -> StoredDraft:  # noqa: ANN401 - new values
    return store.drafts.edit(
        draft.id,
        DraftChange(**change),
        expected_revision=draft.revision,
        now=LATER,
        actor=EDITOR,
    )


def test_the_beginning_of_an_id_is_enough(store: Store) -> None:
    draft = add_draft(store)
    assert store.drafts.get(draft.id[:4]) == draft
    assert store.drafts.get(f" {draft.id} ") == draft


def test_too_little_of_an_id_is_not_enough(store: Store) -> None:
    draft = add_draft(store)
    with pytest.raises(DraftError, match="write 4 characters of the ID at least"):
        store.drafts.get(draft.id[:3])
    with pytest.raises(DraftError, match="there is no draft"):
        store.drafts.get("")


def test_a_beginning_of_several_ids_is_refused_with_their_names(store: Store) -> None:
    for title, name in (("أ", "abcd-one"), ("ب", "abcd-two"), ("ج", "abcd")):
        add_draft(store, title, draft=name)
    assert store.drafts.get("abcd").title == "ج"
    with pytest.raises(DraftError, match="abcd-one, abcd-two: write more"):
        store.drafts.get("abcd-")


def test_signs_that_searches_know_are_only_signs_in_an_id(store: Store) -> None:
    add_draft(store, draft="abcd1234")
    for wanted in ("%%%%", "____", "abc_", "ABCD"):
        with pytest.raises(DraftError):
            store.drafts.get(wanted)


def test_an_unknown_id_is_told_with_the_nearest(store: Store) -> None:
    add_draft(store, draft="abcdef123456")
    with pytest.raises(DraftError, match="did you mean abcdef123456"):
        store.drafts.get("abcdef123465")
    with pytest.raises(DraftError, match="nashir drafts"):
        store.drafts.get("zzzzzzzz")


def test_an_edit_makes_a_new_revision_and_is_written_down(store: Store) -> None:
    draft = add_draft(store)
    fresh = edit(store, draft, text="نص جديد\r\nبسطرين ", comment=" تعليق ")
    assert (fresh.text, fresh.comment, fresh.revision) == ("نص جديد\nبسطرين", "تعليق", 2)
    assert (fresh.made, fresh.changed) == (NOW, LATER)
    assert fresh == store.drafts.get(draft.id)
    line = store.journal.of(draft_id=draft.id)[-1]
    assert (line.event, line.actor, line.at) == ("edited", EDITOR, LATER)
    assert line.detail == {"revision": 2, "changed": ["text", "comment"]}


def test_an_edit_that_changes_nothing_is_none(store: Store) -> None:
    draft = add_draft(store)
    assert edit(store, draft, text=draft.text) == draft
    assert len(store.journal.of(draft_id=draft.id)) == 1


def test_an_empty_comment_or_link_takes_it_away(store: Store) -> None:
    draft = add_draft(store, link="https://example.org/a", shades=())
    fresh = edit(store, edit(store, draft, comment="تعليق"), comment="", link=" ")
    assert (fresh.comment, fresh.post_link, fresh.post.link) == (None, None, None)
    assert fresh.link == "https://example.org/a"


def test_cards_are_put_in_another_order_and_left_out(store: Store) -> None:
    draft = add_draft(store, shades=(1, 2, 3))
    fresh = edit(store, draft, order=(3, 1), alt_texts={3: "ثالثة"})
    assert [image.file for image in fresh.post.images] == [
        "03-headline-portrait.png",
        "01-headline-portrait.png",
    ]
    assert fresh.post.images[0].alt_text == "ثالثة"
    assert [card.position for card in fresh.cards] == [1, 2, 3, 4, 5, 6]
    assert {card.sha256 for card in fresh.cards} == {card.sha256 for card in draft.cards}
    assert edit(store, fresh, order=(3,)).post.images[0].file == "02-headline-portrait.png"
    assert edit(store, store.drafts.get(draft.id), order=()).post.images == ()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"text": "x" * 63_207}, "63,206 are the most"),
        ({"text": "a\0b"}, r"cannot be shown \(U\+0000\)"),
        ({"text": "a\ud800"}, r"U\+D800"),
        ({"text": "a\x1bb"}, r"U\+001B"),
        ({"text": " ", "order": ()}, "is empty"),
        ({"comment": "x" * 8_001}, "8,000 are the most"),
        ({"comment": "a\x07"}, "comment holds"),
        ({"alt_texts": {1: "x" * 1_001}}, "alternative text of image 1"),
        ({"alt_texts": {1: " "}}, "alternative text is empty"),
        ({"alt_texts": {9: "x"}}, "no card 9: they count from 1 to 4"),
        ({"order": (1, 9)}, "no card 9"),
        ({"order": (1, 1)}, "names a card twice"),
        ({"link": "example.org", "order": ()}, "is no address"),
        ({"link": "javascript:alert(1)"}, "is no address"),
        ({"link": "javascript:alert(1)", "order": ()}, "is no address"),
        ({"link": "https://[", "order": ()}, "is no address"),
        ({"link": "https://a.org/ b", "order": ()}, "is no address"),
    ],
)
def test_what_no_page_could_take_is_refused(
    sqlite_store: Store, change: dict[str, Any], reason: str
) -> None:
    draft = add_draft(sqlite_store)
    with pytest.raises(DraftError, match=reason):
        edit(sqlite_store, draft, **change)
    assert sqlite_store.drafts.get(draft.id) == draft


def test_the_longest_post_is_accepted(sqlite_store: Store) -> None:
    draft = add_draft(sqlite_store)
    assert len(edit(sqlite_store, draft, text="س" * 63_206).text) == 63_206


def test_who_saw_an_older_revision_changes_nothing(store: Store, open_store: OpenStore) -> None:
    draft = add_draft(store)
    edit(open_store(), draft, text="من زميلة")
    with pytest.raises(DraftError, match="revision 2, you saw 1"):
        edit(store, draft, text="مني")
    with pytest.raises(DraftError, match="changed by somebody else"):
        store.drafts.approve(draft.id, PAGE, approver=EDITOR, now=NOW, expected_revision=1)
    assert store.drafts.get(draft.id).text == "من زميلة"
    unseen = store.drafts.edit(
        draft.id, DraftChange(text="مني"), expected_revision=None, now=LATER, actor=EDITOR
    )
    assert unseen.revision == 3


def test_an_approval_binds_what_a_reader_meets(store: Store) -> None:
    draft = add_draft(store)
    approval = store.drafts.approve(draft.id, PAGE, approver=EDITOR, now=NOW)
    assert approval.fingerprint == draft.post.fingerprint(PAGE.key)
    assert (approval.page, approval.approver, approval.at) == ("main", EDITOR, NOW)
    assert store.drafts.content(approval.fingerprint) == draft.post
    assert store.drafts.approval(draft.id, PAGE) == approval
    assert store.drafts.approval(draft.id, OTHER_PAGE) is None


def test_the_same_approval_again_is_no_new_one(store: Store) -> None:
    draft = add_draft(store)
    first = store.drafts.approve(draft.id, PAGE, approver=EDITOR, now=NOW)
    assert store.drafts.approve(draft.id, PAGE, approver="other", now=LATER) == first
    events = [each.event for each in store.journal.of(draft_id=draft.id)]
    assert events == ["taken in", "approved"]


def test_a_page_that_the_settings_call_otherwise_is_the_same_page(store: Store) -> None:
    draft = add_draft(store)
    store.drafts.approve(draft.id, PAGE, approver=EDITOR, now=NOW)
    assert store.drafts.approval(draft.id, replace(PAGE, page="renamed")) is not None


@pytest.mark.parametrize(
    "change",
    [
        {"text": "آخر"},
        {"comment": "تعليق"},
        {"alt_texts": {1: "آخر"}},
        {"order": (2, 1)},
        {"order": (1,)},
    ],
)
def test_each_change_voids_the_approvals_of_all_pages(store: Store, change: dict[str, Any]) -> None:
    draft = add_draft(store)
    pages = (PAGE, OTHER_PAGE)
    for page in pages:
        store.drafts.approve(draft.id, page, approver=EDITOR, now=NOW)
    edit(store, draft, **change)
    assert [store.drafts.approval(draft.id, page) for page in pages] == [None, None]
    voided = [
        each.detail["page"]
        for each in store.journal.of(draft_id=draft.id)
        if each.event == "approval voided"
    ]
    assert voided == ["main", "sport"]


def test_a_change_of_what_is_not_posted_voids_nothing(store: Store) -> None:
    draft = add_draft(store, link="https://example.org/a")
    approval = store.drafts.approve(draft.id, PAGE, approver=EDITOR, now=NOW)
    edit(store, draft, alt_texts={4: "آخر"}, link="https://example.org/b")
    assert store.drafts.approval(draft.id, PAGE) == approval


def test_an_approval_after_a_change_is_a_new_one(store: Store) -> None:
    draft = add_draft(store)
    first = store.drafts.approve(draft.id, PAGE, approver=EDITOR, now=NOW)
    fresh = edit(store, draft, text="آخر")
    second = store.drafts.approve(draft.id, PAGE, approver=EDITOR, now=LATER)
    assert second.fingerprint != first.fingerprint
    assert store.drafts.content(first.fingerprint) == draft.post
    assert store.drafts.content(second.fingerprint) == fresh.post
    back = edit(store, fresh, text=draft.text)
    third = store.drafts.approve(draft.id, PAGE, approver=EDITOR, now=LATER)
    assert (third.fingerprint, third.id) == (first.fingerprint, second.id + 1)
    assert back.post == draft.post


def test_what_was_flagged_is_kept_as_accepted(store: Store) -> None:
    finding = {"rule": "number", "action": "flagged", "before": "12", "after": "21"}
    shown = {"rule": "space", "action": "shown", "before": " ", "after": ""}
    draft = add_draft(store, findings=[finding, shown])
    approval = store.drafts.approve(draft.id, PAGE, approver=EDITOR, now=NOW)
    assert approval.accepted == ("number: «12» → «21»",)
    assert store.drafts.approval(draft.id, PAGE) == approval
    assert store.journal.of(draft_id=draft.id)[-1].detail["accepted"] == ["number: «12» → «21»"]


def with_failed_check(store: Store, *, card: int) -> StoredDraft:
    document = add_draft(store).document
    cards = [dict(each) for each in document["cards"]]
    cards[card]["checks"] = [{"rule": "contrast", "level": "fail", "detail": "2:1"}]
    return add_draft(store, "بفحص", cards=cards)


def test_a_card_that_failed_a_check_is_not_approved(store: Store) -> None:
    draft = with_failed_check(store, card=0)
    with pytest.raises(DraftError, match=r"01-headline-portrait\.png: contrast: 2:1"):
        store.drafts.approve(draft.id, PAGE, approver=EDITOR, now=NOW)
    assert store.drafts.approval(draft.id, PAGE) is None
    edit(store, draft, order=(2,))
    assert store.drafts.approve(draft.id, PAGE, approver=EDITOR, now=NOW)


def test_a_failed_check_of_a_card_that_is_not_posted_does_no_harm(store: Store) -> None:
    draft = with_failed_check(store, card=3)
    assert store.drafts.approve(draft.id, PAGE, approver=EDITOR, now=NOW)


def test_a_post_that_no_page_takes_is_not_approved(store: Store) -> None:
    long = add_draft(store, "طويل", text="س" * 63_207)
    many = add_draft(store, "كثير", shades=range(11))
    for draft, reason in ((long, "63,206"), (many, "11 images, a page takes 10")):
        with pytest.raises(DraftError, match=reason):
            store.drafts.approve(draft.id, PAGE, approver=EDITOR, now=NOW)
