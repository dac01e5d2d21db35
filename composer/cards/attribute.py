"""Reads the attribute values of card markup."""

import math
from collections.abc import Callable

from composer.cards.color import channels
from composer.cards.node import Length, Padding
from composer.cards.theme import Theme
from composer.errors import ThemeError

_LEAST_STEP = 8.0
"""Closer repeats of a pattern are a grey, and take long to draw."""

Value = object
"""What an attribute is read into; its kind decides the type."""

_CHOICES = {
    "align": ("start", "center", "end", "stretch"),
    "justify": ("start", "center", "end", "between"),
    "side": ("start", "center", "end"),
    "fit": ("own", "card"),
    "trim": ("letters", "full", "digits"),
    "flag": ("yes", "no"),
}


class Reader:
    """Reads values; distances and colours may be names of the theme."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._kinds: dict[str, Callable[[str], Value]] = {
            "px": self._distance,
            "length": self.length,
            "size": self._size,
            "step": self._step,
            "number": _positive,
            "padding": self.padding,
            "place": _place,
            "color": self._color,
            "name": str.strip,
            "role": self._role,
            "lines": _lines,
            "columns": self._columns,
            "stops": _stops,
            "point": self._point,
        }

    def value(self, kind: str, attribute: str, text: str) -> Value:
        """Return the value of an attribute; raises ``ValueError`` that says what is wrong."""
        if kind in _CHOICES:
            if text not in _CHOICES[kind]:
                msg = f"{attribute}={text!r} is not one of {', '.join(_CHOICES[kind])}"
                raise ValueError(msg)
            return text == "yes" if kind == "flag" else text
        try:
            return self._kinds[kind](text)
        except (ValueError, ThemeError) as error:
            msg = f"{attribute}={text!r} cannot be read: {error}"
            raise ValueError(msg) from error

    def px(self, text: str) -> float:
        """Return a distance in card pixels; ``text`` is a number or a name of the theme."""
        named = self._theme.space.get(text)
        return _number(text) if named is None else named

    def length(self, text: str) -> Length:
        """Return a length: a distance, or a percentage of what there is."""
        if text.endswith("%"):
            return Length(0.0, _positive(text[:-1]) / 100)
        return Length(self._distance(text))

    def padding(self, text: str) -> Padding:
        """Return the space inside: all round; vertical and side; top, start, bottom, end."""
        match [self.px(part) for part in text.split()]:
            case [all_round]:
                return Padding(all_round, all_round, all_round, all_round)
            case [vertical, side]:
                return Padding(vertical, side, vertical, side)
            case [top, start, bottom, end]:
                return Padding(top, start, bottom, end)
            case _:
                msg = "give one, two or four distances"
                raise ValueError(msg)

    def _distance(self, text: str) -> float:
        return self._at_least(0.0, text)

    def _size(self, text: str) -> float:
        return self._at_least(1.0, text)

    def _step(self, text: str) -> float:
        return self._at_least(_LEAST_STEP, text)

    def _at_least(self, least: float, text: str) -> float:
        px = self.px(text)
        if px < least:
            msg = f"give at least {least:.0f} px"
            raise ValueError(msg)
        return px

    def _color(self, text: str) -> str:
        color = self._theme.color(text)
        channels(color)
        return color

    def _role(self, text: str) -> str:
        if text not in self._theme.roles:
            msg = f"the theme has no such role; it has {', '.join(sorted(self._theme.roles))}"
            raise ValueError(msg)
        return text

    def _point(self, text: str) -> tuple[float, float]:
        x, y = (self.px(part) for part in text.split())
        return x, y

    def _columns(self, text: str) -> tuple[Length | float | None, ...]:
        return tuple(self._column(part) for part in text.split())

    def _column(self, text: str) -> Length | float | None:
        if text == "auto":
            return None
        if text.endswith("fr"):
            share = _number(text[:-2])
            if share <= 0:
                msg = "a share must be more than 0fr"
                raise ValueError(msg)
            return -share
        return self.length(text)


def _number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        msg = "give a number"
        raise ValueError(msg)
    return number


def _positive(text: str) -> float:
    """Return a number that is not negative."""
    number = _number(text)
    if number < 0:
        msg = "give a number from 0"
        raise ValueError(msg)
    return number


def _place(text: str) -> str:
    vertical, _, horizontal = text.partition(" ")
    if vertical not in ("top", "middle", "bottom") or horizontal not in ("start", "center", "end"):
        msg = "give top, middle or bottom, then start, center or end"
        raise ValueError(msg)
    return text


def _lines(text: str) -> tuple[int, int]:
    """Return the least and the largest number of lines."""
    first, dash, last = text.partition("-")
    least, most = (int(first), int(last)) if dash else (1, int(first))
    if not 1 <= least <= most:
        msg = "give the most lines, or the least and the most, like 2-4"
        raise ValueError(msg)
    return least, most


def _stops(text: str) -> tuple[tuple[float, float], ...]:
    """Return (share of the height, opacity) from ``0:.78 .15:.12 …``."""
    pairs = (part.split(":") for part in text.split())
    return tuple((_number(where), _number(opacity)) for where, opacity in pairs)
