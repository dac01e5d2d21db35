"""How a draft's cards look, as the form shows it: kinds, themes, sizes, the photograph."""

from collections.abc import Iterable
from dataclasses import dataclass

from composer.app.desk.spot import Spot
from composer.app.desk.words import Words
from composer.app.editing import Sheet
from composer.cards.theme import Theme
from composer.domain.edition import Edition, Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class KindView:
    """A kind of card: whether it is made, and whether it could be."""

    name: str
    label: str
    on: bool
    has_content: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeView:
    """A theme with the colours that it is known by."""

    name: str
    label: str
    description: str
    chosen: bool
    ground: str
    accent: str
    text: str
    emphasis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeView:
    """A size of card, in pixels."""

    name: str
    label: str
    width: int
    height: int
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LookForm:
    """All fields of the looks.

    Args:
        kinds: The kinds of card, those that are made first, in their order.
        themes: All themes.
        sizes: The sizes of the theme, the chosen ones first, in their order.
        image_format: ``png`` or ``jpeg``.
        picture: The photograph.
        credit: Who made it; None without one.
        credit_label: What the theme prints before that; empty where it is not known.
        rights: By which right it is used; None without one.
        is_changed: Whether a person chose other kinds or sizes.
    """

    kinds: tuple[KindView, ...]
    themes: tuple[ThemeView, ...]
    sizes: tuple[SizeView, ...]
    image_format: str
    picture: Picture | None
    credit: Spot | None
    credit_label: str
    rights: Spot | None
    is_changed: bool


def look_form(sheet: Sheet, themes: Iterable[Theme], words: Words) -> LookForm | None:
    """Return the fields of a draft's looks; None where its cards cannot be drawn anew.

    Args:
        sheet: The draft.
        themes: All that can be chosen.
        words: Of the person's language.
    """
    edition = sheet.edition
    if edition is None:
        return None
    known = {each.name: each for each in themes}
    theme = known.get(edition.theme)
    picture = edition.picture
    return LookForm(
        kinds=() if theme is None else _kinds(edition, theme, words),
        themes=tuple(_theme(each, edition, words) for each in known.values()),
        sizes=() if theme is None else _sizes(edition, theme, words),
        image_format=edition.image_format,
        picture=picture,
        credit=None if picture is None else _of_picture("credit", picture.credit, words),
        credit_label="" if theme is None else theme.labels.get("credit", ""),
        rights=None if picture is None else _of_picture("rights", picture.rights, words),
        is_changed=edition.kinds is not None,
    )


def named(words: Words, key: str, name: str) -> str:
    """Return what people call something; what only a user's own theme has keeps its name."""
    return words(f"{key}_{name}") if f"{key}_{name}" in words else name


def _kinds(edition: Edition, theme: Theme, words: Words) -> tuple[KindView, ...]:
    full = {name for name, kind in theme.kinds.items() if getattr(edition, kind.needs, None)}
    chosen = theme.kinds if edition.kinds is None else edition.kinds
    on = [name for name in chosen if name in full]
    return tuple(
        KindView(
            name=name,
            label=named(words, "editor.kind", name),
            on=name in on,
            has_content=name in full,
        )
        for name in (*on, *(each for each in theme.kinds if each not in on))
    )


def _theme(theme: Theme, edition: Edition, words: Words) -> ThemeView:
    colors = theme.colors
    return ThemeView(
        name=theme.name,
        label=named(words, "editor.theme", theme.name),
        description=theme.description,
        chosen=theme.name == edition.theme,
        ground=colors["ground"],
        accent=colors["accent"],
        text=colors["text"],
        emphasis=colors["emphasis"],
    )


def _sizes(edition: Edition, theme: Theme, words: Words) -> tuple[SizeView, ...]:
    on = [name for name in edition.sizes if name in theme.sizes]
    return tuple(
        SizeView(
            name=name,
            label=named(words, "editor.size", name),
            width=theme.sizes[name].width,
            height=theme.sizes[name].height,
            on=name in on,
        )
        for name in (*on, *(each for each in theme.sizes if each not in on))
    )


def _of_picture(name: str, text: str, words: Words) -> Spot:
    return Spot(place=f"picture.{name}", label=words(f"editor.{name}"), text=text, op=name)
