"""What a call brings: parameters in any of the encodings of the Graph API, and a file."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from werkzeug import Request
from werkzeug.exceptions import HTTPException

from composer.sandbox.graph_error import bad_parameter, bad_schedule, bad_value

MOST_BYTES = 64 * 1024 * 1024
"""The largest request that is read at all."""

_MOST_FIELD_BYTES = 4 * 1024 * 1024
_TRUE = frozenset({"true", "1", "yes", "on"})
_FALSE = frozenset({"false", "0", "no", "off", ""})
_INDEXED = re.compile(r"attached_media\[(\d{1,4})\](\[media_fbid\])?", re.ASCII)
_MEDIA = "attached_media"
_NUMBER = re.compile(r"\d{1,30}", re.ASCII)


class Call(Request):
    """A request with room for photos and long texts."""

    max_content_length = MOST_BYTES
    max_form_memory_size = _MOST_FIELD_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """The parameters of a call.

    Args:
        values: Texts of the query and the form; of a JSON body whatever it holds.
        file: The bytes of the uploaded file; None without one.
        file_field: The field in which it came.
    """

    values: Mapping[str, object]
    file: bytes | None = None
    file_field: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all parameters, sorted."""
        field = () if self.file_field is None else (self.file_field,)
        return tuple(sorted({*self.values, *field}))

    def text(self, name: str) -> str | None:
        """Return a text; None where it is missing or empty.

        Raises:
            GraphError: It is no text.
        """
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise bad_value(name, "a string")
        return str(value)

    def flag(self, name: str, *, usual: bool) -> bool:
        """Return a truth value, written in any of the usual ways.

        Raises:
            GraphError: It is none.
        """
        value = self.values.get(name)
        if value is None:
            return usual
        word = str(value).strip().lower()
        if word not in _TRUE | _FALSE:
            raise bad_value(name, "a boolean")
        return word in _TRUE

    def whole(self, name: str, *, usual: int) -> int:
        """Return a number that is not negative.

        Raises:
            GraphError: It is none.
        """
        value = self.text(name)
        if value is None:
            return usual
        if not _NUMBER.fullmatch(value):
            raise bad_value(name, "an integer greater than or equal to 0")
        return int(value)

    def moment(self, name: str) -> int | None:
        """Return a time in Unix seconds, given as such or as ISO 8601 with an offset.

        Raises:
            GraphError: It is neither.
        """
        value = self.text(name)
        if value is None or _NUMBER.fullmatch(value):
            return None if value is None else int(value)
        try:
            when = datetime.fromisoformat(value)
        except ValueError:
            raise bad_schedule() from None
        if when.utcoffset() is None:
            raise bad_schedule()
        return int(when.timestamp())

    def attached_media(self) -> tuple[str, ...]:
        """Return the IDs of the attached photos, in order, from any of the three encodings.

        Raises:
            GraphError: It is none of them.
        """
        return tuple(_media_id(each) for each in self._media())

    def _media(self) -> Iterator[object]:
        whole = self.values.get(_MEDIA)
        if whole is not None:
            listed = _decoded(whole) if isinstance(whole, str) else whole
            if not isinstance(listed, list):
                raise bad_value(_MEDIA, "an array")
            yield from listed
        found = {int(each[1]): name for name in self.values if (each := _INDEXED.fullmatch(name))}
        for place in sorted(found):
            name = found[place]
            value = self.values[name]
            yield {"media_fbid": value} if name.endswith("[media_fbid]") else value


def read_parameters(request: Call) -> Parameters:
    """Return what a request brings.

    Raises:
        GraphError: It cannot be read.
    """
    try:
        values: dict[str, object] = {**request.args.to_dict(), **_body(request)}
        files = list(request.files.items())
        field, stored = files[0] if files else (None, None)
        data = None if stored is None else stored.stream.read()
    except (HTTPException, UnicodeDecodeError) as error:
        msg = f"The request cannot be read: {error}"
        raise bad_parameter(msg) from error
    return Parameters(values=values, file=data, file_field=field)


def _body(request: Call) -> dict[str, object]:
    if not request.is_json:
        return dict(request.form.to_dict())
    try:
        document = json.loads(request.get_data() or b"{}")
    except (ValueError, RecursionError):
        msg = "The body is not valid JSON"
        raise bad_parameter(msg) from None
    if not isinstance(document, dict):
        msg = "The body must be a JSON object"
        raise bad_parameter(msg)
    return document


def _media_id(item: object) -> str:
    found = _decoded(item) if isinstance(item, str) else item
    value = found.get("media_fbid") if isinstance(found, dict) else None
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise bad_value(_MEDIA, "an array of objects with media_fbid")
    return str(value)


def _decoded(text: str) -> object:
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError):
        raise bad_value(_MEDIA, "valid JSON") from None
    return found
