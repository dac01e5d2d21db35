"""Calls that change something: photos, posts, comments."""

from dataclasses import replace
from typing import Any

from composer.sandbox.account import StoredPage, acts_as, find_page, must_be_page
from composer.sandbox.album import NewPhoto, add_photo, delete_photo, expired_files
from composer.sandbox.feed import (
    NewPost,
    PostState,
    StoredPost,
    add_comment,
    add_post,
    delete_comment,
    delete_post,
    last_text,
    publish_now,
    reschedule,
    rewrite,
)
from composer.sandbox.graph_error import (
    GraphError,
    bad_parameter,
    bad_schedule,
    bad_value,
    may_not_post,
    missing_photo,
    no_such_object,
    not_as_the_page,
    photo_in_use,
)
from composer.sandbox.turn import Turn

MOST_CHARACTERS = 63_206
LEAST_LEAD_S = 600
USUAL_WINDOW_DAYS = 30

_DAY_S = 86_400
_LATER = frozenset({"SCHEDULED", "SCHEDULED_RECURRING"})
_CONTENT_TYPES = _LATER | {
    "ADS_POST",
    "DRAFT",
    "INLINE_CREATED",
    "PUBLISHED",
    "PUBLISH_PENDING",
    "REVIEWABLE_BRANDED_CONTENT",
}


def post_photo(turn: Turn, node: str) -> dict[str, Any]:
    """Take a photo: stage it, or show it at once as a post of its own."""
    page = _own_page(turn, node)
    published = turn.parameters.flag("published", usual=True)
    temporary = turn.parameters.flag("temporary", usual=False)
    if turn.parameters.text("url") is not None:
        what = "The practice page fetches nothing from the network: upload the file itself"
        raise bad_parameter(what)
    if temporary and (published or turn.parameters.text("scheduled_publish_time")):
        what = "temporary needs published=false, and no scheduled_publish_time on the same call"
        raise bad_parameter(what)
    caption = _text(turn, "caption") or _text(turn, "message")
    number = _add_photo(turn, page, caption=caption, temporary=temporary)
    post = NewPost(page=page.id, message=caption, photos=(number,))
    if published:
        return {"id": str(number), "post_id": f"{page.id}_{_create(turn, post)}"}
    when = _when(turn, published=published)
    if when is not None:
        # Seen on the real platform: the post is made, and its ID is told to nobody.
        _create(turn, replace(post, state=PostState.SCHEDULED, scheduled=when))
    return {"id": str(number)}


def post_feed(turn: Turn, node: str) -> dict[str, Any]:
    """Make a post of text, a link, or staged photos."""
    page = _own_page(turn, node)
    message, link = _text(turn, "message"), turn.parameters.text("link")
    media = turn.parameters.attached_media()
    if not (message or link or media):
        msg = "Requires one of the params: message, link, attached_media"
        raise bad_parameter(msg)
    if link and media:
        msg = "A post takes link or attached_media, not both"
        raise bad_parameter(msg)
    published = turn.parameters.flag("published", usual=True)
    when = _when(turn, published=published)
    photos = tuple(
        _free_photo(turn, page, each, place=place, later=when is not None)
        for place, each in enumerate(media)
    )
    if len(set(photos)) < len(photos):
        raise photo_in_use(as_code="reuse-as-code" in turn.strikes.along)
    if published and not photos and last_text(turn.db, page.id) == (message, link):
        _refuse_same_text(turn)
    state = PostState.PUBLISHED if published else PostState.UNPUBLISHED
    post = NewPost(page=page.id, message=message, link=link, photos=photos, state=state)
    if when is not None:
        post = replace(post, state=PostState.SCHEDULED, scheduled=when)
    return {"id": f"{page.id}_{_create(turn, post)}"}


def post_comment(turn: Turn, node: str) -> dict[str, Any]:
    """Write a comment below a post, as the page."""
    post = turn.post(node)
    if post is None:
        raise no_such_object(node, "POST")
    page = find_page(turn.db, post.page)
    if page is None or not acts_as(turn.actor, page):
        raise may_not_post()
    message = _text(turn, "message")
    if not message:
        msg = "Requires one of the params: message, attachment_id, attachment_url"
        raise bad_parameter(msg)
    return {"id": add_comment(turn.db, post, page.id, message, now_s=turn.now_s).id}


def edit(turn: Turn, node: str) -> dict[str, Any]:
    """Change the text or the time of a post, or show it now."""
    post = turn.post(node)
    if post is None:
        raise no_such_object(node, "POST")
    page = find_page(turn.db, post.page)
    if page is None or not acts_as(turn.actor, page):
        raise may_not_post()
    when = turn.parameters.moment("scheduled_publish_time")
    if when is not None:
        _reschedule(turn, post, when)
    if turn.parameters.values.get("message") is not None:
        rewrite(turn.db, post.number, _text(turn, "message"), now_s=turn.now_s)
    if turn.parameters.flag("is_published", usual=False) and post.state is not PostState.PUBLISHED:
        publish_now(turn.db, post.number, now_us=turn.now_us)
    return {"success": True}


def delete(turn: Turn, node: str) -> dict[str, Any]:
    """Take a post, a photo or a comment away."""
    post, photo, comment = turn.post(node), turn.photo(node), turn.comment(node)
    page_id = post.page if post else photo.page if photo else comment[1].page if comment else ""
    page = find_page(turn.db, page_id)
    if page is None:
        raise no_such_object(node, "DELETE")
    must_be_page(turn.actor, page, "Page token is required to delete posts on page")
    if post:
        delete_post(turn.db, post.number)
    elif photo:
        delete_photo(turn.db, photo.number)
    elif comment:
        delete_comment(turn.db, comment[0].number)
    return {"success": True}


def _own_page(turn: Turn, node: str) -> StoredPage:
    page = turn.page(node, "POST")
    if not acts_as(turn.actor, page):
        published = turn.parameters.flag("published", usual=True)
        raise may_not_post() if published else not_as_the_page()
    return page


def _text(turn: Turn, name: str) -> str:
    text = turn.parameters.text(name) or ""
    if len(text) > MOST_CHARACTERS:
        raise bad_value(name, f"at most {MOST_CHARACTERS} characters long")
    return text


def _add_photo(turn: Turn, page: StoredPage, *, caption: str, temporary: bool) -> int:
    """Keep the picture that came, and clear away those whose time is over."""
    upload = turn.files.upload
    if upload is None:
        raise missing_photo()
    if isinstance(upload, GraphError):
        raise upload
    picture = upload.picture
    lost = "lose-alt-text" in turn.strikes.along
    photo = NewPhoto(
        page=page.id,
        file=upload.file,
        sha256=upload.sha256,
        media_type=picture.media_type,
        width=picture.width,
        height=picture.height,
        alt_text=None if lost else turn.parameters.text("alt_text_custom"),
        caption=caption or None,
        temporary=temporary,
    )
    turn.files.expired += expired_files(turn.db, now_s=turn.now_s)
    number = add_photo(turn.db, photo, now_s=turn.now_s)
    turn.files.keeps_upload = True
    return number


def _free_photo(turn: Turn, page: StoredPage, media: str, *, place: int, later: bool) -> int:
    """Return the number of a staged photo that a post may take."""
    photo = turn.photo(media)
    if photo is None or photo.page != page.id:
        raise no_such_object(media, "POST")
    if photo.post is not None:
        raise photo_in_use(as_code="reuse-as-code" in turn.strikes.along)
    if later and not photo.temporary:
        what = f"attached_media[{place}]: a scheduled post takes photos with temporary=true only"
        raise bad_parameter(what)
    return photo.number


def _when(turn: Turn, *, published: bool) -> int | None:
    """Return the time at which a new post is to be shown, in Unix seconds."""
    when = turn.parameters.moment("scheduled_publish_time")
    content = turn.parameters.text("unpublished_content_type")
    if content is not None and content not in _CONTENT_TYPES:
        known = ", ".join(sorted(_CONTENT_TYPES))
        msg = "unpublished_content_type"
        raise bad_value(msg, f"one of {known}")
    if when is None:
        if content in _LATER:
            raise bad_schedule()
        return None
    if published:
        msg = "You cannot specify a scheduled publish time on a published post"
        raise bad_parameter(msg)
    _check_window(turn, when)
    return _stored_time(turn, when)


def _check_window(turn: Turn, when: int) -> None:
    days = turn.strikes.number("schedule-window", "days") or USUAL_WINDOW_DAYS
    if not turn.now_s + LEAST_LEAD_S <= when <= turn.now_s + days * _DAY_S:
        raise bad_schedule()


def _stored_time(turn: Turn, when: int) -> int:
    return when + int(turn.strikes.number("time-skew", "seconds") or 0)


def _reschedule(turn: Turn, post: StoredPost, when: int) -> None:
    if post.state is PostState.PUBLISHED:
        raise bad_schedule()
    _check_window(turn, when)
    reschedule(turn.db, post.number, _stored_time(turn, when))


def _create(turn: Turn, post: NewPost) -> int:
    """Make a post, twice where the fault wants it, and return the number of the first."""
    skew = int(turn.strikes.number("clock-skew", "seconds") or 0)
    hidden = turn.strikes.number("delayed-visibility", "seconds") or 0
    numbers = [
        add_post(turn.db, post, now_us=turn.now_us, skew_s=skew, hidden_s=hidden)
        for _ in range(2 if "duplicate" in turn.strikes.along else 1)
    ]
    return numbers[0]


def _refuse_same_text(turn: Turn) -> None:
    if "allow-same-text" not in turn.strikes.along:
        raise GraphError(
            message="(#506) Duplicate status message", code=506, title="Duplicate Status Update"
        )
