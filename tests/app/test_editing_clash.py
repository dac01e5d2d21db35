"""Two people on one draft: what they change at different places stays, one place is a clash."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from composed_bundle import composed_bundle
from editing_table import EditingTable, editing

from composer.app.editing import EditingRoom
from composer.domain.edition import Edition

HEADLINE = "موسكو توضح حدود شراكتها مع كاراكاس"
Asked = tuple[str, dict[str, Any]]


@pytest.fixture(scope="module")
def room() -> EditingRoom:
    return EditingRoom()


@pytest.fixture
def table(tmp_path: Path, room: EditingRoom) -> Iterator[EditingTable]:
    with editing(tmp_path, composed_bundle("lavrov.txt"), room) as found:
        yield found


def edition(table: EditingTable) -> Edition:
    found = table.sheet.edition
    assert found is not None
    return found


def said(table: EditingTable, *fields: str) -> tuple[str | None, ...]:
    """Return what stands in some fields of the edition."""
    lines = {field: line.text for field, line in edition(table).lines}
    return tuple(lines.get(field) for field in fields)


def points(now: Edition, then: Edition) -> list[object]:
    """Return the highlights as numbers of those that were there, or as their new words."""
    return [then.points.index(each) if each in then.points else each.text for each in now.points]


@pytest.mark.parametrize(
    ("theirs", "mine", "left"),
    [
        (("remove", {"at": 0}), ("reword", {"at": 2, "text": "لي"}), [1, "لي", 3]),
        (
            ("add", {"text": "لها", "at": 0}),
            ("reword", {"at": 0, "text": "لي"}),
            ["لها", "لي", 1, 2, 3],
        ),
        (
            ("reorder", {"order": [3, 2, 1, 0]}),
            ("reword", {"at": 3, "text": "لي"}),
            ["لي", 2, 1, 0],
        ),
        (("reword", {"at": 2, "text": "لها"}), ("remove", {"at": 1}), [0, "لها", 3]),
        (("reorder", {"order": [1, 0, 2, 3]}), ("add", {"text": "لي"}), [1, 0, 2, 3, "لي"]),
        (("unpick", {"candidate": 0}), ("add", {"text": "لي", "at": 9}), None),
    ],
)
def test_highlights_are_found_again_where_somebody_moved_them(
    theirs: Asked, mine: Asked, left: list[object] | None, table: EditingTable
) -> None:
    then, seen = edition(table), table.sheet.revision
    table.done(theirs[0], by="ahmad", **theirs[1])
    table.done(mine[0], base=seen, **mine[1])
    now = points(edition(table), then)
    assert now == left if left is not None else now[-1] == "لي"


def test_emphasis_follows_its_highlight(table: EditingTable) -> None:
    then, seen = edition(table), table.sheet.revision
    table.done("remove", at=0, by="ahmad")
    table.done("emphasise", of="points[1]", ranges=[[0, 2]], base=seen)
    assert edition(table).points[0].text == then.points[1].text
    assert edition(table).points[0].emphasis[0][0] == 0
    assert edition(table).points[1] == then.points[2]


Look = Callable[[EditingTable], tuple[object, ...]]


@pytest.mark.parametrize(
    ("theirs", "mine", "look", "left"),
    [
        (
            ("deck", {"text": "سطر لها"}),
            ("headline", {"text": HEADLINE}),
            lambda t: said(t, "deck", "headline"),
            ("سطر لها", HEADLINE),
        ),
        (
            ("cell", {"row": 1, "column": 1, "text": "لها"}),
            ("cell", {"row": 0, "column": 1, "text": "لي"}),
            lambda t: said(t, "comparison.rows[0][1]", "comparison.rows[1][1]"),
            ("لي", "لها"),
        ),
        (
            ("quotation_text", {"part": "name", "text": "لافروف"}),
            ("quotation_text", {"part": "role", "text": "الوزير"}),
            lambda t: said(t, "quotation.name", "quotation.role"),
            ("لافروف", "الوزير"),
        ),
        (
            ("comment", {"text": "تعليق لها"}),
            ("text", {"text": "نص لي"}),
            lambda t: (t.sheet.draft.comment, t.sheet.draft.text),
            ("تعليق لها", "نص لي"),
        ),
        (
            ("theme", {"theme": "paper"}),
            ("conclusion", {"text": None}),
            lambda t: (t.sheet.draft.theme, edition(t).conclusion),
            ("paper", None),
        ),
        (
            ("decide", {"key": "a"}),
            ("decide", {"key": "b"}),
            lambda t: tuple(each.key for each in edition(t).decisions),
            ("a", "b"),
        ),
    ],
)
def test_what_two_people_change_at_different_places_stays(
    theirs: Asked, mine: Asked, look: Look, left: tuple[object, ...], table: EditingTable
) -> None:
    seen = table.sheet.revision
    table.done(theirs[0], by="ahmad", **theirs[1])
    table.done(mine[0], base=seen, **mine[1])
    assert look(table) == left


@pytest.mark.parametrize(
    ("op", "mine", "theirs", "told"),
    [
        ("headline", {"text": HEADLINE}, {"text": "عنوان لها"}, "عنوان لها"),
        ("reword", {"at": 1, "text": "لي"}, {"at": 1, "text": "لها"}, "لها"),
        ("deck", {"text": "لي"}, {"text": None}, ""),
        ("text", {"text": "لي"}, {"text": "نص لها"}, "نص لها"),
        ("comment", {"text": "لي"}, {"text": "تعليق لها"}, "تعليق لها"),
        ("theme", {"theme": "paper"}, {"theme": "signal"}, "signal"),
        ("kinds", {"kinds": ["quote"]}, {"kinds": ["headline", "quote"]}, "headline\nquote"),
        ("hashtags", {"hashtags": ["روسيا"]}, {"hashtags": ["فنزويلا"]}, "فنزويلا"),
        (
            "alt_text",
            {"card": "quote-1-portrait", "text": "لي"},
            {"card": "quote-1-portrait", "text": "لها"},
            "لها",
        ),
        (
            "cell",
            {"row": 0, "column": 1, "text": "لي"},
            {"row": 0, "column": 1, "text": "لها"},
            "لها",
        ),
        (
            "images",
            {"cards": ["quote-1-portrait"]},
            {"cards": ["closing-1-portrait"]},
            "closing-1-portrait",
        ),
    ],
)
def test_one_place_that_two_people_change_is_a_clash_and_stays(
    op: str, mine: dict[str, Any], theirs: dict[str, Any], told: str, table: EditingTable
) -> None:
    seen = table.sheet.revision
    table.done(op, by="ahmad", **theirs)
    before = table.sheet
    clash = table.clash(op, base=seen, **mine)
    assert table.sheet == before
    assert clash.theirs == told
    assert clash.yours
    assert (clash.version.actor, clash.revision) == ("ahmad", before.revision)
    meant = table.done(op, base=clash.revision, **mine)  # keep mine, having seen theirs
    assert meant.changed


def test_a_text_that_was_typed_over_another_headlines_text_is_a_clash(
    table: EditingTable,
) -> None:
    seen = table.sheet.revision
    table.done("headline", text=HEADLINE, by="ahmad")  # the template's text changed with it
    clash = table.clash("text", text="نص كُتب فوق النص القديم", base=seen)
    assert clash.theirs.startswith(HEADLINE)


def test_what_nobody_remembers_having_been_seen_is_a_clash(table: EditingTable) -> None:
    table.done("headline", text="عنوان لها", by="ahmad")
    table.room = EditingRoom()  # a desk that was started anew
    assert table.clash("headline", text=HEADLINE, base=99).theirs == "عنوان لها"


def test_what_was_seen_before_a_restart_is_found_among_the_versions(table: EditingTable) -> None:
    seen = table.sheet.revision
    table.done("deck", text="سطر لها", by="ahmad")
    table.room = EditingRoom()
    assert table.done("headline", text=HEADLINE, base=seen).sheet.draft.title == HEADLINE
    assert said(table, "deck") == ("سطر لها",)


def test_typing_at_one_place_is_one_step_back(table: EditingTable) -> None:
    first = table.sheet
    for text in ("م", "مو", "موسكو"):
        table.done("headline", text=text)
    newsroom = table.newsroom()
    undone = table.room.undo(table.id, base=table.sheet.revision, newsroom=newsroom)
    assert undone.sheet.edition == first.edition


def test_each_click_is_a_step_back_of_its_own(table: EditingTable) -> None:
    for ranges in ([[0, 2]], [[6, 9]]):
        table.done("emphasise", of="headline", ranges=ranges)
    for text in ("إضافة أولى", "إضافة ثانية"):
        table.done("add", text=text)
    newsroom = table.newsroom()
    undone = table.room.undo(table.id, base=table.sheet.revision, newsroom=newsroom)
    assert edition(table).points[-1].text == "إضافة أولى"
    for _ in range(2):
        undone = table.room.undo(table.id, base=undone.sheet.revision, newsroom=newsroom)
    assert edition(table).headline.emphasis[0][0] == 0
