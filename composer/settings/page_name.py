"""What a page may be called, and what its token is called in the environment.

A page's name stands in commands, in file names and in names of the environment, so it is letters
and digits of any script, with hyphens and underscores between them.
"""

import re
import unicodedata

from composer.settings.shape import MAIN_PAGE

TOKEN_NAME = "NASHIR_FACEBOOK_TOKEN"  # noqa: S105 - the name of one, not one
"""The environment's name of the token of ``main``; that of another page begins with it."""

_MOST_NAME = 64
_NAME = re.compile(r"[^\W_][\w-]*")


def name_problem(name: str) -> str | None:
    """Return what is wrong with a page's name, and what to write; None where nothing is."""
    if name == MAIN_PAGE:
        return f"{MAIN_PAGE!r} is the page of nashir.toml's own tables: choose another name"
    if not unicodedata.is_normalized("NFC", name):
        composed = unicodedata.normalize("NFC", name)
        return f"the name {name!r} is written with a mark beside its letter: write {composed!r}"
    if not _NAME.fullmatch(name):
        return (
            f"{name!r} cannot be a page's name: write letters, digits, hyphens and underscores,"
            " and begin with a letter or a digit"
        )
    if len(name) > _MOST_NAME:
        return f"a page's name has {_MOST_NAME} letters at most: {name!r} has {len(name)}"
    return None


def token_name(page: str) -> str:
    """Return the environment's name for the token of a page.

    That of ``sport-2`` is ``NASHIR_FACEBOOK_TOKEN_SPORT_2``. Names of the environment are ASCII,
    so a name in another script stands there in punycode, as in a domain name:
    ``NASHIR_FACEBOOK_TOKEN_XN__`` and what it makes of the name.
    """
    if page == MAIN_PAGE:
        return TOKEN_NAME
    plain = page.casefold()
    if not plain.isascii():
        plain = f"xn--{plain.encode('punycode').decode('ascii')}"
    return f"{TOKEN_NAME}_{re.sub('[^A-Z0-9]', '_', plain.upper())}"
