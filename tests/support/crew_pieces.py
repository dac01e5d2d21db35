"""Work for a crew: pieces that return, wait for each other, and take their process along."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

LIMIT_S = 20.0


def tools() -> Callable[[str], tuple[str, int]]:
    """Return what does a piece: its answer comes with the number of its process."""
    return do


def broken_tools() -> Callable[[str], tuple[str, int]]:
    """Fail, as a process that cannot begin."""
    raise SystemExit(7)


def do(piece: str) -> tuple[str, int]:
    """Do what a piece says: ``echo TEXT``, ``die CODE``, ``signal NUMBER``, ``wait FILE``."""
    verb, _, rest = piece.partition(" ")
    match verb:
        case "die":
            os._exit(int(rest))
        case "signal":
            os.kill(os.getpid(), int(rest))
            time.sleep(LIMIT_S)
        case "interrupt":  # as a Ctrl-C does, which reaches every process of a terminal
            os.kill(os.getpid(), signal.SIGINT)
        case "wait":
            wait_for(Path(rest))
        case "big":
            return "x" * int(rest), os.getpid()
        case _:
            pass
    return piece, os.getpid()


def wait_for(file: Path) -> None:
    """Wait until a file is there."""
    until = time.monotonic() + LIMIT_S
    while not file.exists() and time.monotonic() < until:
        time.sleep(0.01)
