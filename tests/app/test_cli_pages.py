"""``nashir pages``: what is listed of pages, and where their settings come from."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from press_room import PressRoom, press_room
from sqlalchemy import Engine, event

from composer.app.newsroom import Newsroom
from composer.app.page_list import list_pages
from composer.app.token import vault
from composer.domain.secret import Secret
from composer.publishing.account import PageAccount
from composer.settings import load_settings, token_name

SPORT = '[site]\nname = "نشرة الرياضة"\nzone = "Africa/Cairo"\n[publishing]\napprovers = ["sara"]\n'
FACEBOOK = '[publisher]\nkind = "facebook"\npage_id = "{}"\n'
TODAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def room(tmp_path: Path) -> PressRoom:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "sport.toml").write_text(SPORT, encoding="utf-8")
    return press_room(tmp_path)


def page(room: PressRoom, name: str) -> dict[str, object]:
    listed = room.run("pages", "--tokens", "--json").document
    (found,) = [each for each in listed if each["page"] == name]
    entry: dict[str, object] = found
    return entry


def test_each_page_is_listed_with_what_it_is_set_to_and_what_waits_for_it(room: PressRoom) -> None:
    (room.folder / "pages" / "news.toml").write_text(FACEBOOK.format("220000000000002"))
    draft = room.draft()
    room.run("approve", draft, "--page", "sport", NASHIR_USER="sara")
    room.run("queue", "add", draft, "--page", "sport", "--at", "+1d")
    room.run("queue", "pause", "--page", "sport")
    run = room.run("pages")
    main, news, sport = run.out.splitlines()
    assert main.split() == [
        *("main", "sandbox", "100000000000001", "Asia/Riyadh", "midnight", "ready"),
        *("nothing", "queued"),
    ]
    assert "facebook 220000000000002" in news
    assert "Africa/Cairo" in sport
    assert "1 queued, next 20" in sport
    assert sport.endswith("نشرة الرياضة")
    found = page(room, "sport")
    assert (found["queued"], found["attention"], found["busy"]) == (1, 0, None)
    assert found["paused_by"] is not None
    assert found["approvers"] == ["sara"]
    assert page(room, "news")["token"] == {"place": "missing", "valid": True, "expires": None}


@pytest.mark.parametrize("search", ["نشره الرياضه", "SPO", "sport"])
def test_a_page_is_found_by_its_name_and_its_sites_however_spelled(
    room: PressRoom, search: str
) -> None:
    found = room.run("pages", "--search", search, "--json").document
    assert [each["page"] for each in found] == ["sport"]


def test_a_search_that_finds_nothing_says_so(room: PressRoom) -> None:
    run = room.run("pages", "--search", "x")
    assert (run.out, run.code) == ("", 0)
    assert "no page is called 'x'" in run.err


def test_what_needs_a_person_is_counted_for_each_page(room: PressRoom) -> None:
    room.queued()
    room.arm("token-190:times=1")
    room.run("run", "--once")
    assert "1 needs a person" in room.run("pages", "--search", "main").out
    assert page(room, "main")["attention"] == 1


def test_a_page_shows_where_each_setting_comes_from(room: PressRoom) -> None:
    document = room.run("pages", "show", "sport", "--json").document
    told = {(each["table"], each["key"]): each for each in document["settings"]}
    own, below = room.folder / "pages" / "sport.toml", room.folder / "nashir.toml"
    assert told["site", "zone"]["value"] == "Africa/Cairo"
    assert (told["site", "zone"]["file"], told["site", "zone"]["place"]) == (str(own), "site")
    spacing = told["publishing", "spacing"]
    assert (spacing["value"], spacing["file"]) == ("0s", str(below))
    assert (
        told["publishing", "grace"] | {"value": "2h", "file": None} == (told["publishing", "grace"])
    )
    shown = room.run("pages", "show", "sport").out
    assert "publishing.approvers        sport.toml [publishing]   sara" in shown
    assert "built in" in shown
    assert json.loads(room.run("pages", "show", "main", "--json").out)["page"] == "main"


def test_an_unknown_page_is_told_with_those_that_there_are(room: PressRoom) -> None:
    run = room.run("pages", "show", "sprot")
    assert run.code == 1
    assert "no page named 'sprot'" in run.err
    assert "known: main, sport" in run.err


def test_each_page_keeps_a_token_of_its_own(
    room: PressRoom, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setenv("NASHIR_KEY_FILE", str(tmp_path_factory.mktemp("key") / "key"))
    for number, name in enumerate(("الأولى", "second", "third", "fourth"), start=1):
        text = FACEBOOK.format(f"22000000000000{number}")
        (room.folder / "pages" / f"{name}.toml").write_text(text)
    kept = vault(load_settings(room.folder))
    for number, name in enumerate(("الأولى", "second"), start=1):
        account = PageAccount(id=f"22000000000000{number}", name=name, token=Secret("t"))
        kept.keep(name, account, expires=TODAY, now=TODAY)
    stranger = PageAccount(id="999", name="other", token=Secret("t"))
    kept.keep("fourth", stranger, expires=None, now=TODAY)
    monkeypatch.setenv(token_name("third"), "of the third")
    tokens = {
        each["page"]: each["token"] for each in room.run("pages", "--tokens", "--json").document
    }
    assert {name: each["place"] for name, each in tokens.items()} == {
        "main": "not needed",
        "sport": "not needed",
        "الأولى": "kept",
        "second": "kept",
        "third": "environment",
        "fourth": "missing",
    }
    assert tokens["second"]["expires"] == "2026-11-24T09:00:00+00:00"
    assert "token in keeping" in room.run("pages", "--tokens", "--search", "second").out


def test_a_thousand_pages_cost_as_many_questions_as_one(tmp_path: Path) -> None:
    assert asked(tmp_path, pages=1) == asked(tmp_path, pages=1000) < 20


def asked(folder: Path, *, pages: int) -> int:
    """Return how many queries the list of so many pages costs."""
    (folder / "pages").mkdir(exist_ok=True)
    (folder / "nashir.toml").write_text('[publisher]\nkind = "facebook"\n')
    for number in range(pages):
        text = FACEBOOK.format(110000000000000 + number)
        (folder / "pages" / f"p{number:04}.toml").write_text(text)
    opened = Newsroom.open(load_settings(folder), now=lambda: TODAY, person="test")
    questions: list[str] = []

    def count(*told: str) -> None:
        questions.append(told[2])

    event.listen(Engine, "before_cursor_execute", count)
    try:
        assert len(list_pages(opened)) == pages
    finally:
        event.remove(Engine, "before_cursor_execute", count)
        opened.close()
    return len(questions)


def test_a_wait_that_is_over_is_none(room: PressRoom) -> None:
    opened = Newsroom.open(load_settings(room.folder), now=lambda: TODAY, person="test")
    opened.store.pages.block(opened.outlet("sport").target, TODAY - timedelta(days=30))
    opened.close()
    assert "ready" in room.run("pages", "--search", "sport").out


def test_a_page_with_wrong_settings_is_listed_with_them_and_the_others_go_on(
    room: PressRoom,
) -> None:
    (room.folder / "pages" / "wrong.toml").write_text('[publishing]\nslots = ["sundy 08:00"]\n')
    listed = {each["page"]: each["problem"] for each in room.run("pages", "--json").document}
    assert listed["main"] is listed["sport"] is None
    assert "slot 1 ('sundy 08:00')" in listed["wrong"]
    assert "wrong: " in room.run("pages", "--search", "wrong").out
    assert room.run("pages", "show", "wrong").code == 0
    room.run("queue", "pause", "--page", "sport")
    assert "page sport is paused" in room.run("queue", "list").out
