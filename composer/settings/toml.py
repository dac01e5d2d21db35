"""Reading one TOML file."""

from pathlib import Path
from typing import Any

from composer.errors import SettingsError


def read_tables(file: Path) -> dict[str, Any]:
    """Return what a file says.

    Raises:
        SettingsError: It cannot be read, or is not TOML in UTF-8; the message names the file.
    """
    import tomllib  # noqa: PLC0415 - most runs have no file, and starting must be quick

    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        msg = f"{file} is not UTF-8 (byte {error.start}): save it as UTF-8"
        raise SettingsError(msg) from error
    except OSError as error:
        msg = f"{file} cannot be read: {error.strerror or error}"
        raise SettingsError(msg) from error
    except tomllib.TOMLDecodeError as error:
        msg = f"{file} is not TOML: {error}"
        raise SettingsError(msg) from error
