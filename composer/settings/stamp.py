"""Tells whether the settings' files changed, without reading them."""

import os
from pathlib import Path

from composer.errors import SettingsError
from composer.settings.pages import page_files
from composer.settings.shape import FILE_NAME, Settings

Stamp = tuple[tuple[str, int, int, int], ...]
"""Path, time of the last change in nanoseconds, size in bytes and number of each file."""


def settings_stamp(settings: Settings) -> Stamp:
    """Return what changes whenever a file of the settings is changed, made or removed.

    It costs one look at each file: some milliseconds for a thousand pages.

    Args:
        settings: As they were read; their workspace tells where the files are.
    """
    main = settings.file or settings.workspace / FILE_NAME
    try:
        found = page_files(main.parent)
    except SettingsError:  # whoever reads the settings again is told why
        found = ()
    seen = (*_seen(main), *(mark for each in found for mark in _seen(each)))
    return tuple(seen)


def _seen(file: Path | os.DirEntry[str]) -> Stamp:
    """Return what a file looks like; nothing where it is gone."""
    try:
        state = file.stat()
    except OSError:
        return ()
    return ((os.fspath(file), state.st_mtime_ns, state.st_size, state.st_ino),)
