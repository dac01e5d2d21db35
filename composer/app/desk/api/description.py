"""``/openapi.json`` and ``/docs``: what the API is, for programs and for people."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, SecurityScopes
from starlette.responses import Response

from composer.app.desk.api.caller import bearer, caller
from composer.app.desk.api.openapi import describe
from composer.app.desk.api.reference import reference_of
from composer.app.desk.show import show
from composer.app.desk.visit import Visitor, desk_of

router = APIRouter(tags=["service"])


def reader(
    request: Request,
    brought: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
) -> None:
    """Let those read who bring a token, and people who are signed in at the desk.

    Raises:
        Refusal: It is neither.
    """
    session = request.cookies.get(request.state.cookie)
    if brought is None and session and desk_of(request).door.guest(session):
        return
    caller(request, SecurityScopes(), brought)


@router.get("/openapi.json", operation_id="getDescription", dependencies=[Depends(reader)])
def description(request: Request) -> dict[str, Any]:
    """Give the description of the API: this document."""
    return describe(request.app)


@router.get("/docs", include_in_schema=False)
def docs(request: Request, visit: Visitor) -> Response:
    """Show the description to a person."""
    found = reference_of(describe(request.app))
    return show(request, visit, "api/docs.html.j2", reference=found)
