"""How a theme looks: the headline card of a sample article, small, drawn once."""

import threading
from dataclasses import replace
from pathlib import Path

from composer.app import services
from composer.app.order import Order
from composer.cards.theme import Theme
from composer.cards.thumbnail import thumbnail
from composer.errors import ThemeError
from composer.resources import shipped_root
from composer.settings import Settings

SAMPLE = "lavrov.txt"
_WIDTH = 320
"""Pixels: as wide as a sample stands on a page, on a screen of twice the usual density."""

_Key = tuple[str, Path, float]


class Samples:
    """Samples of themes, kept until a theme's file changes."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[_Key, bytes]] = {}
        self._lock = threading.Lock()

    def of(self, theme: Theme, settings: Settings) -> bytes:
        """Return a JPEG of a theme's headline card.

        Args:
            theme: The theme.
            settings: Where themes are looked for, and how cards are drawn.

        Raises:
            InputError: The theme is wrong.
        """
        folder = theme.folders[0]
        key = theme.name, folder, (folder / "theme.toml").stat().st_mtime
        with self._lock:
            known = self._kept.get(theme.name)
            if known is not None and known[0] == key:
                return known[1]
            made = _drawn(theme, settings)
            self._kept[theme.name] = key, made
            return made


def _drawn(theme: Theme, settings: Settings) -> bytes:
    order = Order(theme=theme.name, kinds=("headline",), image_format="jpeg", local=False)
    workshop = services.build(settings, order)
    reading = services.read(str(shipped_root() / "examples" / SAMPLE))
    site = replace(reading, article=replace(reading.article, site=settings.main.site.name))
    cards = workshop.draft(site, order).cards
    if not cards:
        msg = f"theme {theme.name!r} has no headline card"
        raise ThemeError(msg)
    return thumbnail(cards[0].rendered.data, width=_WIDTH)
