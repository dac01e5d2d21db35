"""What goes wrong, told to programs: problem documents as RFC 9457 has them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"


class Kind(Enum):
    """A kind of problem: its name in ``type``, its status, its title. Names never change."""

    INVALID = "invalid", 422, "The call is not written as it should be"
    REFUSED = "refused", 422, "What was given cannot be used"
    UNAUTHORIZED = "unauthorized", 401, "A valid token is wanted"
    FORBIDDEN = "forbidden", 403, "The token's role may not do this"
    NOT_FOUND = "not-found", 404, "There is no such thing"
    METHOD = "method-not-allowed", 405, "This cannot be done here"
    CONFLICT = "conflict", 409, "The thing does not allow this as it stands"
    CLASH = "clash", 409, "Somebody else changed the same place meanwhile"
    UNKNOWN = "outcome-unknown", 409, "Nobody knows yet what became of it"
    CHANGED = "changed", 412, "The thing was changed meanwhile"
    SLOW = "slow", 408, "The call took too long to come"
    TOO_LARGE = "too-large", 413, "The call is larger than is taken"
    MEDIA = "media-type", 415, "This form is not understood"
    REVISION = "revision-wanted", 428, "The revision that you saw is wanted"
    KEY = "key-wanted", 428, "A key is wanted, by which a repetition is known"
    TOO_MANY = "too-many", 429, "Too many calls"
    BROKEN = "broken", 500, "A mistake of the program"
    PLATFORM = "platform-refused", 502, "The platform refused"
    AWAY = "away", 503, "Not now: try again later"

    def __init__(self, slug: str, status: int, title: str) -> None:
        self.slug = slug
        self.status = status
        self.title = title

    @property
    def address(self) -> str:
        """What stands in ``type``: where the kind is described."""
        return f"/api/v1/docs#problem-{self.slug}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One problem.

    Args:
        kind: Of what kind.
        detail: What is wrong, where, and what to do.
        more: Further members of the document, such as ``errors``.
        headers: What the answer carries besides.
    """

    kind: Kind
    detail: str
    more: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def answer(self) -> Response:
        """The answer that tells it."""
        document = {
            "type": self.kind.address,
            "title": self.kind.title,
            "status": self.kind.status,
            "detail": self.detail,
            **self.more,
        }
        body = json.dumps(document, ensure_ascii=False).encode(errors="replace")
        return Response(body, self.kind.status, dict(self.headers), MEDIA_TYPE)


class Refusal(Exception):  # noqa: N818 - it is an answer, not an error of ours
    """Ends a call with a problem.

    Args:
        problem: What is told.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.detail)


def refuse(kind: Kind, detail: str, **more: Any) -> Refusal:  # noqa: ANN401 - JSON
    """Return what ends a call with a problem."""
    return Refusal(Problem(kind=kind, detail=detail, more=more))


def kind_of_status(status: int) -> Kind:
    """Return the kind of a problem that only its status tells of."""
    known = {each.status: each for each in reversed(Kind)}
    return known.get(
        status, Kind.BROKEN if status >= HTTPStatus.INTERNAL_SERVER_ERROR else Kind.INVALID
    )
