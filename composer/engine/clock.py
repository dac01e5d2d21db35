"""Reads this machine's clocks."""

import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from composer.domain.clock import Instant

_SYSCTL = "/usr/sbin/sysctl"


class MachineClock:
    """The clocks of the machine that the program runs on.

    Ticks are read from a clock that nobody sets and that goes on while the machine sleeps:
    ``CLOCK_BOOTTIME`` on Linux, ``CLOCK_MONOTONIC`` on macOS (``time.monotonic`` stands still in
    sleep there), ``time.monotonic`` elsewhere.
    """

    def __init__(self) -> None:
        self._boot = boot_name()

    def read(self) -> Instant:
        """Return what the clocks say."""
        wall = datetime.fromtimestamp(time.time(), UTC)
        return Instant(wall=wall, ticks=ticks(), boot=self._boot)


def ticks() -> float:
    """Return the seconds on the clock that only goes forward."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.monotonic()


def boot_name(proc: Path = Path("/proc")) -> str:
    """Return what names the run of this machine.

    On Linux it is the kernel's ``boot_id``, with the time namespace, for a container may have a
    ``CLOCK_BOOTTIME`` that is moved against its host's; on macOS ``kern.bootsessionuuid``.
    Elsewhere, or where these cannot be read, it is the name of this process alone: then each
    start of the program begins its waits anew, which costs time and never a second post.

    Args:
        proc: Where Linux shows its kernel.
    """
    try:
        name = _asked("kern.bootsessionuuid") if sys.platform == "darwin" else _shown(proc)
    except (OSError, UnicodeDecodeError, subprocess.SubprocessError):
        name = ""
    return name or f"process-{uuid4()}"


def _shown(proc: Path) -> str:
    boot = (proc / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    try:
        namespace = str((proc / "self/ns/time").readlink())
    except OSError:  # a kernel before 5.6 has but one
        return boot
    return f"{boot} {namespace}" if boot else ""


def _asked(name: str) -> str:
    command = [_SYSCTL, "-n", name]
    run = subprocess.run(command, check=True, capture_output=True, timeout=5)  # noqa: S603 - fixed
    return run.stdout.decode("ascii").strip()
