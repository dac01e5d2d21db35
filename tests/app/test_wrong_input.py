import subprocess
import sys
from itertools import pairwise
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
        (TEXT.encode("cp1256", errors="ignore").decode("latin-1").encode("utf-16-le")[1:], "text"),
        (f"{BODY}\n{BODY}".encode(), "headline"),
        (f"{' '.join(['كلمة'] * 300)}\n\n{BODY}".encode(), "headline"),
        (RAGGED.encode(), "table"),
    ],
    ids=[
        "empty",
        "blank",
        "binary",
        "picture",
        "half of UTF-16",
        "no headline",
        "300 words",
        "ragged",
    ],
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


def test_a_workspace_that_cannot_be_written_leaves_no_folder_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "nashir.toml").touch()
    (tmp_path / ".nashir").touch()
    assert "cannot write" in refused(tmp_path, LAVROV, "--out", "out").err


def test_the_workspace_itself_is_no_folder_to_write(tmp_path: Path) -> None:
    assert "--out" in refused(tmp_path, LAVROV, "--out", ".").err


@pytest.mark.parametrize("front", ["title: *long", "tags: *long"])
def test_front_matter_that_multiplies_itself_is_not_spelled_out(front: str, tmp_path: Path) -> None:
    names = "abcdefgh"
    levels = [
        f"{name}: &{name} [{', '.join([f'*{below}'] * 9)}]" for below, name in pairwise(names)
    ]
    lines = ["a: &a [x, x, x]", *levels, front.replace("*long", f"*{names[-1]}")]
    text = "\n".join(["---", *lines, "---", "", f"# {HEADLINE}", "", BODY])
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    document = nashir("read", "a.md", "--json", cwd=tmp_path).document
    assert document["title"] == HEADLINE
    assert document["tags"] == []


def test_several_failures_name_each_source_once(tmp_path: Path) -> None:
    run = nashir("read", "one.txt", "two.txt", cwd=tmp_path)
    assert run.code == 1
    assert "nashir: one.txt: there is no such file\n" in run.err
    assert "nashir: two.txt: there is no such file\n" in run.err


@pytest.mark.skipif(sys.platform == "win32", reason="a shell's own words")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("read - <&-", "standard input is closed"),
        ("compose article.txt --out " + "x" * 300, "cannot write"),
    ],
    ids=["closed input", "long name"],
)
def test_what_the_machine_refuses_is_one_message(words: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_text(TEXT, encoding="utf-8")
    err = shell(words, tmp_path)
    assert said in err
    assert err.startswith("nashir: ")
    assert err.count("\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has it")
def test_a_full_disk_behind_standard_output_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_text(TEXT, encoding="utf-8")
    assert shell("read article.txt > /dev/full", tmp_path) == "nashir: No space left on device\n"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps the current folder")
def test_a_current_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    words = "themes"
    err = shell(words, tmp_path / "gone", before='rmdir "$PWD"')
    assert err == "nashir: the current folder is gone: go to another one and try again\n"


def shell(words: str, folder: Path, *, before: str = "true") -> str:
    """Run ``nashir`` from a shell and return what it says on standard error; it must refuse."""
    command = f'{before}; "{sys.executable}" -m composer {words}'
    run = subprocess.run(["sh", "-c", command], cwd=folder, capture_output=True, check=False)
    assert run.returncode == 1, run.stderr.decode()
    return run.stderr.decode()
