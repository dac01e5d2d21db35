"""What goes back to the caller: the truth, or what a fault makes of it."""

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from werkzeug import Response
from werkzeug.http import http_date

from composer.sandbox.calls import Usage
from composer.sandbox.fault import Fault
from composer.sandbox.graph_error import GraphError
from composer.sandbox.strike import Strikes
from composer.sandbox.wait import Wait

_JSON = "application/json; charset=UTF-8"
_ERROR = "text/javascript; charset=UTF-8"
_HTML = "text/html; charset=utf-8"
_ALL = 100
_HOUR = 60

_BAD_GATEWAY = """<!DOCTYPE html>
<html lang="en"><head><title>Facebook | Error</title></head>
<body><h1>Sorry, something went wrong.</h1>
<p>We're working on it and we'll get it fixed as soon as we can.</p></body></html>
"""

_THROTTLES = {
    "throttle-4": GraphError(
        message="(#4) Application request limit reached", code=4, transient=True
    ),
    "throttle-17": GraphError(
        message="(#17) User request limit reached", code=17, transient=True, subcode=2446079
    ),
    "throttle-32": GraphError(message="(#32) Page request limit reached", code=32),
    "throttle-613": GraphError(
        message="(#613) Calls to this api have exceeded the rate limit.", code=613, subcode=1996
    ),
    "throttle-80001": GraphError(
        message=(
            "(#80001) There have been too many calls to this Page account. Wait a bit and try"
            " again. For more info, please refer to"
            " https://developers.facebook.com/docs/graph-api/overview/rate-limiting."
        ),
        code=80001,
    ),
}

_DEAD_TOKEN = {
    458: "The user has not authorized application.",
    459: "The session has been invalidated because the user is checkpointed.",
    460: (
        "The session has been invalidated because the user changed their password or Facebook has"
        " changed the session for security reasons."
    ),
    463: "Session has expired.",
    464: "Sessions for the user are not allowed because the user is not a confirmed user.",
    467: "This token has been invalidated.",
    492: "The user must be an administrator of the page in order to impersonate it.",
}


class ConnectionCut(ConnectionResetError):  # noqa: N818 - an error is named by what is true
    """The connection ends here: the caller gets no answer at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What an answer is made from.

    Args:
        now: The time.
        version: Of the API, as it was asked for.
        page: ID of the page that was called; None where none was.
        result: What was found or done; an error; None where a fault kept it from being done.
        strikes: The faults.
        usage: What the headers say of it.
    """

    now: datetime
    version: str
    page: str | None
    result: dict[str, Any] | GraphError | None
    strikes: Strikes
    usage: Usage | None


def answer(facts: Facts, wait: Wait) -> Response:
    """Return the answer to a call.

    Raises:
        ConnectionCut: There is none.
    """
    outcome = facts.strikes.outcome
    response = _truth(facts.result) if outcome is None else _instead(outcome)
    for name, value in _headers(facts).items():
        response.headers[name] = value
    seconds = facts.strikes.number("slow", "seconds")
    if seconds is not None:
        body = response.get_data()
        response.response = _slowly(body, seconds, wait)
        response.headers["Content-Length"] = str(len(body))
    return response


def error_answer(error: GraphError) -> Response:
    """Return the answer that tells an error."""
    body = error.body(f"A{secrets.token_urlsafe(12)}")
    response = Response(json.dumps(body), status=error.status, content_type=_ERROR)
    told = error.message.encode("ascii", "replace").decode().replace('"', "'").replace("\n", " ")
    word = "invalid_token" if error.code in {102, 190, 2500} else "invalid_request"
    response.headers["WWW-Authenticate"] = f'OAuth "Facebook Platform" "{word}" "{told}"'
    return response


def _truth(result: dict[str, Any] | GraphError | None) -> Response:
    if isinstance(result, GraphError):
        return error_answer(result)
    return Response(json.dumps(result, separators=(",", ":")), content_type=_JSON)


def _instead(fault: Fault) -> Response:
    """Return what a fault answers."""
    name = fault.name
    if name.startswith("cut-"):
        raise ConnectionCut(name)
    if name.startswith("502-"):
        return Response(_BAD_GATEWAY, status=502, content_type=_HTML)
    if name == "200-text":
        return Response("Service Unavailable", content_type=_HTML)
    return error_answer(_error(fault))


def _error(fault: Fault) -> GraphError:
    subcode = int(fault.numbers.get("subcode", 0)) or None
    match fault.name:
        case "500-before-commit" | "500-after-commit":
            what = "An unexpected error has occurred. Please retry your request later."
            return GraphError(message=what, code=2, transient=True, http=500)
        case "1-99-after-commit":
            what = "An unknown error occurred"
            return GraphError(message=what, code=1, subcode=99, http=500)
        case "token-190":
            why = _DEAD_TOKEN.get(subcode or 0, "")
            what = f"Error validating access token: {why}".strip()
            return GraphError(message=what, code=190, subcode=subcode)
        case "blocked-368":
            what = "The action attempted has been deemed abusive or is otherwise disallowed"
            return GraphError(message=what, code=368, subcode=subcode, transient=False)
        case _:
            return _THROTTLES[fault.name]


def _headers(facts: Facts) -> dict[str, str]:
    skew = timedelta(seconds=facts.strikes.number("clock-skew", "seconds") or 0)
    found = {
        "Date": http_date(facts.now + skew),
        "Cache-Control": "private, no-cache, no-store, must-revalidate",
        "facebook-api-version": facts.version,
        "X-FB-Trace-ID": f"A{secrets.token_urlsafe(8)}",
    }
    usage = _shown_usage(facts)
    if usage is not None:
        share = {
            "call_count": usage.percent,
            "total_cputime": usage.percent // 4,
            "total_time": usage.percent // 4,
        }
        found["X-App-Usage"] = json.dumps(share)
        if facts.page is not None:
            wait = {"estimated_time_to_regain_access": usage.minutes}
            listed = {facts.page: [{"type": "pages", **share, **wait}]}
            found["X-Business-Use-Case-Usage"] = json.dumps(listed)
    return found


def _shown_usage(facts: Facts) -> Usage | None:
    """Return the usage; a call that is refused for it says so in its headers too."""
    outcome = facts.strikes.outcome
    if outcome is None or outcome.name not in _THROTTLES:
        return facts.usage
    return Usage(percent=_ALL, minutes=round(outcome.numbers.get("minutes", _HOUR)))


def _slowly(body: bytes, seconds: float, wait: Wait) -> Iterator[bytes]:
    half = len(body) // 2
    yield body[:half]
    wait(seconds)
    yield body[half:]
