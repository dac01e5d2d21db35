from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from composer.domain.notice import NoticeKind
from composer.errors import SettingsError
from composer.settings import Backend, Settings, duration, load_settings


def written(folder: Path, text: str) -> Path:
    (folder / "nashir.toml").write_text(text, encoding="utf-8")
    return folder


def test_without_a_file_the_built_in_settings_hold(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    assert settings == Settings(workspace=tmp_path)
    assert settings.main.theme.name == "midnight"
    assert settings.state == tmp_path / ".nashir"


def test_the_nearest_file_upwards_is_read(tmp_path: Path) -> None:
    written(tmp_path, '[site]\nzone = "Africa/Cairo"\n[rendering]\nbackend = "basic"\n')
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    settings = load_settings(below)
    assert settings.workspace == tmp_path
    assert settings.main.site.zone == ZoneInfo("Africa/Cairo")
    assert settings.rendering.backend is Backend.BASIC


def test_a_page_overrides_the_main_tables_key_by_key(tmp_path: Path) -> None:
    written(
        tmp_path,
        '[site]\nname = "موقع"\nzone = "Africa/Cairo"\n[pages.sport.site]\nname = "رياضة"\n',
    )
    settings = load_settings(tmp_path)
    assert settings.page("sport").site.name == "رياضة"
    assert settings.page("sport").site.zone == ZoneInfo("Africa/Cairo")
    assert settings.page("main").site.name == "موقع"
    with pytest.raises(SettingsError, match=r"no page named 'news'.*known: main, sport"):
        settings.page("news")


def test_every_duration_of_the_design_is_understood(tmp_path: Path) -> None:
    written(tmp_path, '[publishing]\nspacing = "0s"\nretry_after = ["2s", "10m"]\ngrace = "2h"\n')
    publishing = load_settings(tmp_path).main.publishing
    assert publishing.spacing == timedelta(0)
    assert publishing.retry_after == (timedelta(seconds=2), timedelta(minutes=10))
    assert duration("3d") == timedelta(days=3)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[site\nname", "not TOML.*line 1"),
        ('[site]\nnaem = "x"', r"extra fields found \(naem\) @ site"),
        ('[stie]\nname = "x"', r"extra fields found \(stie\)"),
        ("[main]\nx = 1", r"extra fields found \(main\)"),
        ("[[site]]", "a table is wanted"),
        ('[site]\nname = "a\\u0007b"', r"invisible character \(U\+0007\).*site"),
        ('[site]\nname = "a\\u202eb"', r"invisible character \(U\+202E\).*site"),
        ("[theme]\nname = []", "quotation marks.*theme.name"),
        ("[store]\nurl = 1", "quotation marks.*store.url"),
        ('[publishing]\nslots = "sun 08:00"', "square brackets.*publishing.slots"),
        ('[publishing]\ngrace = "99999999999999999d"', "longer than can.*publishing.grace"),
        ('[site]\nzone = "Mars/Base"', "'Mars/Base' is no time zone.*site.zone"),
        ('[publishing]\nsettle = "10 minutes"', "such as 20m.*publishing.settle"),
        ("[publisher]\npage_id = 110", "quotation marks.*publisher.page_id"),
        ('[publisher]\napi_base = "http://example.com"', "api_base must be https"),
        ('[rendering]\nbackend = "cairo"', "rendering.backend"),
        ('[fetch]\nallow = ["http://intranet.example/"]', "allow lists hosts.*fetch"),
        ('[fetch]\nallow = "intranet.example"', "square brackets.*fetch.allow"),
        ("site = 3", "a table is wanted"),
        ("pages = 3", r"\[pages.NAME.site\]"),
        ('[pages.x.site]\nzone = "x"', r"pages\.x\.site\.zone"),
    ],
)
def test_a_mistake_is_named_with_file_and_place(tmp_path: Path, text: str, said: str) -> None:
    written(tmp_path, text)
    with pytest.raises(SettingsError, match=said) as caught:
        load_settings(tmp_path)
    assert "nashir.toml" in str(caught.value)


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "nashir.toml").write_bytes('[site]\nname = "موقع"'.encode("cp1256"))
    with pytest.raises(SettingsError, match="not UTF-8"):
        load_settings(tmp_path)


def test_plain_http_is_accepted_for_loopback(tmp_path: Path) -> None:
    written(tmp_path, '[publisher]\napi_base = "http://127.0.0.1:8080"\n')
    assert load_settings(tmp_path).main.publisher.api_base == "http://127.0.0.1:8080"


def test_hosts_may_be_allowed_with_and_without_a_port(tmp_path: Path) -> None:
    hosts = ("intranet.example", "127.0.0.1:8123", "[::1]:80")
    written(tmp_path, f"[fetch]\nallow = {list(hosts)}\n")
    assert load_settings(tmp_path).fetch.allow == hosts


def test_a_file_that_may_not_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied")

    written(tmp_path, "[site]\n")
    monkeypatch.setattr(Path, "read_text", refuse)
    with pytest.raises(SettingsError, match=r"nashir\.toml cannot be read: Permission denied"):
        load_settings(tmp_path)


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / "nashir.toml").write_bytes(b'\xef\xbb\xbf[theme]\nname = "paper"\n')
    assert load_settings(tmp_path).main.theme.name == "paper"


def test_what_programs_are_told_can_be_chosen(tmp_path: Path) -> None:
    assert load_settings(tmp_path).notify.events == (NoticeKind.PUBLISHED,)
    written(tmp_path, '[notify]\nevents = ["draft", "queued"]\n')
    assert load_settings(tmp_path).notify.events == (NoticeKind.DRAFT, NoticeKind.QUEUED)


@pytest.mark.parametrize(
    ("events", "why"),
    [
        ('["drift"]', r"there is no event 'drift'; known: approved, .*@ notify\.events"),
        ('["attention"]', "'attention' is told in any case"),
        ('"draft"', "square brackets"),
    ],
)
def test_a_wrong_choice_of_events_is_refused(tmp_path: Path, events: str, why: str) -> None:
    written(tmp_path, f"[notify]\nevents = {events}\n")
    with pytest.raises(SettingsError, match=why):
        load_settings(tmp_path)
