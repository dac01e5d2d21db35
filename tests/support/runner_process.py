"""A process of its own that holds a runner's lock."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_HOLD = """
import sys
from pathlib import Path
from composer.engine.lock import RunnerLock
lock = RunnerLock(Path(sys.argv[1]))
{more}
print(lock.owner, flush=True)
sys.stdin.readline()
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """The process, and what names it in the store."""

    process: subprocess.Popen[str]
    owner: str

    def kill(self) -> None:
        """End it as ``kill -9`` does, and wait until it is gone."""
        self.process.kill()
        self.process.wait()


@contextmanager
def holding(folder: Path, *, more: str = "") -> Iterator[Runner]:
    """Run a process that holds a lock; ``more`` is what it does then."""
    command = [sys.executable, "-c", _HOLD.format(more=more), str(folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield Runner(process=process, owner=process.stdout.readline().strip())
        finally:
            process.kill()
