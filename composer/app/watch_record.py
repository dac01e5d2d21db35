"""What ``watch`` remembers: which feeds it reads, and what became of each article in them.

One file, written whole and put on the disk before anything is done that relies on it.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import cattrs

from composer.errors import StoreError
from composer.store.file import LEFT, told, write_file

_FILE = "record.json"


class Standing(StrEnum):
    """What became of an article. The values are stored; never rename one."""

    PASSED = "passed"  # it was there before we began: no draft is made
    WAITING = "waiting"  # a draft is to be made
    DRAFTED = "drafted"
    GIVEN_UP = "given up"  # no draft could be made, and people have been told


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An article that was met.

    Args:
        feed: The feed in which it was met first.
        names: What it is known by; see ``composer.ingest.listing``.
        digest: The state of its text that we have dealt with.
        title: Its headline.
        link: Its address.
        standing: What became of it.
        seen: When it was last in the feed, to a day.
        draft: ID of its draft.
        tries: How often a draft could not be made.
        next_try: When to try again.
    """

    feed: str
    names: tuple[str, ...]
    digest: str
    title: str
    link: str | None
    standing: Standing
    seen: datetime
    draft: str | None = None
    tries: int = 0
    next_try: datetime | None = None

    @property
    def key(self) -> str:
        """The name by which it is kept."""
        return self.names[0]

    def is_due(self, now: datetime) -> bool:
        """Tell whether a draft is to be made now."""
        return self.standing is Standing.WAITING and (self.next_try is None or self.next_try <= now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed, or a site that has one.

    Args:
        url: As the user names it.
        began: When it was read for the first time; None where it never was.
        address: Where its articles are listed, where that is another address.
        etag: What the list told the last time.
        modified: The same.
        failures: How often it could not be read since it last could.
        not_before: When it may be asked again after a failure.
        error: Why it could not be read.
    """

    url: str
    began: datetime | None = None
    address: str | None = None
    etag: str | None = None
    modified: str | None = None
    failures: int = 0
    not_before: datetime | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Content:
    feeds: tuple[Feed, ...] = ()
    articles: tuple[Known, ...] = ()


@dataclass(slots=True, kw_only=True)
class Record:
    """The record of a workspace; what is in it is on the disk.

    Args:
        folder: Where its file lies.
    """

    folder: Path
    _feeds: dict[str, Feed] = field(default_factory=dict)
    _articles: dict[str, Known] = field(default_factory=dict)
    _keys: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> "Record":
        """Read the record; an empty one where there is none yet. Only its one writer may.

        Raises:
            StoreError: It cannot be read, or is damaged.
        """
        for left in folder.glob(f"{LEFT}*"):  # by a program that was killed
            left.unlink(missing_ok=True)
        return cls.look(folder)

    @classmethod
    def look(cls, folder: Path) -> "Record":
        """Read the record as it stands now, to show it; its writer may be at work.

        Raises:
            StoreError: It cannot be read, or is damaged.
        """
        file = folder / _FILE
        try:
            content = _structured(json.loads(file.read_bytes()))
        except FileNotFoundError:
            content = _Content()
        except OSError as error:
            msg = f"{file} cannot be read: {error.strerror or error}"
            raise StoreError(msg) from error
        except (ValueError, TypeError, KeyError, cattrs.BaseValidationError) as error:
            msg = f"{file} is damaged: bring it back from a backup, or delete it to begin anew"
            raise StoreError(msg) from error
        record = cls(folder=folder)
        record._take(content)
        return record

    def feed(self, url: str) -> Feed | None:
        """Return what is known of a feed."""
        return self._feeds.get(url)

    def find(self, names: Iterable[str]) -> Known | None:
        """Return the article that is known by one of some names."""
        keys = (self._keys[each] for each in names if each in self._keys)
        key = next(keys, None)
        return None if key is None else self._articles[key]

    def feeds(self) -> Iterator[Feed]:
        """Give all feeds, in the order in which they were met."""
        return iter(self._feeds.values())

    def articles(self, url: str) -> Iterator[Known]:
        """Give the articles of a feed, the oldest of those met together first."""
        return (each for each in self._articles.values() if each.feed == url)

    def is_drafted(self, draft: str) -> bool:
        """Tell whether a draft is one that was noted."""
        drafted = (each for each in self._articles.values() if each.standing is Standing.DRAFTED)
        return any(each.draft == draft for each in drafted)

    def change(
        self,
        *,
        feeds: Iterable[Feed] = (),
        articles: Iterable[Known] = (),
        gone: Iterable[Known] = (),
    ) -> None:
        """Note some feeds and articles, and forget others; when this returns it is on the disk.

        Raises:
            StoreError: It cannot be written; then nothing has changed.
        """
        all_feeds = {**self._feeds, **{each.url: each for each in feeds}}
        all_articles = {**self._articles, **{each.key: each for each in articles}}
        for each in gone:
            del all_articles[each.key]
        content = _Content(feeds=tuple(all_feeds.values()), articles=tuple(all_articles.values()))
        file, data = self.folder / _FILE, _converter().unstructure(content)
        text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
        with told(file):
            self.folder.mkdir(parents=True, exist_ok=True)
            write_file(file, text.encode(errors="replace"))
        self._take(content)

    def _take(self, content: _Content) -> None:
        self._feeds = {each.url: each for each in content.feeds}
        self._articles = {each.key: each for each in content.articles}
        self._keys = {name: each.key for each in content.articles for name in each.names}


def _structured(data: object) -> _Content:
    if not isinstance(data, dict):
        msg = "the record is no object"
        raise TypeError(msg)
    return _converter().structure(data, _Content)


def _converter() -> cattrs.Converter:
    converter = cattrs.Converter()
    converter.register_unstructure_hook(datetime, datetime.isoformat)
    converter.register_structure_hook(datetime, _instant)
    return converter


def _instant(text: Any, _kind: type) -> datetime:  # noqa: ANN401 - a JSON value is any
    found = datetime.fromisoformat(text)
    if found.utcoffset() is None:
        msg = "an instant lacks its zone"
        raise ValueError(msg)
    return found
