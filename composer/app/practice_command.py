"""``nashir sandbox``: serves the practice page of a workspace."""

import shutil
import sys
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from composer.app.console import say
from composer.app.outlet import outlet_names
from composer.app.platform import PRACTICE_FOLDER, practice_page
from composer.app.session import workspace
from composer.engine.clock import MachineClock
from composer.errors import SettingsError
from composer.sandbox import PRACTICE_PAGE_ID, PRACTICE_TOKEN, Faults, PracticePage, serve
from composer.settings import PublisherKind, Settings


def serve_practice(*, host: str, port: int, faults: Sequence[str] | None, reset: bool) -> None:
    """Serve the practice page until the program is told to end.

    Args:
        host: Where to listen.
        port: Where to listen; 0 for a free one.
        faults: What goes wrong there, as ``NAME:KEY=VALUE,…``; None leaves those that are set.
        reset: Begin with an empty page.

    Raises:
        SettingsError: A fault is none, or the port is taken.
    """
    settings = workspace()
    armed = None if faults is None else Faults.parse(*faults)
    if reset:
        _reset(settings)
    page = practice_page(settings, MachineClock().read, zone=_zone(settings))
    if armed is not None:
        page.arm(armed)

    def ready(url: str) -> None:
        for line in _told(page, settings, url):
            say(line)
        sys.stdout.flush()  # whoever waits for the address through a pipe gets it now

    try:
        serve(page, host=host, port=port, ready=ready)
    finally:
        page.close()


def _reset(settings: Settings) -> None:
    """Remove all that the practice page keeps."""
    folder = settings.state / PRACTICE_FOLDER
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        return
    except OSError as error:
        msg = f"{folder} cannot be removed: {error.strerror or error}"
        raise SettingsError(msg) from error


def _zone(settings: Settings) -> ZoneInfo:
    """Return the zone of the first page that is published to the practice page, else of main."""
    pages = [settings.page(name) for name in outlet_names(settings)]
    practised = (each for each in pages if each.publisher.kind is PublisherKind.SANDBOX)
    return next(practised, settings.main).site.zone


def _told(page: PracticePage, settings: Settings, url: str) -> list[str]:
    lines = [
        f"The practice page of {settings.workspace}: {url}/",
        f"Its Graph API: {url}/v26.0, page {PRACTICE_PAGE_ID}, token {PRACTICE_TOKEN}",
    ]
    lines += [f"A fault is set: {each.name} on {each.on}" for each in page.faults().listed]
    return [
        *lines,
        "Posts reach it as nashir.toml stands: publisher kind sandbox needs no server. To have",
        "them go over HTTP, write in nashir.toml:",
        "    [publisher]",
        '    kind = "sandbox"',
        f'    api_base = "{url}"',
        "Ctrl-C ends it; what was posted stays.",
    ]
