"""Cursors: where the next part of a list begins, in a form that nobody reads anything into."""

import base64
import binascii
import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import Query

from composer.app.desk.api.problem import Kind, Refusal, refuse

MOST = 200
USUAL = 50

Limit = Annotated[int, Query(ge=1, le=MOST, description="At most so many.")]
Cursor = Annotated[
    str | None,
    Query(alias="cursor", max_length=500, description="Where to go on: `next` of the part before."),
]

_ITEM = re.compile("q[0-9]{1,18}")


def cursor_of(parts: Sequence[str | int]) -> str:
    """Return a place in a list as a cursor."""
    data = json.dumps(parts, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def parts_of(cursor: str, *shape: type) -> list[str | int]:
    """Return the place that a cursor means.

    Args:
        cursor: What ``cursor_of`` returned.
        shape: What the place is made of.

    Raises:
        Refusal: It is none of ours.
    """
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        found = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise unknown() from error
    if not isinstance(found, list) or [type(each) for each in found] != list(shape):
        raise unknown()
    return found


def moment(text: str) -> datetime:
    """Return the instant in a cursor.

    Raises:
        Refusal: It is none.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise unknown() from error
    if found.utcoffset() is None:
        raise unknown()
    return found


def item(text: str) -> str:
    """Return the ID of an item in a cursor.

    Raises:
        Refusal: It is none.
    """
    if _ITEM.fullmatch(text) is None:
        raise unknown()
    return text


def unknown() -> Refusal:
    """Return the refusal of what is no cursor of a list."""
    where = "query.cursor"
    mistake = {"where": where, "message": "no cursor of this list: leave it out to begin anew"}
    return refuse(Kind.INVALID, f"{where}: {mistake['message']}", errors=[mistake])
