"""What the user's system says: folders, who runs the program, which editor they like."""

import os
import sys
import unicodedata
from pathlib import Path

from composer.errors import SettingsError

_MOST_NAME = 80
_UNSHOWN = frozenset({"Cc", "Cs", "Zl", "Zp"})


def current_folder() -> Path:
    """Return the folder in which the program runs.

    Raises:
        SettingsError: It is gone.
    """
    try:
        return Path.cwd()
    except FileNotFoundError as error:
        msg = "the current folder is gone: go to another one and try again"
        raise SettingsError(msg) from error


def cache_folder() -> Path | None:
    """Return the user's own folder for what can be made again; None where there is no home."""
    return _own_folder(
        windows=os.environ.get("LOCALAPPDATA") or "~/AppData/Local",
        macos="~/Library/Caches",
        others=os.environ.get("XDG_CACHE_HOME") or "~/.cache",
    )


def _own_folder(*, windows: str, macos: str, others: str) -> Path | None:
    """Return the program's folder in that of the user's system; None where there is no home."""
    folder = {"win32": windows, "darwin": macos}.get(sys.platform, others)
    try:
        return Path(folder).expanduser() / "nashir"
    except RuntimeError:
        return None


def config_folder() -> Path | None:
    """Return the user's own folder for what must be kept; None where there is no home."""
    return _own_folder(
        windows=os.environ.get("APPDATA") or "~/AppData/Roaming",
        macos="~/Library/Application Support",
        others=os.environ.get("XDG_CONFIG_HOME") or "~/.config",
    )


def person() -> str:
    """Return who runs the program, for the journal: ``NASHIR_USER``, else the login name.

    It is shown in lists and logs, so it is one line without control characters, of 80 at most.
    """
    import getpass  # noqa: PLC0415 - wanted by few commands

    try:
        found = _one_line(os.environ.get("NASHIR_USER", "")) or _one_line(getpass.getuser())
    except (KeyError, OSError):
        found = ""
    return found or "unknown"


def _one_line(name: str) -> str:
    shown = "".join(" " if unicodedata.category(each) in _UNSHOWN else each for each in name)
    return " ".join(shown.split())[:_MOST_NAME].rstrip()


def editor() -> str | None:
    """Return the command of the user's text editor: ``VISUAL``, else ``EDITOR``."""
    return os.environ.get("VISUAL") or os.environ.get("EDITOR") or None
