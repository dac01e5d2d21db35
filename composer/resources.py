"""Finds the files that ship with Nashir, and reads themes."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from composer.cards.color import channels
from composer.cards.theme import Kind, Role, Theme
from composer.domain.card import CardContent
from composer.errors import ThemeError

BASE_THEME = "default"
"""The theme that all others extend in the end."""

_MOST_PARENTS = 8
_MOST_PX = 4096


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
    sizes = named.get("sizes")
    if isinstance(sizes, Mapping):
        named["sizes"] = {each: _named(size, each) for each, size in sizes.items()}
    converter = Converter(forbid_extra_keys=True)
    try:
        theme = converter.structure(named, Theme)
    except BaseValidationError as error:
        path = folders[0] / "theme.toml"
        listed = "; ".join(each.replace("@ $", "at theme") for each in transform_error(error))
        msg = f"{path}: {listed}"
        raise ThemeError(msg) from error
    mistakes = "; ".join(_mistakes(theme))
    if mistakes:
        msg = f"{folders[0] / 'theme.toml'}: {mistakes}"
        raise ThemeError(msg)
    return replace(theme, folders=(*folders, assets))


def _named(size: object, name: str) -> object:
    return {**size, "name": name} if isinstance(size, Mapping) else size


def _mistakes(theme: Theme) -> Iterator[str]:
    """Tell what is well formed and makes no sense all the same."""
    for name, color in theme.colors.items():
        try:
            channels(color)
        except ValueError as error:
            yield f"{error} at theme.colors[{name!r}]"
    for name, role in theme.roles.items():
        yield from _mistakes_of_role(role, theme, f"theme.roles[{name!r}]")
    for name, size in theme.sizes.items():
        if not (0 < size.width <= _MOST_PX and 0 < size.height <= _MOST_PX):
            yield f"width and height must be 1 to {_MOST_PX} px at theme.sizes[{name!r}]"
    for name, kind in theme.kinds.items():
        yield from _mistakes_of_kind(kind, theme, f"theme.kinds[{name!r}]")


def _mistakes_of_role(role: Role, theme: Theme, place: str) -> Iterator[str]:
    for color in (role.color, role.em):
        if not color.startswith("#") and color not in theme.colors:
            yield f"there is no colour {color!r} at {place}"
    if min(role.min, role.max, role.leading) <= 0:
        yield f"min, max and leading must be more than 0 at {place}"


def _mistakes_of_kind(kind: Kind, theme: Theme, place: str) -> Iterator[str]:
    if kind.title is not None and kind.title not in theme.labels:
        yield f"there is no label {kind.title!r}; write it under [labels] at {place}"
    known = [each.name for each in fields(CardContent)]
    if kind.needs not in known:
        yield f"a card's content has no field {kind.needs!r}; it has {', '.join(known)} at {place}"
    if kind.flow not in {None, "points", "rows"}:
        yield f"flow must be points or rows, not {kind.flow!r} at {place}"
    if min((kind.densities, *kind.most.values())) < 1:
        yield f"densities and most must be at least 1 at {place}"
