from pathlib import Path

import pytest

from composer.errors import SettingsError
from composer.settings.reading import read_settings
from composer.settings.writing import change_table

NEW = {"url": "postgresql+psycopg://n@db/n"}
LINE = 'url = "postgresql+psycopg://n@db/n"'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "# mine\n[store] # here\nkeep = '90d'\nurl = 'sqlite:///a.db' # old\n\n[site]\n",
            f"# mine\n[store] # here\nkeep = '90d'\n{LINE} # old\n\n[site]\n",
        ),
        (
            '[store]\r\nkeep = "90d"\r\n\r\n[desk]\r\n',
            f'[store]\r\nkeep = "90d"\r\n{LINE}\r\n\r\n[desk]\r\n',
        ),
        ('\ufeff[site]\nname = "موقع"\n', f'\ufeff[site]\nname = "موقع"\n\n[store]\n{LINE}\n'),
        ("", f"[store]\n{LINE}\n"),
        ('store = { keep = "90d" }\n', f'store = {{ keep = "90d", {LINE}}}\n'),
        ('store.keep = "90d"\n', f'store.keep = "90d"\nstore.{LINE}\n'),
    ],
)
def test_only_the_words_that_change_are_changed(tmp_path: Path, before: str, after: str) -> None:
    file = tmp_path / "nashir.toml"
    file.write_bytes(before.encode())
    file.chmod(0o640)
    kept = change_table(file, "store", NEW)
    assert file.read_bytes().decode() == after
    assert kept.read_bytes().decode() == before
    assert {each.stat().st_mode & 0o777 for each in (file, kept)} == {0o640}
    assert read_settings(file).store.url == NEW["url"]
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        "nashir.toml",
        "nashir.toml.before",
    ]


def test_a_link_stays_one(tmp_path: Path) -> None:
    real = tmp_path / "etc" / "settings.toml"
    real.parent.mkdir()
    real.write_text("[site]\n", encoding="utf-8")
    link = tmp_path / "nashir.toml"
    link.symlink_to(real)
    change_table(link, "store", NEW)
    assert link.is_symlink()
    assert LINE in real.read_text("utf-8")


def test_what_would_be_wrong_settings_is_not_written(tmp_path: Path) -> None:
    file = tmp_path / "nashir.toml"
    file.write_text("[store]\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="unknown"):
        change_table(file, "store", {"unknown": "x"})
    assert file.read_text("utf-8") == "[store]\n"
