"""Threads that serve several pages at once, so that a slow page keeps no other waiting."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from composer.engine.trouble import Ticks, Troubles
from composer.publishing.lookout import DuePage

logger = logging.getLogger(__name__)

_SILENT_S = 300.0
"""Longer than the longest call, and as much again."""

_REST_S = 10.0
"""How long a page is left alone after an error that nothing in the store tells of."""

_JOIN_S = 0.2


@dataclass(slots=True)
class _Hand:
    """A page in the hands of a thread."""

    target: str
    last_s: float
    told: bool = False


class Signs:
    """When each thread that serves a page last gave a sign of life.

    Args:
        ticks: A clock in seconds that only goes forward.
    """

    def __init__(self, ticks: Ticks) -> None:
        self._ticks = ticks
        self._hands: dict[int, _Hand] = {}
        self._guard = threading.Lock()

    def __call__(self, point: str = "") -> None:
        """Note that this thread has come to a point."""
        del point
        with self._guard:
            hand = self._hands.get(threading.get_ident())
            if hand is not None:
                hand.last_s = self._ticks()

    def began(self, target: str) -> None:
        """Note that this thread serves a page from now on."""
        with self._guard:
            self._hands[threading.get_ident()] = _Hand(target, self._ticks())

    def ended(self) -> None:
        """Note that this thread serves no page any more."""
        with self._guard:
            self._hands.pop(threading.get_ident(), None)

    def fell_silent(self) -> tuple[str, ...]:
        """Return the pages whose threads have given no sign for too long, each once."""
        with self._guard:
            now = self._ticks()
            found = [x for x in self._hands.values() if not x.told and now - x.last_s > _SILENT_S]
            for each in found:
                each.told = True
            return tuple(each.target for each in found)


class Team:
    """Serves the pages that are due, several at once and none twice.

    One thread more than asked for takes nothing but breaking news: when all others hang on slow
    pages, it still goes out.

    Args:
        serve: Does all that is due for a page.
        at_once: How many pages are served at once.
        troubles: What an error meets; the page is left alone for a while.
        signs: Learns which thread serves which page.
        ticks: A clock in seconds that only goes forward.
    """

    def __init__(
        self,
        serve: Callable[[str], object],
        *,
        at_once: int,
        troubles: Troubles,
        signs: Signs,
        ticks: Ticks,
    ) -> None:
        self._serve = serve
        self._troubles = troubles
        self._signs = signs
        self._ticks = ticks
        self._due: list[DuePage] = []
        self._in_hand: set[str] = set()
        self._resting: dict[str, float] = {}
        self._ends = False
        self._news = threading.Condition()
        self._threads = [self._thread(f"page {each + 1}") for each in range(at_once)]
        self._threads.append(self._thread("breaking", breaking=True))

    def begin(self) -> None:
        """Begin to serve what is offered."""
        for each in self._threads:
            each.start()

    def offer(self, due: Sequence[DuePage]) -> None:
        """Have pages served, in their order; what was offered before and is not in hand is void."""
        with self._news:
            now = self._ticks()
            self._resting = {key: end for key, end in self._resting.items() if end > now}
            self._due = [each for each in due if each.target not in self._resting]
            self._news.notify_all()

    def end(self) -> None:
        """Take nothing new, and wait for the end of what is in hand."""
        with self._news:
            self._ends = True
            self._news.notify_all()
        for each in self._threads:
            while each.is_alive():  # in short steps, so that a second signal is heard meanwhile
                each.join(_JOIN_S)

    def _thread(self, name: str, *, breaking: bool = False) -> threading.Thread:
        only = {"breaking": breaking}
        return threading.Thread(target=self._work, kwargs=only, name=name, daemon=True)

    def _work(self, *, breaking: bool) -> None:
        """Serve page after page."""
        while (target := self._next(breaking=breaking)) is not None:
            self._signs.began(target)
            is_served = False
            with self._troubles.watched(f"publishing on {target}"):
                self._serve(target)
                is_served = True
            self._signs.ended()
            with self._news:
                self._in_hand.discard(target)
                if not is_served:
                    self._resting[target] = self._ticks() + _REST_S

    def _next(self, *, breaking: bool) -> str | None:
        """Take the next page in hand, when there is one; None when it is time to end."""
        with self._news:
            while not self._ends:
                for each in self._due:
                    if each.target not in self._in_hand and (each.breaking or not breaking):
                        self._due.remove(each)
                        self._in_hand.add(each.target)
                        return each.target
                self._news.wait()
            return None
