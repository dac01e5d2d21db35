import re
import subprocess
import sys
from importlib.metadata import metadata
from pathlib import Path
from zipfile import ZipFile

import pytest

from composer.resources import shipped_root

ROOT = Path(__file__).parents[1]
SHIPPED = ("templates", "assets", "fonts", "examples")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return ZipFile(next(folder.glob("nashir-*.whl")))


def test_everything_the_program_needs_is_in_the_wheel(wheel: ZipFile) -> None:
    names = set(wheel.namelist())
    for folder in SHIPPED:
        files = [each for each in (ROOT / folder).rglob("*") if each.is_file()]
        wanted = {f"composer/_data/{each.relative_to(ROOT).as_posix()}" for each in files}
        hidden = {each for each in wanted if "/." in each or "__pycache__" in each}
        assert wanted - hidden <= names
    assert "composer/py.typed" in names
    assert {f"composer/{each.name}" for each in (ROOT / "composer").glob("*.py")} <= names


def test_nothing_else_is_in_the_wheel(wheel: ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {each for each in tops if not each.endswith(".dist-info")} == {"composer"}


def test_every_font_brings_its_licence(wheel: ZipFile) -> None:
    licences = {name for name in wheel.namelist() if ".dist-info/licenses/" in name}
    families = [each.name for each in (ROOT / "fonts").iterdir() if each.is_dir()]
    for family in families:
        assert f"composer/_data/fonts/{family}/OFL.txt" in wheel.namelist()
        assert any(each.endswith(f"/fonts/{family}/OFL.txt") for each in licences)
    assert any(each.endswith("/licenses/LICENSE") for each in licences)


def test_the_licences_are_named_in_the_metadata() -> None:
    assert metadata("nashir")["License-Expression"] == "MIT AND OFL-1.1"


def test_the_shipped_files_are_found() -> None:
    assert all((shipped_root() / each).is_dir() for each in SHIPPED)


def test_every_dependency_has_its_version_in_the_constraints() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = [line for line in lines if line and not line.startswith("#")]
    assert all("==" in line for line in pinned)
    names = {line.split("==")[0].lower().replace("_", "-") for line in pinned}
    wanted = metadata("nashir").get_all("Requires-Dist") or []
    assert wanted
    for each in wanted:
        name = re.split(r"[;>\[ ]", each)[0].lower().replace("_", "-")
        assert name in names | {"nashir"}  # the tests want its own extras too
