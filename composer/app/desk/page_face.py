"""The picture of a page, as the settings name it: shown where its initial would stand."""

import hashlib
from pathlib import Path
from urllib.parse import quote

from composer.app.outlet import is_outlet
from composer.cards.thumbnail import face
from composer.errors import SettingsError
from composer.settings import Settings

_SIDE_PX = 160
_MOST_BYTES = 10 * 2**20


def face_of(settings: Settings, page: str) -> str:
    """Return where the desk shows a page's picture; empty where the settings name none.

    The address changes with the file, so that browsers keep what they have.

    Args:
        settings: Of the workspace.
        page: Name of the page in the settings.
    """
    file = _file(settings, page)
    if file is None:
        return ""
    try:
        found = file.stat()
    except OSError:
        return ""
    mark = hashlib.sha256(f"{file} {found.st_mtime_ns} {found.st_size}".encode()).hexdigest()[:12]
    return f"/pages/{quote(page, safe='')}/picture?v={mark}"


def picture_of(settings: Settings, page: str) -> bytes:
    """Return a page's picture as a small square JPEG.

    Raises:
        SettingsError: There is none, or it cannot be read.
        ArticleError: It is no picture.
    """
    file = _file(settings, page)
    if file is None:
        msg = f"the page {page} has no picture: name one with picture in [site]"
        raise SettingsError(msg)
    try:
        with file.open("rb") as opened:
            data = opened.read(_MOST_BYTES + 1)
    except OSError as error:
        msg = f"the picture {file} cannot be read: {error.strerror or error}"
        raise SettingsError(msg) from error
    if len(data) > _MOST_BYTES:
        msg = f"the picture {file} is larger than 10 MB: give a smaller one"
        raise SettingsError(msg)
    return face(data, side=_SIDE_PX)


def _file(settings: Settings, page: str) -> Path | None:
    if not is_outlet(settings, page):
        return None
    path = settings.page(page).site.picture
    return settings.workspace / path if path else None
