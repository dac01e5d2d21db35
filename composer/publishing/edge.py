"""Reads the lists that hang on a page or a post, one part after the other."""

from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl, urlsplit

from composer.errors import Unavailable

_LIMIT = 100  # the most that the platform gives at once; more is an error
_LEAST_LIMIT = 5
_MOST_PARTS = 60
_TOO_MUCH = 1  # the code of "reduce the amount of data", among other things
_PLACES = ("after", "until", "since", "__paging_token", "offset")

Get = Callable[[Mapping[str, str]], Mapping[str, object]]
"""Makes one call with these parameters and returns the object in the answer."""


def read_edge(
    get: Get, *, fields: str, enough: int | None = None
) -> tuple[Mapping[str, object], ...]:
    """Return what a list holds, in the platform's order.

    A part may be short or empty and the list still go on, so only a missing ``next`` ends it. The
    address in ``next`` is never called: it may hold the token. Only the place in it is taken.

    Args:
        get: Makes a call.
        fields: What is asked about each entry.
        enough: Stop after the part in which so many are reached; None for all.

    Raises:
        Unavailable: An answer is not what a list looks like, or the list does not end: what was
            not seen cannot be told from what is not there.
    """
    found: list[Mapping[str, object]] = []
    place: Mapping[str, str] = {}
    limit = _LIMIT
    for _ in range(_MOST_PARTS):
        try:
            part = get({"fields": fields, "limit": str(limit), **place})
        except Unavailable as error:
            if error.code != _TOO_MUCH or limit <= _LEAST_LIMIT:
                raise
            limit = max(limit // 4, _LEAST_LIMIT)
            continue
        found += entries(part)
        following = _next_place(part)
        if following is None or (enough is not None and len(found) >= enough):
            return tuple(found)
        if following == place:
            break
        place = following
    msg = "Facebook's list does not end, so it is not known what it holds: it is read again"
    raise Unavailable(msg)


def entries(part: object) -> list[Mapping[str, object]]:
    """Return the objects in ``data``.

    Raises:
        Unavailable: There is no such list.
    """
    data = part.get("data") if isinstance(part, dict) else None
    if not isinstance(data, list) or not all(isinstance(each, dict) for each in data):
        msg = "Facebook gave something else than the list that was asked for: it is read again"
        raise Unavailable(msg)
    return data


def _next_place(part: Mapping[str, object]) -> Mapping[str, str] | None:
    """Return the parameters that lead to the next part; None at the end."""
    paging = part.get("paging")
    following = paging.get("next") if isinstance(paging, dict) else None
    if not isinstance(paging, dict) or not following:
        return None
    cursors = paging.get("cursors")
    after = cursors.get("after") if isinstance(cursors, dict) else None
    if isinstance(after, str) and after:
        return {"after": after}
    told = dict(parse_qsl(urlsplit(str(following)).query))
    place = {name: told[name] for name in _PLACES if name in told}
    if not place:
        msg = "Facebook's list goes on, but does not say where: it is read again"
        raise Unavailable(msg)
    return place
