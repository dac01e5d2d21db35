"""Bounds of what is sent to the desk: how much, and for how long."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from re import Pattern

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from composer.app.desk.refusal import Refusal, answer, words_of

USUAL_BYTES = 1 << 20
"""Enough for every form and every text."""

_USUAL_S = 30.0
_SLOWEST = 50_000
"""Bytes a second that a large body has to come with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """How much a route takes.

    Args:
        path: The route, such as ``/drafts/{draft_id}/picture``.
        most: Bytes of a body.
    """

    path: str
    most: int


class Bounds:
    """Refuses bodies that are too large, or take too long.

    Args:
        app: What is behind it.
        bounds: Routes that take more than usual.
        patience_s: Seconds that a body may take; a large one has more.
    """

    def __init__(
        self, app: ASGIApp, bounds: Sequence[Bound], *, patience_s: float = _USUAL_S
    ) -> None:
        self._app = app
        self._patience_s = patience_s
        self._bounds = [(_pattern(each.path), each.most) for each in bounds]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through as long as its body keeps within the bounds."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = self._most(scope["path"])
        declared = Headers(scope=scope).get("content-length", "0")
        if not declared.isdecimal() or int(declared) > most:
            await _refuse(scope, receive, send)
            return
        patience_s = self._patience_s + (most - USUAL_BYTES) / _SLOWEST
        await self._app(scope, _bounded(receive, most, patience_s), send)

    def _most(self, path: str) -> int:
        found = (most for pattern, most in self._bounds if pattern.match(path))
        return max(found, default=USUAL_BYTES)


def _bounded(receive: Receive, most: int, patience_s: float) -> Receive:
    """Return what reads a body and stops where it goes too far."""
    end = time.monotonic() + patience_s
    count = 0
    whole = False

    async def receiving() -> Message:
        nonlocal count, whole
        if whole:  # nothing more comes but the end of the connection, which may be far
            return await receive()
        try:
            message = await asyncio.wait_for(receive(), max(end - time.monotonic(), 0))
        except TimeoutError as error:
            raise HTTPException(408, headers={"Connection": "close"}) from error
        count += len(message.get("body", b""))
        whole = not message.get("more_body", False)
        if count > most:
            raise HTTPException(413, headers={"Connection": "close"})
        return message

    return receiving


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    request = Request(scope)
    told = Refusal(
        status=413, message=words_of(request)("base.status_413"), headers={"Connection": "close"}
    )
    await answer(request, told)(scope, receive, send)


def _pattern(path: str) -> Pattern[str]:
    return compile_path(path)[0]
