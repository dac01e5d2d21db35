"""Reading ``nashir.toml``."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from composer.errors import SettingsError
from composer.settings.shape import (
    FILE_NAME,
    DeskSettings,
    FetchSettings,
    MetricsSettings,
    NotifySettings,
    Page,
    RenderingSettings,
    Settings,
    StoreSettings,
    WorkerSettings,
)
from composer.settings.structure import structured

_PAGE_TABLES = tuple(each.name for each in fields(Page))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rest:
    """The tables that are not a page's."""

    store: StoreSettings = field(default_factory=StoreSettings)
    rendering: RenderingSettings = field(default_factory=RenderingSettings)
    notify: NotifySettings = field(default_factory=NotifySettings)
    fetch: FetchSettings = field(default_factory=FetchSettings)
    desk: DeskSettings = field(default_factory=DeskSettings)
    worker: WorkerSettings = field(default_factory=WorkerSettings)
    metrics: MetricsSettings = field(default_factory=MetricsSettings)


def load_settings(folder: Path) -> Settings:
    """Read the nearest ``nashir.toml`` from ``folder`` upwards, else the built-in settings."""
    file = find_settings(folder)
    return Settings(workspace=folder) if file is None else read_settings(file)


def find_settings(folder: Path) -> Path | None:
    """Return the nearest ``nashir.toml`` from ``folder`` upwards."""
    start = folder.absolute()
    candidates = (each / FILE_NAME for each in (start, *start.parents))
    return next((file for file in candidates if file.is_file()), None)


def read_settings(file: Path) -> Settings:
    """Read one settings file.

    Raises:
        SettingsError: It is not TOML, or says something that is not a setting; the message
            names the file and the line or the path of each mistake.
    """
    tables = _tables(file)
    pages = tables.pop("pages", {})
    if not isinstance(pages, dict):
        msg = f"{file}: pages is a table of tables: write [pages.NAME.site]"
        raise SettingsError(msg)
    tables_of_main = {name: tables.pop(name) for name in _PAGE_TABLES if name in tables}
    main = structured(tables_of_main, Page, file, "")
    rest = structured(tables, _Rest, file, "")
    return Settings(
        workspace=file.parent,
        file=file,
        main=main,
        pages={
            name: structured(_overlaid(tables_of_main, page), Page, file, f"pages.{name}.")
            for name, page in pages.items()
        },
        store=rest.store,
        rendering=rest.rendering,
        notify=rest.notify,
        fetch=rest.fetch,
        desk=rest.desk,
        worker=rest.worker,
        metrics=rest.metrics,
    )


def _tables(file: Path) -> dict[str, Any]:
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


def _overlaid(main: Mapping[str, Any], page: object) -> object:
    """Return the tables of ``main`` with those of a page laid over them, key by key."""
    if not isinstance(page, dict):
        return page
    tables = dict(main)
    for name, table in page.items():
        below = main.get(name, {})
        tables[name] = {**below, **table} if isinstance(table, dict) else table
    return tables
