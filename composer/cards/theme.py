"""What a theme holds: colours, fonts, type scale, spacing, card kinds and labels."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from composer.errors import ThemeError

_ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """How one kind of text is set.

    Args:
        family: Font family.
        weight: Font weight, 100 to 900.
        min: Least size in card pixels.
        max: Largest size in card pixels.
        leading: Distance of two baselines, in em.
        color: Name of a colour.
        strong: Weight of ``<strong>`` and ``<em>`` inside it; 0 keeps the weight.
        em: Name of the colour of ``<em>`` inside it.
        bar: Whether ``<em>`` inside it stands on a bar.
    """

    family: str
    weight: int
    min: float
    max: float
    leading: float
    color: str = "text"
    strong: int = 0
    em: str = "emphasis"
    bar: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """A card size and the part of it that text may use (safe zone), in card pixels."""

    width: int
    height: int
    safe_top: int = 0
    safe_bottom: int = 0
    safe_side: int = 0
    name: str = ""

    @property
    def wide(self) -> bool:
        """Whether it is clearly wider than high."""
        return self.width > self.height * 1.2

    @property
    def tall(self) -> bool:
        """Whether it is a full phone screen."""
        return self.height > self.width * 1.5

    @property
    def square(self) -> bool:
        """Whether it is about as high as wide."""
        return abs(self.width - self.height) < self.width * 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A card kind: what content it cannot do without, and what it may spread over cards.

    Args:
        needs: Field of the card's content without which the kind is skipped.
        title: Name of the label that heads it and announces it; a title in the content wins.
        flow: ``points`` or ``rows``, when it may spread over several cards.
        most: How many of these one card holds at the most, by size name; ``*`` for the rest.
        picture: Whether a photograph may stand behind it.
        densities: How many arrangements its template has, from roomy to dense.
    """

    needs: str
    title: str | None = None
    flow: str | None = None
    most: Mapping[str, int] = field(default_factory=dict)
    picture: bool = False
    densities: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """The bar behind ``<em>`` in roles that ask for one.

    ``color`` is a colour's name; ``pad`` is how far it reaches beyond the words, in card pixels.
    """

    color: str = "accent"
    pad: float = 20


class Digits(StrEnum):
    """Which digits the theme writes its own numbers in: page marks, list numbers, dates."""

    LATIN = "latin"
    ARABIC = "arabic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Numerals:
    """How the theme writes its own numbers; those of the article stay as they are."""

    style: Digits = Digits.LATIN

    def written(self, text: object) -> str:
        """Return a text of the theme's own with its digits as the theme writes them."""
        return str(text).translate(_ARABIC) if self.style is Digits.ARABIC else str(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """Which dates the headline card shows of an article that tells when it was published."""

    gregorian: bool = False
    hijri: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A theme, ``extends`` already resolved.

    Args:
        name: Its name, which is its folder's.
        folders: Folders to search for templates, icons and pictures, its own first.
        description: One line for people.
        colors: Colour names to ``#rrggbb``.
        roles: Text roles by name.
        sizes: Card sizes by name.
        space: Names of distances in card pixels.
        kinds: Card kinds in the order of the set.
        labels: The theme's own texts.
        fonts: Family to weight to file name inside the fonts folder.
        fallback: Families to try, in order, when the asked one lacks a character.
        bar: The bar behind emphasised words, for roles that ask for one.
        numerals: How it writes its own numbers.
        dates: Which dates it shows.
        photo: Colours that stand in for those of ``colors`` on a card with a photograph.
    """

    name: str
    folders: tuple[Path, ...]
    description: str = ""
    colors: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    sizes: Mapping[str, Size] = field(default_factory=dict)
    space: Mapping[str, float] = field(default_factory=dict)
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    fonts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fallback: tuple[str, ...] = ()
    bar: Bar = field(default_factory=Bar)
    numerals: Numerals = field(default_factory=Numerals)
    dates: Dates = field(default_factory=Dates)
    photo: Mapping[str, str] = field(default_factory=dict)

    def over_photo(self) -> "Theme":
        """Return the theme in the colours of its cards with a photograph."""
        return replace(self, colors={**self.colors, **self.photo})

    def color(self, name: str) -> str:
        """Return ``#rrggbb`` of a colour name; a value that begins with ``#`` is itself."""
        if name.startswith("#"):
            return name
        try:
            return self.colors[name]
        except KeyError:
            known = ", ".join(sorted(self.colors))
            msg = f"theme {self.name!r} has no colour {name!r}; it has {known}"
            raise ThemeError(msg) from None
