import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.app.folder import (
    FolderTaken,
    check_replaceable,
    free_folder,
    slug,
    write_folder,
    write_folders,
)
from composer.errors import SettingsError


def bundle(*names: str) -> dict[str, bytes]:
    listed = json.dumps({"files": [*names]}).encode()
    return {"draft.json": listed, **dict.fromkeys(names, b"x")}


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_a_folder_appears_whole_with_nothing_beside_it(tmp_path: Path) -> None:
    write_folder(tmp_path / "deep" / "out", {**bundle("a.png"), "sub/b.png": b"y"})
    assert names(tmp_path / "deep") == ["out"]
    assert names(tmp_path / "deep" / "out") == ["a.png", "draft.json", "sub"]


def test_a_bundle_gives_way_to_a_new_one(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_folder(out, bundle("a.png", "b.png"))
    write_folder(out, bundle("a.png"))
    assert names(out) == ["a.png", "draft.json"]
    assert names(tmp_path) == ["out"]


def test_an_empty_folder_may_be_filled(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    write_folder(tmp_path / "out", bundle("a.png"))
    assert names(tmp_path / "out") == ["a.png", "draft.json"]


def test_what_a_user_made_is_never_overwritten(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_folder(out, bundle("a.png"))
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"notes\.txt.*--out"):
        write_folder(out, bundle("a.png"))
    assert names(out) == ["a.png", "draft.json", "notes.txt"]


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"x")
    with pytest.raises(SettingsError, match=r"photo\.jpg"):
        check_replaceable(tmp_path)
    with pytest.raises(SettingsError, match="is a file"):
        check_replaceable(tmp_path / "photo.jpg")


def test_a_failed_write_leaves_nothing_and_keeps_what_was_there(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_folder(out, bundle("a.png"))
    with pytest.raises(SettingsError, match="cannot write"):
        write_folder(out, {"a": b"x", "a/b": b"a file where a folder is needed"})
    assert names(tmp_path) == ["out"]
    assert names(out) == ["a.png", "draft.json"]


def test_files_that_systems_leave_do_not_count_as_the_users(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_folder(out, bundle("a.png"))
    (out / ".DS_Store").write_bytes(b"x")
    check_replaceable(out)


def test_a_taken_name_gets_a_number(tmp_path: Path) -> None:
    assert free_folder(tmp_path, "a") == tmp_path / "a"
    (tmp_path / "a").mkdir()
    (tmp_path / "a-2").mkdir()
    assert free_folder(tmp_path, "a") == tmp_path / "a-3"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("روسيا تؤكد أنها لن تدافع", "روسيا-تؤكد-أنها-لن-تدافع"),
        ("الســلام بَعدَ الحرب", "السلام-بعد-الحرب"),
        ("المغرب: 4.2% «نموّ»!", "المغرب-4-2-نمو"),
        ("../../etc/passwd", "etc-passwd"),
        ("؟!", "article"),
    ],
)
def test_a_headline_names_its_folder(title: str, name: str) -> None:
    assert slug(title) == name


@given(title=st.text(max_size=200))
def test_a_folder_name_is_short_and_safe_whatever_the_headline(title: str) -> None:
    name = slug(title)
    assert 0 < len(name) <= 60
    assert not set(name) & set('/\\:*?"<>|. \0\n')
    assert not name.startswith("-")


def test_an_interrupt_between_the_two_moves_brings_the_old_bundle_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise KeyboardInterrupt
        return rename(self, target)

    rename = Path.rename
    out = tmp_path / "out"
    write_folder(out, bundle("a.png"))
    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_folder(out, bundle("b.png"))
    assert names(out) == ["a.png", "draft.json"]
    assert names(tmp_path) == ["out"]


def test_a_folder_that_cannot_be_named_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot write"):
        check_replaceable(tmp_path / ("x" * 300))


def test_of_several_folders_none_appears_where_one_refuses(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    wanted = {tmp_path / "one": bundle("a.png"), tmp_path / "file" / "two": bundle("a.png")}
    with pytest.raises(SettingsError, match=r"cannot write .*two"):
        write_folders(wanted)
    assert names(tmp_path) == ["file"]


def test_a_new_folder_never_replaces_what_came_in_between(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    write_folder(folder, {"draft.json": b'{"files": ["a"]}', "a": b"theirs"})
    with pytest.raises(FolderTaken):
        write_folders({folder: {"a": b"ours"}, tmp_path / "other": {"a": b"x"}}, fresh=[folder])
    assert (folder / "a").read_bytes() == b"theirs"
    assert [each.name for each in tmp_path.iterdir()] == ["new"]


def test_many_who_put_a_bundle_in_one_place_all_succeed_and_one_stays(tmp_path: Path) -> None:
    out = tmp_path / "out"
    bundles = [{**bundle(f"{number}.png"), "n": bytes([number])} for number in range(8)]

    def put(number: int) -> None:
        for _ in range(15):
            files = bundles[number]
            listed = json.dumps({"files": [*files]}).encode()
            write_folder(out, {**files, "draft.json": listed})

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(put, range(8)))
    assert names(tmp_path) == ["out"]
    left = (out / "n").read_bytes()[0]
    assert names(out) == sorted(bundles[left])
