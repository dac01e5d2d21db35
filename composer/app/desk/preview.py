"""The post as its readers will meet it, ready for its template; only about so: see the collage."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from composer.domain.post import Post, PostImage
from composer.sandbox.collage import Collage, collage
from composer.sandbox.words import Part, is_web, lines_of

_ARTICLE = "ال"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A post.

    Args:
        page: Name of the page that it will stand on.
        face: Address of the page's picture at the desk; empty for its initial.
        lines: Its text, line by line.
        length: Number of characters of its text.
        link: Address of a link post.
        host: Where that leads, for people.
        images: All of them, in their order.
        collage: How those stand together; None without any.
        comment: The first comment below it, line by line; empty without one.
    """

    page: str
    face: str
    lines: tuple[tuple[Part, ...], ...]
    length: int
    link: str | None
    host: str | None
    images: tuple[PostImage, ...]
    collage: Collage | None
    comment: tuple[tuple[Part, ...], ...]

    @property
    def seen(self) -> tuple[PostImage, ...]:
        """The images that have a place."""
        return self.images[: self.collage.shown] if self.collage else ()

    @property
    def untold(self) -> tuple[int, ...]:
        """Numbers, from 1, of the images that have no alternative text."""
        return tuple(
            number for number, image in enumerate(self.images, 1) if not image.alt_text.strip()
        )

    @property
    def initial(self) -> str:
        """The letter that stands for the page's picture."""
        return initial(self.page)


def preview(post: Post, *, page: str, face: str = "") -> Preview:
    """Return a post as its readers will meet it.

    Args:
        post: What is published.
        page: Name of the page.
        face: Address of its picture at the desk; empty for its initial.
    """
    link = post.link if post.link and is_web(post.link) else None
    return Preview(
        page=page,
        face=face,
        lines=lines_of(post.text),
        length=len(post.text),
        link=link,
        host=urlsplit(link).hostname if link else None,
        images=post.images,
        collage=_collage(post.images),
        comment=lines_of(post.comment or ""),
    )


def initial(name: str) -> str:
    """Return the letter that stands for a name: the first one after the Arabic article."""
    return next((each.upper() for each in name.removeprefix(_ARTICLE) if each.isalnum()), "•")


def _collage(images: tuple[PostImage, ...]) -> Collage | None:
    if not images:
        return None
    return collage(len(images), width=images[0].width, height=images[0].height)
