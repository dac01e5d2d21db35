"""Being told to end: the first signal lets the work in hand finish, the second ends at once."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Stop:
    """Whether the program was asked to end.

    A plain mark, and no event of the threading module: a handler of signals runs between any two
    steps of the main thread, and would wait for ever for a lock that this very thread holds.
    """

    def __init__(self) -> None:
        self._asked = False

    def __call__(self) -> bool:
        """Tell whether the program was asked to end."""
        return self._asked

    def ask(self) -> None:
        """Ask the program to end when the work in hand is done."""
        self._asked = True


@contextmanager
def stopping_on_signals(stop: Stop) -> Iterator[None]:
    """Have SIGTERM and SIGINT ask for the end; another one of them ends the process at once.

    Ending at once is what any crash does, and as safe. Outside the main thread, which alone can
    hear signals, nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = (signal.SIGTERM, signal.SIGINT)

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.ask()
        for each in numbers:
            signal.signal(each, signal.SIG_DFL)

    before = {each: signal.signal(each, ask) for each in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
