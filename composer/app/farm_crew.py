"""The rendering farm on one machine: processes that draw, each by itself, until they are told.

Each claims its articles from the store, so that no one shares them out, and keeps its drafts
there: between the processes and their program only a word is passed. They are started anew and
not forked, as in ``composer.app.crew``.
"""

import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Self

from composer.app import log
from composer.app.crew import signals_held_back
from composer.app.farm_hand import Hand
from composer.app.farm_report import Reporter, hear
from composer.app.newsroom import Newsroom
from composer.app.onlooker import UNSEEN, Onlooker
from composer.domain.secret import Secret
from composer.engine.clock import ticks
from composer.engine.lock import RunnerLock
from composer.errors import NashirError, StoreError
from composer.settings import Settings, person

logger = logging.getLogger(__name__)

_HANDS = "hands"
_WORD = b"look"
_IDLE_S = 1.0
_SWEEP_S = 5.0
_LEAVE_S = 20.0
_AGAIN_S = 1.0
_NICE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a process is told, once.

    Args:
        settings: What is set.
        batch: Only articles of this batch; None for all.
        patience_s: It ends when nothing was to be drawn for so long; None for never.
        form: How it logs; None for not at all.
        secrets: What must not stand in the log.
        reports: Whether it tells through the pipe what it made; then somebody has to listen.
    """

    settings: Settings
    batch: str | None = None
    patience_s: float | None = None
    form: log.Form | None = None
    secrets: tuple[Secret, ...] = ()
    reports: bool = False


class FarmCrew:
    """Some processes that draw what waits; one that ends is replaced.

    Used by several threads: one tends it, others wake it and end it. Whoever starts processes or
    lets go of one holds the lock, so that none is begun after the end.

    Args:
        told: What they are told.
        size: How many there are.
        onlooker: Is told what they report.
    """

    def __init__(self, told: Told, size: int, *, onlooker: Onlooker = UNSEEN) -> None:
        self._told = told
        self._onlooker = onlooker
        self._size = size
        self._hands: list[_Process] = []
        self._rest = 0.0
        self._ends = False
        self._lock = threading.RLock()

    @property
    def processes(self) -> tuple[int, ...]:
        """The numbers of the processes."""
        return tuple(each.number for each in self._hands)

    def tend(self) -> None:
        """See that all processes are there, until they are dismissed; call it every second."""
        with self._lock:
            self.clear()
            if self._ends or ticks() < self._rest:
                return
            while len(self._hands) < self._size:
                self._hands.append(_Process(self._told))

    def clear(self) -> None:
        """Hear the processes, and forget those that ended; who lost patience was right to."""
        with self._lock:
            for each in self._hands:
                each.hear(self._onlooker)
            for each in [each for each in self._hands if not each.is_alive]:
                self._hands.remove(each)
                self._see_off(each)

    def wake(self) -> None:
        """Have those who wait look for work at once."""
        for each in tuple(self._hands):
            each.wake()

    def dismiss(self) -> None:
        """Have each process end when the article in its hand is done; no other one begins."""
        with self._lock:
            self._ends = True
            for each in self._hands:
                each.dismiss()

    def close(self) -> None:
        """Dismiss the processes and wait for their end; those who take long are killed."""
        self.dismiss()
        with self._lock:
            while self._hands:
                self._hands.pop().leave()

    def _see_off(self, ended: "_Process") -> None:
        """Let go of a process that ended; where it failed, rest a moment."""
        code = ended.leave()
        if code:
            self._rest = ticks() + _AGAIN_S  # what ends at once must not keep the machine busy
            facts = {"pid": ended.number, "code": code}
            logger.error("process of the farm ended", extra=facts)

    def __enter__(self) -> Self:
        self.tend()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class _Process:
    """A process of the crew, and the pipe whose end is the end of it."""

    def __init__(self, told: Told) -> None:
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=draw, args=(theirs, told), daemon=True)
        with signals_held_back():
            self._process.start()
        theirs.close()
        self.number = self._process.pid or 0

    @property
    def is_alive(self) -> bool:
        return self._process.is_alive()

    def wake(self) -> None:
        with suppress(OSError):
            self._pipe.send_bytes(_WORD)

    def hear(self, onlooker: Onlooker) -> None:
        hear(self._pipe, onlooker)

    def dismiss(self) -> None:
        self._pipe.close()

    def leave(self) -> int:
        """Wait for its end, and end it where it takes long; return its exit code."""
        self._pipe.close()
        self._process.join(_LEAVE_S)
        if self._process.exitcode is None:
            self._process.kill()
            self._process.join()
        return self._process.exitcode or 0


def draw(pipe: "Connection[bytes, bytes]", told: Told) -> None:
    """Draw what waits until the other end of the pipe is closed: the whole of a process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C is for the program itself
    gc.set_threshold(50_000, 20, 20)  # as in the program's own ``main``
    if hasattr(os, "nice"):
        os.nice(_NICE)  # posts and people go before cards
    if told.form is not None:
        log.keep_log(told.form, secrets=told.secrets)
    bell = _Bell(pipe)
    with closing(_opened(told.settings, bell)) as room, hands_lock(room) as lock:
        hand = Hand(
            settings=room.settings,
            store=room.store,
            lock=lock,
            now=room.now,
            onlooker=Reporter(pipe) if told.reports else UNSEEN,
        )
        _draw_on(hand, told, bell)


def hands_folder(newsroom: Newsroom) -> Path:
    """Return the folder in which hands and readers of batches on this machine hold their locks."""
    return newsroom.settings.state / _HANDS


def hands_lock(newsroom: Newsroom) -> RunnerLock:
    """Return a lock of this process in that folder; the files of those killed there go.

    Raises:
        StoreError: The folder cannot be written.
    """
    lock = newsroom.lock(_HANDS)
    lock.sweep()
    return lock


class _Bell:
    """The pipe to the program: it rings when there is work, and is gone when there is none."""

    def __init__(self, pipe: "Connection[bytes, bytes]") -> None:
        self._pipe = pipe
        self._is_gone = False

    @property
    def is_gone(self) -> bool:
        """Whether the program has closed it, or has ended."""
        self.wait(0)
        return self._is_gone

    def wait(self, seconds: float) -> None:
        """Wait until it rings, but no longer than so."""
        try:
            while self._pipe.poll(seconds):
                self._pipe.recv_bytes()
                seconds = 0
        except (EOFError, OSError):
            self._is_gone = True


def _opened(settings: Settings, bell: _Bell) -> Newsroom:
    """Open the newsroom, were it later: a database that is away comes back."""
    while True:
        try:
            return Newsroom.open(settings, now=_now, person=person())
        except StoreError as error:
            logger.warning("farm cannot work", extra={"reason": str(error)})
            bell.wait(_AGAIN_S)
            if bell.is_gone:
                sys.exit(1)


def _draw_on(hand: Hand, told: Told, bell: _Bell) -> None:
    swept = ticks() - _SWEEP_S
    last = ticks()
    while not bell.is_gone:
        if ticks() >= swept + _SWEEP_S:
            swept = ticks()
            _tried(hand.take_back)
        if _tried(lambda: hand.draw_next(told.batch)):
            last = ticks()
        elif told.patience_s is not None and ticks() > last + told.patience_s:
            return
        else:
            bell.wait(_IDLE_S)


def _tried(do: Callable[[], int]) -> bool:
    """Do something of which the store may allow nothing now; tell whether something was done."""
    try:
        return bool(do())
    except StoreError as error:  # it is away: the next look may find it
        logger.warning("farm cannot work", extra={"reason": str(error)})
    except NashirError:
        logger.exception("farm cannot work")
    return False


def _now() -> datetime:
    return datetime.now(UTC)
