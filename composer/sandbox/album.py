"""Photos: staged, put into posts, thrown away."""

import sqlite3
from dataclasses import dataclass

STAGED_LIFE_S = 24 * 3600
"""How long a photo lives that no post takes up, in seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPhoto:
    """A photo that comes in.

    Args:
        page: ID of its page.
        file: Name of the file that holds its bytes.
        sha256: Their hash, in hexadecimal.
        media_type: As ``image/png``.
        width: In pixels.
        height: In pixels.
        alt_text: For those who cannot see it.
        caption: Its text.
        temporary: It is meant for a post that is shown later.
    """

    page: str
    file: str
    sha256: str
    media_type: str
    width: int
    height: int
    alt_text: str | None = None
    caption: str | None = None
    temporary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPhoto(NewPhoto):
    """A photo that is here.

    Args:
        number: Its ID.
        made: When it came, in Unix seconds.
        post: The post that took it up; None while it is staged.
    """

    number: int
    made: int
    post: int | None = None

    @property
    def id(self) -> str:
        """Its ID as the API writes it."""
        return str(self.number)


_COLUMNS = (
    "photo.*, (SELECT min(post) FROM post_photo WHERE post_photo.photo = photo.number) AS post"
)


def new_number(db: sqlite3.Connection, kind: str) -> int:
    """Return a number that no object ever had; later ones are greater."""
    return int(db.execute("INSERT INTO object (kind) VALUES (?)", (kind,)).lastrowid or 0)


def add_photo(db: sqlite3.Connection, photo: NewPhoto, *, now_s: int) -> int:
    """Keep a photo and return its number."""
    number = new_number(db, "photo")
    db.execute(
        "INSERT INTO photo (number, page, file, sha256, media_type, width, height, alt_text,"
        " caption, temporary, made) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number,
            photo.page,
            photo.file,
            photo.sha256,
            photo.media_type,
            photo.width,
            photo.height,
            photo.alt_text,
            photo.caption,
            photo.temporary,
            now_s,
        ),
    )
    return number


def find_photo(db: sqlite3.Connection, number: str, *, now_s: int) -> StoredPhoto | None:
    """Return a photo; None where it is gone, or was staged too long ago."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM photo WHERE number = ? AND NOT gone",  # noqa: S608 - constant
        (int(number),),
    ).fetchone()
    photo = None if row is None else stored_photo(row)
    if photo is None or (photo.post is None and now_s >= photo.made + STAGED_LIFE_S):
        return None
    return photo


def photos_of(db: sqlite3.Connection, post: int) -> tuple[StoredPhoto, ...]:
    """Return the photos of a post, in their order."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM photo JOIN post_photo AS taken"  # noqa: S608 - constant
        " ON taken.photo = photo.number WHERE taken.post = ? AND NOT gone ORDER BY taken.place",
        (post,),
    )
    return tuple(stored_photo(row) for row in rows)


def delete_photo(db: sqlite3.Connection, number: int) -> None:
    """Throw a photo away; a post that showed it shows the rest."""
    db.execute("UPDATE photo SET gone = 1 WHERE number = ?", (number,))


def expired_files(db: sqlite3.Connection, *, now_s: int) -> list[str]:
    """Throw away the photos that no post took up in time, and return their files."""
    rows = db.execute(
        "UPDATE photo SET gone = 1 WHERE NOT gone AND made <= ?"
        " AND NOT EXISTS (SELECT 1 FROM post_photo WHERE photo = photo.number) RETURNING file",
        (now_s - STAGED_LIFE_S,),
    )
    return [row["file"] for row in rows]


def stored_photo(row: sqlite3.Row) -> StoredPhoto:
    """Return the photo of a row."""
    return StoredPhoto(
        number=row["number"],
        page=row["page"],
        file=row["file"],
        sha256=row["sha256"],
        media_type=row["media_type"],
        width=row["width"],
        height=row["height"],
        alt_text=row["alt_text"],
        caption=row["caption"],
        temporary=bool(row["temporary"]),
        made=row["made"],
        post=row["post"],
    )
