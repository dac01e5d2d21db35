"""The calls in the documentation, run word by word against a real desk."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from api_caller import BASE, ApiCaller, program
from desk_server import DeskServer, serving
from stores import small_png

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"```(sh|json)\n(.*?)```", re.DOTALL)
MARK = "=== the next block"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Commands of the page, what they printed, and the answer that the page shows of them."""

    commands: str
    printed: str
    shown: Any


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskServer]:
    folder = tmp_path_factory.mktemp("documented") / "work"
    with serving(folder, '[publishing]\nslots = ["sun-sat 08:00 13:00 20:00"]\n') as found:
        yield found


@pytest.fixture(scope="module")
def caller(server: DeskServer) -> ApiCaller:
    return program(server, name="wordpress")


@pytest.fixture(scope="module")
def examples(
    server: DeskServer, caller: ApiCaller, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Example, ...]:
    """All commands of the page in their order, as its reader runs them in one shell."""
    if shutil.which("curl") is None:
        if os.environ.get("CI") == "true":  # noqa: TID251 - there nothing may be skipped
            pytest.fail("curl is not installed")
        pytest.skip("curl is not installed")
    folder = tmp_path_factory.mktemp("reader")
    shutil.copy(ROOT / "examples" / "growth.md", folder / "article.md")
    (folder / "photo.png").write_bytes(small_png(0x335577))
    blocks = BLOCK.findall(PAGE)
    scripts = [text for language, text in blocks if language == "sh"]
    whole = f"\necho; echo '{MARK}'\n".join(["set -euo pipefail", *scripts])
    run = subprocess.run(
        ["bash"],
        input=whole,
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
        env={**_environment(), "NASHIR": f"{server.url}{BASE}", "TOKEN": caller.token},
    )
    printed = run.stdout.split(f"\n{MARK}\n")[1:]
    assert run.returncode == 0, f"{scripts[len(printed) - 1]}\n{printed[-1]}\n{run.stderr}"
    return tuple(
        Example(commands=text, printed=told, shown=shown)
        for text, told, shown in zip(scripts, printed, _shown(blocks), strict=True)
    )


def _environment() -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}  # noqa: TID251 - where curl is


def _shown(blocks: list[tuple[str, str]]) -> Iterator[Any]:
    """Give for each block of commands the answer that the page shows after it, if any."""
    for (language, _), (after, text) in zip(blocks, [*blocks[1:], ("", "")], strict=True):
        if language == "sh":
            yield json.loads(text) if after == "json" else None


def missing(shown: object, real: object, place: str = "") -> Iterator[str]:
    """Give the places of a documented answer that the real one does not have."""
    match shown, real:
        case dict(), dict():
            for name, each in shown.items():
                if name not in real:
                    yield f"{place}.{name}"
                else:
                    yield from missing(each, real[name], f"{place}.{name}")
        case [first, *_], [other, *_]:
            yield from missing(first, other, f"{place}[0]")
        case (None, _) | (_, None) | (list(), list()):
            return
        case _:
            if type(shown) is not type(real):
                yield f"{place}: {type(real).__name__}"


def test_every_documented_call_does_what_it_says(examples: tuple[Example, ...]) -> None:
    shown = [each for each in examples if each.shown is not None]
    assert len(shown) >= 10
    for example in shown:
        answers = list(_documents(example.printed))
        assert answers, example.commands
        assert not list(missing(example.shown, answers[-1])), (example.commands, answers[-1])


def _documents(printed: str) -> Iterator[Any]:
    """Give the documents in what curl printed one after the other."""
    decoder, rest = json.JSONDecoder(), printed.strip()
    while rest:
        document, end = decoder.raw_decode(rest)
        yield document
        rest = rest[end:].strip()


def test_every_operation_is_shown(caller: ApiCaller) -> None:
    commands = " ".join(text for language, text in BLOCK.findall(PAGE) if language == "sh")
    called = set()
    for call in re.split(r"\b(?:api|json|curl)\b(?= )", commands.replace("\\\n", " "))[1:]:
        found = re.search(r'"\$NASHIR(/[^"?]*)', call)
        if found is None:
            continue
        method = re.search(r"--request (\w+)", call)
        sent = "POST" if re.search(r"--(data|form) ", call) else "GET"
        called.add((method[1] if method else sent, re.sub(r"\$\w+|\$\{[^}]+\}", "X", found[1])))
    wanted = {
        (method.upper(), re.sub(r"\{[^}]+\}", "X", path).replace("versions/X", "versions/2"))
        for path, methods in caller.description["paths"].items()
        for method in methods
    }
    wanted = {(method, path.replace("/pages/X", "/pages/main")) for method, path in wanted}
    assert wanted - called == set()
    assert called - wanted == set()


def test_every_problem_is_explained(caller: ApiCaller) -> None:
    from composer.app.desk.api.problem import Kind

    table = PAGE.partition("## When it goes wrong")[2].partition("\n## ")[0]
    for kind in Kind:
        assert f"`{kind.slug}`" in table, kind
        assert str(kind.status) in table
    assert caller.token not in PAGE


def test_every_change_is_named() -> None:
    from composer.app.editing import CHANGES

    part = PAGE.partition("`op` is one of")[2].partition("the description says")[0]
    assert set(re.findall(r"[a-z_]+", part)) == set(CHANGES)
