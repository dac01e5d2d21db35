"""Finds the files that ship with Nashir, and reads themes."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from composer.cards.theme import Theme
from composer.errors import ThemeError

BASE_THEME = "default"
"""The theme that all others extend in the end."""

_MOST_PARENTS = 8


def shipped_root() -> Path:
    """Return the folder that holds ``templates``, ``assets`` and ``fonts``."""
    package = Path(str(files("composer")))
    installed = package / "_data"
    return installed if installed.is_dir() else package.parent


def theme_roots(own: Sequence[Path] = ()) -> tuple[Path, ...]:
    """Return the folders that hold themes: the user's, then the shipped one."""
    return (*own, shipped_root() / "templates")


def theme_names(roots: Sequence[Path]) -> tuple[str, ...]:
    """Return the names of the themes in some folders, without the base."""
    found = {
        path.parent.name
        for root in roots
        for path in root.glob("*/theme.toml")
        if path.parent.name != BASE_THEME
    }
    return tuple(sorted(found))


def merge(base: Mapping[str, Any], override: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``base`` with ``override`` laid over it, table by table."""
    merged = dict(base)
    for key, value in override.items():
        under = merged.get(key)
        both = isinstance(under, Mapping) and isinstance(value, Mapping)
        merged[key] = merge(under, value) if both else value  # type: ignore[arg-type] # both are
    return merged


def load_theme(name: str, roots: Sequence[Path]) -> Theme:
    """Return a theme with what it extends already merged in.

    Args:
        name: Name of a theme, or the path of its folder.
        roots: Folders that hold themes, the first wins.

    Raises:
        ThemeError: It is unknown, or its ``theme.toml`` is wrong: file, place, what to do.
    """
    tables: dict[str, Any] = {}
    folders: list[Path] = []
    folder: Path | None = _folder(name, roots)
    while folder is not None:
        if folder in folders or len(folders) > _MOST_PARENTS:
            msg = f"{folders[-1] / 'theme.toml'}: extends goes round in a circle"
            raise ThemeError(msg)
        folders.append(folder)
        own = _read(folder)
        parent = own.pop("extends", None if folder.name == BASE_THEME else BASE_THEME)
        tables = merge(own, tables)
        folder = None if parent is None else _folder(str(parent), roots)
    return _structured(tables, folders)


def _folder(name: str, roots: Sequence[Path]) -> Path:
    direct = Path(name)
    candidates = [root / name for root in roots if name and direct.name == name]
    if direct.name != name or direct.is_dir():
        candidates.append(direct)
    for candidate in candidates:
        if (candidate / "theme.toml").is_file():
            return candidate
    known = ", ".join(theme_names(roots))
    msg = f"there is no theme {name!r}; there are {known}, or give a folder with a theme.toml"
    raise ThemeError(msg)


def _read(folder: Path) -> dict[str, Any]:
    path = folder / "theme.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        msg = f"{path}: {error}"
        raise ThemeError(msg) from error


def _structured(tables: dict[str, Any], folders: list[Path]) -> Theme:
    """Turn the merged tables into a theme; cattrs names the path of each mistake."""
    # Imported here: only commands that draw need it.
    from cattrs import Converter, transform_error  # noqa: PLC0415
    from cattrs.errors import BaseValidationError  # noqa: PLC0415

    assets = shipped_root() / "assets"
    named = {**tables, "name": folders[0].name, "folders": ()}
    for size_name, size in named.get("sizes", {}).items():
        size["name"] = size_name
    converter = Converter(forbid_extra_keys=True)
    try:
        theme = converter.structure(named, Theme)
    except BaseValidationError as error:
        path = folders[0] / "theme.toml"
        listed = "; ".join(each.replace("@ $", "at theme") for each in transform_error(error))
        msg = f"{path}: {listed}"
        raise ThemeError(msg) from error
    return replace(theme, folders=(*folders, assets))
