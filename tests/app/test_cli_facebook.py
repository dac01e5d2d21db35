import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from press_room import PressRoom, press_room

from composer.sandbox import (
    PRACTICE_APP_ID,
    PRACTICE_APP_SECRET,
    PRACTICE_PAGE_ID,
    PRACTICE_USER_TOKEN,
)

PAGE_TOKEN = "EAAGpage0token0that0nobody0may0see"  # noqa: S105 - of a practice page
FACEBOOK = f'kind = "facebook"\npage_id = "{PRACTICE_PAGE_ID}"'
OTHER_PAGE = "100000000000007"


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PressRoom:
    (tmp_path / "work").mkdir()
    monkeypatch.setenv("NASHIR_KEY_FILE", str(tmp_path / "key" / "token.key"))
    for name in ("TOKEN", "APP_ID", "APP_SECRET"):
        monkeypatch.delenv(f"NASHIR_FACEBOOK_{name}", raising=False)
    made = press_room(tmp_path / "work")
    made.page().add_page(PRACTICE_PAGE_ID, "صفحة التدريب", PAGE_TOKEN)
    return made


@pytest.fixture
def app(room: PressRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    """The app at Meta, as the environment names it."""
    del room  # it has emptied the environment before
    monkeypatch.setenv("NASHIR_FACEBOOK_APP_ID", PRACTICE_APP_ID)
    monkeypatch.setenv("NASHIR_FACEBOOK_APP_SECRET", PRACTICE_APP_SECRET)


@contextlib.contextmanager
def facebook(room: PressRoom) -> Iterator[None]:
    with room.served(FACEBOOK):
        yield


def login(room: PressRoom, *words: str, token: str = PRACTICE_USER_TOKEN) -> str:
    run = room.run("facebook", "login", *words, stdin=f"{token}\n".encode())
    assert run.code == 0, run.err
    return run.out


@pytest.mark.usefixtures("app")
def test_a_page_is_connected_checked_published_to_and_forgotten(room: PressRoom) -> None:
    with facebook(room):
        assert PRACTICE_PAGE_ID in login(room)
        check = room.run("facebook", "check", "--json")
        assert check.code == 0, check.out
        levels = {each["check"]: each["level"] for each in check.document["checks"]}
        assert {"page", "token", "expiry", "permission", "clock"} <= levels.keys()
        assert set(levels.values()) == {"ok"}
        assert room.run("publish", room.approved()).code == 0
        assert len(room.posts()) == 1
        assert "warn" not in " ".join(room.checkup("token"))
        assert room.run("facebook", "logout").code == 0
        assert room.run("facebook", "check").code == 1
        assert room.run("facebook", "logout").code == 1


def test_without_the_app_what_needs_it_is_left_out_with_a_warning(room: PressRoom) -> None:
    with facebook(room):
        run = room.run("facebook", "login", stdin=PRACTICE_USER_TOKEN.encode())
        assert run.code == 0
        assert "die in an hour or two" in run.err
        check = room.run("facebook", "check", "--json")
    assert check.code == 0, check.out
    warned = {each["check"] for each in check.document["checks"] if each["level"] == "warn"}
    assert warned == {"token"}


@pytest.mark.usefixtures("app")
def test_a_platform_that_is_away_is_neither_well_nor_a_mistake(room: PressRoom) -> None:
    with facebook(room):
        login(room)
    check = room.run("facebook", "check", "--json")  # nobody serves it any more
    assert check.code == 3, check.out
    levels = {each["check"]: each["level"] for each in check.document["checks"]}
    assert levels["page"] == "warn"
    assert "could not be reached" in check.err


def test_a_token_of_the_environment_is_used_without_a_login(
    room: PressRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NASHIR_FACEBOOK_TOKEN", PAGE_TOKEN)
    with facebook(room):
        assert room.run("facebook", "check").code == 0
        assert room.run("publish", room.approved()).code == 0


def test_of_several_pages_one_is_named(room: PressRoom) -> None:
    room.page().add_page(OTHER_PAGE, "الصفحة الأخرى", "EAAGother0page0token")
    with room.served('kind = "facebook"'):
        run = room.run("facebook", "login", stdin=PRACTICE_USER_TOKEN.encode())
        assert run.code == 1
        assert OTHER_PAGE in run.err
        assert "--page-id" in run.err
        told = login(room, "--page-id", OTHER_PAGE)
    assert f'page_id = "{OTHER_PAGE}"' in told


def test_a_kept_token_is_for_the_page_of_the_settings_only(room: PressRoom) -> None:
    room.page().add_page(OTHER_PAGE, "الصفحة الأخرى", "EAAGother0page0token")
    with facebook(room):
        login(room, "--page-id", OTHER_PAGE)
        run = room.run("facebook", "check")
    assert run.code == 1
    assert OTHER_PAGE in run.err


@pytest.mark.parametrize("typed", [b"", b"  \n", b"two words"])
def test_what_is_no_token_is_refused(room: PressRoom, typed: bytes) -> None:
    run = room.run("facebook", "login", stdin=typed)
    assert run.code == 1
    assert "no user token" in run.err


def test_a_token_that_the_platform_refuses_is_not_kept(room: PressRoom) -> None:
    with facebook(room):
        assert room.run("facebook", "login", stdin=b"EAAGinvalid0token").code == 3
    assert not list((room.folder / ".nashir").glob("tokens*"))


def test_a_page_on_the_practice_page_has_no_token_to_check(room: PressRoom) -> None:
    run = room.run("facebook", "check")
    assert run.code == 1
    assert 'kind = "facebook"' in run.err


@pytest.mark.usefixtures("app")
def test_no_secret_is_written_anywhere(room: PressRoom) -> None:
    """Every file, every output and every line of a log is looked through."""
    secrets = (PAGE_TOKEN, PRACTICE_USER_TOKEN, PRACTICE_APP_SECRET)
    with facebook(room):
        login(room)
        for fault in ("500-after-commit:times=1", "token-190:times=1", "502-html:on=stage"):
            room.arm(fault)
            draft = room.approved(f"خبر {fault}")
            room.run("--verbose", "publish", draft)
            room.run("publish", draft, "--dry-run")
            room.run("run", "--once", "--log", "json")
        for words in (("facebook", "check"), ("show", "q1"), ("queue", "list")):
            room.run(*words)
        room.outputs.extend(room.checkup("token"))
        room.run("backup", "backup.tar")
    found = [each for each in room.outputs if any(secret in each for secret in secrets)]
    assert found == []
    assert any("***" in each for each in room.outputs)
    practice = room.folder / ".nashir" / "sandbox"  # the page itself has to know its token
    for file in room.folder.parent.rglob("*"):
        if file.is_file() and not file.is_relative_to(practice):
            data = file.read_bytes()
            assert not any(secret.encode() in data for secret in secrets), file
            assert not re.search(rb"access_token=[^*&]", data), file


def test_the_file_with_the_tokens_is_its_owners_alone(room: PressRoom) -> None:
    with facebook(room):
        login(room)
    (file,) = (room.folder / ".nashir").glob("tokens*")
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("app")
def test_each_of_three_pages_is_connected_by_one_token_and_posts_with_its_own(
    room: PressRoom,
) -> None:
    names = ("sport", "news", "الثقافة")
    ids = {name: f"10000000000001{number}" for number, name in enumerate(names)}
    (room.folder / "pages").mkdir()
    for name, page_id in ids.items():
        room.page().add_page(page_id, name, f"EAAG{page_id}")
        text = f'[publisher]\npage_id = "{page_id}"\n' if name != "news" else ""
        (room.folder / "pages" / f"{name}.toml").write_text(text, encoding="utf-8")
    with room.served('kind = "facebook"'):
        assert (
            "there is no token for the page 'sport'"
            in room.run("facebook", "check", "--page", "sport").err
        )
        for name, page_id in ids.items():
            words = ("--page-id", page_id) if name == "news" else ()
            told = login(room, "--page", name, *words)
            assert f"facebook check --page {name}" in told
            assert ("pages/news.toml:" in told) is (name == "news")
        text = f'[publisher]\npage_id = "{ids["news"]}"\n'
        (room.folder / "pages" / "news.toml").write_text(text, encoding="utf-8")
        draft = room.draft()
        for name in names:
            assert room.run("facebook", "check", "--page", name).code == 0
            room.run("approve", draft, "--page", name)
            assert room.run("publish", draft, "--page", name).code == 0
        assert [len(room.page().posts(each)) for each in ids.values()] == [1, 1, 1]
        assert room.run("facebook", "logout", "--page", "news").code == 0
        tokens = room.run("pages", "--tokens", "--json").document
    assert {each["page"]: each["token"]["place"] for each in tokens} == {
        "news": "missing",
        "sport": "kept",
        "الثقافة": "kept",
    }
