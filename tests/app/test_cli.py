import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from program import EXAMPLES, nashir

from composer.app.cli import exit_code
from composer.errors import (
    ArticleError,
    NashirError,
    OutcomeUnknown,
    Rejected,
    TemplateError,
    Unavailable,
)

LAVROV = EXAMPLES / "lavrov.txt"
FORBIDDEN = {
    *("PIL", "uharfbuzz", "sqlalchemy", "fastapi", "starlette", "flask", "jinja2", "cattrs"),
    *(
        "rich",
        "pydantic",
        "composer.cards",
        "composer.text",
        "composer.ingest",
        "composer.settings",
    ),
}


def imported(*words: str, cwd: Path) -> set[str]:
    command = [sys.executable, "-X", "importtime", "-m", "composer", *words]
    run = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=True)
    return set(re.findall(r"\|\s+([\w.]+)$", run.stderr, re.MULTILINE))


@pytest.mark.parametrize("words", [("--help",), ("compose", "--help"), ("--version",)])
def test_help_loads_nothing_heavy(words: tuple[str, ...], tmp_path: Path) -> None:
    assert not imported(*words, cwd=tmp_path) & FORBIDDEN


def test_composing_loads_nothing_that_it_does_not_need(tmp_path: Path) -> None:
    modules = imported("compose", str(LAVROV), cwd=tmp_path)
    assert "composer.cards" in modules
    assert not modules & {"rich", "pydantic", "markdown_it", "asyncio", "arabic_reshaper", "bidi"}


def test_composing_makes_a_folder_to_look_at_and_one_in_the_inbox(tmp_path: Path) -> None:
    run = nashir("compose", LAVROV, "--json", cwd=tmp_path)
    assert run.code == 0, run.err
    document = run.document
    folder = Path(document["folder"])
    assert folder.parent == tmp_path / "nashir-out"
    assert folder.name.endswith("روسيا-تؤكد-أنها-لن-تدافع-عن-فنزويلا")
    names = {each.name for each in folder.iterdir()}
    assert names == {
        *("draft.json", "post.txt", "alt-texts.txt", "index.html"),
        *(card["file"] for card in document["cards"]),
    }
    assert document["cards"][0]["file"] == "01-headline-portrait.png"
    inbox = tmp_path / ".nashir" / "inbox" / document["draft"]
    assert {each.name for each in inbox.iterdir()} == names
    assert (folder / "post.txt").read_text("utf-8").strip() == document["post"]["text"]


def test_the_document_has_the_promised_fields(tmp_path: Path) -> None:
    document = nashir("compose", LAVROV, "--card", "headline", "--json", cwd=tmp_path).document
    assert {"draft", "title", "folder", "cards", "post", "findings"} <= document.keys()
    card = document["cards"][0]
    assert {
        *("kind", "size", "theme", "file", "format", "width", "height", "bytes", "sha256"),
        *("alt_text", "lines", "checks"),
    } <= card.keys()
    assert (card["width"], card["height"]) == (1080, 1350)
    line = card["lines"][0]
    assert {"text", "box", "font", "px", "color", "ground", "source"} == line.keys()
    assert all(isinstance(each, int) for each in line["box"])
    assert {"rule", "level", "detail"} == card["checks"][0].keys()
    assert {"network", "text", "hashtags", "link"} == document["post"].keys()
    assert all({"rule", "action", "block", "start"} <= each.keys() for each in document["findings"])


def test_the_same_article_gives_the_same_bytes_in_another_folder(tmp_path: Path) -> None:
    drafts = []
    for name in ("a", "b"):
        place = tmp_path / name
        place.mkdir()
        (place / "article.txt").write_bytes(LAVROV.read_bytes())
        source = "article.txt" if name == "a" else str(place / "article.txt")
        folder = Path(nashir("compose", source, "--json", cwd=place).document["folder"])
        files = {each.name: each.read_bytes() for each in folder.iterdir()}
        draft = json.loads(files.pop("draft.json"))
        drafts.append(({**draft, "folder": ""}, files))
    assert drafts[0] == drafts[1]


def test_a_taken_folder_is_not_touched(tmp_path: Path) -> None:
    first, second = (
        Path(
            nashir("compose", LAVROV, "--card", "quote", "--json", cwd=tmp_path).document["folder"]
        )
        for _ in range(2)
    )
    assert second.name == f"{first.name}-2"


def test_a_folder_with_files_of_the_user_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "mine"
    out.mkdir()
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    run = nashir("compose", LAVROV, "--out", out, cwd=tmp_path)
    assert run.code == 1
    assert "notes.txt" in run.err
    assert [each.name for each in out.iterdir()] == ["notes.txt"]


def test_one_article_that_fails_does_not_stop_the_others(tmp_path: Path) -> None:
    words = ("--card", "headline", "--out", tmp_path / "out", "--json")
    run = nashir("compose", LAVROV, "absent.txt", EXAMPLES / "usv.txt", *words, cwd=tmp_path)
    assert run.code == 1
    assert [each["title"].split()[0] for each in run.document] == ["روسيا", "اليابان"]
    assert "absent.txt" in run.err
    assert "1 of 3 articles failed" in run.err
    assert len(list((tmp_path / "out").iterdir())) == 2


@pytest.mark.parametrize("command", ["read", "highlights"])
def test_several_sources_give_a_list(command: str, tmp_path: Path) -> None:
    run = nashir(command, LAVROV, EXAMPLES / "growth.md", "--json", cwd=tmp_path)
    assert run.code == 0
    assert len(run.document) == 2


def test_reading_gives_the_promised_fields(tmp_path: Path) -> None:
    document = nashir("read", EXAMPLES / "growth.md", "--json", cwd=tmp_path).document
    assert {"title", "site", "source", "blocks", "findings"} <= document.keys()
    assert [each["i"] for each in document["blocks"]] == list(range(len(document["blocks"])))
    types = {each["type"] for each in document["blocks"]}
    assert {"paragraph", "heading", "bullets", "quote", "table", "figure"} <= types


def test_an_article_is_read_from_standard_input(tmp_path: Path) -> None:
    run = nashir("read", "-", "--json", cwd=tmp_path, stdin=LAVROV.read_bytes())
    assert run.document["title"] == "روسيا تؤكد أنها لن تدافع عن فنزويلا"


@pytest.mark.parametrize(
    "words",
    [
        ("compose",),
        ("compose", "a.txt", "--nothing"),
        ("compose", "a.txt", "--format", "gif"),
        ("compose", "a.txt", "--focus", "2,0"),
        ("compose", "a.txt", "--focus", "0,2"),
        ("compose", "a.txt", "--focus", "0,-1"),
        ("nothing",),
    ],
)
def test_wrong_usage_is_code_2(words: tuple[str, ...], tmp_path: Path) -> None:
    run = nashir(*words, cwd=tmp_path)
    assert run.code == 2
    assert run.out == ""


def test_hostile_text_is_inert_in_the_page(tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script> «عنوان» \" onerror='x' {{ 7 * 7 }}"
    article = f"عنوان عن الأمن {hostile}\n\nقالت الوزارة اليوم إن {hostile} خطر كبير على الناس.\n"
    (tmp_path / "a.txt").write_text(article, encoding="utf-8")
    words = ("--card", "headline", "--json")
    run = nashir("compose", "a.txt", *words, cwd=tmp_path)
    assert run.code == 0, run.err
    page = (Path(run.document["folder"]) / "index.html").read_text("utf-8")
    assert "<script" not in page
    assert "49" not in run.document["post"]["text"]
    assert not re.search(r"<[^>]*[\"']\s+onerror", page)


def test_verbose_tells_each_step_on_standard_error(tmp_path: Path) -> None:
    run = nashir("--verbose", "compose", LAVROV, "--card", "headline", "--json", cwd=tmp_path)
    assert run.document["title"]
    events = ["article read", "highlights picked", "cards drawn", "draft written"]
    assert [each for each in events if each in run.err] == events
    assert "count=1 theme=midnight" in run.err


def test_a_jpeg_is_a_jpeg(tmp_path: Path) -> None:
    words = ("--card", "headline", "--format", "jpeg", "--size", "link", "--json")
    document = nashir("compose", LAVROV, *words, cwd=tmp_path).document
    card = document["cards"][0]
    assert card["file"] == "01-headline-link.jpg"
    assert (Path(document["folder"]) / card["file"]).read_bytes().startswith(b"\xff\xd8\xff")


def test_python_m_composer_has_the_name_and_version_of_nashir(tmp_path: Path) -> None:
    assert re.fullmatch(r"nashir \d+\.\d+\.\d+\S*", nashir("--version", cwd=tmp_path).out.strip())
    assert nashir("--help", cwd=tmp_path).out.startswith("Usage: nashir ")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ArticleError("x"), 1),
        (TemplateError("x", file="x"), 1),
        (Rejected("x"), 3),
        (Unavailable("x"), 3),
        (OutcomeUnknown("x"), 4),
    ],
)
def test_an_exit_code_says_what_the_caller_should_do(error: NashirError, code: int) -> None:
    assert exit_code(error) == code


def test_arabic_is_printed_whatever_the_encoding_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    run = nashir("read", LAVROV, cwd=tmp_path)
    assert run.code == 0, run.err
    assert run.out.startswith("روسيا تؤكد")
    assert "كلمة" in nashir("read", "كلمة.txt", cwd=tmp_path).err
