"""``nashir queue settle``: a person says what became of a post."""

import re
import sys

from composer.app.care import aftercare
from composer.app.console import tell
from composer.app.json_text import to_json
from composer.app.newsroom import Newsroom
from composer.app.queue_document import item_document
from composer.app.rundown import Rundown
from composer.app.session import newsroom
from composer.app.show_queue import show_placed
from composer.domain.queue import QueueItem
from composer.errors import DraftError, PublishError
from composer.publishing.platform import SeenPost
from composer.publishing.wall import local_wall
from composer.store.remark import Remarks
from composer.store.settlement import Settlements

_POST_ID = re.compile(r"\d+_\d+")
_IN_ADDRESS = re.compile(r"(?:/posts/|/permalink/|story_fbid=)(\d+)")


def settle(name: str, posted: str | None, *, comment: bool, force: bool, as_json: bool) -> None:
    """Take a person's word about the post of an item, or about its first comment.

    Args:
        name: ID of the item, or of a draft with one open item.
        posted: ID or address of what is out; None where it is not out.
        comment: It is about the first comment.
        force: Take it though the page does not show that post.
        as_json: Print a document.

    Raises:
        DraftError: Nothing is open about it, or the page does not show that post.
    """
    with newsroom() as room:
        item = Rundown(newsroom=room).item(name)
        if comment:
            settled = _comment(room, item, posted)
        elif posted is None:
            settled = _not_posted(room, item)
        else:
            settled = _posted(room, item, post_id_of(posted, item.page_id), force=force)
        if as_json:
            sys.stdout.write(to_json(item_document(settled)))
        else:
            show_placed(settled, room.now())


def post_id_of(text: str, page_id: str) -> str:
    """Return the ID of the post that a person means by an ID, the end of one, or an address.

    Args:
        text: What was written.
        page_id: ID of the page that it is on.

    Raises:
        DraftError: No ID is to be found in it.
    """
    plain = text.strip()
    if _POST_ID.fullmatch(plain):
        return plain
    found = _IN_ADDRESS.search(plain)
    number = found[1] if found else plain
    if not (number.isascii() and number.isdigit()):
        msg = (
            f"{text!r} names no post: give its ID, such as {page_id}_123456789, or the address that"
            " its time on the page leads to"
        )
        raise DraftError(msg)
    return f"{page_id}_{number}"


def _comment(room: Newsroom, item: QueueItem, comment_id: str | None) -> QueueItem:
    store = room.store
    if item.comment is None:
        msg = f"{item.id} has no first comment: leave --comment out"
        raise DraftError(msg)
    remarks = Remarks(store.database, store.ledger, owner=room.person)
    remarks.settle(item, comment_id, now=room.now(), actor=room.person)
    return store.queue.get(item.id)


def _not_posted(room: Newsroom, item: QueueItem) -> QueueItem:
    when = Rundown(newsroom=room).timing(item.page).as_planned(item)
    return _settlements(room).not_posted(item.id, when, now=room.now(), actor=room.person)


def _posted(room: Newsroom, item: QueueItem, post_id: str, *, force: bool) -> QueueItem:
    seen = _look(room, item, post_id, force=force)
    outlet = room.outlet(item.page)
    return _settlements(room).posted(
        item.id,
        post_id,
        permalink=None if seen is None else seen.permalink,
        audit_due=room.now() + outlet.policy.audit_after,
        now=room.now(),
        actor=room.person,
    )


def _look(room: Newsroom, item: QueueItem, post_id: str, *, force: bool) -> SeenPost | None:
    """Look at a post before it is believed in; None where the page cannot be asked.

    Raises:
        DraftError: The page can be seen and the post is not there.
    """
    try:
        with aftercare(room) as care:
            seen = care.look_up(item.id, post_id)
    except (PublishError, DraftError) as error:
        tell(f"warning: the page cannot be asked, so your word is taken for it: {error}")
        return None
    if seen is None and not force:
        msg = (
            f"there is no post {post_id} on the page {item.page}: look at the number again, or say"
            " --force if you see it there"
        )
        raise DraftError(msg)
    if seen is not None:
        _tell_seen(seen, room, item)
    return seen


def _tell_seen(seen: SeenPost, room: Newsroom, item: QueueItem) -> None:
    zone = room.outlet(item.page).zone
    made = "" if seen.created is None else f" of {local_wall(seen.created, zone)}"
    tell(f"seen: post {seen.id}{made} with {len(seen.images)} images")
    tell(f"    {seen.text.partition(chr(10))[0]}")


def _settlements(room: Newsroom) -> Settlements:
    return Settlements(room.store.database, room.store.ledger, room.store.queue)
