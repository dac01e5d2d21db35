"""What a person sets for themselves: language, theme, page."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from composer.app.desk.look import COOKIE, Look
from composer.app.desk.path import local_path
from composer.app.desk.show import show
from composer.app.desk.visit import Visitor

router = APIRouter()

_YEAR_S = 365 * 86_400


@router.get("/account")
def account(request: Request, visit: Visitor) -> Response:
    """Show who one is, and what one has chosen."""
    return show(request, visit, "account/screen.html.j2")


@router.post("/account/look")
def choose(
    request: Request,
    visit: Visitor,
    language: Annotated[str, Form()] = "",
    theme: Annotated[str, Form()] = "",
    page: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",  # noqa: A002 - the field's name
) -> Response:
    """Keep a choice, and go back to where it was made."""
    old = visit.look
    wanted = ".".join((language or old.language, theme or old.theme, page or old.page))
    answer = RedirectResponse(local_path(next), status_code=303)
    answer.set_cookie(
        COOKIE,
        Look.parse(wanted, visit.pages).text,
        max_age=_YEAR_S,
        secure=visit.desk.address.is_secure,
        httponly=True,
        samesite="strict",
    )
    del request
    return answer
