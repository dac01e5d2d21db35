"""Turning TOML tables into our classes, strictly, with messages that name each mistake."""

import re
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from composer.domain.notice import EVENTS, NoticeKind
from composer.errors import SettingsError

if TYPE_CHECKING:
    import cattrs

_T = TypeVar("_T")

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_DURATION = re.compile(r"(\d+)([smhd])", re.ASCII)


def duration(text: str) -> timedelta:
    """Return the length of time that a text such as ``20m`` means."""
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        msg = f"a length of time is a number and s, m, h or d, such as 20m, not {text!r}"
        raise ValueError(msg)
    try:
        return timedelta(**{_UNITS[found[2]]: int(found[1])})
    except OverflowError as error:
        msg = f"{text!r} is longer than can be counted"
        raise ValueError(msg) from error


def zone(name: str) -> ZoneInfo:
    """Return a time zone; an unknown name is a ``ValueError`` that says so."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        msg = f"{name!r} is no time zone; write one such as Asia/Riyadh"
        raise ValueError(msg) from error


def structured(tables: object, shape: type[_T], file: Path, where: str) -> _T:
    """Turn tables into one of our dataclasses; ``where`` begins the paths in the message."""
    import cattrs  # noqa: PLC0415 - costs 40 ms, and most runs have no file

    try:
        return _converter().structure(tables, shape)
    except (cattrs.BaseValidationError, TypeError) as error:
        mistakes = cattrs.transform_error(error, path=where or "$", format_exception=_mistake)
        msg = f"{file}: {'; '.join(each.replace('$.', '').replace('..', '.') for each in mistakes)}"
        raise SettingsError(msg) from error


@cache
def _converter() -> "cattrs.Converter":
    """Return what knows our classes; made once, as it writes code for each of them."""
    import cattrs  # noqa: PLC0415 - as above

    converter = cattrs.Converter(forbid_extra_keys=True)
    converter.register_structure_hook(timedelta, lambda value, _: duration(_text(value)))
    converter.register_structure_hook(ZoneInfo, lambda value, _: zone(_text(value)))
    converter.register_structure_hook(str, lambda value, kind: kind(_text(value)))
    converter.register_structure_hook_func(
        lambda kind: kind == str | None, lambda value, _: _text(value)
    )
    converter.register_structure_hook_func(
        lambda kind: kind == tuple[str, ...], lambda value, _: _texts(value)
    )
    converter.register_structure_hook_func(
        lambda kind: kind == tuple[NoticeKind, ...],
        lambda value, _: tuple(map(_event, _texts(value))),
    )
    return converter


def _mistake(error: BaseException, wanted: type | None) -> str:
    from cattrs import v  # noqa: PLC0415 - as above

    if isinstance(error, TypeError | AttributeError):  # a list of tables has no keys
        return "a table is wanted here"
    return str(error) if type(error) is ValueError else v.format_exception(error, wanted)


def _event(name: str) -> NoticeKind:
    """Refuse what is no event, with the names of those that can be chosen."""
    if name not in set(NoticeKind):
        known = ", ".join(sorted(each.value for each in EVENTS))
        msg = f"there is no event {name!r}; known: {known}"
        raise ValueError(msg)
    return NoticeKind(name)


def _text(value: object) -> str:
    """Refuse what is no text: ``page_id = 0012`` would lose its zeros without a word."""
    if not isinstance(value, str):
        msg = f"write it as text in quotation marks, not {value!r}"
        raise ValueError(msg)  # noqa: TRY004 - cattrs raises TypeError for its own reasons
    return value


def _texts(value: object) -> tuple[str, ...]:
    """Refuse a single text where a list is wanted: it would count as a list of its letters."""
    if not isinstance(value, list):
        msg = f"write it as a list in square brackets, not {value!r}"
        raise ValueError(msg)  # noqa: TRY004 - as above
    return tuple(map(_text, value))
