"""The themes that the editor offers follow the files of the user's own folder."""

import os
from pathlib import Path

import pytest

from composer.app.desk.theme_shelf import ThemeShelf
from composer.errors import ThemeError


def own(folder: Path, name: str, description: str, *, at: int) -> None:
    """Write a theme that is as old as ``at`` says, in seconds."""
    file = folder / name / "theme.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f'extends = "midnight"\ndescription = "{description}"\n', encoding="utf-8")
    os.utime(file, (at, at))


def told(shelf: ThemeShelf, folder: Path | None) -> dict[str, str]:
    return {each.name: each.description for each in shelf.all(folder)}


def test_a_theme_that_is_made_or_changed_is_offered_at_once(tmp_path: Path) -> None:
    shelf = ThemeShelf()
    assert set(told(shelf, tmp_path)) == {"midnight", "paper", "signal"}
    own(tmp_path, "dawn", "first", at=1_700_000_000)
    assert told(shelf, tmp_path)["dawn"] == "first"
    own(tmp_path, "dawn", "second", at=1_700_000_100)
    assert told(shelf, tmp_path)["dawn"] == "second"
    (tmp_path / "dawn" / "theme.toml").unlink()
    assert "dawn" not in told(shelf, tmp_path)
    assert shelf.all(tmp_path) is shelf.all(tmp_path)


def test_a_wrong_theme_is_told_each_time(tmp_path: Path) -> None:
    shelf = ThemeShelf()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "theme.toml").write_text("colors = 7\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(ThemeError):
            shelf.all(tmp_path)
