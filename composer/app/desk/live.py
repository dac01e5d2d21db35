"""Tells open pages what happens, as it happens: server-sent events."""

import asyncio
import json
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

logger = logging.getLogger(__name__)

_HEARTBEAT_S = 15.0
_MOST_WAITING = 500
"""Events that wait for one listener; one that lags further behind is sent away, and comes again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing to tell.

    Args:
        name: ``change`` or ``batch``.
        data: What happened.
        id: Number of the journal's line; None for what stands in no journal.
    """

    name: str
    data: Mapping[str, object]
    id: int | None = None

    @property
    def text(self) -> bytes:
        """The event on the wire."""
        number = "" if self.id is None else f"id: {self.id}\n"
        data = json.dumps(self.data, ensure_ascii=False, separators=(",", ":"))
        return f"{number}event: {self.name}\ndata: {data}\n\n".encode()


@dataclass(slots=True, eq=False)
class _Listener:
    """One open page."""

    session: str
    waiting: deque[Event] = field(default_factory=deque)
    rung: asyncio.Event = field(default_factory=asyncio.Event)
    is_over: bool = False

    def tell(self, event: Event) -> None:
        self.waiting.append(event)
        self.is_over = self.is_over or len(self.waiting) > _MOST_WAITING
        self.rung.set()

    def end(self) -> None:
        self.is_over = True
        self.rung.set()


class Live:
    """Brings events to all who listen; may be told from any thread."""

    def __init__(self) -> None:
        self._listeners: set[_Listener] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    def tell(self, name: str, data: Mapping[str, object], *, id: int | None = None) -> None:  # noqa: A002 - what SSE calls it
        """Tell all who listen."""
        self._call(partial(self._tell, Event(name=name, data=data, id=id)))

    def end(self, session: str | None = None) -> None:
        """End the connections of a session, or all."""
        self._call(partial(self._end, session))

    async def listen(self, session: str) -> AsyncIterator[bytes]:
        """Give what is sent to one page until it goes away or is sent away."""
        self._loop = asyncio.get_running_loop()
        me = _Listener(session)
        self._listeners.add(me)
        try:
            yield b"retry: 1000\n\n"
            while not me.is_over:
                with suppress(TimeoutError):
                    await asyncio.wait_for(me.rung.wait(), _HEARTBEAT_S)
                me.rung.clear()
                yield b"".join(each.text for each in me.waiting) or b": \n\n"
                me.waiting.clear()
        finally:
            self._listeners.discard(me)

    def _call(self, what: Callable[[], None]) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(what)

    def _tell(self, event: Event) -> None:
        for each in self._listeners:
            each.tell(event)

    def _end(self, session: str | None) -> None:
        for each in self._listeners:
            if session in {None, each.session}:
                each.end()
