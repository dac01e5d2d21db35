"""Which program calls, and what it may do: by its token alone, never by a cookie."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes

from composer.app.desk.api.problem import Kind, Problem, Refusal, refuse
from composer.app.desk.desk import Desk
from composer.app.desk.visit import desk_of
from composer.app.newsroom import Newsroom
from composer.domain.role import Right, Role

_MISSING = Problem(
    kind=Kind.UNAUTHORIZED,
    detail="the header Authorization: Bearer TOKEN is missing",
    headers={"WWW-Authenticate": 'Bearer realm="nashir"'},
)
_UNKNOWN = Problem(
    kind=Kind.UNAUTHORIZED,
    detail="the token is unknown, or was revoked",
    headers={"WWW-Authenticate": 'Bearer realm="nashir", error="invalid_token"'},
)
bearer = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    description="A token that `nashir desk token add` printed; its role says what it may do.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A call by a program that we know.

    Args:
        desk: What all share.
        name: What the journal calls it.
        role: What it may do.
        newsroom: The newsroom, acting as it.
    """

    desk: Desk
    name: str
    role: Role
    newsroom: Newsroom


def caller(
    request: Request,
    rights: SecurityScopes,
    brought: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
) -> Caller:
    """Return who calls.

    Raises:
        Refusal: It brings no token that we know, or one that may not do this.
    """
    if brought is None:
        raise Refusal(_MISSING)
    known = _known(request, brought.credentials)
    for right in map(Right, rights.scopes):
        if not known.role.may(right):
            told = f"a token of the role {known.role} may not {right}"
            raise refuse(Kind.FORBIDDEN, told)
    return known


Known = Annotated[Caller, Depends(caller)]
"""The argument of a handler: whoever calls."""

Writer = Annotated[Caller, Security(caller, scopes=[Right.WRITE.value])]
Approver = Annotated[Caller, Security(caller, scopes=[Right.APPROVE.value])]
Publisher = Annotated[Caller, Security(caller, scopes=[Right.PUBLISH.value])]
"""The same, of calls that not every token may make."""


def _known(request: Request, token: str) -> Caller:
    """Return who brings a token; it is looked up once for a call, whoever asks."""
    found: Caller | None = getattr(request.state, "caller", None)
    if found is None:
        found = request.state.caller = _looked_up(desk_of(request), token)
        request.state.person = found.name
    return found


def _looked_up(desk: Desk, token: str) -> Caller:
    found = desk.newsroom.store.tokens.find(token, now=desk.now())
    if found is None:
        raise Refusal(_UNKNOWN)
    newsroom = replace(desk.newsroom, person=found.name)
    return Caller(desk=desk, name=found.name, role=found.role, newsroom=newsroom)
