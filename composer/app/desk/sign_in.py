"""Coming in and going out."""

import logging
import math
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from composer.app.desk.door import TooManyAttempts
from composer.app.desk.look import Look, keep_look
from composer.app.desk.path import local_path
from composer.app.desk.visit import Visitor, desk_of, look_of

logger = logging.getLogger(__name__)

router = APIRouter()

_LONGEST_NAME = 100
_LONGEST_PASSWORD = 1000


@router.get("/sign-in")
def ask(request: Request, next: str = "/", key: str = "") -> Response:  # noqa: A002 - the parameter's name
    """Ask who it is; with the key of the printed address, let them in."""
    token = desk_of(request).door.open_with(key) if key else None
    if token is not None:
        return _welcome(request, token, next)
    return _asked(request, next, problem="account.key_wrong" if key else "")


@router.post("/sign-in")
def sign_in(
    request: Request,
    name: Annotated[str, Form(max_length=_LONGEST_NAME)] = "",
    password: Annotated[str, Form(max_length=_LONGEST_PASSWORD)] = "",
    next: Annotated[str, Form()] = "/",  # noqa: A002 - the field's name
) -> Response:
    """Let somebody in who knows their password."""
    desk = desk_of(request)
    address = request.client.host if request.client else ""
    try:
        came = desk.door.sign_in(name, password, address=address)
    except TooManyAttempts as error:
        facts = {"address": address, "wait_s": math.ceil(error.wait_s)}
        logger.warning("sign-in refused", extra=facts)
        return _wait(request, next, name, seconds=math.ceil(error.wait_s))
    if came is None:
        logger.warning("sign-in failed", extra={"address": address})
        return _asked(request, next, problem="account.wrong", name=name, status=403)
    token, person = came
    logger.info("signed in", extra={"person": person.name, "address": address})
    _leave(request)
    answer = _welcome(request, token, next)
    keep_look(answer, Look.of(person.choices), desk.address)
    return answer


@router.post("/sign-out")
def leave(request: Request, visit: Visitor) -> Response:
    """End the session."""
    _leave(request)
    visit.desk.live.end(visit.guest.session)
    return RedirectResponse("/sign-in", status_code=303)


def _leave(request: Request) -> None:
    """End the session that a browser was in."""
    desk = desk_of(request)
    token = request.cookies.get(desk.address.cookie)
    if token:
        desk.door.leave(token)


def _welcome(request: Request, token: str, wanted: str) -> Response:
    address = desk_of(request).address
    answer = RedirectResponse(local_path(wanted), status_code=303)
    answer.set_cookie(
        address.cookie, token, secure=address.is_secure, httponly=True, samesite="strict"
    )
    return answer


def _wait(request: Request, wanted: str, name: str, *, seconds: int) -> Response:
    answer = _asked(request, wanted, problem="account.too_many", name=name, status=429)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _asked(
    request: Request, wanted: str, *, problem: str, name: str = "", status: int = 200
) -> Response:
    desk, look = desk_of(request), look_of(request)
    values = {
        "look": look,
        "words": desk.words[look.language],
        "has_users": desk.door.has_users,
        "problem": problem,
        "name": name,
        "next": local_path(wanted),
    }
    return HTMLResponse(desk.screens.text("account/sign_in.html.j2", values), status_code=status)
