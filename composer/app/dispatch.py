"""Sends single posts at once from a program that serves people meanwhile.

Each is seen through in a thread of its own, with its own way to the store and the page, beside
whatever runners there are: claims decide who does it. The program may end at any moment; what was
not finished is taken up by a runner, or by the next one who asks.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from composer.app import log
from composer.app.press import Press
from composer.domain.queue import QueueItem
from composer.engine.lock import RunnerLock
from composer.errors import NashirError
from composer.publishing.observer import NOBODY, Observer
from composer.settings import Settings

logger = logging.getLogger(__name__)

_JOIN_S = 3.0
_MOST_KEPT = 200

OpenPress = Callable[[Settings, str, Observer], Press]
"""Opens a press for the settings and a person, whose calls somebody watches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A post that is, or was, being sent.

    Args:
        item: ID of the item.
        told: What was waited for last, in the program's words; None for nothing.
        trouble: Why it was given up; the item itself tells where it stands.
        is_over: Whether nothing is done about it any more.
    """

    item: str
    told: str | None = None
    trouble: str | None = None
    is_over: bool = False


class _Ended(Exception):  # noqa: N818 - no error: the program ends
    """The program was asked to end."""


def _opened(settings: Settings, person: str, observer: Observer) -> Press:
    return Press.open(settings, person=person, hide=log.hide, observer=observer)


class Dispatch:
    """The errands of a program.

    Args:
        open_press: Opens a press for a thread.
        observer: Told how publishing goes, for metrics.
    """

    def __init__(self, open_press: OpenPress = _opened, *, observer: Observer = NOBODY) -> None:
        self._open = open_press
        self._observer = observer
        self._errands: dict[str, Sending] = {}
        self._threads: dict[str, threading.Thread] = {}
        self._guard = threading.Lock()
        self._end = threading.Event()

    def send(self, settings: Settings, person: str, item: QueueItem) -> Sending:
        """Begin to see an item through; one that is on its way already goes on.

        Args:
            settings: Of the workspace.
            person: Who wants it; the journal names them.
            item: One that is due.
        """
        with self._guard:
            known = self._errands.get(item.id)
            if known is not None and not known.is_over:
                return known
            self._forget_old()
            errand = self._errands[item.id] = Sending(item=item.id)
            run = threading.Thread(
                target=self._run,
                args=(settings, person, item),
                name=f"errand {item.id}",
                daemon=True,
            )
            self._threads[item.id] = run
            run.start()
            return errand

    def sending(self, item: str) -> Sending | None:
        """Return what is known of an item's errand; None where there was none."""
        with self._guard:
            return self._errands.get(item)

    def wait(self, item: str, timeout_s: float) -> Sending | None:
        """Wait for the end of an errand, but no longer than some seconds."""
        with self._guard:
            thread = self._threads.get(item)
        if thread is not None:
            thread.join(timeout_s)
        return self.sending(item)

    def close(self) -> None:
        """End what waits; a call that is under way is left to its own end."""
        self._end.set()
        with self._guard:
            threads = tuple(self._threads.values())
        for each in threads:
            each.join(_JOIN_S)

    def _run(self, settings: Settings, person: str, item: QueueItem) -> None:
        trouble = None
        try:
            press = self._open(settings, person, self._observer)
            try:
                with press.lock() as lock:
                    self._see_through(press, lock, item)
            finally:
                press.close()
        except _Ended:
            trouble = "the desk was closed meanwhile"
        except NashirError as error:
            trouble = str(error)
            logger.warning("errand given up", extra={"item": item.id, "error": trouble})
        finally:
            self._note(item.id, trouble=trouble, is_over=True)

    def _see_through(self, press: Press, lock: RunnerLock, item: QueueItem) -> None:
        press.see_through(
            item, lock, wait=self._wait, tell=lambda told: self._note(item.id, told=told)
        )

    def _wait(self, seconds: float) -> None:
        if self._end.wait(seconds):
            raise _Ended

    def _note(self, item: str, **facts: str | bool | None) -> None:
        with self._guard:
            self._errands[item] = replace(self._errands[item], **facts)  # type: ignore[arg-type] # each fact has its field's type

    def _forget_old(self) -> None:
        """Forget the oldest errands that are over, so that a desk may stay open for years."""
        over = [name for name, each in self._errands.items() if each.is_over]
        for name in over[: max(len(self._errands) - _MOST_KEPT, 0)]:
            del self._errands[name]
            self._threads.pop(name, None)
