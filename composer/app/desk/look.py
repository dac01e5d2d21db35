"""What a person has chosen for their eyes: language, theme, page; kept in a cookie."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import quote, unquote

from starlette.responses import Response

from composer.app.desk.address import Address
from composer.app.desk.words import Language
from composer.settings import MAIN_PAGE

COOKIE = "nashir-look"
_PARTS = 3
_YEAR_S = 365 * 86_400


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
        usual = pages[0] if pages and MAIN_PAGE not in pages else MAIN_PAGE
        if len(parts) != _PARTS:
            return cls(page=usual)
        found = cls.of(dict(zip(("language", "theme", "page"), parts, strict=True)))
        page = unquote(found.page)
        return replace(found, page=page if page in pages else usual)

    @classmethod
    def of(cls, choices: Mapping[str, str]) -> "Look":
        """Return what a person's account keeps; the page is looked at when it is used."""
        usual = cls()
        language, theme = choices.get("language"), choices.get("theme")
        return cls(
            language=Language(language) if language in set(Language) else usual.language,
            theme=Theme(theme) if theme in set(Theme) else usual.theme,
            page=choices.get("page", usual.page),
        )

    @property
    def text(self) -> str:
        """The choice as the cookie keeps it."""
        return f"{self.language}.{self.theme}.{quote(self.page, safe='')}"


def keep_look(answer: Response, look: Look, address: Address) -> None:
    """Have a browser keep what was chosen."""
    answer.set_cookie(
        COOKIE,
        look.text,
        max_age=_YEAR_S,
        secure=address.is_secure,
        httponly=True,
        samesite="strict",
    )
