"""Processes that share work out among them: results in order, whatever happens to a process.

They are started anew and not forked, on every system alike: what the libraries of fonts and
pictures hold in memory is not meant to be forked. Each one makes its tools once. What it returns
goes through a pipe, and it writes nothing by itself: one that is killed leaves nothing half done.
"""

import gc
import signal
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Generic, Self, TypeVar, cast

_W = TypeVar("_W")
_R = TypeVar("_R")

_IN_HAND = 2
"""Pieces that a process is given at a time, so that it need not wait for the next one."""

_AHEAD = 8
"""Pieces for each process that may be begun before the first unfinished one is done."""

_LOOK_S = 0.2
_LEAVE_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """What there is in the place of a result when the process ended over the piece.

    Args:
        reason: How it ended, and what that may mean.
    """

    reason: str


def share_out(
    pieces: Iterable[_W],
    prepare: Callable[[], Callable[[_W], _R]],
    *,
    hands: int,
    stop: Callable[[], bool],
) -> Generator[_R | Lost, None, None]:
    """Do a piece of work after the other in several processes.

    Args:
        pieces: What is to be done; it can be pickled, and so can the results.
        prepare: Called once in each process; returns what does a piece.
        hands: How many processes there may be.
        stop: Tells whether to end at once, with what is in hand not done.

    Yields:
        The results in the order of the pieces.
    """
    waiting = deque(enumerate(pieces))
    done: dict[int, _R | Lost] = {}
    turn = 0
    with _Crew(prepare, hands) as crew:
        while not stop():
            while waiting and waiting[0][0] < turn + _AHEAD * hands and crew.give(waiting[0]):
                waiting.popleft()
            if not crew.is_busy and not done:
                return
            while turn in done:
                yield done.pop(turn)
                turn += 1
            done.update(crew.results(waiting))


class _Hand(Generic[_W, _R]):
    """A process of the crew."""

    def __init__(self, prepare: Callable[[], Callable[[_W], _R]]) -> None:
        context = get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.pieces: deque[tuple[int, _W]] = deque()
        self._process = context.Process(target=_serve, args=(theirs, prepare), daemon=True)
        with signals_held_back():
            self._process.start()
        theirs.close()

    def give(self, piece: tuple[int, _W]) -> None:
        self.pieces.append(piece)
        with suppress(OSError):  # it has ended: that is noticed when its result is looked for
            self.pipe.send(piece[1])

    def result(self) -> _R:
        """Return the result of its first piece.

        Raises:
            EOFError: The process has ended.
        """
        try:
            return cast("_R", self.pipe.recv())
        except OSError as error:
            raise EOFError from error

    def dismiss(self) -> int:
        """End the process, at once if it is at work; return its exit code."""
        self.pipe.close()
        if self.pieces:
            self._process.kill()
        self._process.join(_LEAVE_S)
        if self._process.exitcode is None:
            self._process.kill()
            self._process.join()
        return self._process.exitcode or 0

    def last_words(self) -> str:
        """Wait for the end of a process that has closed its pipe; return how it ended."""
        self._process.join(_LEAVE_S)
        return _told(self.dismiss())


class _Crew(Generic[_W, _R]):
    """Some processes, each started when there is a piece for it."""

    def __init__(self, prepare: Callable[[], Callable[[_W], _R]], size: int) -> None:
        self._prepare = prepare
        self._size = size
        self._hands: list[_Hand[_W, _R]] = []

    @property
    def is_busy(self) -> bool:
        """Whether a piece is in somebody's hands."""
        return any(each.pieces for each in self._hands)

    def give(self, piece: tuple[int, _W]) -> bool:
        """Give a piece to who has least to do; False where all have enough."""
        idle = min(self._hands, key=lambda each: len(each.pieces), default=None)
        if (idle is None or idle.pieces) and len(self._hands) < self._size:
            idle = _Hand(self._prepare)
            self._hands.append(idle)
        if idle is None or len(idle.pieces) >= _IN_HAND:
            return False
        idle.give(piece)
        return True

    def results(self, back: deque[tuple[int, _W]]) -> Iterator[tuple[int, _R | Lost]]:
        """Give what is finished after waiting for a moment.

        Args:
            back: Gets the pieces that a lost process had not begun.
        """
        pipes = {each.pipe: each for each in self._hands}
        for pipe in wait(list(pipes), timeout=_LOOK_S):
            hand = pipes[cast("Connection", pipe)]
            try:
                result = hand.result()
            except EOFError:
                self._hands.remove(hand)
                if hand.pieces:
                    number, _ = hand.pieces.popleft()
                    back.extendleft(reversed(hand.pieces))
                    hand.pieces.clear()
                    yield number, Lost(reason=hand.last_words())
            else:
                yield hand.pieces.popleft()[0], result

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for each in self._hands:
            each.dismiss()


def _serve(
    pipe: "Connection[object, object]", prepare: Callable[[], Callable[[object], object]]
) -> None:
    """Do piece after piece until there is nobody to do it for (the other side of the pipe)."""
    gc.set_threshold(50_000, 20, 20)  # as in the program's own ``main``
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C is for the one who shares out
    work = prepare()
    while True:
        try:
            piece = pipe.recv()
        except (EOFError, OSError):
            return
        result = work(piece)
        try:
            pipe.send(result)
        except OSError:
            return


@contextmanager
def signals_held_back() -> Iterator[None]:
    """Have a process that is started here not hear the signals that are meant for this one."""
    if sys.platform == "win32":
        yield
        return
    resource_tracker.ensure_running()  # its own start would let them through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _told(code: int) -> str:
    """Return how a process ended, in words."""
    if code >= 0:
        return f"the process that made it ended with code {code}"
    name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
    killed = -code == getattr(signal, "SIGKILL", None)
    why = ", as the system does when memory runs out: try it with fewer --jobs" if killed else ""
    return f"the process that made it was ended by {name}{why}"
