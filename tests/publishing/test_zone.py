import subprocess
import sys
from pathlib import Path

import pytest

from composer.publishing.zone import machine_version, packaged_version

ASK = """
import zoneinfo
from datetime import UTC, datetime
from composer.publishing.zone import prefer_newer_rules
zoneinfo.reset_tzpath(to=[{folder!r}])
zoneinfo.ZoneInfo("Africa/Casablanca")
prefer_newer_rules()
moment = datetime(2026, 11, 24, 12, tzinfo=UTC)
print(moment.astimezone(zoneinfo.ZoneInfo("Africa/Casablanca")).hour)
"""


def rules(folder: Path, version: str, *, rules_of: str) -> Path:
    """Lay down a machine's copy in which Casablanca follows the rules of another zone."""
    from importlib.resources import files

    source = files("tzdata").joinpath("zoneinfo", *rules_of.split("/"))
    (folder / "Africa").mkdir(parents=True)
    (folder / "Africa" / "Casablanca").write_bytes(source.read_bytes())
    (folder / "tzdata.zi").write_text(f"# version {version}\n# more\n", encoding="ascii")
    return folder


def hour_in_casablanca(folder: Path) -> str:
    # In a process of its own: which rules count holds for a whole process.
    command = [sys.executable, "-c", ASK.format(folder=str(folder))]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_an_older_copy_of_the_machine_gives_way_to_the_packaged_one(tmp_path: Path) -> None:
    folder = rules(tmp_path / "zones", "2025b", rules_of="Africa/Algiers")
    assert hour_in_casablanca(folder) == "12"


def test_a_newer_copy_of_the_machine_stays(tmp_path: Path) -> None:
    folder = rules(tmp_path / "zones", "2999a", rules_of="Asia/Riyadh")
    assert hour_in_casablanca(folder) == "15"


def test_a_copy_that_does_not_tell_its_version_stays(tmp_path: Path) -> None:
    folder = rules(tmp_path / "zones", "2025b", rules_of="Asia/Riyadh")
    (folder / "tzdata.zi").unlink()
    assert hour_in_casablanca(folder) == "15"


@pytest.mark.parametrize(
    ("name", "text", "version"),
    [
        ("tzdata.zi", "# version 2025b\n", "2025b"),
        ("tzdata.zi", "# version 2026f-rearguard\n", "2026f"),
        ("+VERSION", "2024a\n", "2024a"),
        ("tzdata.zi", "something else\n", None),
        ("tzdata.zi", "", None),
        ("other", "2024a", None),
    ],
)
def test_the_version_of_a_copy_is_read(
    tmp_path: Path, name: str, text: str, version: str | None
) -> None:
    (tmp_path / name).write_text(text, encoding="ascii")
    assert machine_version([str(tmp_path / "none"), str(tmp_path)]) == version


def test_the_packaged_rules_know_that_morocco_gave_up_summer_time() -> None:
    version = packaged_version()
    assert version is not None
    assert version >= "2026f"
