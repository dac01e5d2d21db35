"""Tells without any clock whether a runner on this machine lives: by a lock that dies with it.

Each runner holds a lock of the operating system on a file of its own. The system lets go of it
when the process ends, however it ends, and never while the process is merely stopped. The folder
must lie on a disk of this machine: network disks may show a lock to nobody else. Where several
machines may share it all the same, the name of a lock tells on which of them, and since which start
of it, it is held; the locks of another one are neither believed nor touched.
"""

import hashlib
import os
import re
import socket
import sys
from pathlib import Path
from secrets import token_hex
from types import TracebackType
from typing import Self
from weakref import ref

from composer.engine.clock import boot_name
from composer.engine.grip import discard, grip, is_gripped
from composer.engine.home import home_of, known_home
from composer.errors import StoreError

_ENDING = ".lock"
_NAME = re.compile(r"[\w.-]+-\d+-[0-9a-f]{8}(?:@([0-9a-f]{8}))?", re.ASCII)
_NOT_IN_A_NAME = re.compile(r"[^\w.-]", re.ASCII)
_LONGEST_HOST = 40
_TRIES = 50


class RunnerLock:
    """This process's lock, held until it is released or the process ends.

    Children do not keep it alive: the file is closed in what the process starts, and as the first
    thing in what it forks.

    Args:
        folder: ``.nashir/runners``; made if it is not there.
        machine: What tells this machine from others that may share the folder; see
            ``this_machine``. Empty where none does.

    Raises:
        StoreError: The folder cannot be written, or its disk knows no locks.
    """

    def __init__(self, folder: Path, *, machine: str = "") -> None:
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._home = home_of(folder)
            self._name, file = _taken(folder, machine)
        except OSError as error:
            msg = (
                f"no lock can be taken in {folder}: {error}; it must lie on a disk of this machine"
            )
            raise StoreError(msg) from error
        self._file: int | None = file
        _leave_to_the_parent(self)

    @property
    def owner(self) -> str:
        """What names this runner in the store: the name of its folder, and its own."""
        return f"{self._home}/{self._name}"

    def alive(self, owner: str) -> bool | None:
        """Tell of a runner whether it lives; see ``alive``."""
        return _alive(self._folder, self._home, owner)

    def sweep(self) -> int:
        """Delete the files that dead runners left behind and return their number."""
        names = [each.name.removesuffix(_ENDING) for each in self._folder.glob(f"*{_ENDING}")]
        return [self.alive(f"{self._home}/{each}") for each in names].count(False)

    def release(self) -> None:
        """Let go of the lock: from now on this runner counts as dead."""
        if self._file is not None:
            discard(self._file, _path(self._folder, self._name))
            self._file = None

    def leave(self) -> None:
        """Close the file without touching the lock: in a child it is the parent's."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def this_machine() -> str:
    """Return what tells this machine, as it runs since its last start, from all others.

    Eight hexadecimal digits; the containers of a machine have the same, as they share its locks.
    Empty where the system does not tell.
    """
    boot = boot_name().partition(" ")[0]
    return "" if boot.startswith("process-") else hashlib.sha256(boot.encode()).hexdigest()[:8]


def alive(folder: Path, owner: str) -> bool | None:
    """Tell of a runner whether it lives, without being one.

    Args:
        folder: ``.nashir/runners``.
        owner: What names the runner in the store.

    Returns:
        True while its process lives, were it even stopped. False when it has ended, at once; its
        file is then deleted. None where that cannot be told from here, because it ran with
        another folder: then only its lease can tell.
    """
    home = known_home(folder)
    return None if home is None else _alive(folder, home, owner)


def holders(folder: Path) -> tuple[str, ...]:
    """Return what names the programs that hold a lock in a folder now, without being one.

    Args:
        folder: ``.nashir/runners`` or another one of locks; it need not be there.
    """
    home = known_home(folder)
    if home is None:
        return ()
    files = sorted(folder.glob(f"*{_ENDING}"))
    owners = (f"{home}/{each.name.removesuffix(_ENDING)}" for each in files)
    return tuple(each for each in owners if _alive(folder, home, each))


def _alive(folder: Path, home: str, owner: str) -> bool | None:
    its_home, _, name = owner.partition("/")
    known = _NAME.fullmatch(name)
    if its_home != home or known is None:
        return None
    if known[1] is not None and known[1] != this_machine():
        return None
    path = _path(folder, name)
    try:
        file = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return False
    except OSError:
        return None
    return _is_held(file, path)


def _is_held(file: int, path: Path) -> bool | None:
    try:
        held = is_gripped(file)
    except OSError:
        os.close(file)
        return None
    if held:
        os.close(file)
    else:
        discard(file, path)
    return held


def _taken(folder: Path, machine: str) -> tuple[str, int]:
    """Make a file of our own, hold it, and return its name and itself."""
    host = _NOT_IN_A_NAME.sub("-", socket.gethostname())[:_LONGEST_HOST] or "host"
    mark = f"@{machine}" if machine else ""
    for _ in range(_TRIES):
        name = f"{host}-{os.getpid()}-{token_hex(4)}{mark}"
        path = _path(folder, name)
        file = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)  # closed in children
        try:
            if grip(file) and _is_at(file, path):
                return name, file
        except OSError:
            discard(file, path)
            raise
        # Somebody who swept came between, and took it for a dead one's.
        discard(file, path)
    msg = "others keep deleting the files in it"
    raise OSError(msg)


def _is_at(file: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except FileNotFoundError:
        return False


def _leave_to_the_parent(lock: RunnerLock) -> None:
    """Have a forked child close its copy of the file: the lock would live on with it."""
    if sys.platform == "win32":
        return
    known = ref(lock)  # what is registered stays for ever

    def leave() -> None:
        held = known()
        if held is not None:
            held.leave()

    os.register_at_fork(after_in_child=leave)


def _path(folder: Path, name: str) -> Path:
    return folder / f"{name}{_ENDING}"
