"""Reads posts and comments out of the platform's answers, leniently where it is uncertain."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from composer.errors import Unavailable
from composer.publishing.graph import number
from composer.publishing.platform import SeenComment, SeenPost

POST_FIELDS = (
    "id,message,created_time,is_published,scheduled_publish_time,permalink_url,"
    "attachments{media_type,type,target{id,url},subattachments.limit(30){media_type,type,target{id}}}"
)
COMMENT_FIELDS = "id,message,from{id}"


def seen_post(node: Mapping[str, object], *, published: bool = True) -> SeenPost:
    """Return a post.

    Args:
        node: What the platform shows of it.
        published: Whether readers see it, where the platform does not say.

    Raises:
        Unavailable: It has no ID: what cannot be named cannot be counted either.
    """
    told = node.get("is_published")
    return SeenPost(
        id=read_id(node),
        text=text_of(node, "message"),
        link=_link(node),
        images=tuple(_images(node)),
        created=instant(node.get("created_time")),
        is_published=published if told is None else told in (True, 1, "true", "1"),
        scheduled=instant(node.get("scheduled_publish_time")),
        permalink=text_of(node, "permalink_url") or None,
    )


def seen_comment(node: Mapping[str, object]) -> SeenComment:
    """Return a comment; raises as ``seen_post``."""
    author = node.get("from")
    return SeenComment(
        id=read_id(node),
        text=text_of(node, "message"),
        author=text_of(author, "id") or None if isinstance(author, dict) else None,
    )


def read_id(node: Mapping[str, object]) -> str:
    """Return the ID of what the platform shows.

    Raises:
        Unavailable: There is none.
    """
    found = identity(node.get("id"))
    if found is None:
        msg = "Facebook shows something without its ID: it is read again"
        raise Unavailable(msg)
    return found


def identity(value: object) -> str | None:
    """Return an ID; None for what is none. IDs are texts, but a number is one without doubt."""
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return str(value)
    if isinstance(value, str) and value.isascii() and value.replace("_", "").isalnum():
        return value
    return None


def text_of(node: Mapping[str, object], name: str) -> str:
    """Return a text; empty where there is none."""
    found = node.get(name)
    return found if isinstance(found, str) else ""


def instant(value: object) -> datetime | None:
    """Return an instant in UTC from Unix seconds, a number or text, or from ISO 8601."""
    seconds = number(value)
    try:
        if seconds is not None:
            return datetime.fromtimestamp(seconds, UTC) if seconds > 0 else None
        found = datetime.fromisoformat(value if isinstance(value, str) else "")
        return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _attachments(node: Mapping[str, object], name: str) -> Iterator[Mapping[str, object]]:
    found = node.get(name)
    data = found.get("data") if isinstance(found, dict) else found
    if isinstance(data, list):
        yield from (each for each in data if isinstance(each, dict))


def _target(attachment: Mapping[str, object]) -> Mapping[str, object]:
    found = attachment.get("target")
    return found if isinstance(found, dict) else {}


def _images(node: Mapping[str, object]) -> Iterator[str]:
    """Yield the IDs of a post's images: several hang below an album, one is the attachment."""
    for attachment in _attachments(node, "attachments"):
        below = list(_attachments(attachment, "subattachments"))
        alone = "photo" in (attachment.get("media_type"), attachment.get("type"))
        for each in below or ([attachment] if alone else []):
            found = identity(_target(each).get("id"))
            if found is not None:
                yield found


def _link(node: Mapping[str, object]) -> str | None:
    """Return what a link post leads to, as the platform shows it: it may wrap it in its own."""
    for attachment in _attachments(node, "attachments"):
        if attachment.get("media_type") == "link" or attachment.get("type") == "share":
            return text_of(_target(attachment), "url") or None
    return None
