import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from composer.app.bundle import Bundle
from composer.app.folder import write_folder
from composer.app.place import Place, Places, PlaceState, single_place
from composer.domain.article import Article
from composer.errors import SettingsError

TODAY = date(2027, 1, 2)
ARTICLE = Article(title="عنوان", blocks=(), published="2026-10-14T09:30:00+01:00")


def bundle(text: str = "نص", *, source: str = "a.txt") -> Bundle:
    document = {"draft": "0123456789ab", "title": ARTICLE.title, "article": {"source": source}}
    files = {"post.txt": text.encode(), "01.png": b"\x89PNG"}
    return Bundle(article=ARTICLE, document={**document, "folder": ""}, files=files)


def put(places: Places, made: Bundle) -> Place:
    place = places.find(made)
    if place.state is PlaceState.FREE:
        write_folder(place.folder, made.files_in(place.folder))
    places.keep(place.folder)
    return place


def batch(out: Path, *bundles: Bundle) -> list[str]:
    """Put a batch away; return the names of its folders, with a star where it was there before."""
    places = Places(out=out, today=TODAY)
    found = [put(places, each) for each in bundles]
    return [f"{each.folder.name}{'*' * (each.state is PlaceState.FILLED)}" for each in found]


def test_the_folder_of_the_only_article_is_named_by_its_own_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    parent = tmp_path / "nashir-out"
    place = single_place(ARTICLE, out=None, today=TODAY)
    assert place == Place(folder=parent / "2026-10-14-عنوان", state=PlaceState.FREE)
    undated = replace(ARTICLE, published="أمس")
    assert single_place(undated, out=None, today=TODAY).folder == parent / "2027-01-02-عنوان"


def test_the_folder_that_was_asked_for_gives_way_unless_it_is_somebody_elses(
    tmp_path: Path,
) -> None:
    place = single_place(ARTICLE, out=tmp_path, today=TODAY)
    assert place == Place(folder=tmp_path, state=PlaceState.OURS)
    (tmp_path / "notes.txt").touch()
    with pytest.raises(SettingsError, match=r"notes\.txt"):
        single_place(ARTICLE, out=tmp_path, today=TODAY)


def test_drafts_of_one_headline_are_numbered_in_their_order(tmp_path: Path) -> None:
    texts = [bundle(each) for each in ("أ", "ب", "ج")]
    assert batch(tmp_path, *texts) == ["عنوان", "عنوان-2", "عنوان-3"]


def test_the_same_batch_again_leaves_the_same_folders(tmp_path: Path) -> None:
    texts = [bundle("أ"), bundle("ب"), bundle("أ")]
    assert batch(tmp_path, *texts) == ["عنوان", "عنوان-2", "عنوان-3"]
    assert batch(tmp_path, *texts) == ["عنوان*", "عنوان-2*", "عنوان-3*"]


def test_a_draft_finds_its_own_folder_whatever_else_the_batch_holds_now(tmp_path: Path) -> None:
    batch(tmp_path, bundle("أ"), bundle("ب"))
    assert batch(tmp_path, bundle("ب"), bundle("ج")) == ["عنوان-2*", "عنوان-3"]


def test_another_article_never_takes_the_folder_of_one_that_reads_alike(tmp_path: Path) -> None:
    batch(tmp_path, bundle(source="a.txt"))
    assert batch(tmp_path, bundle(source="b.txt")) == ["عنوان-2"]


@pytest.mark.parametrize("name", ["post.txt", "01.png", "draft.json", "notes.txt", "sub/x"])
def test_what_a_person_changed_keeps_its_folder(name: str, tmp_path: Path) -> None:
    batch(tmp_path, bundle())
    file = tmp_path / "عنوان" / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"mine" if not file.exists() else file.read_bytes()[::-1])
    before = file.read_bytes()
    assert batch(tmp_path, bundle()) == ["عنوان-2"]
    assert file.read_bytes() == before


def test_a_batch_that_was_moved_is_known_again(tmp_path: Path) -> None:
    batch(tmp_path / "before", bundle())
    (tmp_path / "before").rename(tmp_path / "after")
    assert batch(tmp_path / "after", bundle()) == ["عنوان*"]
    told = json.loads((tmp_path / "after" / "عنوان" / "draft.json").read_bytes())["folder"]
    assert told == str(tmp_path / "before" / "عنوان")


def test_a_file_in_the_place_of_a_folder_is_passed_by(tmp_path: Path) -> None:
    (tmp_path / "عنوان").touch()
    assert batch(tmp_path, bundle()) == ["عنوان-2"]


def test_without_a_folder_to_put_them_in_drafts_are_named_by_their_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    place = Places(out=None, today=TODAY).find(bundle())
    assert place.folder == tmp_path / "nashir-out" / "2026-10-14-عنوان"
