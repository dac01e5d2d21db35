"""Which copy of the zones' rules counts: the newer of the machine's and the packaged one.

``zoneinfo`` takes the machine's own copy first, however old. Rules change at short notice: a
machine that was not updated since the spring of 2026 does not know that Morocco gave up its
summer time in September, and would post an hour early there.
"""

import re
import zoneinfo
from collections.abc import Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

_VERSION = re.compile(r"(?:# version )?(\d{4}[a-z]+)")
_NAMES = ("tzdata.zi", "+VERSION")  # Linux, macOS


def packaged_version() -> str | None:
    """Return the version of the rules that came as a package, such as ``2026f``."""
    return _version(files("tzdata") / "zoneinfo")


def machine_version(folders: Sequence[str] = ()) -> str | None:
    """Return the version of the machine's own rules.

    Args:
        folders: Where they are looked for, in order; where ``zoneinfo`` looks if there are none.

    Returns:
        None where there are none, or they do not tell.
    """
    versions = (_version(Path(each)) for each in folders or zoneinfo.TZPATH)
    return next((each for each in versions if each), None)


def prefer_newer_rules() -> None:
    """Have all zones that are made from now on follow the packaged rules, where these are newer.

    It holds for the whole process, so only a program's very beginning calls it. A machine whose
    rules do not tell their version keeps them.
    """
    machine, packaged = machine_version(), packaged_version()
    if machine and packaged and machine < packaged:
        zoneinfo.reset_tzpath(to=())
        zoneinfo.ZoneInfo.clear_cache()


def _version(folder: Traversable) -> str | None:
    for name in _NAMES:
        try:
            found = _VERSION.match((folder / name).read_bytes()[:40].decode("ascii", "replace"))
        except OSError:
            continue
        if found:
            return found[1]
    return None
