"""The desk tells everybody of a token that ends soon, and asks no platform for it."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from desk_server import DeskServer, serving

from composer.app import token_care
from composer.app.care import press_over
from composer.app.token import vault
from composer.app.token_care import Lifetime, known_lifetimes, warn_of_tokens
from composer.domain.secret import Secret
from composer.publishing.account import PageAccount, TokenFacts
from composer.store.fact import Facts

PAGE = "110000000000001"
ENDED, ENDS = "انتهى إذن النشر على صفحة مرصد الأخبار", "إذن النشر على صفحة مرصد الأخبار ينتهي"
TOML = f"""
[site]
name = "مرصد الأخبار"
[publisher]
kind = "facebook"
page_id = "{PAGE}"
"""


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DeskServer]:
    monkeypatch.setenv("NASHIR_KEY_FILE", str(tmp_path / "key" / "token.key"))
    for name in ("TOKEN", "APP_ID", "APP_SECRET"):
        monkeypatch.delenv(f"NASHIR_FACEBOOK_{name}", raising=False)
    with serving(tmp_path / "work", TOML) as served:
        yield served


def keep(server: DeskServer, *, days: float | None, kept: timedelta = timedelta(0)) -> datetime:
    """Keep a token that lives for some days; None for one whose end is not known."""
    now = server.desk.now()
    found = PageAccount(id=PAGE, name="صفحة", token=Secret("EAAGtoken0of0a0page"))
    ends = None if days is None else now + timedelta(days=days)
    vault(server.desk.settings).keep("main", found, expires=ends, now=now + kept)
    return now


def said(server: DeskServer, *, is_valid: bool, days: float) -> None:
    """Have the platform have said something of the token a moment ago."""
    room = server.desk.newsroom
    word = {
        "at": room.now().isoformat(),
        "is_valid": is_valid,
        "expires": (room.now() + timedelta(days=days)).isoformat(),
    }
    with room.store.database.write() as connection:
        name = f"token-life:{room.outlet('main').target.key}"
        Facts(room.store.database).put(connection, name, json.dumps(word))


def shown(server: DeskServer) -> str:
    server.desk.lookout.look()
    return server.guest().get("/account").text


@pytest.mark.parametrize(
    ("days", "told"), [(60, None), (10, ENDS), (0.5, ENDS), (-1, ENDED), (None, None)]
)
def test_a_kept_token_that_ends_is_told_of(
    server: DeskServer, days: float | None, told: str | None
) -> None:
    keep(server, days=days)
    page = shown(server)
    assert [each for each in (ENDS, ENDED) if each in page] == ([told] if told else [])


@pytest.mark.parametrize(
    ("is_valid", "days", "told"), [(True, 60, None), (True, 2, ENDS), (False, 60, ENDED)]
)
def test_what_the_platform_said_last_counts(
    server: DeskServer, *, is_valid: bool, days: float, told: str | None
) -> None:
    keep(server, days=None, kept=timedelta(hours=-1))
    said(server, is_valid=is_valid, days=days)
    page = shown(server)
    assert [each for each in (ENDS, ENDED) if each in page] == ([told] if told else [])


def test_a_new_token_ends_the_warning_at_once(server: DeskServer) -> None:
    said(server, is_valid=False, days=-1)
    assert ENDED in shown(server)
    keep(server, days=60, kept=timedelta(seconds=1))
    assert ENDED not in shown(server)


def test_what_the_platform_says_is_remembered_for_the_desk(
    server: DeskServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = keep(server, days=None, kept=timedelta(hours=-1))
    monkeypatch.setenv("NASHIR_FACEBOOK_APP_ID", "123456789")
    monkeypatch.setenv("NASHIR_FACEBOOK_APP_SECRET", "app-secret-of-a-test")
    ends = now + timedelta(days=5)
    told = TokenFacts(is_valid=True, expires=ends)
    monkeypatch.setattr(token_care, "examine", lambda *_, **__: told)
    with press_over(server.desk.newsroom) as press:
        warn_of_tokens(press)
    monkeypatch.delattr(token_care, "examine")
    room = server.desk.newsroom
    known = known_lifetimes(room, [room.outlet("main")])
    assert known == {"main": Lifetime(is_valid=True, expires=ends)}
    assert ENDS in shown(server)


def test_a_page_that_is_half_set_up_stops_no_page_of_the_desk(tmp_path: Path) -> None:
    with serving(tmp_path, '[publisher]\nkind = "facebook"\n') as served:
        assert "إذن النشر" not in shown(served)
