"""Stands before every request: is it meant for us, did our own page send it, how may it be used."""

from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from composer.app.desk.address import is_same_origin
from composer.app.desk.desk import Desk
from composer.app.desk.refusal import Refusal, answer, words_of

_SOURCES = {
    "default-src": "'none'",
    "img-src": "'self' blob:",
    "style-src": "'self'",
    "script-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
POLICY = "; ".join(f"{name} {allowed}" for name, allowed in _SOURCES.items())
"""Nothing from elsewhere, nothing written into a page, nobody around it."""

_ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: with it browsers send the Origin "null" from our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_TLS_ONLY = {"Strict-Transport-Security": "max-age=31536000"}
API = "/api/"
"""Paths below it are for programs: tokens instead of sessions, so no page can act through them."""


class Guard:
    """The outermost part of the desk.

    Args:
        app: What is guarded.
        desk: The desk that is served.
    """

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self._app = app
        self._desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})
        scope["state"] |= {"desk": self._desk, "cookie": self._desk.address.cookie}
        headers, scheme = Headers(scope=scope), scope["scheme"]
        guarded = _adding(send, self._headers(scheme))
        if not self._is_meant(headers, scheme):
            told = PlainTextResponse("This desk is not served under that name.\n", status_code=421)
            await told(scope, receive, guarded)
        elif self._is_forged(scope, headers, scheme):
            request = Request(scope)
            refusal = Refusal(status=403, message=words_of(request)("base.forged"))
            await answer(request, refusal)(scope, receive, guarded)
        else:
            await self._app(scope, receive, guarded)

    def _is_meant(self, headers: Headers, scheme: str) -> bool:
        asked = headers.getlist("host")
        return len(asked) == 1 and self._desk.address.is_meant(asked[0], scheme)

    def _is_forged(self, scope: Scope, headers: Headers, scheme: str) -> bool:
        if scope["method"] in _SAFE or scope["path"].startswith(API):
            return False
        return not is_same_origin(headers, scheme=scheme)

    def _headers(self, scheme: str) -> Iterable[tuple[str, str]]:
        return (_ALWAYS | _TLS_ONLY if scheme == "https" else _ALWAYS).items()


def _adding(send: Send, headers: Iterable[tuple[str, str]]) -> Send:
    """Return what sends answers with these headers; pages are kept nowhere unless they say so."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            told = MutableHeaders(scope=message)
            for name, value in headers:
                told.setdefault(name, value)
            told.setdefault("Cache-Control", "no-store")
        await send(message)

    return sending
