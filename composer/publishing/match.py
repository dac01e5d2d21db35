"""Which posts on the page are the ones that we sent."""

import unicodedata
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from composer.domain.post import Post
from composer.publishing.platform import SeenPost

_CLOCKS_DIFFER_BY = timedelta(hours=6)


def by_images(images: Collection[str], seen: Iterable[SeenPost]) -> tuple[SeenPost, ...]:
    """Return the posts that show any of our images: the platform uses an image in one post only."""
    return tuple(post for post in seen if not set(images).isdisjoint(post.images))


def by_text(
    post: Post, seen: Iterable[SeenPost], *, since: datetime | None, known: Collection[str]
) -> tuple[SeenPost, ...]:
    """Return the posts with exactly our text and link that no other item accounts for.

    Args:
        post: What we sent.
        seen: What the platform shows.
        since: When we sent it by our own clock. Clocks differ, so a post some hours older counts.
            None where nobody knows.
        known: IDs of the posts of other items.
    """
    return tuple(
        each
        for each in seen
        if each.id not in known
        and _plain(each.text) == _plain(post.text)
        and _same_link(post.link, each.link)
        and _is_late_enough(each.created, since)
    )


def _is_late_enough(created: datetime | None, since: datetime | None) -> bool:
    return created is None or since is None or created >= since - _CLOCKS_DIFFER_BY


def _plain(text: str) -> str:
    """Return a text in one of the forms that a platform may give it back in."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.rstrip() for line in lines.strip().split("\n"))


def _same_link(sent: str | None, seen: str | None) -> bool:
    """Tell whether two links are the same; a platform wraps the links of a post in its own."""
    if sent is None or seen is None:
        return sent is None
    return sent.rstrip("/") in (seen.rstrip("/"), _unwrapped(seen))


def _unwrapped(link: str) -> str:
    """Return where ``https://l.facebook.com/l.php?u=…`` leads."""
    return parse_qs(urlsplit(link).query).get("u", [link])[0].rstrip("/")
