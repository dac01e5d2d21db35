"""Whether there is a draft of an article already."""

from sqlalchemy import text
from stores import EDITOR, NOW, add_draft

from composer.store.met import drafts_by_link, drafts_met, drafts_that_stand, first_images
from composer.store.store import Store

LINK = "https://example.org/a"


def test_an_article_is_met_again_by_its_address_or_else_by_its_headline(store: Store) -> None:
    one, other = add_draft(store, "خبر أول", link=LINK), add_draft(store, "خبر ثان")
    database = store.database

    assert drafts_met(database, title="عنوان آخر", link=LINK) == (one.id,)
    assert drafts_met(database, title="خبر أول", link=None) == (one.id,)
    assert drafts_met(database, title="خَبر ثانٍ", link="https://example.org/b") == (other.id,)
    assert drafts_met(database, title="خبر أول", link="https://example.org/b") == ()
    assert drafts_met(database, title="خبر ثالث", link=None) == ()


def test_a_draft_that_was_removed_is_not_met(store: Store) -> None:
    made = add_draft(store, "خبر", link=LINK)
    assert drafts_by_link(store.database, [LINK, "https://example.org/b"]) == {LINK: made.id}
    assert drafts_that_stand(store.database, [made.id, "nothing"]) == {made.id}
    store.drafts.remove(made.id, now=NOW, actor=EDITOR)
    assert drafts_met(store.database, title="خبر", link=LINK) == ()
    assert drafts_by_link(store.database, [LINK]) == {}
    assert drafts_that_stand(store.database, [made.id]) == frozenset()


def test_the_first_card_of_each_draft_is_found(store: Store) -> None:
    made = [add_draft(store, "خبر أول"), add_draft(store, "خبر ثان", shades=(3,))]
    names = [each.id for each in made]
    assert first_images(store.database, [*names, "nothing"]) == {
        each.id: each.cards[0].sha256 for each in made
    }
    assert first_images(store.database, []) == {}


def test_an_article_is_looked_for_by_an_index(sqlite_store: Store) -> None:
    asked = (
        "SELECT id FROM draft WHERE removed IS NULL"
        " AND (link = 'a' OR (link IS NULL AND title_key = 'b'))"
    )
    with sqlite_store.database.read() as connection:
        plan = connection.execute(text(f"EXPLAIN QUERY PLAN {asked}")).all()
    assert not [row for row in plan if "SCAN" in str(row)]
