"""What a person has chosen for their eyes: language, theme, page; kept in a cookie."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote, unquote

from composer.app.desk.words import Language
from composer.settings import MAIN_PAGE

COOKIE = "nashir-look"
_PARTS = 3


class Theme(StrEnum):
    """How bright the desk is."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a person has chosen.

    Args:
        language: Of the desk's own words.
        theme: Light, dark, or as the machine is set.
        page: Name of the page that is worked for.
    """

    language: Language = Language.ARABIC
    theme: Theme = Theme.AUTO
    page: str = MAIN_PAGE

    @classmethod
    def parse(cls, text: str, pages: tuple[str, ...]) -> "Look":
        """Return what a cookie says; what is unknown counts as not chosen.

        Args:
            text: The cookie; anything.
            pages: The names that there are.
        """
        parts = text.split(".", _PARTS - 1)
        if len(parts) != _PARTS:
            return cls()
        language, theme, page = parts
        return cls(
            language=Language(language) if language in set(Language) else Language.ARABIC,
            theme=Theme(theme) if theme in set(Theme) else Theme.AUTO,
            page=unquote(page) if unquote(page) in pages else MAIN_PAGE,
        )

    @property
    def text(self) -> str:
        """The choice as the cookie keeps it."""
        return f"{self.language}.{self.theme}.{quote(self.page, safe='')}"
