"""Which folder a draft goes into, so that nothing that anybody made is ever in its way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from itertools import count
from pathlib import Path

from composer.app.bundle import Bundle
from composer.app.folder import check_replaceable, free_folder, slug
from composer.domain.article import Article

OUT_NAME = "nashir-out"


class PlaceState(Enum):
    """What stands in a place."""

    FREE = auto()  # nothing, and nothing may be replaced that comes there meanwhile
    OURS = auto()  # nothing, or a bundle that gives way
    FILLED = auto()  # the very draft that is to go there


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An absolute folder for a draft, and what stands there."""

    folder: Path
    state: PlaceState


def single_place(article: Article, *, out: Path | None, today: date) -> Place:
    """Return where the draft of the only article goes: what was asked for, else a new folder.

    Args:
        article: The article; its date and headline name the folder.
        out: The folder that was asked for.
        today: The day that names the folder where the article has no date.

    Raises:
        SettingsError: The folder holds something that is not ours.
    """
    if out is None:
        folder = free_folder(_drafts(), _name(article, today))
        return Place(folder=folder, state=PlaceState.FREE)
    folder = out.resolve()
    check_replaceable(folder)
    return Place(folder=folder, state=PlaceState.OURS)


class Places:
    """Finds the drafts of a batch their folders: each one its own, numbered in their order.

    A draft that lies there already, byte for byte, from an earlier batch, stays where it is: the
    same batch made twice leaves the same folders. Nothing is ever replaced: what differs by a
    byte, because the article is another by now or a person has changed a file, keeps its folder,
    and the new draft gets the next number.

    Args:
        out: The folder that holds theirs; None for ``nashir-out`` here, with the day in the name.
        today: The day that names a folder where the article has no date.
    """

    def __init__(self, *, out: Path | None, today: date) -> None:
        self._out = out
        self._parent = _drafts() if out is None else out.resolve()
        self._today = today
        self._used: set[str] = set()

    def find(self, bundle: Bundle) -> Place:
        """Return the place of a draft."""
        folders = (self._parent / each for each in self._names(bundle.article))
        return next(place for each in folders if (place := _place(each, bundle)))

    def keep(self, folder: Path) -> None:
        """Note that a folder is a draft's of this batch, and no other's."""
        self._used.add(folder.name)

    def _names(self, article: Article) -> Iterator[str]:
        name = slug(article.title) if self._out is not None else _name(article, self._today)
        names = (name if number == 1 else f"{name}-{number}" for number in count(1))
        return (each for each in names if each not in self._used)


def _place(folder: Path, bundle: Bundle) -> Place | None:
    """Return a folder as the place of a draft; None where something else lies in it."""
    if not folder.exists():
        return Place(folder=folder, state=PlaceState.FREE)
    return Place(folder=folder, state=PlaceState.FILLED) if bundle.lies_in(folder) else None


def _drafts() -> Path:
    return Path(OUT_NAME).absolute()


def _name(article: Article, today: date) -> str:
    return f"{(_day(article) or today).isoformat()}-{slug(article.title)}"


def _day(article: Article) -> date | None:
    """Return the article's own date, where it gives one that is a date."""
    try:
        return date.fromisoformat((article.published or "")[:10])
    except ValueError:
        return None
