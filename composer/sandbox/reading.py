"""Calls that only look: nodes and lists."""

from collections.abc import Callable
from typing import Any

from composer.sandbox.account import (
    PRACTICE_USER_ID,
    Role,
    StoredPage,
    all_pages,
    find_page,
    must_be_page,
    must_be_user,
)
from composer.sandbox.album import find_photo
from composer.sandbox.feed import PostState, find_post, stored_comment, stored_post
from composer.sandbox.field import parse_fields, project
from composer.sandbox.graph_error import bad_parameter, no_such_object
from composer.sandbox.node import (
    COMMENT_FIELDS,
    PHOTO_FIELDS,
    POST_FIELDS,
    comment_node,
    page_node,
    photo_node,
    post_node,
)
from composer.sandbox.paging import Listing, page_body, read_slice
from composer.sandbox.turn import Turn

USER_NAME = "محرّر التدريب"

PERMISSIONS = (
    "business_management",
    "pages_manage_engagement",
    "pages_manage_posts",
    "pages_read_engagement",
    "pages_read_user_content",
    "pages_show_list",
    "public_profile",
)


def get_node(turn: Turn, node: str) -> dict[str, Any]:
    """Return a post, a photo, a comment, a page or a person."""
    if node in {"me", PRACTICE_USER_ID} and turn.actor.role is Role.USER:
        user = {"id": PRACTICE_USER_ID, "name": USER_NAME}
        return _picked(turn, user, usual="id,name", kind="User")
    if post := turn.post(node):
        return _picked(turn, post_node(post, turn.root), usual=POST_FIELDS, kind="Post")
    if photo := turn.photo(node):
        shown = None if photo.post is None else find_post(turn.db, photo.post)
        known = photo_node(photo, shown, turn.root)
        return _picked(turn, known, usual=PHOTO_FIELDS, kind="Photo")
    if found := turn.comment(node):
        known = comment_node(found[0], _name(turn, found[0].author))
        return _picked(turn, known, usual=COMMENT_FIELDS, kind="Comment")
    page = turn.page(node)
    return _picked(turn, page_node(page, turn.root, turn.actor), usual="id,name", kind="Page")


def get_posts(turn: Turn, node: str) -> dict[str, Any]:
    """Return the posts of a page that readers see, newest first."""
    return _posts(turn, turn.page(node), (PostState.PUBLISHED,))


def get_feed(turn: Turn, node: str) -> dict[str, Any]:
    """Return the feed: as the posts; Facebook's own text says both that others show and do not."""
    others = "unpublished-in-feed" in turn.strikes.along
    unseen = (PostState.SCHEDULED, PostState.UNPUBLISHED) if others else ()
    return _posts(turn, turn.page(node), (PostState.PUBLISHED, *unseen))


def get_scheduled(turn: Turn, node: str) -> dict[str, Any]:
    """Return the posts that wait for their time, the last made first."""
    page = turn.page(node)
    what = "A page access token is required to request this resource."
    must_be_page(turn.actor, page, what)
    return _posts(turn, page, (PostState.SCHEDULED,))


def get_photos(turn: Turn, node: str) -> dict[str, Any]:
    """Return the photos of a page that readers see; without ``type=uploaded`` there are none."""
    page = turn.page(node)
    if (turn.parameters.text("type") or "profile") != "uploaded":
        return {"data": []}
    where = (
        "page = ? AND NOT gone AND EXISTS (SELECT 1 FROM post_photo JOIN post ON"
        " post.number = post_photo.post WHERE photo = photo.number AND state = 'published')"
    )

    def told(number: int) -> dict[str, Any]:
        photo = find_photo(turn.db, str(number), now_s=turn.now_s)
        if photo is None or photo.post is None:
            return {}
        known = photo_node(photo, find_post(turn.db, photo.post), turn.root)
        return _picked(turn, known, usual=PHOTO_FIELDS, kind="Photo")

    return _listed(turn, Listing(table="photo", where=where, values=(page.id,)), told)


def get_comments(turn: Turn, node: str) -> dict[str, Any]:
    """Return the comments below a post, the first one first."""
    post = turn.post(node)
    if post is None:
        raise no_such_object(node)
    listing = Listing(
        table="comment", where="post = ? AND NOT gone", values=(post.number,), newest_first=False
    )

    def told(number: int) -> dict[str, Any]:
        row = turn.db.execute("SELECT * FROM comment WHERE number = ?", (number,)).fetchone()
        comment = stored_comment(row)
        known = comment_node(comment, _name(turn, comment.author))
        return _picked(turn, known, usual=COMMENT_FIELDS, kind="Comment")

    return _listed(turn, listing, told)


def get_accounts(turn: Turn, node: str) -> dict[str, Any]:
    """Return the pages on which a person has a role, with their tokens."""
    user = turn.actor.subject or "" if node == "me" else node
    must_be_user(turn.actor, user)
    usual = "access_token,category,name,id,tasks"
    pages = [
        _picked(turn, page_node(each, turn.root, turn.actor), usual=usual, kind="Page")
        for each in all_pages(turn.db)
    ]
    return {"data": pages}


def get_permissions(turn: Turn, node: str) -> dict[str, Any]:
    """Return what a person has allowed the app."""
    must_be_user(turn.actor, turn.actor.subject or "" if node == "me" else node)
    return {"data": [{"permission": each, "status": "granted"} for each in PERMISSIONS]}


def get_many(turn: Turn, node: str) -> dict[str, Any]:
    """Refuse what version 26 took away: several nodes by ``?ids=``."""
    del turn, node
    msg = "The parameter ids is not supported any more"
    raise bad_parameter(msg)


def _posts(turn: Turn, page: StoredPage, states: tuple[PostState, ...]) -> dict[str, Any]:
    marks = ", ".join("?" * len(states))
    listing = Listing(
        table="post",
        where=f"page = ? AND state IN ({marks}) AND hidden IS NULL",
        values=(page.id, *states),
        rank="rank",
    )

    def told(number: int) -> dict[str, Any]:
        row = turn.db.execute("SELECT * FROM post WHERE number = ?", (number,)).fetchone()
        known = post_node(stored_post(turn.db, row), turn.root)
        return _picked(turn, known, usual=POST_FIELDS, kind="Post")

    return _listed(turn, listing, told)


def _listed(turn: Turn, listing: Listing, told: Callable[[int], dict[str, Any]]) -> dict[str, Any]:
    short = "short-pages" in turn.strikes.along
    empty = bool(turn.strikes.number("short-pages", "empty"))
    found = read_slice(turn.db, listing, turn.parameters, short=short, empty=empty)
    return page_body(found, [told(row["number"]) for row in found.rows], turn.url)


def _picked(turn: Turn, node: dict[str, Any], *, usual: str, kind: str) -> dict[str, Any]:
    return project(node, parse_fields(turn.parameters.text("fields") or usual), kind=kind)


def _name(turn: Turn, page_id: str) -> str:
    page = find_page(turn.db, page_id)
    return page.name if page else ""
