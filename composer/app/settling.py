"""A person's word about what became of a post, looked up on the page before it is believed in."""

import re
from dataclasses import dataclass

from composer.app.care import aftercare
from composer.app.newsroom import Newsroom
from composer.app.rundown import Rundown
from composer.domain.queue import QueueItem
from composer.errors import DraftError
from composer.publishing.platform import SeenPost
from composer.store.remark import Remarks
from composer.store.settlement import Settlements

_POST_ID = re.compile(r"\d+_\d+")
_IN_ADDRESS = re.compile(r"(?:/posts/|/permalink/|story_fbid=)(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """Takes people's words in a newsroom.

    Args:
        newsroom: Whose items.
    """

    newsroom: Newsroom

    def look(self, item: QueueItem, post_id: str) -> SeenPost | None:
        """Return a post as the item's page shows it; None where it is not there.

        Raises:
            DraftError: The settings mean another page by now.
            PublishError: The platform refused or is away.
        """
        with aftercare(self.newsroom) as care:
            return care.look_up(item.id, post_id)

    def posted(self, item: QueueItem, post_id: str, *, seen: SeenPost | None = None) -> QueueItem:
        """Take the word that the post of an item is out.

        Args:
            item: The item.
            post_id: ID of its post.
            seen: The post as the page shows it; None where it could not be asked.

        Raises:
            DraftError: The outcome is not open.
        """
        room = self.newsroom
        return self._settlements.posted(
            item.id,
            post_id,
            permalink=None if seen is None else seen.permalink,
            audit_due=room.now() + room.outlet(item.page).policy.audit_after,
            now=room.now(),
            actor=room.person,
        )

    def not_posted(self, item: QueueItem) -> QueueItem:
        """Take the word that the post of an item is not out: it is queued again.

        It goes at its own time where that is still to come, else now.

        Raises:
            DraftError: The outcome is not open.
        """
        room = self.newsroom
        when = Rundown(newsroom=room).timing(item.page).as_planned(item)
        return self._settlements.not_posted(item.id, when, now=room.now(), actor=room.person)

    def comment(self, item: QueueItem, comment_id: str | None) -> QueueItem:
        """Take the word about a first comment: its ID, or None to have it written again.

        Raises:
            DraftError: There is none, or nothing about it is open.
        """
        room = self.newsroom
        if item.comment is None:
            msg = f"{item.id} has no first comment: leave --comment out"
            raise DraftError(msg)
        remarks = Remarks(room.store.database, room.store.ledger, owner=room.person)
        remarks.settle(item, comment_id, now=room.now(), actor=room.person)
        return room.store.queue.get(item.id)

    @property
    def _settlements(self) -> Settlements:
        store = self.newsroom.store
        return Settlements(store.database, store.ledger, store.queue)


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
