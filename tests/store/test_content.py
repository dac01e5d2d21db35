import json

import pytest
from sqlalchemy import text
from stores import EDITOR, NOW, PAGE, add_draft, image_file

from composer.errors import StoreError
from composer.store.change import DraftChange
from composer.store.store import Store


def meddle(store: Store, statement: str, **values: str) -> None:
    """Change what the triggers protect, as somebody with a tool of the database can."""
    rows = "ALTER TABLE content DISABLE TRIGGER USER"
    off = "DROP TRIGGER content_stays" if store.database.dialect == "sqlite" else rows
    with store.database.write() as connection:
        connection.execute(text(off))
        connection.execute(text(statement), values)


@pytest.mark.parametrize(
    ("field", "value"), [("text", "شيء آخر"), ("link", "https://example.org"), ("images", [])]
)
def test_a_post_that_was_changed_in_the_database_is_not_given_out(
    store: Store, field: str, value: object
) -> None:
    draft = add_draft(store)
    approval = store.drafts.approve(draft.id, PAGE, approver=EDITOR, now=NOW)
    with store.database.read() as connection:
        body = json.loads(connection.execute(text("SELECT body FROM content")).scalar_one())
    meddle(store, "UPDATE content SET body = :body", body=json.dumps({**body, field: value}))
    with pytest.raises(StoreError, match="was changed in the database"):
        store.drafts.content(approval.fingerprint)


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"text": 1, "images": []}', '{"images": [1]}'])
def test_a_body_that_is_no_post_is_not_given_out(store: Store, body: str) -> None:
    draft = add_draft(store)
    approval = store.drafts.approve(draft.id, PAGE, approver=EDITOR, now=NOW)
    meddle(store, "UPDATE content SET body = :body", body=body)
    with pytest.raises(StoreError, match="was changed in the database"):
        store.drafts.content(approval.fingerprint)


def test_an_approval_for_one_page_gives_nothing_to_another(store: Store) -> None:
    draft = add_draft(store)
    approval = store.drafts.approve(draft.id, PAGE, approver=EDITOR, now=NOW)
    meddle(store, "UPDATE content SET target = :target", target="facebook:other")
    with pytest.raises(StoreError, match="was changed in the database"):
        store.drafts.content(approval.fingerprint)


def test_a_fingerprint_that_nobody_approved_is_told(store: Store) -> None:
    with pytest.raises(StoreError, match="no post was approved"):
        store.drafts.content("0" * 64)


def test_a_draft_that_was_changed_in_the_database_is_not_approved_any_more(store: Store) -> None:
    draft = add_draft(store)
    store.drafts.approve(draft.id, PAGE, approver=EDITOR, now=NOW)
    with store.database.write() as connection:
        connection.execute(text("UPDATE draft SET text = 'x'"))
    assert store.drafts.approval(draft.id, PAGE) is None


def test_a_draft_whose_image_was_changed_is_not_approved(store: Store) -> None:
    draft = add_draft(store)
    image_file(store, draft.cards[1].sha256).write_bytes(b"other")
    with pytest.raises(StoreError, match="was changed"):
        store.drafts.approve(draft.id, PAGE, approver=EDITOR, now=NOW)
    change = DraftChange(order=(1,))
    store.drafts.edit(draft.id, change, expected_revision=1, now=NOW, actor=EDITOR)
    assert store.drafts.approve(draft.id, PAGE, approver=EDITOR, now=NOW)
