"""Posts and the comments below them."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from composer.sandbox.album import StoredPhoto, new_number, photos_of

MICRO = 1_000_000
"""Microseconds in a second: posts are ordered by these, the API shows whole seconds."""


class PostState(StrEnum):
    """Where a post stands. The values are stored; never rename one."""

    PUBLISHED = "published"
    SCHEDULED = "scheduled"
    UNPUBLISHED = "unpublished"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPost:
    """A post that is to be made.

    Args:
        page: ID of its page.
        message: Its text; may be empty.
        link: What it links to.
        photos: Numbers of its photos, in order.
        state: How it begins.
        scheduled: When it is to be shown, in Unix seconds.
    """

    page: str
    message: str = ""
    link: str | None = None
    photos: Sequence[int] = ()
    state: PostState = PostState.PUBLISHED
    scheduled: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPost:
    """A post that is here.

    Args:
        number: Its number on the page.
        page: ID of its page.
        message: Its text; may be empty.
        link: What it links to.
        photos: In order.
        state: Where it stands.
        scheduled: When it is to be shown, in Unix seconds.
        rank: Its place in the order of posts: the newer, the greater.
        created: When it was made, or shown if that was later, in Unix seconds.
        updated: When it was changed last, in Unix seconds.
    """

    number: int
    page: str
    message: str
    link: str | None
    photos: tuple[StoredPhoto, ...]
    state: PostState
    scheduled: int | None
    rank: int
    created: int
    updated: int

    @property
    def id(self) -> str:
        """Its ID as the API writes it."""
        return f"{self.page}_{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredComment:
    """A comment; ``author`` is the ID of who wrote it, ``made`` is in Unix seconds."""

    number: int
    post: int
    author: str
    message: str
    made: int

    @property
    def id(self) -> str:
        """Its ID as the API writes it."""
        return f"{self.post}_{self.number}"


def add_post(
    db: sqlite3.Connection, post: NewPost, *, now_us: int, skew_s: int = 0, hidden_s: float = 0
) -> int:
    """Make a post and return its number.

    Args:
        db: The database.
        post: What to make.
        now_us: The time, in microseconds since 1970.
        skew_s: What to add to the time at which it says it was made.
        hidden_s: How long the lists do not show it.
    """
    number = new_number(db, "post")
    rank = _next_rank(db, now_us)
    created = rank // MICRO + skew_s
    db.execute(
        "INSERT INTO post (number, page, state, message, link, scheduled, rank, created, updated,"
        " hidden) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number,
            post.page,
            post.state,
            post.message,
            post.link,
            post.scheduled,
            rank,
            created,
            created,
            now_us + int(hidden_s * MICRO) if hidden_s > 0 else None,
        ),
    )
    db.executemany(
        "INSERT INTO post_photo (post, place, photo) VALUES (?, ?, ?)",
        [(number, place, photo) for place, photo in enumerate(post.photos)],
    )
    return number


def publish_due(db: sqlite3.Connection, *, now_us: int) -> None:
    """Show the posts whose time has come; each takes its place at its own time.

    What is shown once stays so, even where the clock is put back.
    """
    db.execute(
        "UPDATE post SET state = 'published', rank = scheduled * ?, created = scheduled,"
        " updated = scheduled WHERE state = 'scheduled' AND scheduled <= ?",
        (MICRO, now_us // MICRO),
    )
    db.execute("UPDATE post SET hidden = NULL WHERE hidden <= ?", (now_us,))


def publish_now(db: sqlite3.Connection, number: int, *, now_us: int) -> None:
    """Show a post that nobody saw yet."""
    rank = _next_rank(db, now_us)
    db.execute(
        "UPDATE post SET state = 'published', rank = ?, created = ?, updated = ? WHERE number = ?",
        (rank, rank // MICRO, rank // MICRO, number),
    )


def reschedule(db: sqlite3.Connection, number: int, when_s: int) -> None:
    """Have a post shown at another time, in Unix seconds."""
    db.execute("UPDATE post SET scheduled = ? WHERE number = ?", (when_s, number))


def rewrite(db: sqlite3.Connection, number: int, message: str, *, now_s: int) -> None:
    """Put another text into a post."""
    db.execute(
        "UPDATE post SET message = ?, updated = ? WHERE number = ?", (message, now_s, number)
    )


def delete_post(db: sqlite3.Connection, number: int) -> None:
    """Take a post down; its photos stay used."""
    db.execute("UPDATE post SET state = 'deleted' WHERE number = ?", (number,))


def find_post(db: sqlite3.Connection, number: int, *, page: str | None = None) -> StoredPost | None:
    """Return a post that was not taken down; None where there is none (on that page)."""
    row = db.execute(
        "SELECT * FROM post WHERE number = ? AND state <> 'deleted' AND page = coalesce(?, page)",
        (number, page),
    ).fetchone()
    return None if row is None else stored_post(db, row)


def stored_post(db: sqlite3.Connection, row: sqlite3.Row) -> StoredPost:
    """Return the post of a row."""
    return StoredPost(
        number=row["number"],
        page=row["page"],
        message=row["message"],
        link=row["link"],
        photos=photos_of(db, row["number"]),
        state=PostState(row["state"]),
        scheduled=row["scheduled"],
        rank=row["rank"],
        created=row["created"],
        updated=row["updated"],
    )


def last_text(db: sqlite3.Connection, page: str) -> tuple[str, str | None] | None:
    """Return text and link of the newest post that readers see; None where it has photos."""
    row = db.execute(
        "SELECT number, message, link FROM post WHERE page = ? AND state = 'published'"
        " ORDER BY rank DESC, number DESC LIMIT 1",
        (page,),
    ).fetchone()
    if row is None or photos_of(db, row["number"]):
        return None
    return row["message"], row["link"]


def add_comment(
    db: sqlite3.Connection, post: StoredPost, author: str, message: str, *, now_s: int
) -> StoredComment:
    """Write a comment below a post."""
    number = new_number(db, "comment")
    db.execute(
        "INSERT INTO comment (number, post, author, message, made) VALUES (?, ?, ?, ?, ?)",
        (number, post.number, author, message, now_s),
    )
    return StoredComment(
        number=number, post=post.number, author=author, message=message, made=now_s
    )


def find_comment(db: sqlite3.Connection, number: int) -> StoredComment | None:
    """Return a comment; None where it is gone."""
    row = db.execute("SELECT * FROM comment WHERE number = ? AND NOT gone", (number,)).fetchone()
    return None if row is None else stored_comment(row)


def comments_of(db: sqlite3.Connection, post: int) -> tuple[StoredComment, ...]:
    """Return the comments below a post, the first one first."""
    rows = db.execute("SELECT * FROM comment WHERE post = ? AND NOT gone ORDER BY number", (post,))
    return tuple(stored_comment(row) for row in rows)


def delete_comment(db: sqlite3.Connection, number: int) -> None:
    """Take a comment away."""
    db.execute("UPDATE comment SET gone = 1 WHERE number = ?", (number,))


def stored_comment(row: sqlite3.Row) -> StoredComment:
    """Return the comment of a row."""
    return StoredComment(
        number=row["number"],
        post=row["post"],
        author=row["author"],
        message=row["message"],
        made=row["made"],
    )


def _next_rank(db: sqlite3.Connection, now_us: int) -> int:
    """Return a place behind all others, even where the clock has been put back."""
    last = db.execute("SELECT max(rank) FROM post").fetchone()[0]
    return now_us if last is None else max(now_us, int(last) + 1)
