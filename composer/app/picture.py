"""A photograph as a draft keeps it: clean pixels, and what people say of them."""

import re
import unicodedata
from dataclasses import dataclass, field, replace
from hashlib import sha256

from composer.cards.darkroom import SAFE_FORMATS, Developed, develop
from composer.cards.picture import Photo
from composer.domain.article import Line
from composer.domain.edition import Picture
from composer.errors import ArticleError

MOST_BYTES = 20 * 2**20
"""The largest upload."""

LONGEST_CREDIT = 120
"""Characters that stand in two lines at the foot of a photograph, in every theme."""

LONGEST_RIGHTS = 300
LONGEST_NAME = 80
_LONGEST_ENDING = 8

_SEPARATORS = re.compile(r"[/\\]")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_COLONS = ":\uff1a"
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True, slots=True, kw_only=True)
class Photograph:
    """The photograph of a draft, with its pixels.

    Args:
        picture: What is known and said of it.
        data: Its file, as ``composer.cards.darkroom`` made it.
    """

    picture: Picture
    data: bytes = field(repr=False)

    @property
    def photo(self) -> Photo:
        """It as cards take it."""
        return photo_of(self.picture, self.data)


def accept_picture(data: bytes, name: str) -> tuple[Picture, bytes]:
    """Check an uploaded picture and make it anew: only its pixels are kept.

    Args:
        data: The file's bytes.
        name: What its sender calls it; it may be anything.

    Returns:
        What is known of it, with nothing said about it yet, and the bytes to keep.

    Raises:
        ArticleError: It is no JPEG, PNG, WebP or GIF, or too large.
    """
    clean = clean_name(name)
    if len(data) > MOST_BYTES:
        msg = f"{clean}: it has more than {MOST_BYTES // 2**20} MB: save it smaller"
        raise ArticleError(msg)
    developed = develop(data, name=clean, formats=SAFE_FORMATS)
    return _picture(developed, clean), developed.data


def developed_photograph(data: bytes, name: str) -> Photograph:
    """Return the photograph in a file that the user named, of any format that can be read.

    Args:
        data: The file's bytes.
        name: The file or the address.

    Raises:
        ArticleError: It is no picture, or too large.
    """
    developed = develop(data, name=name)
    return Photograph(picture=_picture(developed, clean_name(name)), data=developed.data)


def photo_of(picture: Picture, data: bytes) -> Photo:
    """Return a kept picture as cards take it, around its focus."""
    return Photo(data, name=picture.name, focus=picture.focus)


def credit_of(picture: Picture | None, *, label: str = "") -> Line | None:
    """Return who made a picture, as cards print it; None where nobody said.

    What a person typed stays as it is: they may be in the middle of a word, and another theme has
    another label.

    Args:
        picture: The picture.
        label: What the theme prints before it; people who type it too do not get it twice.
    """
    said = "" if picture is None else _without_label(picture.credit, label)
    return Line(text=said, edited=True) if said else None


def told_of(picture: Picture, *, credit: str, rights: str) -> Picture:
    """Return a picture with what people say of it.

    Args:
        picture: The picture.
        credit: Who made it; empty for nothing.
        rights: By which right it is used; empty for nothing.

    Raises:
        ArticleError: One is too long.
    """
    return replace(
        picture,
        credit=_words(credit, "credit", LONGEST_CREDIT),
        rights=_words(rights, "rights", LONGEST_RIGHTS),
    )


def clean_name(name: str, *, nameless: str = "photograph") -> str:
    """Return a file's name as people may see it: no folders, nothing unseen, not long.

    Args:
        name: What its sender calls it.
        nameless: What to call it where nothing is left of that.
    """
    last = _SEPARATORS.split(_seen(name).rstrip("/\\"))[-1].strip()
    if not last.strip(". "):
        return nameless
    if len(last) <= LONGEST_NAME:
        return last
    stem, dot, ending = last.rpartition(".")
    if not stem or len(ending) > _LONGEST_ENDING:
        return f"{last[: LONGEST_NAME - 1]}…"
    return f"{stem[: LONGEST_NAME - len(ending) - 2]}…{dot}{ending}"


def _without_label(credit: str, label: str) -> str:
    name = label.strip().rstrip(_COLONS).rstrip()
    if not name:
        return credit
    typed = rf"\A{re.escape(name)}(?:\s*[{_COLONS}]\s*|\s+|\Z)"
    return re.sub(typed, "", credit, flags=re.IGNORECASE)


def _words(text: str, what: str, most: int) -> str:
    clean = _seen(text)
    if len(clean) > most:
        msg = f"the {what} of a photograph has at most {most} characters, this has {len(clean)}"
        raise ArticleError(msg)
    return clean


def _seen(text: str) -> str:
    """Return a text in one line without characters that nobody sees or that turn its order."""
    words = unicodedata.normalize("NFC", text).split()
    return " ".join(filter(None, ("".join(filter(_is_seen, word)) for word in words)))


def _is_seen(character: str) -> bool:
    return character in _JOINERS or unicodedata.category(character) not in _UNSEEN


def _picture(developed: Developed, name: str) -> Picture:
    return Picture(
        sha256=sha256(developed.data).hexdigest(),
        media_type=developed.media_type,
        width=developed.width,
        height=developed.height,
        name=name,
    )
