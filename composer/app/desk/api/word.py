"""A person's word about a post, looked up on its page before it is believed in."""

from composer.app.desk.api.queue_model import Settle
from composer.app.newsroom import Newsroom
from composer.app.settling import Settling, post_id_of
from composer.domain.queue import QueueItem
from composer.errors import DraftError


def take_word(newsroom: Newsroom, item: QueueItem, word: Settle) -> QueueItem:
    """Settle an item, or its first comment.

    Raises:
        DraftError: Nothing is open about it, or its page does not show that post.
        PublishError: The page cannot be asked, and the word does not say that it is believed.
    """
    settling = Settling(newsroom=newsroom)
    if word.comment:
        return settling.comment(item, word.posted)
    if word.posted is None:
        return settling.not_posted(item)
    post_id = post_id_of(word.posted, item.page_id)
    if word.unseen:
        return settling.posted(item, post_id)
    seen = settling.look(item, post_id)
    if seen is None:
        msg = (
            f"there is no post {post_id} on the page {item.page}: look at the number again, or say"
            " unseen if you see it there"
        )
        raise DraftError(msg)
    return settling.posted(item, post_id, seen=seen)
