"""JSON taken as it is written: nothing is turned into what it is not."""

import math
import re
from typing import Any, get_args, get_origin

from cattrs import Converter

_SURROGATE = re.compile("[\ud800-\udfff]")


def exact_converter() -> Converter:
    """Return what makes dataclasses of parsed JSON, each value of the very type that is wanted.

    A number in the place of a text is a mistake, and so is a text in the place of a list, whose
    characters would each be taken for a value. Numbers are finite. Halves of characters, which
    programs leave behind that cut a text in the middle, are dropped: nothing can store them.
    """
    converter = Converter(forbid_extra_keys=True)
    for plain in (int, bool):
        converter.register_structure_hook(plain, _exactly)
    converter.register_structure_hook(str, _text)
    converter.register_structure_hook(float, _number)
    converter.register_structure_hook_factory(_is_tuple, _list_of)
    return converter


def _exactly(value: object, kind: type) -> object:
    if type(value) is not kind:
        msg = f"must be {kind.__name__}, not {type(value).__name__}"
        raise TypeError(msg)
    return value


def _text(value: object, _: type) -> str:
    return _SURROGATE.sub("", str(_exactly(value, str)))


def _number(value: object, _: type) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            found = float(value)
        except OverflowError:
            found = math.inf
        if math.isfinite(found):
            return found
    msg = f"must be a finite number, not {type(value).__name__}"
    raise TypeError(msg)


def _is_tuple(kind: Any) -> bool:  # noqa: ANN401 - any type may be asked about
    return get_origin(kind) is tuple


def _list_of(kind: Any, converter: Converter) -> Any:  # noqa: ANN401 - a type, and cattrs' hook
    """Return what takes a list for a tuple."""
    wanted = get_args(kind)

    def listed(value: object, _: type) -> tuple[object, ...]:
        if not isinstance(value, list):
            msg = f"must be a list, not {type(value).__name__}"
            raise TypeError(msg)
        kinds = wanted[:1] * len(value) if wanted[-1] is Ellipsis else wanted
        if len(kinds) != len(value):
            msg = f"must have {len(kinds)} values, not {len(value)}"
            raise ValueError(msg)
        found = zip(value, kinds, strict=True)
        return tuple(converter.structure(each, one) for each, one in found)

    return listed
