"""Coming in and going out."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from composer.app.desk.path import local_path
from composer.app.desk.visit import Visitor, desk_of, look_of

router = APIRouter()


@router.get("/sign-in")
def ask(request: Request, next: str = "/", key: str = "") -> Response:  # noqa: A002 - the parameter's name
    """Ask who it is; with the key of the printed address, let them in."""
    desk = desk_of(request)
    token = desk.door.open_with(key) if key else None
    if token is not None:
        return _welcome(request, token, local_path(next))
    look = look_of(request)
    values = {"look": look, "words": desk.words[look.language], "wrong_key": bool(key)}
    return HTMLResponse(desk.screens.text("account/sign_in.html.j2", values))


@router.post("/sign-out")
def leave(request: Request, visit: Visitor) -> Response:
    """End the session."""
    desk = visit.desk
    desk.door.leave(request.cookies[desk.address.cookie])
    desk.live.end(visit.guest.session)
    answer = RedirectResponse("/sign-in", status_code=303)
    answer.delete_cookie(
        desk.address.cookie, secure=desk.address.is_secure, httponly=True, samesite="strict"
    )
    return answer


def _welcome(request: Request, token: str, wanted: str) -> Response:
    address = desk_of(request).address
    answer = RedirectResponse(wanted, status_code=303)
    answer.set_cookie(
        address.cookie, token, secure=address.is_secure, httponly=True, samesite="strict"
    )
    return answer
