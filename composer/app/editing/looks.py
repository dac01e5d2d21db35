"""Changes to what cards there are and how they look: kinds, theme, sizes, format, photograph."""

import math
import re
from dataclasses import dataclass, replace
from typing import Literal

from composer.app.editing.change import Change, Turn
from composer.app.editing.galley import Galley
from composer.app.editing.wording import ChangeRefused
from composer.app.picture import told_of
from composer.domain.edition import Picture
from composer.errors import ArticleError

PICTURE = "picture"

_HASH = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinds(Change):
    """Make these kinds of card in this order; None for all that have content."""

    kinds: tuple[str, ...] | None = None

    def _field(self) -> str:
        return "kinds"

    def _told(self) -> str:
        return ", ".join(self.kinds or ())

    def _place(self, galley: Galley) -> object:
        return galley.edition.kinds

    def _apply(self, galley: Galley, turn: Turn) -> Galley:
        del turn
        kinds = None if self.kinds is None else tuple(dict.fromkeys(self.kinds))
        return galley.with_edition(kinds=kinds)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeName(Change):
    """Draw the cards in another theme."""

    theme: str

    def _field(self) -> str:
        return "theme"

    def _told(self) -> str:
        return self.theme

    def _place(self, galley: Galley) -> object:
        return galley.edition.theme

    def _apply(self, galley: Galley, turn: Turn) -> Galley:
        del turn
        return galley.with_edition(theme=self.theme)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes(Change):
    """Make the cards in these sizes; the post carries those of the first."""

    sizes: tuple[str, ...]

    def _field(self) -> str:
        return "sizes"

    def _told(self) -> str:
        return ", ".join(self.sizes)

    def _place(self, galley: Galley) -> object:
        return galley.edition.sizes

    def _apply(self, galley: Galley, turn: Turn) -> Galley:
        del turn
        if not self.sizes:
            msg = "no size is left: choose one at least"
            raise ChangeRefused(msg, code="empty", field=self.field)
        return galley.with_edition(sizes=tuple(dict.fromkeys(self.sizes)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageFormat(Change):
    """Make the images in another format."""

    image_format: Literal["png", "jpeg"]

    def _field(self) -> str:
        return "image_format"

    def _told(self) -> str:
        return self.image_format

    def _place(self, galley: Galley) -> object:
        return galley.edition.image_format

    def _apply(self, galley: Galley, turn: Turn) -> Galley:
        del turn
        return galley.with_edition(image_format=self.image_format)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPicture(Change):
    """Put a photograph behind the headline, whose bytes are kept already; None for none."""

    picture: Picture | None = None

    def _field(self) -> str:
        return PICTURE

    def _told(self) -> str:
        return "" if self.picture is None else self.picture.name

    def _place(self, galley: Galley) -> object:
        return galley.edition.picture

    def _apply(self, galley: Galley, turn: Turn) -> Galley:
        picture = self.picture
        if picture is None:
            return galley.with_edition(picture=None)
        if _HASH.fullmatch(picture.sha256) is None or not turn.has_picture(picture.sha256):
            msg = f"the photograph {picture.name} is not kept here: upload it again"
            raise ChangeRefused(msg, code="no-such-picture", field=self.field)
        _check_focus(picture.focus, self.field)
        told = _told(picture, picture.credit, picture.rights, field=self.field)
        return galley.with_edition(picture=told)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfPicture(Change):
    """A change to what is said of the photograph."""

    def picture(self, galley: Galley) -> Picture:
        """Return the photograph.

        Raises:
            ChangeRefused: There is none.
        """
        found = galley.edition.picture
        if found is None:
            msg = "there is no photograph: upload one first"
            raise ChangeRefused(msg, code="no-such-picture", field=self.field, typed=self.told)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus(OfPicture):
    """Keep another point of the photograph in sight, from (0, 0) at the upper left to (1, 1)."""

    focus: tuple[float, float]

    def _field(self) -> str:
        return f"{PICTURE}.focus"

    def _is_typed(self) -> bool:
        return True  # it is dragged

    def _told(self) -> str:
        return f"{self.focus[0]:.0%} {self.focus[1]:.0%}"

    def _place(self, galley: Galley) -> object:
        found = galley.edition.picture
        return None if found is None else (found.sha256, found.focus)

    def _apply(self, galley: Galley, turn: Turn) -> Galley:
        del turn
        _check_focus(self.focus, self.field)
        return galley.with_edition(picture=replace(self.picture(galley), focus=self.focus))


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit(OfPicture):
    """Say who made the photograph, as its card prints it; empty for nothing."""

    text: str

    def _field(self) -> str:
        return f"{PICTURE}.credit"

    def _place(self, galley: Galley) -> object:
        found = galley.edition.picture
        return None if found is None else (found.sha256, found.credit)

    def _apply(self, galley: Galley, turn: Turn) -> Galley:
        del turn
        found = self.picture(galley)
        told = _told(found, self.text, found.rights, field=self.field, typed=self.text)
        return galley.with_edition(picture=told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights(OfPicture):
    """Say by which right the photograph is used."""

    text: str

    def _field(self) -> str:
        return f"{PICTURE}.rights"

    def _place(self, galley: Galley) -> object:
        found = galley.edition.picture
        return None if found is None else (found.sha256, found.rights)

    def _apply(self, galley: Galley, turn: Turn) -> Galley:
        del turn
        found = self.picture(galley)
        told = _told(found, found.credit, self.text, field=self.field, typed=self.text)
        return galley.with_edition(picture=told)


def _told(picture: Picture, credit: str, rights: str, *, field: str, typed: str = "") -> Picture:
    try:
        return told_of(picture, credit=credit, rights=rights)
    except ArticleError as error:
        raise ChangeRefused(str(error), code="too-long", field=field, typed=typed) from error


def _check_focus(focus: tuple[float, float], field: str) -> None:
    if not all(math.isfinite(each) and 0 <= each <= 1 for each in focus):
        msg = "a focus lies in the photograph: both numbers are from 0 to 1"
        raise ChangeRefused(msg, code="no-such-place", field=field)
