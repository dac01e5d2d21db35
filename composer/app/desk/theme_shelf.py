"""The themes that can be chosen, read anew only when one of their files changed."""

from pathlib import Path

from composer.app import services
from composer.cards.theme import Theme
from composer.resources import theme_roots

_Mark = tuple[tuple[str, int], ...]


class ThemeShelf:
    """Keeps the themes of a folder and the shipped ones; safe for several threads."""

    def __init__(self) -> None:
        self._kept: tuple[_Mark, tuple[Theme, ...]] | None = None

    def all(self, folder: Path | None) -> tuple[Theme, ...]:
        """Return all themes.

        Args:
            folder: The user's own folder of themes.

        Raises:
            ThemeError: One is wrong.
        """
        mark, kept = _mark(folder), self._kept
        if kept is not None and kept[0] == mark:
            return kept[1]
        themes = services.all_themes(folder)
        self._kept = mark, themes
        return themes


def _mark(folder: Path | None) -> _Mark:
    """Return what changes whenever a theme does."""
    roots = theme_roots(() if folder is None else (folder,))
    files = (file for root in roots for file in root.glob("*/theme.toml"))
    return tuple(sorted((str(file), file.stat().st_mtime_ns) for file in files))
