"""What every command that publishes begins with."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from composer.app import log
from composer.app.console import tell
from composer.app.press import Press
from composer.app.session import workspace
from composer.app.token import known_secrets
from composer.publishing.observer import NOBODY, Observer
from composer.settings import person


@contextmanager
def press(form: log.Form | None = None, *, observer: Observer = NOBODY) -> Iterator[Press]:
    """Give the press of the current folder, and say which bundles could not be taken in.

    Args:
        form: How each event is told on standard error; None for a command that tells by itself
            what matters.
        observer: Told how publishing goes, for metrics.

    Raises:
        SettingsError: The settings are wrong.
        StoreError: The store cannot be opened.
    """
    settings = workspace()
    secrets = known_secrets(settings)
    if form is not None:
        log.keep_log(form, secrets=secrets)
    elif not log.is_kept():
        log.keep_log(log.Form.TEXT, level=logging.CRITICAL, secrets=secrets)
    opened = Press.open(settings, person=person(), hide=log.hide, observer=observer)
    try:
        for each in opened.newsroom.refused:
            tell(f"warning: {each.name} was not taken in: {each.reason}; it lies in {each.folder}")
        yield opened
    finally:
        opened.close()
