import re
from pathlib import Path

import pytest

from composer.sandbox import (
    PRACTICE_APP_ID,
    PRACTICE_APP_SECRET,
    PRACTICE_PAGE_ID,
    PRACTICE_TOKEN,
    PRACTICE_USER_ID,
    PRACTICE_USER_TOKEN,
    Fault,
)
from composer.sandbox.fault import KINDS, Effect
from composer.sandbox.graph import ACTIONS

DOCS = (Path(__file__).parents[2] / "docs/practice-page.md").read_text(encoding="utf-8")
ROWS = [line for line in DOCS.splitlines() if line.startswith("| `")]


def _row(name: str) -> str:
    return next(row for row in ROWS if f"`{name}`" in row.split("|")[1])


@pytest.mark.parametrize("name", KINDS)
def test_every_fault_is_documented_with_its_keys(name: str) -> None:
    cells = _row(name).split("|")
    for key, usual in KINDS[name].numbers.items():
        assert f"`{key}`" in cells[-2]
        assert re.search(rf"\b{usual}\b", cells[-2])
    if len(cells) == 6:
        assert cells[3].strip() == KINDS[name].on


def test_no_fault_is_documented_that_does_not_exist() -> None:
    tables = DOCS[DOCS.index("| Fault |") : DOCS.index("## The page to look at")]
    first = [row.split("|")[1] for row in tables.splitlines() if row.startswith("| `")]
    assert {name for cell in first for name in re.findall(r"`([\w-]+)`", cell)} == set(KINDS)


@pytest.mark.parametrize("key", ["on", "times", "skip", "probability", "seed"])
def test_every_common_key_is_documented(key: str) -> None:
    assert _row(key)
    assert key in Fault.of("slow").as_json()


@pytest.mark.parametrize("effect", Effect)
def test_what_faults_apply_to_is_documented(effect: Effect) -> None:
    assert f"`{effect}`" in _row("on")


@pytest.mark.parametrize("edge", sorted({edge for _, edge in ACTIONS if edge}))
def test_every_edge_is_documented(edge: str) -> None:
    assert re.search(rf"[/`]{edge}`", DOCS)


def test_who_calls_is_documented() -> None:
    names = (PRACTICE_APP_ID, PRACTICE_APP_SECRET, PRACTICE_PAGE_ID, PRACTICE_USER_ID)
    for name in (*names, PRACTICE_TOKEN, PRACTICE_USER_TOKEN):
        assert f"`{name}`" in DOCS
