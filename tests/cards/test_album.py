from dataclasses import replace

import pytest
from made_article import SITE, made
from made_card import theme, workshop

from composer.cards.album import flows, limited, numbered, offered
from composer.cards.picture import Photo
from composer.domain.card import CardContent
from composer.domain.highlight import Highlights
from composer.errors import ArticleError, ThemeError

SIZE = theme().sizes["portrait"]


def offer() -> CardContent:
    return offered(*made(), site=SITE)


def test_an_article_offers_all_that_was_found() -> None:
    article, highlights = made()
    content = offered(article, highlights, site=SITE)
    assert content.points == highlights.picked
    assert content.quotation == highlights.quotes[0]
    assert content.figure == highlights.figures[0]
    assert (content.headline, content.site) == (highlights.headline, SITE)


def test_an_empty_article_offers_its_headline_only() -> None:
    article, highlights = made()
    content = offered(article, Highlights(headline=highlights.headline), site=SITE)
    found, notes = flows(content, theme(), SIZE, None)
    assert [flow.name for flow in found] == ["headline"]
    assert notes[0] == "no highlights card: the article has no points"
    assert len(notes) == 5


def test_a_quotation_short_enough_is_preferred_and_none_is_cut() -> None:
    article, highlights = made()
    short = highlights.quotes[0]
    long = replace(short, text=replace(short.text, text="ا" * 261, source=None))
    chosen = offered(article, replace(highlights, quotes=(long, short)), site=SITE).quotation
    assert chosen == short
    only = offered(article, replace(highlights, quotes=(long,)), site=SITE).quotation
    assert only == long


def test_kinds_come_in_the_order_of_the_theme() -> None:
    found, notes = flows(offer(), theme(), SIZE, ("closing", "headline"))
    assert [flow.name for flow in found] == ["headline", "closing"]
    assert notes == ()


def test_a_kind_asked_for_must_be_known_and_have_content() -> None:
    with pytest.raises(ArticleError, match="there is no card kind 'headlin'; the theme has headl"):
        flows(offer(), theme(), SIZE, ("headlin",))
    with pytest.raises(ArticleError, match="no figure card can be made: the article has no figure"):
        flows(replace(offer(), figure=None), theme(), SIZE, ("figure",))


def test_cards_are_numbered_and_announce_the_next() -> None:
    found, _ = flows(offer(), theme(), SIZE, ("headline", "quote", "closing"))
    contents = numbered(found, theme().labels)
    assert [(content.page, content.pages) for content in contents] == [(1, 3), (2, 3), (3, 3)]
    assert [content.next_title for content in contents] == ["بالنص", "الخلاصة", None]


def test_the_longest_flow_gives_way() -> None:
    found, _ = flows(offer(), theme(), SIZE, None)
    long = [replace(flow, parts=flow.parts * 9) if flow.name == "quote" else flow for flow in found]
    kept, notes = limited(long)
    assert sum(len(flow.parts) for flow in kept) == 10
    assert notes == ("left out 4 quote cards: a post holds 10",)
    assert limited(found) == (found, ())


def test_an_unknown_size_is_told_with_the_known_ones() -> None:
    with pytest.raises(ThemeError, match="no card size 'wide'; theme 'midnight' has portrait, sq"):
        workshop().studio.cards(*made(), sizes=("wide",))


def test_a_photograph_that_no_card_takes_is_told() -> None:
    photo = Photo(b"", name="ship.jpg")
    made_of = made(quote="قال كلامًا طويلًا عن البحر والسفن والموانئ")
    found = workshop().studio.cards(*made_of, kinds=("quote",), photo=photo)
    assert "ship.jpg is not used: none of these cards takes a photograph" in found.notes
