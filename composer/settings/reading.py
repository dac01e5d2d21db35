"""Reading ``nashir.toml`` and the files of its pages."""

from dataclasses import dataclass, field, fields
from pathlib import Path

from composer.settings.pages import page_sources, structured_pages
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
from composer.settings.toml import read_tables

PAGE_TABLES = tuple(each.name for each in fields(Page))


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
    """Read one settings file, and the files of the folder ``pages`` beside it.

    Raises:
        SettingsError: One is not TOML, or says something that is not a setting; the message
            names the file and the line or the path of each mistake. Or two pages have the same
            name, ID, or name of their token.
    """
    tables = read_tables(file)
    sources = page_sources(file, tables.pop("pages", {}))
    tables_of_main = {name: tables.pop(name) for name in PAGE_TABLES if name in tables}
    main = structured(tables_of_main, Page, file, "")
    rest = structured(tables, _Rest, file, "")
    return Settings(
        workspace=file.parent,
        file=file,
        main=main,
        pages=structured_pages(sources, tables_of_main, main, file),
        page_files={name: each.file for name, each in sources.items() if each.is_own},
        store=rest.store,
        rendering=rest.rendering,
        notify=rest.notify,
        fetch=rest.fetch,
        desk=rest.desk,
        worker=rest.worker,
        metrics=rest.metrics,
    )
