"""What a process of the farm tells its program of what it made, through the pipe between them."""

import json
from contextlib import suppress
from multiprocessing.connection import Connection

from composer.app.onlooker import Onlooker

_DREW, _MADE = "drew", "made"


class Reporter:
    """An ``Onlooker`` who passes everything on; a program that is gone is told nothing.

    Args:
        pipe: Leads to the program.
    """

    def __init__(self, pipe: "Connection[bytes, bytes]") -> None:
        self._pipe = pipe

    def drew(self, cards: int, took_s: float) -> None:
        """See ``Onlooker``."""
        self._tell(_DREW, cards, took_s)

    def made(self, drafts: int) -> None:
        """See ``Onlooker``."""
        self._tell(_MADE, drafts)

    def _tell(self, what: str, *facts: float) -> None:
        with suppress(OSError):
            self._pipe.send_bytes(json.dumps([what, *facts]).encode())


def hear(pipe: "Connection[bytes, bytes]", onlooker: Onlooker) -> None:
    """Tell somebody what a process has reported since the last time; waits for nothing.

    Args:
        pipe: Leads to the process.
        onlooker: Who is told.
    """
    with suppress(EOFError, OSError):
        while pipe.poll():
            match json.loads(pipe.recv_bytes()):
                case [str(what), int(cards), float(took_s)] if what == _DREW:
                    onlooker.drew(cards, took_s)
                case [str(what), int(drafts)] if what == _MADE:
                    onlooker.made(drafts)
                case _:
                    pass  # nothing of ours
