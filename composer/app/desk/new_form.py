"""The form of new drafts: what it offers, and what came back in it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from fastapi import File, Form, UploadFile

from composer.app import services
from composer.app.desk.bounds import Bound
from composer.app.desk.visit import Visit
from composer.app.feed_entries import FeedList
from composer.app.handed_in import Writing, addresses, handed_file, pasted
from composer.app.order import OWN_PICTURE, Order
from composer.app.sources import Source
from composer.cards.theme import Size, Theme
from composer.ingest.decode import LIMIT_BYTES

FIRST_SIZE = "portrait"

BOUND = Bound(path="/new", most=32 << 20)
"""What the form may weigh, with its files."""

_Text = Annotated[str, Form(max_length=2_000_000)]
_Short = Annotated[str, Form(max_length=20_000)]


class Way(StrEnum):
    """How an article is handed in."""

    ADDRESS = "address"
    TEXT = "text"
    FILE = "file"
    FEED = "feed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What stands in the form.

    Args:
        way: How the article is handed in; None where no button said it.
        addresses: Addresses, with white space between.
        title: The headline of ``text``.
        text: A pasted article.
        html: The same as HTML, where it was pasted with its structure.
        files: Dropped files, each with its name.
        entries: Addresses of articles that were chosen from feeds.
        theme: Name of the theme.
        sizes: Names of sizes; the first is the post's.
        own_picture: Whether the article's own picture is fetched.
        again: Whether a draft is made of an article that has one.
    """

    way: Way | None = None
    addresses: str = ""
    title: str = ""
    text: str = ""
    html: str = ""
    files: tuple[tuple[str, bytes], ...] = ()
    entries: tuple[str, ...] = ()
    theme: str = ""
    sizes: tuple[str, ...] = (FIRST_SIZE,)
    own_picture: bool = False
    again: bool = False

    @property
    def sources(self) -> tuple[Source, ...]:
        """What was handed in.

        Raises:
            ArticleError: It is nothing, or no article.
        """
        match self.chosen:
            case Way.ADDRESS:
                return addresses(self.addresses)
            case Way.FEED:
                return addresses("\n".join(self.entries))
            case Way.FILE:
                return tuple(handed_file(data, name) for name, data in self.files)
            case Way.TEXT:
                writing = Writing.HTML if self.html else Writing.TEXT
                return (pasted(self.html or self.text, title=self.title, writing=writing),)

    @property
    def chosen(self) -> Way:
        """How the article is handed in: as the button said, unless only another way was filled in.

        Where no scripts run, the Enter key presses the first button of the form.
        """
        filled = {
            Way.ADDRESS: self.addresses.strip(),
            Way.TEXT: self.text.strip(),
            Way.FILE: self.files,
            Way.FEED: self.entries,
        }
        used = [way for way, value in filled.items() if value]
        if self.way is None or (used and self.way not in used):
            return used[0] if used else Way.ADDRESS
        return self.way

    @property
    def order(self) -> Order:
        """What is to be made."""
        return Order(
            theme=self.theme or None,
            sizes=self.sizes or (FIRST_SIZE,),
            image=OWN_PICTURE if self.own_picture else None,
            local=False,
        )


def asked(  # noqa: PLR0913 - one argument for each field
    *,
    way: Annotated[Way | None, Form()] = None,
    addresses: _Short = "",
    title: _Short = "",
    text: _Text = "",
    html: _Text = "",
    files: Annotated[list[UploadFile] | None, File()] = None,
    entries: Annotated[list[_Short] | None, Form()] = None,
    theme: _Short = "",
    sizes: Annotated[list[_Short] | None, Form()] = None,
    own_picture: Annotated[bool, Form()] = False,
    again: Annotated[bool, Form()] = False,
) -> Asked:
    """Return what came in the form."""
    return Asked(
        way=way,
        addresses=addresses,
        title=title,
        text=text,
        html=html,
        files=tuple(
            (each.filename or "", each.file.read()) for each in files or () if each.filename
        ),
        entries=tuple(entries or ()),
        theme=theme,
        sizes=tuple(dict.fromkeys(sizes or (FIRST_SIZE,))),
        own_picture=own_picture,
        again=again,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What the form lets people choose from.

    Args:
        themes: All themes.
        theme: Name of the page's own.
        sizes: The sizes of that theme.
        feeds: Feeds with their articles.
        most_bytes: What one file may weigh.
        most_all_bytes: What all files may weigh.
    """

    themes: tuple[Theme, ...]
    theme: str
    sizes: tuple[Size, ...]
    feeds: tuple[FeedList, ...]
    most_bytes: int = LIMIT_BYTES
    most_all_bytes: int = BOUND.most - (2 << 20)


def offered(visit: Visit, feeds: tuple[FeedList, ...]) -> Offered:
    """Return what the form of somebody lets them choose from."""
    settings = visit.newsroom.settings
    themes = services.all_themes(settings.themes)
    name = settings.page(visit.page).theme.name
    own = next((each for each in themes if each.name == name), themes[0])
    return Offered(themes=themes, theme=own.name, sizes=tuple(own.sizes.values()), feeds=feeds)
