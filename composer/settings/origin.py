"""Where each setting of a page comes from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import Any

from composer.settings.pages import page_sources
from composer.settings.shape import MAIN_PAGE, Page, Settings
from composer.settings.toml import read_tables

_UNITS = (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A setting of a page.

    Args:
        table: Its table, such as ``publishing``.
        key: Its name there.
        value: What it is, as a settings file writes it; None where nothing is set.
        file: The file that says so; None for what is built in.
        place: The table in that file; empty for what is built in.
    """

    table: str
    key: str
    value: str | list[str] | bool | None
    file: Path | None = None
    place: str = ""


def page_origins(settings: Settings, name: str) -> tuple[Origin, ...]:
    """Return all settings of a page, each with where it comes from: its own tables go first.

    Args:
        settings: Of the workspace; its files are read again.
        name: The page.

    Raises:
        SettingsError: There is no such page, or a file cannot be read any more.
    """
    page = settings.page(name)
    return tuple(_origins(page, tuple(_layers(settings, name))))


def _layers(settings: Settings, name: str) -> Iterator[tuple[Path, str, Mapping[str, Any]]]:
    """Give what says something of a page, the most particular first."""
    if settings.file is None:
        return
    tables = read_tables(settings.file)
    source = page_sources(settings.file, tables.get("pages", {})).get(name)
    if name != MAIN_PAGE and source is not None and isinstance(source.tables, dict):
        yield source.file, source.where, source.tables
    yield settings.file, "", tables


def _origins(
    page: Page, layers: tuple[tuple[Path, str, Mapping[str, Any]], ...]
) -> Iterator[Origin]:
    for table in fields(page):
        values = getattr(page, table.name)
        for key in fields(values):
            file, place = next(
                (
                    (file, f"{where}{table.name}")
                    for file, where, tables in layers
                    if key.name in tables.get(table.name, {})
                ),
                (None, ""),
            )
            value = _written(getattr(values, key.name))
            yield Origin(table=table.name, key=key.name, value=value, file=file, place=place)


def _written(value: Any) -> str | list[str] | bool | None:  # noqa: ANN401 - any setting
    """Return a value as a settings file writes it."""
    match value:
        case None | bool():
            return value
        case timedelta():
            return _length(value)
        case tuple():
            return [_length(each) if isinstance(each, timedelta) else str(each) for each in value]
        case _:
            return str(value)


def _length(value: timedelta) -> str:
    """Return a length of time in its largest unit that fits, such as ``20m``."""
    seconds = int(value.total_seconds())
    unit, size = next((each for each in _UNITS if seconds % each[1] == 0 and seconds), ("s", 1))
    return f"{seconds // size}{unit}"
