"""``nashir run`` in a process of its own, with what it has logged so far."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PATIENCE_S = 15.0
_STEP_S = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A runner that was started.

    Args:
        process: Its process.
        log: The file that it logs into.
    """

    process: subprocess.Popen[bytes]
    log: Path

    def events(self) -> list[dict[str, Any]]:
        """Return what it has logged so far."""
        lines = self.log.read_text("utf-8").splitlines()
        return [json.loads(each) for each in lines if each.endswith("}")]

    def wait_for(self, event: str, *, times: int = 1) -> None:
        """Wait until it has logged an event."""
        wait_until(lambda: sum(each["event"] == event for each in self.events()) >= times)

    def ask_to_end(self) -> None:
        """Send what a service manager sends."""
        self.process.send_signal(signal.SIGTERM)

    def end(self) -> int:
        """Return its exit code, when it has ended."""
        return self.process.wait(_PATIENCE_S)


@contextmanager
def runner(folder: Path, *, name: str = "runner") -> Iterator[Running]:
    """Run a runner in a workspace, until the block ends at the latest."""
    log = folder / f"{name}.log"
    command = [sys.executable, "-m", "composer", "run", "--log", "json"]
    with log.open("wb") as stream:
        process = subprocess.Popen(command, cwd=folder, stderr=stream, stdin=subprocess.DEVNULL)
    try:
        yield Running(process=process, log=log)
    finally:
        process.kill()
        process.wait()


def wait_until(is_so: Callable[[], object]) -> None:
    """Wait until something is so; fail where it does not become so."""
    end = time.monotonic() + _PATIENCE_S
    while not is_so():
        assert time.monotonic() < end, "it did not become so"
        time.sleep(_STEP_S)
