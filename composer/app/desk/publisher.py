"""Runs ``nashir run`` beside the desk, and ends it with the desk."""

import logging
import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

logger = logging.getLogger(__name__)

_AGAIN_S = (1.0, 5.0, 30.0)
"""Waits before a runner that ended by itself is started again; the last one repeats."""

_LAST_POST_S = 180.0
"""How long a runner may take to finish the post in its hands."""


class Publisher:
    """A runner in a process of its own, started again when it ends by itself.

    Args:
        workspace: Where it runs.
        log: How its log looks: ``text`` or ``json``.
    """

    def __init__(self, workspace: Path, *, log: str) -> None:
        self._workspace = workspace
        self._command = [sys.executable, "-m", "composer", "run", "--log", log]
        self._ending = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, name="publisher", daemon=True)
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            self._ending.set()
            if self._process is not None:
                self._process.send_signal(signal.SIGTERM)
        self._thread.join()

    def _keep(self) -> None:
        waits = iter(_AGAIN_S)
        while (process := self._started()) is not None:
            code = process.wait() if not self._ending.is_set() else self._end(process)
            if self._ending.is_set():
                self._end(process)
                return
            logger.error("runner ended", extra={"code": code})
            self._ending.wait(next(waits, _AGAIN_S[-1]))

    def _started(self) -> subprocess.Popen[bytes] | None:
        """Start a runner, unless the desk ends; a Ctrl-C is for the desk, which ends it then."""
        with self._lock:
            if self._ending.is_set():
                return None
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                self._command,
                cwd=self._workspace,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
            logger.info("runner started", extra={"pid": self._process.pid})
            return self._process

    def _end(self, process: subprocess.Popen[bytes]) -> int:
        """Wait for the post in hand; a runner that takes too long is ended as by a crash."""
        try:
            return process.wait(_LAST_POST_S)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()
