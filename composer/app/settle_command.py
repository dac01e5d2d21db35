"""``nashir queue settle``: a person says what became of a post."""

import sys

from composer.app.console import tell
from composer.app.json_text import to_json
from composer.app.newsroom import Newsroom
from composer.app.queue_document import item_document
from composer.app.rundown import Rundown
from composer.app.session import newsroom
from composer.app.settling import Settling, post_id_of
from composer.app.show_queue import show_placed
from composer.domain.queue import QueueItem
from composer.errors import DraftError, PublishError
from composer.publishing.platform import SeenPost
from composer.publishing.wall import local_wall


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
        item, settling = Rundown(newsroom=room).item(name), Settling(newsroom=room)
        if comment:
            settled = settling.comment(item, posted)
        elif posted is None:
            settled = settling.not_posted(item)
        else:
            post_id = post_id_of(posted, item.page_id)
            seen = _look(settling, item, post_id, force=force)
            settled = settling.posted(item, post_id, seen=seen)
        if as_json:
            sys.stdout.write(to_json(item_document(settled)))
        else:
            show_placed(settled, room.now())


def _look(settling: Settling, item: QueueItem, post_id: str, *, force: bool) -> SeenPost | None:
    """Look at a post before it is believed in; None where the page cannot be asked.

    Raises:
        DraftError: The page can be seen and the post is not there.
    """
    try:
        seen = settling.look(item, post_id)
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
        _tell_seen(seen, settling.newsroom, item)
    return seen


def _tell_seen(seen: SeenPost, room: Newsroom, item: QueueItem) -> None:
    zone = room.outlet(item.page).zone
    made = "" if seen.created is None else f" of {local_wall(seen.created, zone)}"
    tell(f"seen: post {seen.id}{made} with {len(seen.images)} images")
    tell(f"    {seen.text.partition(chr(10))[0]}")
