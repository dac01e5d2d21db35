"""What changed since the last approval is shown word by word and pixel by pixel."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from composed_bundle import composed_bundle
from editing_table import EditingTable, editing
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from stores import image_file

from composer.app.editing import EditingRoom
from composer.app.editing.difference import Difference, Fate, difference, pieces
from composer.cards.difference import changed_boxes
from composer.cards.difference import difference as drawn_difference

HEADLINE = "موسكو توضح حدود شراكتها مع كاراكاس"
texts = st.lists(st.sampled_from(("روسيا", "تعلن", " ", "\n", "F-35")), max_size=12).map("".join)


@pytest.fixture(scope="module")
def room() -> EditingRoom:
    return EditingRoom()


@pytest.fixture
def table(tmp_path: Path, room: EditingRoom) -> Iterator[EditingTable]:
    with editing(tmp_path, composed_bundle("lavrov.txt"), room) as found:
        yield found


def of(table: EditingTable) -> Difference | None:
    newsroom = table.newsroom()
    return difference(newsroom, table.id, newsroom.outlet().target)


@given(before=texts, after=texts)
def test_pieces_hold_the_text_that_was_and_the_text_that_is(before: str, after: str) -> None:
    found = pieces(before, after)
    assert "".join(each.text for each in found if each.fate is not Fate.ADDED) == before
    assert "".join(each.text for each in found if each.fate is not Fate.REMOVED) == after


def test_pieces_of_long_texts_are_lines() -> None:
    before = "كلمة أخرى\n" * 3000
    found = pieces(before, f"{before}سطر جديد")
    assert [each.fate for each in found] == [Fate.SAME, Fate.ADDED]


def test_nothing_is_different_before_and_right_after_the_first_approval(
    table: EditingTable,
) -> None:
    assert of(table) is None
    table.newsroom().approve(table.id)
    found = of(table)
    assert found is not None
    assert found.is_same
    assert found.approval.approver == "sara"


def test_words_and_pixels_that_changed_are_told_by_card(table: EditingTable) -> None:
    table.newsroom().approve(table.id)
    order = ["quote-1-portrait", "headline-1-portrait", "highlights-1-portrait"]
    table.done("images", cards=order)
    table.done("headline", text=HEADLINE)
    table.done("link", text="https://example.org/1")
    found = of(table)
    assert found is not None
    assert not found.is_same
    fates = {card.key: (card.fate, card.moved) for card in found.cards}
    assert fates == {
        "quote-1-portrait": (Fate.SAME, True),
        "headline-1-portrait": (Fate.CHANGED, True),
        "highlights-1-portrait": (Fate.SAME, True),
        "comparison-1-portrait": (Fate.REMOVED, False),
        "closing-1-portrait": (Fate.REMOVED, False),
    }
    changed = next(card for card in found.cards if card.fate is Fate.CHANGED)
    assert changed.picture is not None
    assert Image.open(io.BytesIO(changed.picture)).size == (1080, 1350)
    added = {
        each.field: "".join(piece.text for piece in each.pieces if piece.fate is Fate.ADDED)
        for each in found.texts
    }
    assert added["text"].split() == HEADLINE.split()
    assert "كاراكاس" in added["alt[headline-1-portrait]"]
    assert "link" not in added  # a post with images carries none
    assert added["alt[quote-1-portrait]"] == ""


def test_an_image_that_was_swept_away_is_told_to_be_another(table: EditingTable) -> None:
    table.newsroom().approve(table.id)
    before = table.images()["headline-1-portrait"]
    table.done("headline", text=HEADLINE)
    image_file(table.newsroom().store, before).unlink()
    found = of(table)
    assert found is not None
    changed = next(card for card in found.cards if card.key == "headline-1-portrait")
    assert (changed.fate, changed.picture) == (Fate.CHANGED, None)


def png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@given(spots=st.lists(st.tuples(st.integers(0, 199), st.integers(0, 149)), min_size=1, max_size=5))
def test_every_pixel_that_changed_lies_in_a_box(spots: list[tuple[int, int]]) -> None:
    before = Image.new("RGB", (200, 150), "navy")
    after = before.copy()
    for spot in spots:
        after.putpixel(spot, (255, 255, 255))
    boxes = changed_boxes(before, after)
    for x, y in spots:
        assert any(box[0] <= x < box[2] and box[1] <= y < box[3] for box in boxes)
    assert all(0 <= box[0] < box[2] <= 200 and 0 <= box[1] < box[3] <= 150 for box in boxes)


def test_what_cannot_be_compared_or_looks_the_same_gives_no_picture() -> None:
    one, other = Image.new("RGB", (40, 40), "navy"), Image.new("RGB", (40, 60), "navy")
    assert drawn_difference(png(one), png(one)) is None
    assert drawn_difference(png(one), png(other)) is None
    assert drawn_difference(png(one), b"no picture") is None
