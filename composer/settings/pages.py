"""The pages of a workspace: tables of ``nashir.toml``, and a folder with a file for each.

A newsroom of a few pages writes ``[pages.NAME.site]`` and so on. An agency of thousands keeps
``pages/NAME.toml`` beside ``nashir.toml``, so that each page has its own history and one mistake
is in one file.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from composer.errors import SettingsError
from composer.settings.page_name import name_problem, token_name
from composer.settings.shape import MAIN_PAGE, Page
from composer.settings.structure import structured
from composer.settings.toml import read_tables

PAGES_FOLDER = "pages"

_ENDING = ".toml"
_MOST_TOLD = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSource:
    """Where a page stands in the settings.

    Args:
        name: Its name.
        file: The file.
        tables: What that says of it; not checked.
        is_own: Whether the file is the page's own.
    """

    name: str
    file: Path
    tables: object
    is_own: bool

    @property
    def where(self) -> str:
        """What begins the paths in messages about it."""
        return "" if self.is_own else f"pages.{self.name}."


def page_files(workspace: Path) -> tuple[os.DirEntry[str], ...]:
    """Return the files of the folder ``pages`` of a workspace that hold a page, by name.

    Raises:
        SettingsError: The folder cannot be read.
    """
    folder = workspace / PAGES_FOLDER
    try:
        with os.scandir(folder) as entries:
            found = [each for each in entries if _holds_page(each.name)]
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except OSError as error:
        msg = f"{folder} cannot be read: {error.strerror or error}"
        raise SettingsError(msg) from error
    return tuple(sorted(found, key=lambda each: each.name))


def page_sources(file: Path, tables: object) -> Mapping[str, PageSource]:
    """Return where each page stands, by its name, in the order of the names.

    Args:
        file: The workspace's ``nashir.toml``.
        tables: What it says under ``pages``.

    Raises:
        SettingsError: A name cannot be a page's or is there twice, or a file cannot be read.
    """
    if not isinstance(tables, dict):
        msg = f"{file}: pages is a table of tables: write [pages.NAME.site]"
        raise SettingsError(msg)
    found = {
        name: PageSource(name=name, file=file, tables=page, is_own=False)
        for name, page in tables.items()
        if _checked(name, file)
    }
    for entry in page_files(file.parent):
        own, name = Path(entry.path), entry.name.removesuffix(_ENDING)
        _checked(name, own)
        if name in found:
            msg = (
                f"{own}: the page {name!r} is in {file}, too, as [pages.{name}]: keep one of the"
                " two"
            )
            raise SettingsError(msg)
        found[name] = PageSource(name=name, file=own, tables=read_tables(own), is_own=True)
    return dict(sorted(found.items()))


def structured_pages(
    sources: Mapping[str, PageSource], main_tables: Mapping[str, Any], main: Page, file: Path
) -> Mapping[str, Page]:
    """Return the pages, each with its tables laid over those of ``main``.

    Args:
        sources: Where each stands.
        main_tables: What ``nashir.toml`` says of its own page.
        main: The same, checked.
        file: That file, for messages.

    Raises:
        SettingsError: Something is no setting; or two pages have one ID or one name of the
            environment. Of several wrong pages the first few are told.
    """
    pages: dict[str, Page] = {}
    mistakes: list[str] = []
    for name, source in sources.items():
        try:
            tables = overlaid(main_tables, source.tables)
            pages[name] = structured(tables, Page, source.file, source.where)
        except SettingsError as error:
            mistakes.append(str(error))
    mistakes = mistakes or list(_clashes(sources, pages, main, file))
    if mistakes:
        more = len(mistakes) - _MOST_TOLD
        told = [*mistakes[:_MOST_TOLD], *([f"and {more} more mistakes"] if more > 0 else [])]
        raise SettingsError("\n".join(told))
    return pages


def overlaid(main: Mapping[str, Any], page: object) -> object:
    """Return the tables of ``main`` with those of a page laid over them, key by key."""
    if not isinstance(page, dict):
        return page
    tables = dict(main)
    for name, table in page.items():
        below = main.get(name, {})
        tables[name] = {**below, **table} if isinstance(table, dict) else table
    return tables


def _holds_page(name: str) -> bool:
    """Tell whether a file is a page's, and none that an editor left beside one."""
    return name.endswith(_ENDING) and not name.startswith(".")


def _checked(name: str, file: Path) -> bool:
    problem = name_problem(name)
    if problem is not None:
        msg = f"{file}: {problem}"
        raise SettingsError(msg)
    return True


def _clashes(
    sources: Mapping[str, PageSource], pages: Mapping[str, Page], main: Page, file: Path
) -> Iterator[str]:
    """Give what two pages share and must not: the page that they post to, the token's name."""
    targets = {(main.publisher.kind, main.publisher.page_id): MAIN_PAGE}
    tokens = {token_name(MAIN_PAGE): MAIN_PAGE}
    for name, page in pages.items():
        where = f"{sources[name].file}: {sources[name].where}"
        target = (page.publisher.kind, page.publisher.page_id)
        other = targets.setdefault(target, name)
        if other != name and page.publisher.page_id is not None:
            yield (
                f"{where}publisher.page_id is {page.publisher.page_id}, which is that of the page"
                f" {other!r} in {_file_of(other, sources, file)}: give each page its own page_id"
            )
        same = tokens.setdefault(token_name(name), name)
        if same != name:
            yield (
                f"{sources[name].file}: the pages {same!r} and {name!r} would both have their"
                f" token in {token_name(name)}: call one of them otherwise"
            )


def _file_of(name: str, sources: Mapping[str, PageSource], file: Path) -> Path:
    return sources[name].file if name in sources else file
