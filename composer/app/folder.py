"""Folders that appear whole or not at all, and never in the place of somebody's own work."""

import errno
import json
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from pathlib import Path

from composer.errors import SettingsError

LIST_NAMES = ("draft.json", "demo.json")
"""The files by which a folder is known as ours: their ``files`` tells which others are."""

STATE_FOLDER = ".nashir/"
"""What stands among ``files`` where the program's own state in the folder is ours to replace."""

_LONGEST_SLUG = 60
_TRIES = 50
_ELSEWHERE = ": choose a folder that you may write to"
_ADVICE = {
    errno.EACCES: _ELSEWHERE,
    errno.EPERM: _ELSEWHERE,
    errno.EROFS: _ELSEWHERE,
    errno.ENOSPC: ": make room on the disk",
    errno.ENAMETOOLONG: ": choose a shorter name",
}
_NOT_A_WORD = re.compile(r"[\W_]+")
_LEFT_BY_SYSTEMS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


def slug(title: str) -> str:
    """Return a headline as a folder name: whole words with hyphens, without vowel marks."""
    letters = (each for each in title if unicodedata.category(each) != "Mn" and each != "ـ")
    words = _NOT_A_WORD.sub("-", "".join(letters)).strip("-")
    if len(words) > _LONGEST_SLUG:
        words = words[: _LONGEST_SLUG + 1].rpartition("-")[0] or words[:_LONGEST_SLUG]
    return words or "article"


def free_folder(parent: Path, name: str) -> Path:
    """Return a folder of that name that does not exist, with ``-2``, ``-3``… where it does."""
    names = (name if number == 1 else f"{name}-{number}" for number in count(1))
    return next(folder for each in names if not (folder := parent / each).exists())


def check_replaceable(folder: Path) -> None:
    """Refuse a folder that holds anything but a bundle of ours.

    Raises:
        SettingsError: It is a file, or holds files that we did not write.
    """
    with _told(folder):
        if folder.is_file():
            msg = f"{folder} is a file: name a folder with --out"
            raise SettingsError(msg)
        foreign = _foreign(folder)
    if foreign:
        msg = (
            f"{folder} holds files that are not of a Nashir bundle ({min(foreign)}):"
            " name another folder with --out"
        )
        raise SettingsError(msg)


def file_names(folder: Path) -> set[str]:
    """Return the paths of all files in a folder, with ``/``, but for what systems leave there."""
    files = (each for each in folder.rglob("*") if not each.is_dir())
    names = {each.relative_to(folder).as_posix() for each in files}
    return {each for each in names if each.rpartition("/")[2] not in _LEFT_BY_SYSTEMS}


def own_names(folder: Path) -> set[str]:
    """Return the paths that the list in a folder names as ours; none without a list."""
    for name in LIST_NAMES:
        try:
            return {name, *json.loads((folder / name).read_bytes())["files"]}
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return set()


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder that appears at once, in place of a bundle of ours if one is there.

    Args:
        folder: The folder to appear.
        files: Paths inside it, with ``/``, to their contents.

    Raises:
        SettingsError: The folder may not be replaced, or cannot be written.
    """
    write_folders({folder: files})


class FolderTaken(Exception):  # noqa: N818 - an error is named by what is true
    """A folder that was free has been made by somebody else meanwhile."""


def write_folders(
    contents: Mapping[Path, Mapping[str, bytes]], *, fresh: Collection[Path] = ()
) -> None:
    """Write several folders; none appears before the files of all are written.

    Args:
        contents: Each folder's files; no folder lies in another.
        fresh: Those of them that must not replace anything, not even a bundle; first in order.

    Raises:
        SettingsError: A folder may not be replaced, or cannot be written.
        FolderTaken: One of ``fresh`` is there by now; nothing was written.
    """
    with ExitStack() as shelves:
        filled = {folder: _filled(folder, files, shelves) for folder, files in contents.items()}
        for folder, shelf in filled.items():
            with _told(folder):
                if folder in fresh:
                    _claim(folder, shelf / "new")
                else:
                    _swap(folder, shelf / "new", shelf / "old")


def _filled(folder: Path, files: Mapping[str, bytes], shelves: ExitStack) -> Path:
    """Return a shelf beside the folder whose ``new`` holds the files."""
    check_replaceable(folder)
    with _told(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        shelf = shelves.enter_context(_beside(folder))
        for name, data in files.items():
            file = shelf / "new" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
    return shelf


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Turn what the machine refuses into a message that names the folder."""
    try:
        yield
    except OSError as error:
        advice = _ADVICE.get(error.errno or 0, "")
        msg = f"cannot write {folder}: {error.strerror or error}{advice}"
        raise SettingsError(msg) from error


def _claim(folder: Path, made: Path) -> None:
    """Move ``made`` to a folder that is not there; two who try at once cannot both succeed."""
    try:
        made.rename(folder)
    except OSError as error:
        if folder.exists():
            raise FolderTaken(folder) from error
        raise


def _swap(folder: Path, fresh: Path, old: Path) -> None:
    """Move ``fresh`` to ``folder``; what stood there goes into ``old``, and back on failure.

    An interrupt between the two steps brings it back too: with ``old`` the shelf is swept away.
    Others may put a bundle there or take it away at the same time: the last one stays.
    """
    old.mkdir()
    is_placed = False
    try:
        for number in range(_TRIES):
            _move(folder, old / str(number))
            if is_placed := _placed(fresh, folder):
                return
        msg = "others keep changing it"
        raise OSError(msg)
    finally:
        if not is_placed:
            _bring_back(old, folder)


def _move(folder: Path, place: Path) -> None:
    """Move a folder away, if it is there."""
    with suppress(FileNotFoundError):
        folder.rename(place)


def _placed(fresh: Path, folder: Path) -> bool:
    """Move ``fresh`` to ``folder``; False where somebody else has put one there meanwhile."""
    try:
        fresh.rename(folder)
    except OSError as error:
        if error.errno in {errno.ENOTEMPTY, errno.EEXIST}:
            return False
        raise
    return True


def _bring_back(old: Path, folder: Path) -> None:
    """Give the folder that was moved away last its place again, unless another has it."""
    last = max(old.iterdir(), key=lambda each: int(each.name), default=None)
    if last is not None and not folder.exists():
        last.rename(folder)


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """Give a folder on the same disk, gone afterwards whatever happens."""
    shelf = Path(tempfile.mkdtemp(prefix=".nashir-", dir=folder.parent))
    try:
        yield shelf
    finally:
        shutil.rmtree(shelf, ignore_errors=True)


def _foreign(folder: Path) -> set[str]:
    """Return the paths of all files in a folder that are not ours; none where there is no folder.

    Where another bundle takes its place meanwhile, we look again: files of one and the list of
    another tell nothing.
    """
    for _ in range(_TRIES):
        mark = _mark(folder)
        if mark is None:
            return set()
        with suppress(FileNotFoundError):
            foreign = _unlisted(folder)
            if not foreign or _mark(folder) == mark:
                return foreign
    msg = "others keep changing it"
    raise OSError(msg)


def _mark(folder: Path) -> tuple[int, int] | None:
    """Return what tells a folder from another one that takes its place."""
    try:
        found = folder.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns  # the number alone is soon given to another


def _unlisted(folder: Path) -> set[str]:
    """Return the paths of the files that a folder's list does not name."""
    ours = own_names(folder)
    foreign = file_names(folder) - ours
    if STATE_FOLDER not in ours:
        return foreign
    return {each for each in foreign if not each.startswith(STATE_FOLDER)}
