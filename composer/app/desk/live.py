"""Tells open pages what happens, as it happens: server-sent events."""

import asyncio
import json
import logging
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from composer.errors import StoreError
from composer.store.journal import Journal, JournalLine

logger = logging.getLogger(__name__)

_HEARTBEAT_S = 15.0
_LOOK_S = 0.5
_MOST_LINES = 500
_AGAIN = 20
_ENDS = frozenset({"person disabled", "password changed"})
"""What ends all sessions of a person, wherever it is done: other programs cannot tell us."""
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
    person: str
    waiting: deque[Event] = field(default_factory=deque)
    rung: asyncio.Event = field(default_factory=asyncio.Event)
    is_over: bool = False

    def tell(self, event: Event) -> None:
        if self.is_over:
            return
        self.waiting.append(event)
        self.is_over = len(self.waiting) > _MOST_WAITING
        self.rung.set()

    def told_since(self, known: set[int]) -> list[Event]:
        """Return what was told since it was asked last, but what the page knows already."""
        self.rung.clear()
        found = [each for each in self.waiting if each.id not in known]
        self.waiting.clear()
        return found

    def end(self) -> None:
        self.is_over = True
        self.rung.set()


class Live:
    """Brings events to all who listen; may be told from any thread.

    The journal is followed as long as somebody listens: it tells what this desk, other desks,
    runners and people at the command line do.

    Args:
        journal: The journal.
        most: Pages that one person may have open; with one more, the oldest falls silent.
    """

    def __init__(self, journal: Journal, *, most: int = 20) -> None:
        self._journal = journal
        self._most = most
        self._listeners: list[_Listener] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._following: asyncio.Task[None] | None = None
        self._is_closed = False

    def tell(self, name: str, data: Mapping[str, object]) -> None:
        """Tell all who listen of something that stands in no journal."""
        self._call(partial(self._tell, Event(name=name, data=data)))

    def end(self, session: str) -> None:
        """End the connections of a session."""
        self._call(partial(self._end, lambda each: each.session == session))

    def end_of(self, person: str) -> None:
        """End the connections of all sessions of a person."""
        self._call(partial(self._end, lambda each: each.person == person))

    def close(self) -> None:
        """End all connections, and take no new ones."""
        self._is_closed = True
        self._call(partial(self._end, lambda _: True))

    async def listen(
        self,
        session: str,
        *,
        person: str,
        after: int | None = None,
        still: Callable[[], bool] = lambda: True,
    ) -> AsyncGenerator[bytes, None]:
        """Give what is sent to one page until it goes away or is sent away.

        Args:
            session: Whose end is the end of it.
            person: Whose page it is.
            after: Number of the last line that the page knows; None for what happens from now on.
            still: Tells whether the session holds; asked once the journal is followed, since its
                end may have come between the page's call and that.
        """
        self._loop = asyncio.get_running_loop()
        me = _Listener(session, person)
        self._listeners.append(me)
        self._make_room(person)
        try:
            yield b"retry: 1000\n\n"
            await self._follow()
            if not await asyncio.to_thread(still):
                return
            missed = [] if after is None else await self._missed(after)
            yield _joined(missed)
            known = {each.id for each in missed if each.id is not None}
            while not (me.is_over or self._is_closed):
                with suppress(TimeoutError):
                    await asyncio.wait_for(me.rung.wait(), _HEARTBEAT_S)
                yield _joined(me.told_since(known)) or b": \n\n"
        except StoreError as error:  # the page calls again by itself
            logger.warning("journal cannot be followed", extra={"reason": str(error)})
        finally:
            self._listeners.remove(me)

    def _make_room(self, person: str) -> None:
        own = [each for each in self._listeners if each.person == person]
        for each in own[: -self._most]:
            each.end()

    async def _missed(self, after: int) -> list[Event]:
        """Return what happened since a line; where that is much, only that it was."""
        lines = await asyncio.to_thread(self._journal.since, after, _MOST_LINES)
        if len(lines) == _MOST_LINES:
            return [Event(name="lost", data={}, id=await asyncio.to_thread(self._journal.last))]
        return list(map(event_of, lines))

    async def _follow(self) -> None:
        """Have the journal followed from now on, if it is not."""
        if self._following is not None and not self._following.done():
            return
        told = deque[int](maxlen=_MOST_LINES)
        last = await asyncio.to_thread(self._journal.last)
        told.append(last)
        told.extend(each.id for each in await self._latest(told))
        if self._following is None or self._following.done():  # nobody else was quicker
            self._following = asyncio.create_task(self._follow_journal(told))

    async def _follow_journal(self, told: deque[int]) -> None:
        """Tell of new lines until nobody listens."""
        while self._listeners:
            try:
                for line in await self._latest(told):
                    if line.id not in told:
                        told.append(line.id)
                        self._hear(line)
            except StoreError as error:  # a store that cannot be used for a while
                logger.warning("journal cannot be followed", extra={"reason": str(error)})
            await asyncio.sleep(_LOOK_S)

    async def _latest(self, told: deque[int]) -> tuple[JournalLine, ...]:
        """Return the newest lines.

        Transactions may end in another order than their lines were numbered in, so the last few
        numbers that were told are among them.
        """
        return await asyncio.to_thread(self._journal.since, max(told) - _AGAIN, _MOST_LINES)

    def _call(self, what: Callable[[], None]) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(what)

    def _hear(self, line: JournalLine) -> None:
        if line.event in _ENDS:
            person = line.detail.get("person")
            self._end(lambda each: each.person == person)
        self._tell(event_of(line))

    def _tell(self, event: Event) -> None:
        for each in self._listeners:
            each.tell(event)

    def _end(self, meant: Callable[[_Listener], bool]) -> None:
        for each in filter(meant, self._listeners):
            each.end()


def _joined(events: Iterable[Event]) -> bytes:
    return b"".join(each.text for each in events)


def event_of(line: JournalLine) -> Event:
    """Return what pages are told of a line of the journal."""
    data = {
        "line": line.id,
        "event": line.event,
        "draft": line.draft,
        "item": None if line.item is None else f"q{line.item}",
        "page": line.detail.get("page"),
        "actor": line.actor,
        "revision": line.revision,
    }
    return Event(name="change", data=data, id=line.id)
