"""The random name of a folder, by which those who share it know that they do.

It stands in a file together with that file's number on its disk. A copy of the folder, on another
machine or beside the first, has another number, and gets a name of its own: what lives in one of
them says nothing about the other. A clone of a whole disk is the one thing not told apart.
"""

import os
import re
from pathlib import Path
from secrets import token_hex

_FILE = "home"
_CONTENT = re.compile(r"([0-9a-f]{16}) (\d+)\n", re.ASCII)


def home_of(folder: Path) -> str:
    """Return the name of a folder; it is made when it is first asked for.

    Raises:
        OSError: The folder cannot be read or written.
    """
    found = known_home(folder)
    if found is not None:
        return found
    made = folder / f"{_FILE}.{token_hex(4)}"
    name = token_hex(8)
    try:
        with made.open("x", encoding="ascii", newline="\n") as file:
            file.write(f"{name} {os.fstat(file.fileno()).st_ino}\n")
            file.flush()
            os.fsync(file.fileno())
        _put(made, folder / _FILE)
    finally:
        made.unlink(missing_ok=True)
    return known_home(folder) or name


def known_home(folder: Path) -> str | None:
    """Return the name of a folder; None where it has none, or only a copy of another's."""
    try:
        with (folder / _FILE).open(encoding="ascii", errors="replace", newline="\n") as file:
            found = _CONTENT.fullmatch(file.read(100))
            number = os.fstat(file.fileno()).st_ino
    except FileNotFoundError:
        return None
    return found[1] if found and int(found[2]) == number else None


def _put(made: Path, file: Path) -> None:
    """Give a new file its place: the first of two that come at once stays, a copy gives way."""
    try:
        file.hardlink_to(made)
    except OSError:  # somebody was first, or it is a copy, or the disk knows no second names
        if known_home(file.parent) is None:
            made.replace(file)
