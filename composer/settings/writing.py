"""Changing words of ``nashir.toml``; all else in it stays as it was, byte for byte."""

import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from composer.errors import SettingsError
from composer.settings.reading import read_settings

_BEFORE = ".before"
_LONE = re.compile(r"(?<!\r)\n")


def check_changeable(file: Path) -> None:
    """Refuse a file that could not be changed, before anything that leads there is begun.

    Raises:
        SettingsError: It is read-only, or its folder is.
    """
    real = file.resolve()
    if not os.access(real, os.W_OK) or not os.access(real.parent, os.W_OK):
        msg = f"{real} cannot be changed: allow it, for the new address is written there"
        raise SettingsError(msg)


def change_table(file: Path, table: str, values: Mapping[str, str]) -> Path:
    """Set words of a table; return where the file as it was is kept.

    The new file is read as settings before it takes the old one's place, at once.

    Args:
        file: The settings; where it is a link, what it leads to is changed.
        table: Name of the table; it is made where it lacks.
        values: What is set.

    Raises:
        SettingsError: The file cannot be written, or its form is not understood well enough to
            leave the rest as it was; it is unchanged.
    """
    real = file.resolve()
    try:
        data = real.read_bytes()
        fresh = _changed(real, data, table, values)
        before = real.with_name(real.name + _BEFORE)
        _put(before, data, like=real)
        _put(real, fresh, like=real)
    except OSError as error:
        msg = f"{real} cannot be changed ({error.strerror or error}): {_by_hand(table, values)}"
        raise SettingsError(msg) from error
    return before


def _changed(file: Path, data: bytes, table: str, values: Mapping[str, str]) -> bytes:
    import tomlkit  # noqa: PLC0415 - wanted by few commands
    from tomlkit.exceptions import TOMLKitError  # noqa: PLC0415 - same

    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    text = data.removeprefix(mark).decode()
    try:
        document = tomlkit.parse(text)
        is_understood = tomlkit.dumps(document) == text
        document.setdefault(table, tomlkit.table())
        for name, value in values.items():
            document[table][name] = value
    except (TOMLKitError, TypeError):
        is_understood = False
    if not is_understood:
        msg = f"{file} is written in a way that is not changed here: {_by_hand(table, values)}"
        raise SettingsError(msg)
    told = tomlkit.dumps(document)
    if "\r\n" in text and _LONE.search(text) is None:
        told = _LONE.sub("\r\n", told)  # of the lines that were added
    return mark + told.encode()


def _put(file: Path, data: bytes, *, like: Path) -> None:
    """Give a file new bytes at once, and another's rights; settings are read before that."""
    number, name = tempfile.mkstemp(prefix=f".{like.name}-", dir=file.parent)
    fresh = Path(name)
    try:
        with os.fdopen(number, "wb") as opened:
            opened.write(data)
            opened.flush()
            os.fsync(opened.fileno())
        shutil.copymode(like, fresh)
        read_settings(fresh)
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)


def _by_hand(table: str, values: Mapping[str, str]) -> str:
    """Return what a person writes instead."""
    lines = ", ".join(f'{name} = "{value}"' for name, value in values.items())
    return f"write {lines} under [{table}] there yourself"
