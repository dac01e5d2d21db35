import io
from pathlib import Path

import pytest

from composer.app.sources import Source, choose
from composer.errors import ArticleError

TEXT = "عنوان المقال عن الدفاع\n\nأعلنت الوزارة اليوم بدء برنامج جديد.\n"


def names(*given: Path) -> list[str]:
    return [Path(each.name).name for each in choose(list(map(str, given))).sources]


def test_a_single_source_is_no_batch_and_a_folder_always_is(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    assert not choose(["a.txt"]).many
    assert choose(["a.txt", "b.txt"]).many
    assert choose([str(tmp_path)]).many


def test_a_folder_gives_its_articles_in_the_order_that_people_count(tmp_path: Path) -> None:
    for name in ("10.txt", "2.md", "1.txt", "خبر 12.txt", "خبر 3.txt", "page"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    found = ["1.txt", "2.md", "10.txt", "page", "خبر 3.txt", "خبر 12.txt"]
    assert names(tmp_path) == found


def test_what_is_no_article_of_the_editor_is_left_out_of_a_folder(tmp_path: Path) -> None:
    for name in ("a.txt", ".hidden.txt", "nashir.toml", "README.md"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0\0\x10JFIF\0")
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "b.txt").write_text(TEXT, encoding="utf-8")
    assert names(tmp_path) == ["a.txt"]
    assert choose([str(tmp_path)]).skipped == ()


def test_the_files_of_our_own_bundle_are_no_articles(tmp_path: Path) -> None:
    (tmp_path / "draft.json").write_text('{"files": ["post.txt"]}', encoding="utf-8")
    (tmp_path / "post.txt").write_text(TEXT, encoding="utf-8")
    with pytest.raises(ArticleError, match="no article in this folder"):
        choose([str(tmp_path)])
    (tmp_path / "mine.txt").write_text(TEXT, encoding="utf-8")
    assert names(tmp_path) == ["mine.txt"]


def test_what_is_neither_text_nor_picture_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "sound.ogg").write_bytes(b"OggS\0\2" + bytes(50))
    (skipped,) = choose([str(tmp_path)]).skipped
    assert "sound.ogg" in skipped


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1256"])
def test_text_in_any_encoding_is_an_article(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(TEXT.encode(encoding))
    assert names(tmp_path) == ["a"]


def test_a_word_document_is_an_article(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"PK\x03\x04\x14\0\6\0" + bytes(30))
    assert names(tmp_path) == ["a.docx"]


def test_standard_input_is_one_of_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    found = choose(["a.txt", "-"]).sources
    assert found == (Source(name="a.txt"), Source(name="-", data=TEXT.encode()))
