"""Where the text of a post comes from when a person changes it: a file, a pipe, their editor."""

import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from composer.errors import DraftError, SettingsError
from composer.settings import editor

STANDARD_INPUT = "-"


def read_text(source: str) -> str:
    """Return the text of a file, or of standard input.

    Args:
        source: Path of the file, or ``-``.

    Raises:
        DraftError: It cannot be read, or is not UTF-8.
    """
    if source == STANDARD_INPUT:
        if sys.stdin is None:
            msg = "standard input is closed: give a file, or pipe the text in"
            raise DraftError(msg)
        return _decoded(sys.stdin.buffer.read(), "standard input")
    try:
        data = Path(source).read_bytes()
    except OSError as error:
        msg = f"{source} cannot be read: {error.strerror or error}"
        raise DraftError(msg) from error
    return _decoded(data, source)


def edited(text: str) -> str:
    """Return a text as a person leaves it in their editor.

    Raises:
        SettingsError: No editor is set, or it cannot be started.
        DraftError: It ended with an error, or left no UTF-8.
    """
    command = editor()
    if command is None:
        msg = "no editor is set: set EDITOR, or give the text with --text FILE"
        raise SettingsError(msg)
    with tempfile.TemporaryDirectory(prefix="nashir-") as folder:
        file = Path(folder) / "post.txt"
        file.write_text(f"{text}\n", encoding="utf-8", newline="\n")
        try:
            code = subprocess.run([*shlex.split(command), str(file)], check=False).returncode  # noqa: S603 - the user's own editor
        except (OSError, ValueError) as error:
            msg = f"the editor {command!r} cannot be started: {error}"
            raise SettingsError(msg) from error
        if code:
            msg = f"the editor {command!r} ended with code {code}: nothing was changed"
            raise DraftError(msg)
        return read_text(str(file))


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"{name} is not UTF-8 (byte {error.start}): save it as UTF-8"
        raise DraftError(msg) from error
