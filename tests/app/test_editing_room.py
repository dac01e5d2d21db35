"""Drafts are edited over a real store: cards drawn anew, nothing lost, two people on one draft."""

import hashlib
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from composed_bundle import composed_bundle
from editing_table import EditingTable, editing
from made_photo import file_of, halves

from composer.app.editing import Changed, EditingRoom, change_of
from composer.app.picture import accept_picture
from composer.domain.article import Line
from composer.errors import DraftError
from composer.store.change import DraftChange

HEADLINE = "موسكو توضح حدود شراكتها مع كاراكاس"


@pytest.fixture(scope="module")
def room() -> EditingRoom:
    """One room for all tests here, as a desk has one for all drafts."""
    return EditingRoom()


@pytest.fixture
def table(tmp_path: Path, room: EditingRoom) -> Iterator[EditingTable]:
    with editing(tmp_path, composed_bundle("lavrov.txt"), room) as found:
        yield found


def test_a_composed_draft_opens_with_every_line_at_its_field(table: EditingTable) -> None:
    sheet = table.sheet
    assert sheet.is_redrawable
    assert sheet.edits == ()
    assert (sheet.can_undo, sheet.can_redo, sheet.text_is_edited) == (False, False, False)
    drawn = {line.field for card in sheet.cards for line in card.lines}
    assert sheet.edition is not None
    assert drawn == {name for name, _ in sheet.edition.lines} | {None}
    assert sheet.article is not None
    for card in sheet.cards:
        for line in card.lines:
            if line.source is not None:
                assert line.text.strip("…") in sheet.article.at(line.source)


def test_what_of_the_article_is_used_names_its_cards(table: EditingTable) -> None:
    sheet = table.sheet
    by_field = {field: use for use in sheet.uses for field in use.fields}
    assert by_field["headline"].cards == ("headline-1-portrait",)
    assert by_field["points[0]"].cards == ("highlights-1-portrait",)
    assert by_field["comparison.rows[1][2]"].cards == ("comparison-1-portrait",)
    assert by_field["quotation.role"].cards == ("quote-1-portrait",)
    assert [use.span for use in sheet.uses] == sorted(use.span for use in sheet.uses)


def test_a_reworded_highlight_is_drawn_and_no_other_card(table: EditingTable) -> None:
    before = table.images()
    done = table.done("reword", at=1, text="الموقف يوضح حدود العلاقة بين البلدين.")
    assert done.cards == ("highlights-1-portrait",)
    after = table.images()
    assert {key for key in after if after[key] != before[key]} == {"highlights-1-portrait"}
    assert "الموقف يوضح حدود العلاقة" in table.words_on("highlights-1-portrait")
    assert "الموقف يوضح حدود العلاقة بين البلدين." in done.sheet.draft.text
    card = next(each for each in done.sheet.cards if each.kind == "highlights")
    assert "الموقف يوضح حدود العلاقة بين البلدين." in card.alt_text
    data = table.newsroom().store.blobs.get(card.sha256)
    assert hashlib.sha256(data).hexdigest() == card.sha256


def test_the_same_edition_gives_the_bytes_that_compose_gives(table: EditingTable) -> None:
    composed = table.images()
    text = table.sheet.draft.text
    headline = table.sheet.draft.title
    assert table.done("headline", text=HEADLINE).sheet.draft.title == HEADLINE
    assert table.images() != composed
    back = table.done("headline", text=headline).sheet
    assert table.images() == composed
    assert (back.draft.text, back.edits) == (text, ())


def test_an_edited_line_leads_to_its_place_and_its_field(table: EditingTable) -> None:
    sheet = table.done("headline", text=HEADLINE).sheet
    card = next(each for each in sheet.cards if each.kind == "headline")
    own = [line for line in card.lines if line.field == "headline"]
    assert "".join(line.text for line in own).replace(" ", "") == HEADLINE.replace(" ", "")
    assert sheet.edition is not None
    assert {line.source for line in own} == {sheet.edition.headline.source}
    edit = sheet.edit_of("headline")
    assert edit is not None
    assert (edit.original, edit.text) == ("روسيا تؤكد أنها لن تدافع عن فنزويلا", HEADLINE)
    assert sheet.draft.document["cards"][0]["checks"][-1]["rule"] != "honesty"


def test_own_words_with_emphasis_are_honest(table: EditingTable) -> None:
    table.done("add", text="موقف جديد من موسكو بشأن الشراكة", at=0)
    sheet = table.done("emphasise", of="points[0]", ranges=[[1, 3]]).sheet
    assert sheet.edition is not None
    text = "موقف جديد من موسكو بشأن الشراكة"
    assert sheet.edition.points[0] == Line(text=text, edited=True, emphasis=((0, 4),))
    assert not [check for card in sheet.cards for check in card.fails]
    drawn = [ln for card in sheet.cards for ln in card.lines if ln.field == "points[0]"]
    assert drawn


def test_what_does_not_fit_is_refused_with_what_was_typed(table: EditingTable) -> None:
    said = " ".join(["قال الوزير إن بلاده لن تشارك في أي عمليات عسكرية خارج حدودها"] * 18)
    error = table.refused("quotation_text", part="text", text=said)
    assert (error.code, error.field, error.typed) == ("does-not-fit", "quotation.text", said)
    assert error.facts["card"] == "quote"
    again = table.refused("quotation_text", part="text", text=said)  # known by now, not drawn
    assert str(again) == str(error)


@pytest.mark.parametrize(
    ("op", "values", "code"),
    [
        ("headline", {"text": "\u202e\u0000  "}, "empty"),
        ("headline", {"text": "ن" * 301}, "too-long"),
        ("reword", {"at": 99, "text": "نص"}, "no-such-place"),
        ("pick", {"candidate": -1}, "no-such-place"),
        ("reorder", {"order": [0, 0, 1, 2]}, "no-such-place"),
        ("emphasise", {"of": "headline", "ranges": [[0, 999]]}, "no-such-place"),
        ("emphasise", {"of": "deck", "ranges": []}, "no-such-place"),
        ("quotation", {"index": 5}, "no-such-place"),
        ("figure_text", {"part": "value", "text": "٥"}, "empty"),
        ("cell", {"row": 9, "column": 0, "text": "نص"}, "no-such-place"),
        ("cell", {"row": 0, "column": 0, "text": " "}, "empty"),
        ("theme", {"theme": "no-such-theme"}, "refused"),
        ("sizes", {"sizes": ["poster"]}, "refused"),
        ("sizes", {"sizes": []}, "empty"),
        ("focus", {"focus": [0.5, 0.5]}, "no-such-picture"),
        ("hashtags", {"hashtags": ["!!!"]}, "no-hashtag"),
        ("hashtags", {"hashtags": [f"وسم{n}" for n in range(11)]}, "too-many"),
        ("link", {"text": "javascript:alert(1)"}, "no-address"),
        ("alt_text", {"card": "poem-1-portrait", "text": "نص"}, "no-such-card"),
        ("alt_text", {"card": "quote-1-portrait", "text": " \n "}, "empty"),
        ("images", {"cards": ["quote-1-portrait", "poem-1-portrait"]}, "no-such-card"),
        ("dance", {}, "malformed"),
        ("headline", {"text": 7}, "malformed"),
        ("headline", {}, "malformed"),
        ("headline", {"text": "نص", "more": 1}, "malformed"),
        ("image_format", {"image_format": "gif"}, "malformed"),
        ("text", {"text": "نص" * 40_000}, "too-long"),
    ],
)
def test_what_cannot_be_changed_is_refused_and_the_draft_stays(
    op: str, values: dict[str, object], code: str, table: EditingTable
) -> None:
    assert table.refused(op, **values).code == code


def test_a_picked_candidate_joins_in_reading_order_and_goes_again(table: EditingTable) -> None:
    sheet = table.sheet
    picked = [offer.point for offer in sheet.offers]
    spare = next(offer for offer in sheet.offers if offer.point is None)
    fresh = table.done("pick", candidate=spare.index).sheet
    assert fresh.edition is not None
    sources = [line.source for line in fresh.edition.points if line.source]
    assert sources == sorted(sources)
    assert fresh.offers[spare.index].point is not None
    assert not table.done("pick", candidate=spare.index).changed
    back = table.done("unpick", candidate=spare.index).sheet
    assert [offer.point for offer in back.offers] == picked


def test_kinds_come_in_the_order_that_was_chosen_and_number_themselves(
    table: EditingTable,
) -> None:
    sheet = table.done("kinds", kinds=["closing", "headline", "figure"]).sheet
    assert [card.key for card in sheet.cards] == ["closing-1-portrait", "headline-1-portrait"]
    assert sheet.draft.document["notes"] == ["no figure card: the article has no figure"]
    assert "/ 2 1" in table.words_on("closing-1-portrait")
    assert "التالي: الخبر" in table.words_on("closing-1-portrait")
    assert table.done("kinds", kinds=None).sheet.cards[0].kind == "headline"


def test_a_left_out_card_stays_out_and_the_order_stays_when_cards_are_drawn_anew(
    table: EditingTable,
) -> None:
    wanted = ["quote-1-portrait", "headline-1-portrait", "highlights-1-portrait"]
    table.done("images", cards=wanted)
    sheet = table.done("headline", text=HEADLINE).sheet
    assert [card.key for card in sheet.cards if card.posted] == wanted
    five = [offer.index for offer in sheet.offers if offer.point is None][:2]
    for candidate in five:
        sheet = table.done("pick", candidate=candidate).sheet
    posted = [card.key for card in sheet.cards if card.posted]
    assert posted == [*wanted, "highlights-2-portrait"]  # a new card follows its first part


def test_another_first_size_posts_the_same_cards_with_their_texts(table: EditingTable) -> None:
    table.done("images", cards=["quote-1-portrait", "headline-1-portrait"])
    table.done("alt_text", card="quote-1-portrait", text="اقتباس مهم للوزير")
    sheet = table.done("sizes", sizes=["square", "portrait"]).sheet
    assert [c.key for c in sheet.cards if c.posted] == ["quote-1-square", "headline-1-square"]
    told = {card.key: card.alt_text for card in sheet.cards}
    assert told["quote-1-square"] == told["quote-1-portrait"] == "اقتباس مهم للوزير"


def test_a_persons_text_outlives_redrawing_and_goes_back_to_the_template(
    table: EditingTable,
) -> None:
    sheet = table.done("text", text="نص كتبته المحررة\r\nF-35 في السماء \u202e").sheet
    assert sheet.draft.text == "نص كتبته المحررة\n\u200fF-35 في السماء"
    assert sheet.text_is_edited
    sheet = table.done("headline", text=HEADLINE).sheet
    assert sheet.draft.text.startswith("نص كتبته المحررة")
    sheet = table.done("hashtags", hashtags=["روسيا", "#دفاع جوي"]).sheet
    assert sheet.draft.text.endswith("السماء\n#روسيا #دفاع_جوي")
    sheet = table.done("hashtags", hashtags=["فنزويلا"]).sheet
    assert sheet.draft.text.endswith("السماء\n#فنزويلا")
    sheet = table.done("text_as_made").sheet
    assert sheet.draft.text.startswith(HEADLINE)
    assert sheet.draft.text.endswith("#فنزويلا")
    assert not sheet.text_is_edited


def test_typing_the_templates_own_words_gives_the_text_back_to_it(table: EditingTable) -> None:
    made = table.sheet.draft.text
    table.done("text", text="نص آخر")
    assert not table.done("text", text=made).sheet.text_is_edited
    assert table.done("headline", text=HEADLINE).sheet.draft.text.startswith(HEADLINE)


def test_what_the_command_line_changed_meanwhile_is_never_lost(table: EditingTable) -> None:
    change = DraftChange(
        text="نص من سطر الأوامر", alt_texts={2: "وصف كتبه أحمد"}, order=(3, 2, 1), comment="تعليق"
    )
    table.newsroom("ahmad").edit(table.id, change)
    sheet = table.done("headline", text=HEADLINE).sheet
    assert (sheet.draft.text, sheet.draft.comment) == ("نص من سطر الأوامر", "تعليق")
    posted = [card for card in sheet.cards if card.posted]
    assert [card.kind for card in posted] == ["quote", "highlights", "headline"]
    assert posted[1].alt_text == "وصف كتبه أحمد"
    assert HEADLINE in posted[2].alt_text


def test_undo_redo_and_restore_bring_back_every_byte(table: EditingTable) -> None:
    first, images = table.sheet, table.images()
    table.done("headline", text=HEADLINE)
    table.done("text", text="نص")
    changed = table.images()
    room, newsroom = table.room, table.newsroom()
    for _ in range(2):
        undone = room.undo(table.id, base=table.sheet.revision, newsroom=newsroom)
    assert table.images() == images
    assert undone.sheet.draft.text == first.draft.text
    assert undone.sheet.edition == first.edition
    assert not undone.sheet.can_undo
    for _ in range(2):
        redone = room.redo(table.id, base=table.sheet.revision, newsroom=newsroom)
    assert table.images() == changed
    assert (redone.sheet.draft.text, redone.sheet.can_redo) == ("نص", False)
    back = room.restore(table.id, first.revision, base=redone.sheet.revision, newsroom=newsroom)
    assert back.sheet.draft.text == first.draft.text
    assert back.cards  # the screen is told which images are others now
    assert table.images() == images


def test_an_undo_of_what_somebody_else_did_meanwhile_is_refused(table: EditingTable) -> None:
    seen = table.done("headline", text=HEADLINE).sheet.revision
    table.done("comment", text="تعليق", by="ahmad")
    with pytest.raises(DraftError, match="changed by somebody else meanwhile"):
        table.room.undo(table.id, base=seen, newsroom=table.newsroom())


def test_an_approval_is_void_once_a_reader_would_see_something_else(table: EditingTable) -> None:
    for flag in table.sheet.flags:
        table.done("decide", key=flag.key, note="قرأته")
    table.room.approve(table.id, base=table.sheet.revision, newsroom=table.newsroom("editor"))
    assert table.done("decide", key="x").voided == ()  # nobody sees a decision
    assert table.done("headline", text=HEADLINE).voided == ("main",)


def test_a_draft_is_not_approved_while_a_flag_waits(table: EditingTable) -> None:
    rules = [each.rule for each in table.sheet.hindrances]
    assert rules == ["stop-before-contrast", "stop-in-quotation"]
    with pytest.raises(DraftError, match="cannot be approved yet: stop-before-contrast"):
        table.room.approve(table.id, base=table.sheet.revision, newsroom=table.newsroom())


def test_a_draft_of_an_older_version_keeps_its_cards_and_lets_the_rest_be_changed(
    tmp_path: Path,
) -> None:
    files = dict(composed_bundle("lavrov.txt"))
    document = json.loads(files["draft.json"])
    for name in ("edition", "highlights", "picture"):
        del document[name]
    files["draft.json"] = json.dumps(document).encode()
    with editing(tmp_path, files) as table:
        sheet = table.sheet
        assert not sheet.is_redrawable
        assert sheet.why_fixed == "it does not hold 'highlights'"
        assert [flag.rule for flag in sheet.flags] == ["stop-before-contrast", "stop-in-quotation"]
        assert sheet.hindrances == ()
        error = table.refused("headline", text=HEADLINE)
        assert error.code == "cannot-be-redrawn"
        assert "compose its article again" in str(error)
        assert table.done("text", text="نص").sheet.draft.text == "نص"
        assert table.done("hashtags", hashtags=["روسيا"]).sheet.hashtags == ("روسيا",)
        assert table.done("images", cards=["quote-1-portrait"]).sheet.draft.post.images
        told = table.done("alt_text", card="quote-1-portrait", text="وصف").sheet.cards[0]
        assert (told.alt_text, told.alt_is_edited) == ("وصف", True)


def test_a_stranger_in_the_lines_of_a_card_breaks_nothing(tmp_path: Path) -> None:
    files = dict(composed_bundle("lavrov.txt"))
    document = json.loads(files["draft.json"])
    document["cards"][0]["lines"] = [{"text": 5}]
    document["cards"][1]["lines"] = "none"
    document["findings"][0] |= {"block": "x"}
    files["draft.json"] = json.dumps(document).encode()
    with editing(tmp_path, files) as table:
        assert [card.lines for card in table.sheet.cards][:2] == [(), ()]


def test_one_room_serves_many_at_once(table: EditingTable) -> None:
    revision = table.sheet.revision
    people = [f"p{n}" for n in range(4)]
    for person in people:
        table.newsroom(person)

    def add(person: str) -> None:
        table.done("add", text=f"إضافة من {person}", by=person, base=revision)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, people))
    points = table.sheet.edition.points if table.sheet.edition else ()
    assert {line.text for line in points} >= {f"إضافة من {person}" for person in people}


def photograph() -> tuple[dict[str, Any], bytes]:
    picture, data = accept_picture(file_of(halves(900, 1600)), "مدمرة.jpg")
    return {**asdict(picture), "focus": list(picture.focus)}, data


def test_a_photograph_stands_behind_the_headline_with_its_focus_and_credit(
    table: EditingTable,
) -> None:
    values, data = photograph()
    assert table.refused("picture", picture=values).code == "no-such-picture"
    change = change_of({"op": "picture", "picture": values})
    base, newsroom = table.sheet.revision, table.newsroom()
    done = table.room.change(
        table.id, change, base=base, newsroom=newsroom, images={values["sha256"]: data}
    )
    assert isinstance(done, Changed)
    assert done.cards == ("headline-1-portrait",)
    assert newsroom.store.blobs.get(values["sha256"]) == data
    assert done.sheet.draft.document["picture"]["sha256"] == values["sha256"]
    assert "picture-without-rights" in [flag.rule for flag in done.sheet.flags]
    assert table.done("focus", focus=[0.0, 1.0]).cards == ("headline-1-portrait",)
    table.done("credit", text="وكالة الأنباء")
    assert "وكالة الأنباء" in table.words_on("headline-1-portrait")
    assert table.done("rights", text="بإذن من الوكالة").cards == ()  # no card shows them
    assert table.done("picture", picture=None).sheet.draft.document["picture"] is None


def test_a_template_that_says_what_nobody_said_fails_its_card(tmp_path: Path) -> None:
    own = tmp_path / "themes" / "loud"
    (own / "cards").mkdir(parents=True)
    (own / "theme.toml").write_text('extends = "midnight"\n', encoding="utf-8")
    (own / "cards" / "closing.xml.j2").write_text(
        '{% extends "base.xml.j2" %}{% block body %}'
        '<text role="deck">اليابان تنتصر</text>{% endblock %}',
        encoding="utf-8",
    )
    (tmp_path / "nashir.toml").write_text('[theme]\npath = "themes"\n', encoding="utf-8")
    with editing(tmp_path, composed_bundle("lavrov.txt")) as table:
        sheet = table.done("theme", theme="loud").sheet
        fails = {card.key: [check.rule for check in card.fails] for card in sheet.cards}
        assert fails.pop("closing-1-portrait") == ["honesty"]
        assert not any(fails.values())
        assert ("honesty", "closing-1-portrait") in [(h.rule, h.card) for h in sheet.hindrances]
        with pytest.raises(DraftError, match="cards that failed a check"):
            table.newsroom().approve(table.id)
