"""What a person wrote and the article does not say is flagged, at its place, with its key."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from composed_bundle import EXAMPLES, shared_workshop

from composer.app import services
from composer.app.editing import ChangeRefused, Flag, change_of
from composer.app.editing.change import Turn
from composer.app.editing.flag import flags_of
from composer.app.editing.galley import Galley
from composer.app.order import Order
from composer.domain.edition import Picture

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
PICTURE = Picture(sha256="ab" * 32, media_type="image/png", width=9, height=9, name="مدمرة.png")


@cache
def galley(example: str = "usv.txt") -> Galley:
    workshop = shared_workshop()
    reading = services.read(str(EXAMPLES / example))
    draft = workshop.draft(reading, Order(kinds=("headline",)))
    return Galley(
        material=draft.material,
        made_text=draft.post.text,
        made_alt_texts={"headline-1-portrait": draft.cards[0].alt_text},
        posted=("headline-1-portrait",),
        cards=("headline-1-portrait",),
    )


def changed(*changes: dict[str, Any], example: str = "usv.txt") -> Galley:
    turn = Turn(
        by="sara", at=NOW, gazetteer=shared_workshop().gazetteer, has_picture=lambda _: True
    )
    found = galley(example)
    for each in changes:
        found = change_of(each).apply(found, turn)
    return found


def fresh_flags(*changes: dict[str, Any], example: str = "usv.txt") -> list[Flag]:
    """Return the flags that some changes bring."""
    gazetteer = shared_workshop().gazetteer
    known = {flag.key for flag in flags_of(galley(example), gazetteer)}
    return [
        f for f in flags_of(changed(*changes, example=example), gazetteer) if f.key not in known
    ]


@pytest.mark.parametrize(
    ("change", "rule", "what"),
    [
        ({"op": "headline", "text": "مسيّرة بحرية تبحر 77 يوما"}, "number-not-in-article", "77"),
        ({"op": "headline", "text": "مسيّرة تبحر ٧٧ يوما"}, "number-not-in-article", "٧٧"),
        (
            {"op": "add", "text": "قطعت السفينة 312 كيلومتر"},
            "number-not-in-article",
            "312 كيلومتر",
        ),
        ({"op": "deck", "text": "سفينة تحمل F-35B"}, "designation-not-in-article", "F-35B"),
        ({"op": "deck", "text": "سفينة من طراز Sea Hunter"}, "designation-not-in-article", "Sea"),
        ({"op": "add", "text": "وصلت السفينة إلى البرازيل"}, "name-not-in-article", "البرازيل"),
        ({"op": "add", "text": "قال الوزير زكريا شيئا"}, "name-not-in-article", "زكريا"),
        ({"op": "text", "text": "خبر: 77 يوما في البحر"}, "number-not-in-article", "77"),
        ({"op": "comment", "text": "تابعوا 77 خبرا"}, "number-not-in-article", "77"),
        (
            {"op": "alt_text", "card": "headline-1-portrait", "text": "بطاقة فيها 77"},
            "number-not-in-article",
            "77",
        ),
    ],
)
def test_what_the_article_does_not_have_is_flagged(
    change: dict[str, Any], rule: str, what: str
) -> None:
    found = fresh_flags(change)
    assert (rule, what) in [(flag.rule, flag.what) for flag in found]
    assert all(flag.decision is None and flag.field for flag in found)


@pytest.mark.parametrize(
    "change",
    [
        {"op": "headline", "text": "سفينة غير مأهولة تبحر 21 يوما متواصلة"},
        {"op": "headline", "text": "سفينة غير مأهولة تبحر ٢١ يوما متواصلة"},
        {"op": "add", "text": "قطعت السفينة مسافة 4,800 كيلومترا بلا طاقم"},
        {"op": "text", "text": "21 يوما في البحر\nhttps://example.org/2026/99999"},
        {"op": "text", "text": "نص بلا أرقام ولا أسماء"},
        {"op": "emphasise", "of": "headline", "ranges": [[0, 3]]},
    ],
)
def test_what_the_article_has_is_not_flagged(change: dict[str, Any]) -> None:
    assert fresh_flags(change) == []


def test_the_same_words_keep_their_flag_and_others_get_a_new_one() -> None:
    (first,) = fresh_flags({"op": "headline", "text": "السفينة تبحر 77 يوما"})
    (again,) = fresh_flags({"op": "headline", "text": "وتبحر السفينة 77 يوما"})
    (other,) = fresh_flags({"op": "headline", "text": "السفينة تبحر 78 يوما"})
    assert first.key == again.key != other.key
    assert (first.before, first.after) == ("السفينة تبحر ", " يوما")


def test_a_decision_stands_beside_its_flag_until_it_is_taken_back() -> None:
    text = {"op": "headline", "text": "السفينة تبحر 77 يوما"}
    (flag,) = fresh_flags(text)
    decide = {"op": "decide", "key": flag.key, "note": "من بيان لاحق\u202e"}
    (decided,) = fresh_flags(text, decide)
    assert decided.decision is not None
    assert (decided.decision.by, decided.decision.at) == ("sara", NOW)
    assert decided.decision.note == "من بيان لاحق"
    assert fresh_flags(text, decide, {"op": "undecide", "key": flag.key}) == [flag]


def test_a_very_long_word_can_be_decided_about_too() -> None:
    text = {"op": "text", "text": f"السفينة {'X' * 400}"}
    (flag,) = fresh_flags(text)
    assert flag.what == "X" * 400
    (decided,) = fresh_flags(text, {"op": "decide", "key": flag.key})
    assert decided.decision is not None
    (other,) = fresh_flags({"op": "text", "text": f"السفينة {'X' * 401}"})
    assert other.key != flag.key


@pytest.mark.parametrize("key", ["", "a\x00b", "a" * 201])
def test_a_key_that_no_flag_can_have_is_no_place_to_decide(key: str) -> None:
    with pytest.raises(ChangeRefused, match="nothing is flagged"):
        fresh_flags({"op": "decide", "key": key})


def test_a_number_that_stands_in_the_edition_is_flagged_there_and_not_again_in_the_post() -> None:
    text = "السفينة تبحر 77 يوما"
    found = fresh_flags({"op": "headline", "text": text}, {"op": "text", "text": text})
    assert [flag.field for flag in found] == ["headline"]


def test_a_reworded_quotation_is_flagged_with_the_words_that_were_said() -> None:
    found = galley().edition.quotation
    assert found is not None
    (flag,) = fresh_flags({"op": "quotation_text", "part": "text", "text": "كلام لم يقله أحد"})
    assert (flag.rule, flag.proposed) == ("quotation-changed", found.text.text)
    back = {"op": "quotation_text", "part": "text", "text": found.text.text}
    assert fresh_flags({"op": "quotation_text", "part": "text", "text": "كلام"}, back) == []


def test_a_picture_needs_rights_and_an_image_a_text() -> None:
    picture = {"op": "picture", "picture": _json(PICTURE)}
    (flag,) = fresh_flags(picture)
    assert (flag.rule, flag.what) == ("picture-without-rights", "مدمرة.png")
    assert fresh_flags(picture, {"op": "rights", "text": "وكالة الأنباء"}) == []
    silent = replace(galley(), made_alt_texts={"headline-1-portrait": " "})
    (flag,) = [f for f in flags_of(silent, shared_workshop().gazetteer) if f.card]
    assert (flag.rule, flag.card) == ("alt-text-missing", "headline-1-portrait")


def test_what_proofreading_left_alone_is_flagged_with_the_words_around_it() -> None:
    flags = flags_of(galley("lavrov.txt"), shared_workshop().gazetteer)
    article = galley("lavrov.txt").whole.article
    assert [flag.rule for flag in flags] == ["stop-before-contrast", "stop-in-quotation"]
    for flag in flags:
        assert flag.span is not None
        around = f"{flag.before}{flag.what}{flag.after}"
        assert around in (text := article.plain(flag.span.block))
        assert f" {around} " in f" {text} ", "a word was cut in two"


def test_an_untouched_draft_of_each_example_has_only_the_flags_of_its_article() -> None:
    for path in sorted(EXAMPLES.glob("*.*")):
        found = flags_of(galley(path.name), shared_workshop().gazetteer)
        assert all(flag.key.startswith("proof:") for flag in found)


def _json(picture: Picture) -> dict[str, Any]:
    names = ("sha256", "media_type", "width", "height", "name")
    return {name: getattr(picture, name) for name in names}
