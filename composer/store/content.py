"""Posts as they were approved: what is sent is read from here, and it is never changed."""

import json
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, select

from composer.domain.post import Post, PostImage
from composer.errors import ApprovalLost
from composer.store.database import insert_new
from composer.store.schema import content, content_blob


def keep_content(connection: Connection, post: Post, target_key: str) -> str:
    """Keep a post with the names of its images, and return its fingerprint."""
    fingerprint = post.fingerprint(target_key)
    body = json.dumps(asdict(post), ensure_ascii=False)
    insert_new(connection, content, fingerprint=fingerprint, target=target_key, body=body)
    for sha256 in {image.sha256 for image in post.images}:
        insert_new(connection, content_blob, fingerprint=fingerprint, sha256=sha256)
    return fingerprint


def read_content(connection: Connection, fingerprint: str) -> Post:
    """Return a post as it was approved.

    Raises:
        ApprovalLost: It is missing, or is not what its fingerprint was made of.
    """
    query = select(content.c.target, content.c.body).where(content.c.fingerprint == fingerprint)
    row = connection.execute(query).one_or_none()
    if row is None:
        msg = f"no post was approved as {fingerprint[:12]}: approve the draft again"
        raise ApprovalLost(msg)
    post = _approved(row.body, row.target, fingerprint)
    if post is None:
        msg = (
            f"the post that was approved as {fingerprint[:12]} was changed in the database, so it"
            " is not sent: restore a backup: nashir restore"
        )
        raise ApprovalLost(msg)
    return post


def _approved(body: str, target_key: str, fingerprint: str) -> Post | None:
    """Return the post of a body; None where its fingerprint was made of something else."""
    try:
        values: dict[str, Any] = json.loads(body)
        images = tuple(PostImage(**each) for each in values.pop("images"))
        post = Post(**values, images=images)
        return post if post.fingerprint(target_key) == fingerprint else None
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
