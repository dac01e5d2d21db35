"""Workspaces for the tests of the commands: composed once, worked in by many."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from desk import Desk, Office, working
from program import EXAMPLES, nashir


@pytest.fixture(scope="session")
def composed(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The bundles that ``nashir compose`` makes of the examples, by the name of the example."""
    place = tmp_path_factory.mktemp("composed")
    sources = ("lavrov.txt", "usv.txt", "reservoir.md")
    run = nashir("compose", *(EXAMPLES / each for each in sources), "--json", cwd=place)
    assert run.code == 0, run.err
    inbox = place / ".nashir" / "inbox"
    names = [each["draft"] for each in json.loads(run.out)]
    return {
        source.partition(".")[0]: inbox / name for source, name in zip(sources, names, strict=True)
    }


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An empty workspace."""
    return Desk(folder=tmp_path)


@pytest.fixture
def lavrov(desk: Desk, composed: Mapping[str, Path]) -> str:
    """ID of a real draft with five cards, in the workspace."""
    return desk.receive(composed["lavrov"])


@pytest.fixture
def usv(desk: Desk, composed: Mapping[str, Path]) -> str:
    """ID of another real draft, in the workspace."""
    return desk.receive(composed["usv"])


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An empty newsroom whose clock stands still."""
    with working(tmp_path) as office:
        yield office
