"""Taking in what ``compose`` has left in the inbox."""

import logging
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from composer.errors import ImagesAway, StoreError
from composer.store.bundle import Bundle, read_bundle
from composer.store.field import Damaged

logger = logging.getLogger(__name__)

_DONE = ".taken-"

Keep = Callable[[Path, Bundle], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A bundle that could not be taken in.

    Args:
        name: Name of its folder.
        reason: What is wrong with it.
        folder: Where it lies now.
    """

    name: str
    reason: str
    folder: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What a look into the inbox brought.

    Args:
        taken: IDs of the drafts that were not in the store before.
        refused: What could not be taken in.
        are_images_away: Whether that is because the images cannot be reached.
    """

    taken: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()
    are_images_away: bool = False


def take_in(inbox: Path, keep: Keep) -> TakenIn:
    """Take in every bundle of the inbox; a folder goes when its draft is in the store.

    Killed at any instant it leaves each bundle in the inbox or in the store, and the next look
    does the rest. Where the images cannot be reached, the bundles stay there as they are.

    Args:
        inbox: Its folder; what begins with a dot is still being written.
        keep: Puts a bundle into the store and tells whether its draft was not there; raises
            ``Damaged``.
    """
    taken: list[str] = []
    refused: list[Refused] = []
    away: str | None = None
    for folder in _bundles(inbox):
        try:
            result = _take(folder, keep) if away is None else _left(folder, away)
        except ImagesAway as error:  # each further bundle would only wait for the same answer
            away = f"{error}; it waits there and comes in by itself when they are back"
            logger.warning("inbox left as it is", extra={"inbox": str(inbox), "error": str(error)})
            result = _left(folder, away)
        if isinstance(result, Refused):
            refused.append(result)
        elif result is not None:
            taken.append(result)
    return TakenIn(taken=tuple(taken), refused=tuple(refused), are_images_away=away is not None)


def _left(folder: Path, reason: str) -> Refused:
    """Tell of a bundle that stays in the inbox."""
    return Refused(name=folder.name, reason=reason, folder=folder)


def _bundles(inbox: Path) -> Iterator[Path]:
    """Give the bundles in the order in which they were made; sweep away what was taken before."""
    try:
        entries = [each for each in inbox.iterdir() if each.is_symlink() or each.is_dir()]
    except FileNotFoundError:
        return
    except OSError as error:
        msg = f"the inbox {inbox} cannot be read: {error.strerror or error}"
        raise StoreError(msg) from error
    for left in entries:
        if left.name.startswith(_DONE):
            shutil.rmtree(left, ignore_errors=True)
    waiting = [each for each in entries if not each.name.startswith(".")]
    yield from sorted(waiting, key=lambda each: (_made(each), each.name))


def _made(folder: Path) -> float:
    try:
        return folder.lstat().st_mtime
    except OSError:
        return 0.0


def _take(folder: Path, keep: Keep) -> str | Refused | None:
    """Take in one bundle; return its ID if it is new, or why it was refused."""
    try:
        try:
            bundle, is_new = _kept(folder, keep)
        except Damaged:  # another program may have taken it, or put it there anew, meanwhile
            if not folder.exists() and not folder.is_symlink():
                return None
            bundle, is_new = _kept(folder, keep)
    except Damaged as error:
        return _refuse(folder, str(error))
    except OSError as error:
        reason = f"it cannot be read: {error.strerror or error}"
        return Refused(name=folder.name, reason=reason, folder=folder)
    _clear(folder)
    return bundle.id if is_new else None


def _kept(folder: Path, keep: Keep) -> tuple[Bundle, bool]:
    if folder.is_symlink():
        msg = "it is a link to another folder"
        raise Damaged(msg)
    bundle = read_bundle(folder)
    return bundle, keep(folder, bundle)


def _clear(folder: Path) -> None:
    """Remove a folder so that nobody meets one that lacks some of its files."""
    grave = folder.with_name(f"{_DONE}{secrets.token_hex(8)}")
    try:
        folder.rename(grave)
    except FileNotFoundError:  # another program was quicker
        return
    except OSError as error:  # it is met again, and is then nothing new
        logger.warning("bundle left", extra={"folder": str(folder), "error": str(error)})
        return
    shutil.rmtree(grave, ignore_errors=True)


def _refuse(folder: Path, reason: str) -> Refused:
    """Put a bundle aside, with the reason in a file beside it."""
    shelf = folder.parent.parent / "refused"
    try:
        shelf.mkdir(exist_ok=True)
        names = (folder.name if i == 1 else f"{folder.name}-{i}" for i in count(1))
        place = next(each for name in names if not os.path.lexists(each := shelf / name))
        folder.rename(place)
        place.with_name(f"{place.name}.txt").write_text(f"{reason}\n", encoding="utf-8")
    except OSError as error:
        told = f"{reason}; and it cannot be put aside: {error.strerror or error}"
        return Refused(name=folder.name, reason=told, folder=folder)
    logger.warning("bundle refused", extra={"folder": str(place), "reason": reason})
    return Refused(name=folder.name, reason=reason, folder=place)
