"""One line of the log for each request, and an answer though a part of ours fails."""

import logging
import secrets
import time

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from composer.app.desk.refusal import Refusal, answer, words_of

logger = logging.getLogger(__name__)

_QUIET = ("/assets/", "/fonts/", "/metrics", "/healthz", "/readyz")


class Access:
    """Logs requests: method, path without its query, status, milliseconds, person.

    Args:
        app: What is behind it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and log how it ended."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            _log(scope, status, (time.perf_counter() - began) * 1000)


class Fallback:
    """Answers with a number where a part of ours fails; what happened stands in the log only.

    Args:
        app: What may fail.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except ClientDisconnect:  # there is nobody to answer
            return
        except Exception as error:
            number = secrets.token_hex(4)
            logger.exception("request failed", extra={"number": number, "path": scope["path"]})
            if started:
                raise ConnectionAbortedError(number) from error
            words = words_of(Request(scope))
            hint = words("base.number", number=number)
            told = Refusal(status=500, message=words("base.status_500"), hint=hint)
            await answer(Request(scope), told)(scope, receive, send)


def _log(scope: Scope, status: int, took_ms: float) -> None:
    path = scope["path"]
    level = logging.DEBUG if path.startswith(_QUIET) else logging.INFO
    facts = {"method": scope["method"], "path": path, "status": status, "ms": round(took_ms)}
    person = scope.get("state", {}).get("person")
    logger.log(level, "request", extra=facts | ({"person": person} if person else {}))
