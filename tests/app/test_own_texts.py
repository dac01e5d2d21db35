"""One article on several pages, each with a text of its own: from the edit to its readers."""

from pathlib import Path

import pytest
from press_room import PressRoom, press_room
from program import Outcome

PAGES = ("main", "sport", "news")
IDS = {"main": "100000000000001", "sport": "100000000000002", "news": "100000000000003"}


@pytest.fixture
def room(tmp_path: Path) -> PressRoom:
    room = press_room(tmp_path)
    room.set(
        more="".join(
            f'[pages.{name}.publisher]\npage_id = "{IDS[name]}"\n'
            for name in PAGES
            if name != "main"
        )
    )
    return room


def edited(room: PressRoom, draft: str, *words: str, text: str) -> Outcome:
    run = room.run("edit", draft, *words, "--text", "-", stdin=text.encode())
    assert run.code == 0, run.err
    return run


def every(word: str, *names: str) -> tuple[str, ...]:
    return tuple(each for name in names for each in (word, name))


def test_two_pages_get_two_texts_and_each_reader_meets_the_right_one(room: PressRoom) -> None:
    draft = room.draft(text="للجميع")
    edited(room, draft, "--page", "sport", text="للرياضة")
    run = room.run("edit", draft, "--page", "news", "--comment", "تعليق للأخبار")
    assert run.code == 0
    assert room.run("approve", draft, *every("--page", *PAGES)).code == 0
    added = room.run("queue", "add", draft, *every("--page", *PAGES), "--at", "now", "--json")
    assert [each["page"] for each in added.document] == list(PAGES)
    assert room.run("run", "--once").code == 0
    posts = {name: room.page().posts(IDS[name]) for name in PAGES}
    assert {name: [each.message for each in found] for name, found in posts.items()} == {
        "main": ["للجميع"],
        "sport": ["للرياضة"],
        "news": ["للجميع"],
    }
    statuses = {each["page"]: each["comment"] for each in room.items().values()}
    assert statuses == {"main": None, "sport": None, "news": "posted"}
    shown = {name: room.run("show", draft, "--page", name, "--json").document for name in PAGES}
    assert shown["sport"]["own"] == {
        "page": "sport",
        "text": "للرياضة",
        "link": None,
        "comment": None,
    }
    assert shown["main"]["own"] is None
    assert shown["main"]["own_pages"] == ["sport", "news"]


def test_a_common_text_ends_the_approvals_of_those_who_say_it(room: PressRoom) -> None:
    draft = room.draft(text="للجميع")
    edited(room, draft, "--page", "sport", text="للرياضة")
    room.run("approve", draft, *every("--page", *PAGES))
    run = edited(room, draft, text="للجميع بعد")
    assert "its approval for the page main is void" in run.err
    assert "page news is void" in run.err
    assert "sport" not in run.err
    refused = room.run("queue", "add", draft, *every("--page", "sport", "news"), "--at", "+1d")
    assert refused.code == 1
    assert "for the page news is void" in refused.err
    assert room.items() == {}  # all or nothing
    assert room.run("queue", "add", draft, "--page", "sport", "--at", "+1d").code == 0


def test_of_several_pages_none_is_queued_where_one_has_had_it(room: PressRoom) -> None:
    draft = room.draft()
    room.run("approve", draft, *every("--page", *PAGES))
    assert room.run("queue", "add", draft, "--page", "news", "--at", "+1d").code == 0
    refused = room.run("queue", "add", draft, *every("--page", *PAGES), "--at", "+1d")
    assert refused.code == 1
    assert "already queued" in refused.err
    assert [each["page"] for each in room.items().values()] == ["news"]


def test_who_may_not_approve_for_one_page_approves_for_none(room: PressRoom) -> None:
    room.set(more='[pages.sport.publishing]\napprovers = ["sara"]\n')
    draft = room.draft()
    pages = every("--page", "main", "sport")
    run = room.run("approve", draft, *pages, NASHIR_USER="leila")
    assert run.code == 1
    assert "leila may not approve for the page sport" in run.err
    assert room.run("show", draft, "--json").document["approval"] is None
    told = room.run("approve", draft, *pages, "--json", NASHIR_USER="sara").document
    assert [each["page"] for each in told] == ["main", "sport"]


def test_a_page_says_what_is_common_again(room: PressRoom) -> None:
    draft = room.draft(text="للجميع")
    edited(room, draft, "--page", "sport", text="للرياضة")
    run = room.run("edit", draft, "--page", "sport", "--common", "--json")
    assert run.document["own"] == []
    assert room.run("show", draft, "--page", "sport", "--json").document["own"] is None


def test_what_is_shown_and_exported_is_what_the_page_says(room: PressRoom) -> None:
    draft = room.draft(text="للجميع")
    run = edited(room, draft, "--page", "sport", text="للرياضة")
    assert "the page sport has its own text" in run.out
    room.run("approve", draft, "--page", "sport")
    shown = room.run("show", draft, "--page", "sport").out
    assert "the page's own: text" in shown
    assert "للرياضة" in shown
    assert "it says something else on: sport" in room.run("show", draft).out
    for page, text in (("sport", "للرياضة"), ("main", "للجميع")):
        folder = room.folder / page
        assert room.run("export", draft, "--page", page, "--out", folder).code == 0
        assert (folder / "post.txt").read_text(encoding="utf-8") == f"{text}\n"
        assert (folder / "post.json").exists() is (page == "sport")


def test_a_published_text_is_corrected_where_it_is_the_pages_own(room: PressRoom) -> None:
    draft = room.draft(text="للجميع")
    edited(room, draft, "--page", "sport", text="للرياضة")
    room.run("approve", draft, *every("--page", "main", "sport"))
    for name in ("main", "sport"):
        assert room.run("publish", draft, "--page", name).code == 0
    run = room.run("correct", draft, "--page", "sport", "--text", "-", stdin="مصحح".encode())
    assert run.code == 0, run.err
    assert [each.message for each in room.page().posts(IDS["sport"])] == ["مصحح"]
    assert [each.message for each in room.page().posts(IDS["main"])] == ["للجميع"]
    assert room.run("show", draft, "--json").document["approval"]["valid"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--common",), "--common wants --page"),
        (("--page", "sport", "--drop", "1"), "those of all pages"),
        (("--page", "sport", "--alt", "1", "x"), "those of all pages"),
    ],
)
def test_what_is_no_pages_own_is_refused(
    room: PressRoom, words: tuple[str, ...], said: str
) -> None:
    run = room.run("edit", room.draft(), *words)
    assert run.code == 2
    assert said in " ".join(run.err.replace("│", " ").split())


def test_a_page_with_another_theme_is_told_of(room: PressRoom) -> None:
    room.set(more='[pages.sport.theme]\nname = "paper"\n')
    draft = room.draft()
    room.run("approve", draft, *every("--page", "main", "sport"))
    run = room.run("queue", "add", draft, *every("--page", "main", "sport"), "--at", "+1d")
    assert "theme midnight, those of the page sport in paper" in run.err
    assert run.err.count("note:") == 1
