"""What every command that works in the newsroom begins with."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from composer.app import log
from composer.app.console import tell
from composer.app.newsroom import Newsroom
from composer.publishing.zone import prefer_newer_rules
from composer.settings import Settings, current_folder, load_settings, person


def workspace() -> Settings:
    """Return the settings of the current folder, with the newest rules of zones that there are."""
    prefer_newer_rules()  # before the first zone is made
    return load_settings(current_folder())


@contextmanager
def newsroom() -> Iterator[Newsroom]:
    """Give the newsroom of the current folder, and say which bundles could not be taken in.

    Raises:
        SettingsError: The settings are wrong.
        StoreError: The store cannot be opened.
    """
    if not log.is_kept():  # what matters is said by the command itself
        log.keep_log(log.Form.TEXT, level=logging.CRITICAL)
    opened = Newsroom.open(workspace(), now=_now, person=person())
    try:
        for each in opened.refused:
            tell(f"warning: {each.name} was not taken in: {each.reason}; it lies in {each.folder}")
        yield opened
    finally:
        opened.close()


def _now() -> datetime:
    return datetime.now(UTC)
