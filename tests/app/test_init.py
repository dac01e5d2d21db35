from pathlib import Path

import pytest
from in_process import here

from composer.app.outlet import outlet
from composer.settings import PublisherKind, load_settings


def test_a_new_workspace_works_at_once(tmp_path: Path) -> None:
    run = here("init", "--name", "الموقع العربي", "--zone", "Africa/Cairo", cwd=tmp_path)
    assert run.code == 0, run.err
    settings = load_settings(tmp_path)
    assert settings.file == tmp_path / "nashir.toml"
    assert settings.main.site.name == "الموقع العربي"
    assert settings.main.site.zone.key == "Africa/Cairo"
    assert settings.main.publisher.kind is PublisherKind.SANDBOX
    assert outlet(settings).slots.times
    assert settings.state.is_dir()
    assert "nashir compose" in run.out
    assert "nashir drafts" in run.out
    assert here("run", "--once", cwd=tmp_path).code == 0


def test_every_line_that_is_a_comment_would_be_a_setting_too(tmp_path: Path) -> None:
    here("init", cwd=tmp_path)
    file = tmp_path / "nashir.toml"
    lines = file.read_text("utf-8").splitlines()
    told = [each.removeprefix("# ") if _is_setting(each) else each for each in lines]
    kept = [each for each in told if not each.startswith('kind = "sandbox"')]
    file.write_text("\n".join(kept), encoding="utf-8")
    settings = load_settings(tmp_path)
    assert settings.main.publisher.kind is PublisherKind.FACEBOOK
    assert settings.pages["sport"].publisher.page_id == "110000000000002"
    assert settings.notify.mail_to == ("desk@example.org",)


def _is_setting(line: str) -> bool:
    plain = line.removeprefix("# ")
    return line.startswith("# ") and (plain.startswith("[") or " = " in plain)


def test_settings_are_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "nashir.toml"
    file.write_text("# mine\n", encoding="utf-8")
    run = here("init", cwd=tmp_path)
    assert run.code == 1
    assert "already" in run.err
    assert file.read_text("utf-8") == "# mine\n"


def test_a_workspace_above_is_told_of(tmp_path: Path) -> None:
    here("init", cwd=tmp_path)
    below = tmp_path / "below"
    below.mkdir()
    run = here("init", cwd=below)
    assert run.code == 0
    assert str(tmp_path / "nashir.toml") in run.out


@pytest.mark.parametrize("zone", ["Riyadh/Asia", "", "../../etc/passwd"])
def test_a_zone_that_is_none_leaves_nothing_behind(tmp_path: Path, zone: str) -> None:
    assert here("init", "--zone", zone, cwd=tmp_path).code == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ['a "b" \\ c', "صحيفة #1", "x = 1", "a\u202eb", "سطر\nآخر"])
def test_any_name_is_written_so_that_it_is_read_again_or_refused(tmp_path: Path, name: str) -> None:
    run = here("init", "--name", name, cwd=tmp_path)
    if run.code == 0:
        assert load_settings(tmp_path).main.site.name == name
    else:
        assert "invisible character" in run.err
        assert list(tmp_path.iterdir()) == []
