"""One call while it is carried out: who calls, with what, at what time."""

import sqlite3
from dataclasses import dataclass, field

from composer.sandbox.account import Actor, StoredPage, find_page, may_see, visit_page
from composer.sandbox.album import StoredPhoto, find_photo
from composer.sandbox.feed import MICRO, StoredComment, StoredPost, find_comment, find_post
from composer.sandbox.graph_error import GraphError, may_not_post, no_such_object
from composer.sandbox.parameter import Parameters
from composer.sandbox.picture import Picture
from composer.sandbox.strike import Strikes

MOST_DIGITS = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A picture that came with a call and lies on the disk already."""

    file: str
    sha256: str
    picture: Picture


@dataclass(slots=True, kw_only=True)
class Files:
    """The photo files that a call brings or gives up.

    Args:
        upload: The picture that came; an error where the file is none; None without a file.
        keeps_upload: Whether a photo has been made of it.
        expired: Files of photos that were thrown away.
    """

    upload: Upload | GraphError | None = None
    keeps_upload: bool = False
    expired: list[str] = field(default_factory=list)

    def forget(self) -> None:
        """Take back what a call did that came to nothing."""
        self.keeps_upload = False
        self.expired.clear()

    def unwanted(self) -> tuple[str, ...]:
        """Return the files that no row names any more."""
        if isinstance(self.upload, Upload) and not self.keeps_upload:
            return (self.upload.file, *self.expired)
        return tuple(self.expired)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What a call's work needs.

    Args:
        db: The database, in a transaction of this call's own.
        now_us: The time, in microseconds since 1970.
        actor: Who calls.
        parameters: With what.
        strikes: The faults that change how it is done.
        root: Address of the practice page, without a slash at its end.
        url: The address that was asked.
        files: The photo files that it brings or gives up.
    """

    db: sqlite3.Connection
    now_us: int
    actor: Actor
    parameters: Parameters
    strikes: Strikes
    root: str
    url: str
    files: Files

    @property
    def now_s(self) -> int:
        """The time, in Unix seconds."""
        return self.now_us // MICRO

    def page(self, page_id: str, method: str = "GET") -> StoredPage:
        """Return the page of an ID, ``me`` included.

        Raises:
            GraphError: There is none that this token sees.
        """
        wanted = self.actor.subject if page_id == "me" else page_id
        page = visit_page(self.db, wanted or "", self.actor)
        if page is None:
            raise no_such_object(page_id, method)
        if not may_see(self.actor, page):
            raise no_such_object(page_id) if method == "GET" else may_not_post()
        return page

    def post(self, text: str) -> StoredPost | None:
        """Return the post of an ID, ``PAGE_NUMBER``, if this token sees it."""
        page_id, _, number = text.partition("_")
        page = find_page(self.db, page_id)
        if page is None or not _is_number(number) or not may_see(self.actor, page):
            return None
        return find_post(self.db, int(number), page=page.id)

    def photo(self, text: str) -> StoredPhoto | None:
        """Return the photo of an ID, if this token sees it."""
        photo = find_photo(self.db, text, now_s=self.now_s) if _is_number(text) else None
        page = None if photo is None else find_page(self.db, photo.page)
        return photo if page and may_see(self.actor, page) else None

    def comment(self, text: str) -> tuple[StoredComment, StoredPost] | None:
        """Return the comment of an ID, ``POST_NUMBER``, and its post, if this token sees them."""
        post_number, _, number = text.partition("_")
        if not (_is_number(post_number) and _is_number(number)):
            return None
        comment = find_comment(self.db, int(number))
        if comment is None or comment.post != int(post_number):
            return None
        post = find_post(self.db, comment.post)
        page = None if post is None else find_page(self.db, post.page)
        return (comment, post) if post and page and may_see(self.actor, page) else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
