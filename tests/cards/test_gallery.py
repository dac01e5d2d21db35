"""A card that was drawn before is not drawn again, and is the same to the last byte."""

from dataclasses import replace

import pytest
from made_article import SITE, made
from made_card import workshop
from made_photo import file_of, halves

from composer.cards.album import offered
from composer.cards.gallery import Gallery
from composer.cards.picture import Photo
from composer.cards.studio import CardSet, Manner
from composer.domain.article import Line
from composer.domain.card import CardContent
from composer.errors import TextDoesNotFit

ROOM = 64 * 2**20
PLAIN = Manner(kinds=("headline", "highlights", "quote"))


def offer() -> CardContent:
    article, highlights = made()
    return offered(article, highlights, site=SITE)


def draw(content: CardContent, manner: Manner, gallery: Gallery | None = None) -> CardSet:
    return workshop().studio.draw(content, manner, gallery=gallery)


def drawn_again(before: CardSet, after: CardSet) -> list[str]:
    """Return the kinds of the cards that are not the very same bytes in memory."""
    known = [card.data for card in before.cards]
    return [card.kind for card in after.cards if not any(card.data is each for each in known)]


def test_only_the_card_whose_words_changed_is_drawn_with_the_bytes_of_a_first_drawing() -> None:
    gallery = Gallery(ROOM)
    before = draw(offer(), PLAIN, gallery)
    edited = replace(offer(), headline=Line(text="عنوان آخر", edited=True))
    after = draw(edited, PLAIN, gallery)
    assert drawn_again(before, after) == ["headline"]
    assert after == draw(edited, PLAIN)  # drawn without any memory
    assert drawn_again(after, draw(offer(), PLAIN, gallery)) == ["headline"]
    assert drawn_again(before, draw(offer(), PLAIN, gallery)) == []


def test_size_format_photograph_and_focus_make_another_card() -> None:
    gallery = Gallery(ROOM)
    photo = Photo(file_of(halves()))
    content = replace(offer(), image=True)
    kinds = ("headline", "quote")
    first = draw(content, Manner(kinds=kinds, photo=photo), gallery)
    same = Photo(photo.data)
    assert drawn_again(first, draw(content, Manner(kinds=kinds, photo=same), gallery)) == []
    moved = draw(content, Manner(kinds=kinds, photo=photo.focused((0.0, 0.0))), gallery)
    assert drawn_again(first, moved) == ["headline"]  # no other card shows the photograph
    jpeg = draw(content, Manner(kinds=kinds, photo=photo, image_format="jpeg"), gallery)
    assert drawn_again(first, jpeg) == ["headline", "quote"]
    square = draw(content, Manner(kinds=kinds, photo=photo, sizes=("square",)), gallery)
    assert drawn_again(first, square) == ["headline", "quote"]


def test_a_focused_photograph_is_decoded_once() -> None:
    photo = Photo(file_of(halves()))
    assert photo.focused((0.1, 0.2)).image == photo.image
    assert photo.focused((0.1, 0.2)).image is photo.focused((1.0, 1.0)).image
    assert photo.mark != photo.focused((0.1, 0.2)).mark


def test_kinds_come_in_the_order_that_is_asked_for_and_what_cannot_be_made_is_noted() -> None:
    found = draw(offer(), Manner(kinds=("quote", "poem", "headline")))
    assert [card.kind for card in found.cards] == ["quote", "headline"]
    assert [card.content.page for card in found.cards] == [1, 2]
    assert found.notes == ("no poem card: theme midnight has no such kind",)


def test_a_text_that_did_not_fit_is_refused_again_with_the_same_words() -> None:
    gallery = Gallery(ROOM)
    said = offer().quotation
    assert said is not None
    long = replace(offer(), quotation=replace(said, text=Line(text="كلام طويل " * 200)))
    refusals = []
    for _ in range(2):
        with pytest.raises(TextDoesNotFit) as refused:
            draw(long, Manner(kinds=("quote",)), gallery)
        refusals.append(str(refused.value))
    assert refusals[0] == refusals[1]


def test_a_gallery_holds_no_more_than_its_room_and_lets_the_longest_unused_go() -> None:
    cards = draw(offer(), PLAIN).cards
    first, second, third = cards
    weight = max(len(card.data) for card in cards) + 24_000
    gallery = Gallery(2 * weight)
    gallery.keep("one", first)
    gallery.keep("two", second)
    assert gallery.find("one") is first
    gallery.keep("three", third)
    assert gallery.find("two") is None
    assert gallery.find("one") is first
    assert gallery.held_bytes <= 2 * weight
    gallery.keep("one", first)
    assert gallery.held_bytes <= 2 * weight
