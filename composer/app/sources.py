"""The articles that a command is given: each by itself, or all that lie in a folder."""

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from composer.app.folder import own_names
from composer.errors import ArticleError
from composer.ingest.fetched import is_address
from composer.settings import FILE_NAME

STANDARD_INPUT = "-"

_START = 4096
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM", b"\0\0\1\0")
_DOCUMENTS = (b"PK\x03\x04", b"\xff\xfe", b"\xfe\xff")
_NUMBER = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One article to read.

    Args:
        name: As the user names it: a file, an address, or ``-``.
        data: Its bytes, where they are at hand already.
        item: Which article of a feed is meant, counted from 1; None for the first.
        link: The article's own address, where it is told beside the bytes.
    """

    name: str
    data: bytes | None = None
    item: int | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a command is given.

    Args:
        sources: The articles in their order.
        many: Whether several were asked for, though there may be only one in a folder.
        skipped: Files in folders that are no text, each with a word about it.
    """

    sources: tuple[Source, ...]
    many: bool
    skipped: tuple[str, ...] = ()


def choose(names: Sequence[str], *, item: int | None = None) -> Choice:
    """Return the articles that some words name; a folder stands for those that lie in it.

    Of a folder, hidden files, our own settings and drafts, pictures and folders in it are left
    out without a word; what is neither text nor a document is told. Standard input is read here.

    Args:
        names: What the user names.
        item: Which article of each source is meant.

    Raises:
        ArticleError: A folder has no article, or standard input is closed.
    """
    sources: list[Source] = []
    skipped: list[str] = []
    for name in names:
        if _is_folder(name):
            found, left = _in_folder(Path(name))
            sources += found
            skipped += left
        else:
            sources.append(_single(name))
    many = len(names) > 1 or any(map(_is_folder, names))
    chosen = tuple(replace(each, item=item) for each in sources)
    return Choice(sources=chosen, many=many, skipped=tuple(skipped))


def _is_folder(name: str) -> bool:
    try:
        return name != STANDARD_INPUT and not is_address(name) and Path(name).is_dir()
    except OSError:  # a name too long to be one, which its reader will refuse
        return False


def _single(name: str) -> Source:
    if name != STANDARD_INPUT:
        return Source(name=name)
    if sys.stdin is None:
        msg = "standard input is closed; give a file, or pipe the article in"
        raise ArticleError(msg)
    return Source(name=name, data=sys.stdin.buffer.read())


def _in_folder(folder: Path) -> tuple[list[Source], list[str]]:
    """Return the articles of a folder, in the order of their names, and what was skipped."""
    try:
        ours = {FILE_NAME, *own_names(folder)}
        files = [each for each in folder.iterdir() if _may_be_article(each, ours)]
    except OSError as error:
        msg = f"{folder}: the folder cannot be read: {error.strerror or error}"
        raise ArticleError(msg) from error
    sources: list[Source] = []
    skipped: list[str] = []
    for file in sorted(files, key=_order):
        start = _start(file)
        if _is_text(start):
            sources.append(Source(name=str(file)))
        elif not start.startswith(_PICTURES):
            skipped.append(f"{file}: skipped: it is neither text nor a document")
    if not sources:
        msg = f"{folder}: there is no article in this folder (those in it are not searched)"
        raise ArticleError(msg)
    return sources, skipped


def _may_be_article(file: Path, ours: set[str]) -> bool:
    name = file.name
    if name.startswith(".") or name in ours or file.stem.casefold() == "readme":
        return False
    return file.is_file()


def _start(file: Path) -> bytes:
    """Return the first bytes of a file; one that cannot be read is left to fail by itself."""
    try:
        with file.open("rb") as opened:
            return opened.read(_START)
    except OSError:
        return b""


def _is_text(start: bytes) -> bool:
    """Tell whether a file may be an article; which form it has is for its reader to tell."""
    if start.startswith(_PICTURES):
        return False
    return b"\0" not in start or start.startswith(_DOCUMENTS) or _is_utf_16(start)


def _is_utf_16(start: bytes) -> bool:
    """Tell whether the zeros in the bytes stand where those of UTF-16 text do: all even, or odd."""
    return 0 in (start[::2].count(0), start[1::2].count(0))


def _order(file: Path) -> tuple[tuple[bool, int, str], ...]:
    """Return what sorts files as people count: 2 before 10."""
    parts = _NUMBER.split(file.name)
    return tuple(
        (not each.isdecimal(), int(each) if each.isdecimal() else 0, each) for each in parts
    )
