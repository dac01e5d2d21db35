"""What the page to look at shows, ready for its template."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from composer.sandbox.account import StoredPage, all_pages, find_page
from composer.sandbox.album import StoredPhoto
from composer.sandbox.collage import Collage, collage
from composer.sandbox.feed import (
    PostState,
    StoredComment,
    StoredPost,
    comments_of,
    stored_post,
)
from composer.sandbox.words import Fold, Part, fold_of, is_web, lines_of

MONTHS = (
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "مايو",
    "يونيو",
    "يوليو",
    "أغسطس",
    "سبتمبر",
    "أكتوبر",
    "نوفمبر",
    "ديسمبر",
)
POSTS_ON_A_PAGE = 20

_MOST_COMMENTS = 3
_NOON = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTime:
    """A time for people, and for machines."""

    text: str
    iso: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPhoto:
    """A photo; ``alt`` is empty where nobody wrote any."""

    id: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownComment:
    """A comment."""

    author: str
    lines: tuple[tuple[Part, ...], ...]
    time: ShownTime


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPost:
    """A post.

    Args:
        number: Its number on the page.
        path: Where it stands alone.
        page: Name of its page.
        time: When it was shown, or is to be.
        scheduled: Whether it waits for that.
        lines: Its text.
        fold: Where it is too long to be shown at once.
        link: Address of a link post.
        host: Where that leads, for people.
        photos: All of them.
        collage: How those stand together; None without any.
        comments: The first ones.
        more_comments: How many there are besides.
    """

    number: int
    path: str
    page: str
    time: ShownTime
    scheduled: bool
    lines: tuple[tuple[Part, ...], ...]
    fold: Fold
    link: str | None
    host: str | None
    photos: tuple[ShownPhoto, ...]
    collage: Collage | None
    comments: tuple[ShownComment, ...]
    more_comments: int

    @property
    def seen(self) -> tuple[ShownPhoto, ...]:
        """The photos that have a place."""
        return self.photos[: self.collage.shown] if self.collage else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPage:
    """All that a page shows.

    Args:
        id: Of the page.
        name: Of the page.
        posts: What readers see, newest first.
        scheduled: What waits for its time, the next one first.
        others: The other pages, ID and name.
        total: How many posts readers see in all.
        older: Number of the page with older posts; None where there are none.
        newer: Number of the page with newer posts; None where there are none.
    """

    id: str
    name: str
    posts: tuple[ShownPost, ...]
    scheduled: tuple[ShownPost, ...]
    others: tuple[tuple[str, str], ...]
    total: int
    older: int | None = None
    newer: int | None = None

    @property
    def initial(self) -> str:
        """The letter that stands for its picture."""
        word = self.name.removeprefix("ال")
        return next((each for each in word if each.isalnum()), "ن")


class Viewer:
    """Reads what is shown.

    Args:
        db: The database.
        zone: In which times are shown.
    """

    def __init__(self, db: sqlite3.Connection, zone: ZoneInfo) -> None:
        self._db = db
        self._zone = zone

    def page(self, page: StoredPage, place: int = 1) -> ShownPage:
        """Return a page of a page's posts, the newest on page 1."""
        total = self._count(page)
        first = (place - 1) * POSTS_ON_A_PAGE
        last = first + POSTS_ON_A_PAGE
        where = "page = ? AND state = ?"
        shown = self._posts(
            f"{where} ORDER BY rank DESC, number DESC LIMIT {POSTS_ON_A_PAGE} OFFSET {first}",
            (page.id, PostState.PUBLISHED),
        )
        waiting = self._posts(f"{where} ORDER BY scheduled, number", (page.id, PostState.SCHEDULED))
        return ShownPage(
            id=page.id,
            name=page.name,
            posts=tuple(self.post(each) for each in shown),
            scheduled=tuple(self.post(each) for each in waiting),
            others=tuple((each.id, each.name) for each in all_pages(self._db) if each != page),
            total=total,
            older=place + 1 if last < total else None,
            newer=place - 1 if place > 1 else None,
        )

    def single(self, page: StoredPage, post: StoredPost) -> ShownPage:
        """Return a page with one post alone."""
        return ShownPage(
            id=page.id,
            name=page.name,
            posts=(self.post(post),),
            scheduled=(),
            others=(),
            total=self._count(page),
        )

    def post(self, post: StoredPost) -> ShownPost:
        """Return what is shown of a post."""
        comments = comments_of(self._db, post.number)
        waits = post.state is not PostState.PUBLISHED
        return ShownPost(
            number=post.number,
            path=f"/{post.page}/posts/{post.number}/",
            page=self._name(post.page),
            time=self._time(post.scheduled if waits and post.scheduled else post.created),
            scheduled=waits,
            lines=lines_of(post.message),
            fold=fold_of(post.message),
            link=post.link if post.link and is_web(post.link) else None,
            host=urlsplit(post.link).hostname if post.link and is_web(post.link) else None,
            photos=tuple(shown_photo(each) for each in post.photos),
            collage=_collage(post.photos),
            comments=tuple(self._comment(each) for each in comments[:_MOST_COMMENTS]),
            more_comments=max(0, len(comments) - _MOST_COMMENTS),
        )

    def _posts(self, rest: str, values: tuple[object, ...]) -> list[StoredPost]:
        rows = self._db.execute(f"SELECT * FROM post WHERE {rest}", values)  # noqa: S608 - our words
        return [stored_post(self._db, row) for row in rows.fetchall()]

    def _count(self, page: StoredPage) -> int:
        row = self._db.execute(
            "SELECT count(*) FROM post WHERE page = ? AND state = 'published'", (page.id,)
        )
        return int(row.fetchone()[0])

    def _comment(self, comment: StoredComment) -> ShownComment:
        return ShownComment(
            author=self._name(comment.author),
            lines=lines_of(comment.message),
            time=self._time(comment.made),
        )

    def _name(self, page_id: str) -> str:
        page = find_page(self._db, page_id)
        return page.name if page else ""

    def _time(self, seconds: int) -> ShownTime:
        return shown_time(datetime.fromtimestamp(seconds, UTC).astimezone(self._zone))


def shown_photo(photo: StoredPhoto) -> ShownPhoto:
    """Return what is shown of a photo."""
    return ShownPhoto(id=photo.id, alt=photo.alt_text or "", width=photo.width, height=photo.height)


def shown_time(when: datetime) -> ShownTime:
    """Return a time as an Arabic reader writes it."""
    half = "ص" if when.hour < _NOON else "م"
    hour = when.hour % _NOON or _NOON
    day = f"{when.day} {MONTHS[when.month - 1]} {when.year}"
    text = f"{day} الساعة {hour}:{when.minute:02} {half}"
    return ShownTime(text=text, iso=when.isoformat())


def _collage(photos: Sequence[StoredPhoto]) -> Collage | None:
    if not photos:
        return None
    return collage(len(photos), width=photos[0].width, height=photos[0].height)
