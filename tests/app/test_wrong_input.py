from pathlib import Path

import pytest
from program import EXAMPLES, Outcome, nashir

LAVROV = EXAMPLES / "lavrov.txt"
TEXT = LAVROV.read_text("utf-8")
HEADLINE = "عنوان المقال عن الدفاع"
BODY = "أعلنت الوزارة اليوم بدء برنامج جديد لتحديث الأسطول في قواعدها الشمالية.\n"
RAGGED = f"{HEADLINE}\n\n{BODY}\n| أ | ب | ج |\n|---|---|---|\n| 1 | 2 |\n| 1 | 2 | 3 | 4 |\n"


def refused(folder: Path, *words: str | Path) -> Outcome:
    """Run, and check what holds for every refusal: code 1, one message, nothing left behind."""
    before = sorted(folder.rglob("*"))
    run = nashir("compose", *words, cwd=folder)
    assert run.code == 1, run.err
    assert run.out == ""
    messages = [line for line in run.err.splitlines() if line.startswith("nashir: ")]
    assert len(messages) == 1, run.err
    assert "Traceback" not in run.err
    assert sorted(folder.rglob("*")) == before
    return run


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no text"),
        (b" \n\n", "no text"),
        (bytes(range(256)) * 40, "article.txt"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "article.txt"),
        (TEXT.encode("cp1256", errors="ignore"), "UTF-8"),
        (f"{BODY}\n{BODY}".encode(), "headline"),
        (f"{' '.join(['كلمة'] * 300)}\n\n{BODY}".encode(), "headline"),
        (RAGGED.encode(), "table"),
    ],
    ids=["empty", "blank", "binary", "picture", "cp1256", "no headline", "300 words", "ragged"],
)
def test_an_article_that_cannot_be_composed_is_refused(
    data: bytes, said: str, tmp_path: Path
) -> None:
    (tmp_path / "article.txt").write_bytes(data)
    assert said in refused(tmp_path, "article.txt").err


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "absent.txt" in refused(tmp_path, "absent.txt").err


def test_an_unknown_theme_is_told_with_the_known_ones(tmp_path: Path) -> None:
    said = refused(tmp_path, LAVROV, "--theme", "nothing").err
    assert "'nothing'" in said
    assert "midnight" in said


def test_an_unknown_size_is_told_with_the_known_ones(tmp_path: Path) -> None:
    said = refused(tmp_path, LAVROV, "--size", "poster").err
    assert "'poster'" in said
    assert "portrait" in said


def test_a_kind_without_content_is_an_error_when_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"{HEADLINE}\n\n{BODY}", encoding="utf-8")
    assert "comparison" in refused(tmp_path, "a.txt", "--card", "comparison").err


def theme(folder: Path, *, toml: str = "", template: str | None = None) -> None:
    """Write a theme ``mine`` that changes one thing, and settings that find it."""
    own = folder / "themes" / "mine"
    (own / "cards").mkdir(parents=True)
    (own / "theme.toml").write_text(f'extends = "midnight"\n{toml}', encoding="utf-8")
    if template is not None:
        (own / "cards" / "headline.xml.j2").write_text(template, encoding="utf-8")
    settings = '[theme]\nname = "mine"\npath = "themes"\n'
    (folder / "nashir.toml").write_text(settings, encoding="utf-8")


def test_an_unknown_element_is_told_with_file_line_and_nearest_name(tmp_path: Path) -> None:
    theme(tmp_path, template="<card>\n  <colum>\n  </colum>\n</card>\n")
    said = refused(tmp_path, LAVROV).err
    assert "headline.xml.j2:2" in said
    assert "column" in said


def test_a_missing_font_is_named(tmp_path: Path) -> None:
    theme(tmp_path, toml='[fonts."Cairo"]\n900 = "cairo/Absent.ttf"\n')
    assert "cairo/Absent.ttf" in refused(tmp_path, LAVROV).err


def test_a_mistake_in_theme_toml_is_named(tmp_path: Path) -> None:
    theme(tmp_path, toml="[colours]\nground = 3\n")
    assert "colours" in refused(tmp_path, LAVROV).err


def test_a_mistake_in_the_settings_is_named(tmp_path: Path) -> None:
    (tmp_path / "nashir.toml").write_text('[theme]\nnmae = "x"\n', encoding="utf-8")
    assert "nmae" in refused(tmp_path, LAVROV).err


def test_a_photograph_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"not a picture")
    assert "photo.jpg" in refused(tmp_path, LAVROV, "--image", "photo.jpg").err
    assert "absent.jpg" in refused(tmp_path, LAVROV, "--image", "absent.jpg").err
