"""A network of a worker's own, as on another machine: its only cable can be pulled.

Linux alone has such networks, and only its administrator may make them.
"""

import ctypes
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

_CLONE_NEWNET = 0x40000000
_FOLDER = Path("/run/netns")
_OURS = Path("/proc/self/ns/net")


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """One.

    Args:
        name: What the system calls it.
        outside: The address of everybody else, as seen from it.
        cable: The end of its cable on their side.
    """

    name: str
    outside: str
    cable: str

    def enter(self) -> None:
        """Have this process in it from now on."""
        _enter(_FOLDER / self.name)

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Have this process in it for a block: what listens stays there."""
        back = os.open(_OURS, os.O_RDONLY)
        try:
            self.enter()
            yield
            _set(back)
        finally:
            os.close(back)

    def pull(self) -> None:
        """Take the cable out: nothing comes through, and nobody is told."""
        _ip("link", "set", self.cable, "down")

    def plug(self) -> None:
        """Put it in again."""
        _ip("link", "set", self.cable, "up")


def why_not() -> str | None:
    """Return why there can be no such network here; None where there can."""
    if shutil.which("ip") is None:
        return "there is no program ip (iproute2)"
    if os.geteuid() != 0:
        return "only the administrator may make network namespaces"
    try:
        with network(255):
            return None
    except subprocess.CalledProcessError as error:
        return f"no network namespace can be made: {error.stderr.decode().strip()}"


@contextmanager
def network(number: int) -> Iterator[Network]:
    """Give a network; at one time, ``number`` from 0 to 255 belongs to one on this machine."""
    name = f"nashir-{os.getpid()}-{number}"
    block = f"10.{os.getpid() % 200 + 20}.{number}"
    made = Network(name=name, outside=f"{block}.1", cable=f"nv{os.getpid()}o{number}")
    inside = f"nv{os.getpid()}i{number}"
    with ExitStack() as undo:
        _ip("netns", "add", name)
        undo.callback(_ip, "netns", "del", name)
        _ip("link", "add", made.cable, "type", "veth", "peer", "name", inside)
        undo.callback(subprocess.run, ["ip", "link", "del", made.cable], capture_output=True)
        _ip("link", "set", inside, "netns", name)
        _ip("addr", "add", f"{made.outside}/24", "dev", made.cable)
        _ip("link", "set", made.cable, "up")
        _ip("-n", name, "addr", "add", f"{block}.2/24", "dev", inside)
        _ip("-n", name, "link", "set", inside, "up")
        _ip("-n", name, "link", "set", "lo", "up")
        yield made


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


def _enter(path: Path) -> None:
    file = os.open(path, os.O_RDONLY)
    try:
        _set(file)
    finally:
        os.close(file)


def _set(file: int) -> None:
    """Move this thread into a network; Python knows no way there before 3.12."""
    library = ctypes.CDLL(None, use_errno=True)
    if library.setns(file, _CLONE_NEWNET) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
