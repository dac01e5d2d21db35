import json
import re
from pathlib import Path

import pytest
from program import Outcome, nashir

KINDS = {"headline", "highlights", "quote", "comparison", "closing"}
SIZES = {"portrait", "square", "link", "story"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    """The demonstration, made in a folder that is no checkout."""
    place = tmp_path_factory.mktemp("anywhere")
    return place / "nashir-demo", nashir("demo", cwd=place)


def cards(folder: Path, name: str) -> list[dict[str, str]]:
    document = json.loads((folder / name / "draft.json").read_bytes())
    listed: list[dict[str, str]] = document["cards"]
    return listed


def test_the_demo_says_what_it_made_and_where(made: tuple[Path, Outcome]) -> None:
    folder, run = made
    assert run.code == 0, run.err
    assert re.search(r"\d+ cards, \d posts in \d+\.\d s", run.out)
    assert run.out.strip().endswith(f"Open {folder / 'index.html'}")


def test_the_real_article_is_shown_in_every_kind_and_its_headline_in_every_size(
    made: tuple[Path, Outcome],
) -> None:
    shown = cards(made[0], "lavrov")
    assert {each["kind"] for each in shown if each["size"] == "portrait"} == KINDS
    assert {each["size"] for each in shown if each["kind"] == "headline"} == SIZES


def test_a_figure_a_long_comparison_and_the_other_themes_are_shown(
    made: tuple[Path, Outcome],
) -> None:
    folder, _ = made
    assert "figure" in {each["kind"] for each in cards(folder, "figure")}
    assert {each["kind"] for each in cards(folder, "comparison")} == {"comparison"}
    for theme in ("paper", "signal"):
        assert {each["theme"] for each in cards(folder, theme)} == {theme}


def test_no_card_of_the_demo_fails_a_check(made: tuple[Path, Outcome]) -> None:
    for file in made[0].rglob("draft.json"):
        for card in json.loads(file.read_bytes())["cards"]:
            assert [each for each in card["checks"] if each["level"] == "fail"] == [], card["file"]


def test_the_page_shows_every_picture_with_its_words(made: tuple[Path, Outcome]) -> None:
    folder, _ = made
    page = (folder / "index.html").read_text("utf-8")
    pictures = {each.relative_to(folder).as_posix() for each in folder.rglob("*.png")}
    assert set(re.findall(r'<img src="([^"]+)" alt="[^"]+"', page)) == pictures
    assert "<script" not in page
    assert 'dir="rtl"' in page


def test_the_demo_can_be_made_again_but_not_over_files_of_the_user(
    made: tuple[Path, Outcome],
) -> None:
    folder, _ = made
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    again = nashir("demo", cwd=folder.parent)
    assert again.code == 1
    assert "notes.txt" in again.err
    (folder / "notes.txt").unlink()
    assert nashir("demo", cwd=folder.parent).code == 0
