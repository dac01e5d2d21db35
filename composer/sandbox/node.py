"""How posts, photos, comments and pages look in answers: the recorded shapes.

Each function returns all that there is to know; ``fields`` picks from it. None stands for what a
node of this kind can have and this one lacks.
"""

from datetime import UTC, datetime
from typing import Any

from composer.sandbox.account import Actor, Role, StoredPage
from composer.sandbox.album import StoredPhoto
from composer.sandbox.feed import PostState, StoredComment, StoredPost

TASKS = (
    "ADVERTISE",
    "ANALYZE",
    "CREATE_CONTENT",
    "MESSAGING",
    "MODERATE",
    "MANAGE",
)

POST_FIELDS = "id,created_time,message"
COMMENT_FIELDS = "id,created_time,from,message"
PHOTO_FIELDS = "id,created_time,name"

_SUBATTACHMENTS = 12


def time_text(seconds: int) -> str:
    """Return a time as the API writes it: without a colon in the offset."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


def permalink(post: StoredPost, root: str) -> str:
    """Return where a post can be seen.

    Args:
        post: The post.
        root: Address of the practice page, without a slash at its end: Facebook would say
            ``https://www.facebook.com``.
    """
    if post.state is PostState.PUBLISHED:
        return f"{root}/{post.page}/posts/{post.number}/"
    return f"{root}/permalink.php?story_fbid={post.number}&id={post.page}"


def post_node(post: StoredPost, root: str) -> dict[str, Any]:
    """Return what is known of a post."""
    shown = post.state is PostState.PUBLISHED
    return {
        "id": post.id,
        "message": post.message or None,
        "created_time": time_text(post.created),
        "updated_time": time_text(post.updated),
        "is_published": shown,
        "is_hidden": False,
        "scheduled_publish_time": None if shown else post.scheduled,
        "permalink_url": permalink(post, root),
        "full_picture": f"{root}/photos/{post.photos[0].id}" if post.photos else None,
        "status_type": _status_type(post),
        "from": {"id": post.page},
        "attachments": _attachments(post, root),
    }


def photo_node(photo: StoredPhoto, post: StoredPost | None, root: str) -> dict[str, Any]:
    """Return what is known of a photo; ``post`` is the one that shows it."""
    shown = post is not None and post.state is PostState.PUBLISHED
    address = f"{root}/photos/{photo.id}"
    return {
        "id": photo.id,
        "created_time": time_text(photo.made),
        "updated_time": time_text(photo.made),
        "name": photo.caption,
        "alt_text": None,
        "alt_text_custom": photo.alt_text,
        "width": photo.width,
        "height": photo.height,
        "link": f"{address}/view",
        "picture": address,
        "images": [{"source": address, "width": photo.width, "height": photo.height}],
        "page_story_id": post.id if shown and post else None,
        "from": {"id": photo.page},
    }


def comment_node(comment: StoredComment, author: str) -> dict[str, Any]:
    """Return what is known of a comment; ``author`` is the name of who wrote it."""
    return {
        "id": comment.id,
        "created_time": time_text(comment.made),
        "message": comment.message,
        "from": {"id": comment.author, "name": author},
        "attachment": None,
        "parent": None,
    }


def page_node(page: StoredPage, root: str, actor: Actor) -> dict[str, Any]:
    """Return what is known of a page; its token is for itself and for those with a role."""
    known = actor.role is not Role.APP
    return {
        "id": page.id,
        "name": page.name,
        "category": "News & media website",
        "link": f"{root}/pages/{page.id}",
        "access_token": page.token if known else None,
        "tasks": list(TASKS) if known else None,
        "is_published": True,
        "about": None,
        "username": None,
        "fan_count": 0,
        "followers_count": 0,
    }


def _status_type(post: StoredPost) -> str | None:
    if post.photos:
        return "added_photos"
    return "shared_story" if post.link else None


def _attachments(post: StoredPost, root: str) -> dict[str, Any] | None:
    if len(post.photos) == 1:
        return {"data": [_photo_attachment(post.photos[0], root)]}
    if post.photos:
        album = {
            **_attachment("album", f"{root}/{post.page}/posts/{post.number}/"),
            "target": {"id": str(post.number), "url": permalink(post, root)},
            "title": "Photos from the post",
            "media": _media(post.photos[0], root),
            "subattachments": {
                "data": [_photo_attachment(each, root) for each in post.photos],
                "usual": _SUBATTACHMENTS,
            },
        }
        return {"data": [album]}
    if post.link:
        share = {
            **_attachment("link", post.link),
            "type": "share",
            "target": {"id": None, "url": post.link},
            "title": post.link,
        }
        return {"data": [share]}
    return None


def _photo_attachment(photo: StoredPhoto, root: str) -> dict[str, Any]:
    address = f"{root}/photos/{photo.id}/view"
    return {
        **_attachment("photo", address),
        "target": {"id": photo.id, "url": address},
        "description": photo.caption,
        "media": _media(photo, root),
    }


def _attachment(kind: str, url: str) -> dict[str, Any]:
    return {
        "media_type": kind,
        "type": kind,
        "url": url,
        "target": None,
        "title": None,
        "description": None,
        "media": None,
        "subattachments": None,
    }


def _media(photo: StoredPhoto, root: str) -> dict[str, Any]:
    source = f"{root}/photos/{photo.id}"
    return {"image": {"src": source, "width": photo.width, "height": photo.height}}
