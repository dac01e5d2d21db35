"""Turns whatever ends a call early into a problem document."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.routing import compile_path

from composer.app.desk.api.openapi import describe
from composer.app.desk.api.problem import Kind, Problem, Refusal, kind_of_status
from composer.app.desk.refusal import NotSignedIn
from composer.app.editing import ChangeRefused
from composer.errors import (
    DraftError,
    NashirError,
    NotAnApprover,
    OutcomeUnknown,
    PublishError,
    StoreError,
    Unavailable,
)

_FAST_RETRY_S = 5


def register(api: FastAPI) -> None:
    """Have every error of the API told as a problem document."""

    @api.exception_handler(Refusal)
    def refused(request: Request, error: Refusal) -> Response:
        del request
        return error.problem.answer

    @api.exception_handler(NotSignedIn)
    def not_signed_in(request: Request, error: NotSignedIn) -> Response:
        """Send a person who wants to read of the API to the sign-in."""
        del request, error
        return RedirectResponse("/sign-in?next=/api/v1/docs", status_code=303)

    @api.exception_handler(NashirError)
    def ours(request: Request, error: NashirError) -> Response:
        del request
        return problem_of(error).answer

    @api.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        del request
        return _invalid(error.errors()).answer

    @api.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> Response:
        return _http(api, request, error).answer


def problem_of(error: NashirError) -> Problem:
    """Return the problem that an error of ours is."""
    match error:
        case ChangeRefused():
            return _refused(error)
        case NotAnApprover():
            kind = Kind.FORBIDDEN
        case DraftError():
            kind = Kind.CONFLICT
        case StoreError() | Unavailable():
            kind = Kind.AWAY
        case OutcomeUnknown():
            kind = Kind.UNKNOWN
        case PublishError():
            kind = Kind.PLATFORM
        case _:
            kind = Kind.REFUSED
    return Problem(kind=kind, detail=str(error), headers=_retry(error))


def _refused(error: ChangeRefused) -> Problem:
    """Return why a change of a draft was refused, with what was to be changed."""
    facts = {"code": error.code, "field": error.field, "typed": error.typed, **error.facts}
    kind = {"malformed": Kind.INVALID, "hindered": Kind.CONFLICT}.get(error.code, Kind.REFUSED)
    return Problem(kind=kind, detail=str(error), more=facts)


def _retry(error: NashirError) -> Mapping[str, str]:
    if not isinstance(error, StoreError | Unavailable):
        return {}
    wait_s = error.wait_s if isinstance(error, Unavailable) else None
    return {"Retry-After": str(max(1, round(wait_s or _FAST_RETRY_S)))}


def _invalid(found: Sequence[Any]) -> Problem:
    """Return the problem of a call that is not written as the document says.

    What cannot name anything names nothing: a path that is written otherwise is not found.
    """
    if any(each["loc"][0] == "path" for each in found):
        return Problem(kind=Kind.NOT_FOUND, detail="no ID or name is written so")
    mistakes = [{"where": _place(each["loc"]), "message": each["msg"]} for each in found]
    told = "; ".join(f"{each['where']}: {each['message']}" for each in mistakes)
    return Problem(kind=Kind.INVALID, detail=told, more={"errors": mistakes})


def _place(where: Sequence[str | int]) -> str:
    return ".".join(map(str, where))


def _http(api: FastAPI, request: Request, error: HTTPException) -> Problem:
    kind = kind_of_status(error.status_code)
    path = request.url.path
    match kind:
        case Kind.NOT_FOUND:
            return Problem(kind=kind, detail=f"there is nothing at {path}")
        case Kind.METHOD:
            allowed = _methods(api, request)
            told = f"{request.method} is not understood at {path}, but {allowed}"
            return Problem(kind=kind, detail=told, headers={"Allow": allowed})
        case _:
            return Problem(kind=kind, detail=str(error.detail), headers=error.headers or {})


def _methods(api: FastAPI, request: Request) -> str:
    """Return the methods that a path understands, as the document has them."""
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    known: Mapping[str, Mapping[str, object]] = describe(api)["paths"]
    there = (each for form, each in known.items() if compile_path(form)[0].match(path))
    return ", ".join(sorted({method.upper() for each in there for method in each}))
