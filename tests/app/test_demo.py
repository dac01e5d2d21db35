import json
import re
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

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
    found = {each.relative_to(folder).as_posix() for each in folder.rglob("*.png")}
    pictures = {each for each in found if not each.startswith(".nashir/")}
    assert set(re.findall(r'<img src="([^"]+)" alt="[^"]+"', page)) == pictures
    assert "<script" not in page
    assert 'dir="rtl"' in page


def test_a_draft_is_published_and_looked_at(made: tuple[Path, Outcome]) -> None:
    folder, run = made
    posted = [each for each in cards(folder, "lavrov") if each["size"] == "portrait"]
    assert f"{len(posted)} images in order, the very bytes of the cards" in run.out
    assert f"{len(posted)} alternative texts" in run.out
    assert re.search(r"http://127\.0\.0\.1:\d+/\d+/posts/\d+/", run.out)
    (item,) = nashir("queue", "list", "--json", cwd=folder).document
    assert item["status"] == "published"
    assert f"post {item['post_id']}" in run.out


def test_the_pages_of_the_demo_link_to_nothing_that_is_gone(made: tuple[Path, Outcome]) -> None:
    folder, _ = made
    page = (folder / "index.html").read_text("utf-8")
    assert "127.0.0.1" not in page
    links = re.findall(r'(?:href|src)="([^"#]+)"', page)
    assert [each for each in links if not (folder / each).exists()] == []


def test_the_practice_page_stays_open_until_it_is_told_to_end(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "composer", "demo", "--keep"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = next(each.split()[-1] for each in process.stdout if "open until Ctrl-C" in each)
        with urlopen(address) as page:  # noqa: S310 - on this machine
            assert "روسيا" in page.read().decode()
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0


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
    assert len(nashir("queue", "list", "--json", cwd=folder).document) == 1, "its store is new, too"
