"""Laws of single changes: words, emphasis, order, picked candidates, hashtags."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from composed_bundle import shared_workshop
from hypothesis import given
from hypothesis import strategies as st
from made_edition import texts

from composer.app.editing import ChangeRefused, change_of
from composer.app.editing.change import Turn
from composer.app.editing.galley import Galley
from composer.app.editing.wording import (
    kept_emphasis,
    one_line,
    reworded,
    some_lines,
    whole_words,
)
from composer.app.transcript import Material
from composer.domain.article import Article, Line, Paragraph, Span
from composer.domain.edition import Edition
from composer.domain.highlight import Candidate, Highlights, KeyFigure

typed = st.text(max_size=40)
words = st.lists(st.sampled_from(("روسيا", "تعلن", "F-35", "جديدة", "و")), min_size=1, max_size=6)
TURN = Turn(
    by="sara",
    at=datetime(2026, 11, 24, tzinfo=UTC),
    gazetteer=shared_workshop().gazetteer,
    has_picture=lambda _: False,
)


def galley(count: int = 5) -> Galley:
    """Return a galley with so many candidates, every other one picked."""
    blocks = tuple(Paragraph(text=f"جملة رقم {n} في المقال") for n in range(count))
    article = Article(title="عنوان المقال", blocks=blocks)
    lines = [
        Line(text=each.text, source=Span(block=n, start=0, end=len(each.text)))
        for n, each in enumerate(blocks)
    ]
    value = Line(text="3", source=Span(block=3, start=9, end=10))
    unit = Line(text="%", edited=True)
    figure = KeyFigure(value=value, unit=unit, label=lines[3], percent=3.0, share=True)
    highlights = Highlights(
        headline=Line(text=article.title, source=Span(block=-1, start=0, end=12)),
        candidates=tuple(
            Candidate(line=line, score=1, picked=n % 2 == 0) for n, line in enumerate(lines)
        ),
        figures=(figure,),
    )
    edition = Edition.first(highlights, theme="midnight")
    material = Material(article=article, findings=(), highlights=highlights, edition=edition)
    return Galley(material=material, made_text="نص القالب", made_alt_texts={}, posted=())


def applied(found: Galley, op: str, **values: object) -> Galley:
    return change_of({"op": op, **values}).apply(found, TURN)


@given(text=typed)
def test_what_is_typed_reaches_a_card_in_one_line_without_what_nobody_sees(text: str) -> None:
    clean = one_line(text, "headline", may_be_empty=True)
    assert clean == clean.strip()
    assert "\n" not in clean
    assert not any(each in clean for each in ("\x00", "\u202e", "\u200f", "\u2067"))
    assert one_line(clean, "headline", may_be_empty=True) == clean


@given(text=typed)
def test_a_post_is_cleaned_once_and_stays_so(text: str) -> None:
    clean = some_lines(text, "text")
    assert some_lines(clean, "text") == clean
    assert not any("\u202a" <= each <= "\u202e" for each in clean)


@given(old=words, new=words, data=st.data())
def test_emphasis_that_stays_is_of_the_same_words(
    old: list[str], new: list[str], data: st.DataObject
) -> None:
    before, after = " ".join(old), " ".join(new)
    first = data.draw(st.integers(0, len(before) - 1))
    ranges = whole_words(before, ((first, data.draw(st.integers(first + 1, len(before)))),))
    kept = kept_emphasis(Line(text=before, emphasis=ranges), after)
    emphasised = {before[start:end] for start, end in ranges}
    assert all(after[start:end] in emphasised for start, end in kept)
    assert whole_words(after, kept) == kept
    assert kept_emphasis(Line(text=before, emphasis=ranges), before) == ranges


@given(text=st.lists(texts, min_size=1, max_size=5).map(" ".join), data=st.data())
def test_emphasis_is_of_whole_words_in_order(text: str, data: st.DataObject) -> None:
    place = st.integers(0, len(text) - 1).flatmap(
        lambda at: st.tuples(st.just(at), st.integers(at + 1, len(text)))
    )
    ranges = tuple(data.draw(st.lists(place, max_size=4)))
    found = whole_words(text, ranges)
    assert found == whole_words(text, found)
    assert all(end < start for (_, end), (start, _) in pairwise(found))
    for start, end in ranges:
        assert any(first <= start and end <= last for first, last in found)


@given(text=texts, other=texts)
def test_a_line_worded_as_the_article_words_it_is_not_edited(text: str, other: str) -> None:
    original = Line(text=text, source=Span(block=0, start=0, end=len(text)), emphasis=((0, 1),))
    there = reworded(original, other, original=original)
    assert there.edited == (other != text)
    assert there.source == original.source
    assert reworded(there, text, original=original) == original


@given(order=st.permutations(range(3)))
def test_reordering_loses_no_highlight_and_can_be_turned_back(order: list[int]) -> None:
    first = galley()
    there = applied(first, "reorder", order=order)
    assert [there.edition.points[order.index(n)] for n in range(3)] == list(first.edition.points)
    back = applied(there, "reorder", order=[order.index(n) for n in range(3)])
    assert back == first


@given(candidates=st.lists(st.integers(0, 4), max_size=8))
def test_picking_and_unpicking_leaves_what_was_asked_for_in_reading_order(
    candidates: list[int],
) -> None:
    found, wanted = galley(), {0, 2, 4}
    for number in candidates:
        op = "unpick" if number in wanted else "pick"
        found = applied(found, op, candidate=number)
        wanted ^= {number}
    blocks = [line.source.block for line in found.edition.points if line.source]
    assert blocks == sorted(wanted)


def test_a_reworded_candidate_is_still_picked_and_goes_with_its_words() -> None:
    there = applied(galley(), "reword", at=0, text="كلام جديد")
    assert applied(there, "pick", candidate=0) == there
    assert len(applied(there, "unpick", candidate=0).edition.points) == 2


def test_a_percentage_is_drawn_as_it_is_worded() -> None:
    there = applied(galley(), "figure_text", part="value", text="٪").edition.figure
    assert there is not None
    assert (there.percent, there.share) == (None, False)
    there = applied(galley(), "figure_text", part="value", text="40").edition.figure
    assert there is not None
    assert (there.percent, there.share, there.value.edited) == (40.0, True, True)
    there = applied(galley(), "figure_text", part="unit", text="دولار").edition.figure
    assert there is not None
    assert (there.percent, there.unit) == (None, Line(text="دولار", edited=True))


def test_a_flag_stands_beside_a_name_only_while_it_is_that_countrys() -> None:
    there = applied(galley(), "quotation_text", part="text", text="كلام")
    there = applied(there, "quotation_text", part="role", text="وزير الدفاع الياباني")
    assert there.edition.quotation is not None
    assert there.edition.quotation.country == "JP"
    there = applied(there, "quotation_text", part="role", text="")
    assert there.edition.quotation is not None
    assert (there.edition.quotation.country, there.edition.quotation.role) == (None, None)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("خبر\n#قديم #آخر", "خبر\n#جديد"),
        ("خبر عن #وسم في السطر", "خبر عن #وسم في السطر\n#جديد"),
        ("#قديم", "#جديد"),
        ("خبر", "خبر\n#جديد"),
    ],
)
def test_hashtags_of_a_persons_text_are_its_last_line(text: str, left: str) -> None:
    there = applied(applied(galley(), "text", text=text), "hashtags", hashtags=["جديد"])
    assert there.text == left
    bare = applied(there, "hashtags", hashtags=[]).text
    assert bare == left.removesuffix("#جديد").rstrip()


@given(values=st.dictionaries(st.sampled_from(("op", "text", "at", "of", "x")), st.integers()))
def test_whatever_json_asks_for_is_a_change_or_is_refused(values: dict[str, int]) -> None:
    with pytest.raises(ChangeRefused) as refused:
        change_of(values)
    assert refused.value.code == "malformed"
