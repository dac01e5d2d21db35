"""What is refused, told in the way in which it was asked: a page, a toast, or a document."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from composer.app.desk.api.problem import Problem, kind_of_status
from composer.app.desk.door import TooManyAttempts
from composer.app.desk.path import local_path
from composer.app.desk.words import Language, Words
from composer.errors import (
    DraftError,
    NashirError,
    NotAnApprover,
    OutcomeUnknown,
    PublishError,
    StoreError,
    Unavailable,
)


class NotSignedIn(Exception):  # noqa: N818 - an error is named by what is true
    """Somebody asks who is not signed in."""


class Forbidden(Exception):  # noqa: N818 - same
    """Somebody asks for what they may not.

    Args:
        key: The text that says why.
    """

    def __init__(self, *, key: str) -> None:
        self.key = key
        super().__init__(key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What is told.

    Args:
        status: The HTTP status.
        message: What happened, in the person's language.
        hint: What to do, or more of what happened; may be empty.
        headers: More to send.
    """

    status: int
    message: str
    hint: str = ""
    headers: Mapping[str, str] | None = None

    def __post_init__(self) -> None:
        """Drop halves of characters that came in with what was asked: nothing can send them."""
        for name in ("message", "hint"):
            told = getattr(self, name).encode(errors="ignore").decode()
            object.__setattr__(self, name, told)


def answer(request: Request, refusal: Refusal) -> Response:
    """Return a refusal in the way in which was asked."""
    headers = dict(refusal.headers or {})
    if is_for_programs(request):
        kind = kind_of_status(refusal.status)
        detail = ": ".join(filter(None, (refusal.message, refusal.hint)))
        return Problem(kind=kind, detail=detail, headers=headers).answer
    if request.headers.get("hx-request") == "true":
        headers |= {"HX-Retarget": "#toasts", "HX-Reswap": "beforeend", "HX-Push-Url": "false"}
        return _page(request, "toast.html.j2", refusal, headers)
    if wants_json(request):
        told = {"error": {"message": refusal.message, "hint": refusal.hint}}
        return JSONResponse(told, status_code=refusal.status, headers=headers)
    return _page(request, "refusal.html.j2", refusal, headers)


def is_for_programs(request: Request) -> bool:
    """Tell whether a program asks, over the API: it is told in English, by problem documents."""
    return request.url.path.startswith("/api/")


def wants_json(request: Request) -> bool:
    """Tell whether a script asks, which reads documents and no pages."""
    asked = request.headers.get("accept", "")
    sent = request.headers.get("content-type", "")
    return "application/json" in asked or (
        sent.startswith("application/json") and "text/html" not in asked
    )


def register(app: FastAPI) -> None:
    """Have every error of the desk told by us."""

    @app.exception_handler(NotSignedIn)
    def not_signed_in(request: Request, error: NotSignedIn) -> Response:
        del error
        return _to_the_door(request)

    @app.exception_handler(Forbidden)
    def forbidden(request: Request, error: Forbidden) -> Response:
        words = words_of(request)
        return answer(request, Refusal(status=403, message=words(error.key)))

    @app.exception_handler(TooManyAttempts)
    def too_many(request: Request, error: TooManyAttempts) -> Response:
        headers = {"Retry-After": str(math.ceil(error.wait_s))}
        told = words_of(request)("base.status_429")
        return answer(request, Refusal(status=429, message=told, headers=headers))

    @app.exception_handler(NashirError)
    def ours(request: Request, error: NashirError) -> Response:
        return answer(request, of_error(error, words_of(request)))

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> Response:
        words, status = words_of(request), error.status_code
        key = f"base.status_{status}"
        told = words(key) if key in words else words("base.status_other", status=status)
        return answer(request, Refusal(status=status, message=told, headers=error.headers))

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        words = words_of(request)
        places = (".".join(map(str, each["loc"])) for each in error.errors())
        told = Refusal(status=422, message=words("base.status_422"), hint=", ".join(places))
        return answer(request, told)


def of_error(error: NashirError, words: Words) -> Refusal:
    """Return what is told of an error of ours."""
    match error:
        case StoreError():
            status, key = HTTPStatus.SERVICE_UNAVAILABLE, "base.error_store"
        case NotAnApprover():
            status, key = HTTPStatus.FORBIDDEN, "base.may_not_approve"
        case DraftError():
            status, key = HTTPStatus.CONFLICT, "base.error_draft"
        case Unavailable():
            status, key = HTTPStatus.SERVICE_UNAVAILABLE, "base.error_unavailable"
        case OutcomeUnknown():
            status, key = HTTPStatus.BAD_GATEWAY, "base.error_unknown"
        case PublishError():
            status, key = HTTPStatus.BAD_GATEWAY, "base.error_rejected"
        case _:
            status, key = HTTPStatus.UNPROCESSABLE_ENTITY, "base.error_input"
    told = words.of_error(str(error))
    if told is not None:
        return Refusal(status=status, message=told)
    return Refusal(status=status, message=words(key), hint=str(error))


def words_of(request: Request) -> Words:
    """Return the texts of the language that a person has chosen, signed in or not."""
    from composer.app.desk.visit import desk_of, look_of  # noqa: PLC0415 - it imports us

    words = desk_of(request).words
    return words[Language.ENGLISH if is_for_programs(request) else look_of(request).language]


def _to_the_door(request: Request) -> Response:
    """Send to the sign-in, and from there back to where they wanted to."""
    words = words_of(request)
    if request.headers.get("hx-request") == "true":
        return Response(status_code=401, headers={"HX-Redirect": "/sign-in"})
    if wants_json(request) or request.method != "GET":
        return answer(request, Refusal(status=401, message=words("base.status_401")))
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if request.headers.get("sec-fetch-site") in {"cross-site", "same-site"}:
        return _again(request, local_path(wanted))
    return RedirectResponse(f"/sign-in?next={quote(wanted, safe='')}", status_code=303)


def _again(request: Request, wanted: str) -> Response:
    """Have a page of ours ask once more: with a link from elsewhere no cookie came along."""
    from composer.app.desk.visit import desk_of, look_of  # noqa: PLC0415 - it imports us

    values = {"wanted": wanted, "words": words_of(request), "look": look_of(request)}
    return HTMLResponse(desk_of(request).screens.text("again.html.j2", values))


def _page(
    request: Request, name: str, refusal: Refusal, headers: Mapping[str, str]
) -> HTMLResponse:
    from composer.app.desk.visit import desk_of, look_of  # noqa: PLC0415 - it imports us

    values = {"refusal": refusal, "words": words_of(request), "look": look_of(request)}
    text = desk_of(request).screens.text(name, values)
    return HTMLResponse(text, status_code=refusal.status, headers=dict(headers))
