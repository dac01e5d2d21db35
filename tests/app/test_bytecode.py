from pathlib import Path

from composer.app.bytecode import TemplateCache
from composer.posts import PostTemplates


def theme(folder: Path, text: str) -> Path:
    posts = folder / "mine" / "posts"
    posts.mkdir(parents=True, exist_ok=True)
    (posts / "note.txt.j2").write_text(text, encoding="utf-8")
    return folder / "mine"


def said(folder: Path, cache: Path) -> str:
    return PostTemplates((folder,), labels={}, bytecode=TemplateCache(cache)).render("note")


def kept(cache: Path) -> list[Path]:
    return sorted(each for each in cache.rglob("*") if each.is_file())


def test_a_compiled_template_is_kept_and_used_again(tmp_path: Path) -> None:
    cache, mine = tmp_path / "cache", theme(tmp_path, "كلمة {{ 1 + 1 }}")
    assert said(mine, cache) == "كلمة 2"
    (file,) = kept(cache)
    before = file.stat().st_mtime_ns
    assert said(mine, cache) == "كلمة 2"
    assert [each.stat().st_mtime_ns for each in kept(cache)] == [before]


def test_a_template_that_changed_is_compiled_anew(tmp_path: Path) -> None:
    cache, mine = tmp_path / "cache", theme(tmp_path, "قديم")
    assert said(mine, cache) == "قديم"
    theme(tmp_path, "جديد")
    assert said(mine, cache) == "جديد"


def test_a_broken_file_in_the_cache_does_no_harm(tmp_path: Path) -> None:
    cache, mine = tmp_path / "cache", theme(tmp_path, "كلمة")
    said(mine, cache)
    for file in kept(cache):
        file.write_bytes(file.read_bytes()[:-5])
    assert said(mine, cache) == "كلمة"


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where a folder is wanted", encoding="utf-8")
    assert said(theme(tmp_path, "كلمة"), tmp_path / "cache") == "كلمة"
