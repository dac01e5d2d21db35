"""What is sent to a page: a text, its images in order, their alternative texts."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PostImage:
    """An image of a post.

    Args:
        sha256: Hash of its bytes, in hexadecimal: the name under which they are kept.
        media_type: ``image/png`` or ``image/jpeg``.
        alt_text: What is told to a reader who cannot see it.
        width: In pixels.
        height: In pixels.
        size: Number of its bytes.
        file: Its name for people, such as ``01-headline-portrait.png``.
    """

    sha256: str
    media_type: str
    alt_text: str
    width: int
    height: int
    size: int
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What a reader meets on the page.

    Args:
        text: The message.
        link: The address of a link post. A post with images carries none: Facebook shows either
            a link's preview or photographs, so a link stands in its text or its comment.
        images: In the order in which they are shown.
        comment: The first comment below it, by the page itself.
    """

    text: str
    link: str | None = None
    images: tuple[PostImage, ...] = ()
    comment: str | None = None

    def fingerprint(self, target: str) -> str:
        """Return the hash that an approval binds, in hexadecimal.

        It covers all that a reader meets and where: the target, the text, the link, the first
        comment, and of each image in its order the bytes and the alternative text. Each part is
        preceded by its length, so that no two posts give the same bytes to hash.

        Args:
            target: What names the page on its platform; see ``Target``.
        """
        parts = [target, self.text, self.link or "", self.comment or ""]
        for image in self.images:
            parts += [image.sha256, image.alt_text]
        total = hashlib.sha256(b"nashir post 1\n")
        for part in parts:
            data = part.encode()
            total.update(f"{len(data)}:".encode() + data)
        return total.hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A page on a platform.

    Args:
        page: Its name in the settings, such as ``main``.
        publisher: ``facebook`` or ``sandbox``.
        page_id: Its ID on the platform.
    """

    page: str
    publisher: str
    page_id: str

    @property
    def key(self) -> str:
        """What names the page itself, whatever the settings call it."""
        return f"{self.publisher}:{self.page_id}"
