"""The page on which a person says what became of a post: looked up before it is believed in."""

from dataclasses import dataclass

from composer.app.desk.refusal import Refusal, of_error
from composer.app.desk.visit import Visit
from composer.app.settling import Settling, post_id_of
from composer.domain.queue import QueueItem
from composer.errors import DraftError, PublishError
from composer.publishing.platform import SeenPost


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleView:
    """What the page shows.

    Args:
        item: The item.
        asked: What was said: ID or address of a post; None for "not posted".
        post_id: ID of the post that is meant; None where none is.
        seen: The post as the page shows it; None where it is not there, or nobody could look.
        trouble: Why it cannot be believed in as it is.
        is_blind: Whether the page could not be asked.
    """

    item: QueueItem
    asked: str | None
    post_id: str | None = None
    seen: SeenPost | None = None
    trouble: Refusal | None = None
    is_blind: bool = False

    @property
    def needs_force(self) -> bool:
        """Whether a person has to say that they see it all the same."""
        return self.post_id is not None and self.seen is None and not self.is_blind


def make_settle_view(visit: Visit, item: QueueItem, asked: str | None) -> SettleView:
    """Return what the page shows.

    Args:
        visit: Who says it.
        item: The item.
        asked: ID or address of the post that is out; None for "not posted".
    """
    if asked is None:
        return SettleView(item=item, asked=None)
    try:
        post_id = post_id_of(asked, item.page_id)
    except DraftError as error:
        trouble = Refusal(status=422, message=visit.words("items.settle_unread"), hint=str(error))
        return SettleView(item=item, asked=asked, trouble=trouble)
    try:
        seen = Settling(newsroom=visit.newsroom).look(item, post_id)
    except (PublishError, DraftError) as error:
        told = of_error(error, visit.words)
        return SettleView(item=item, asked=asked, post_id=post_id, trouble=told, is_blind=True)
    if seen is None:
        gone = Refusal(status=422, message=visit.words("items.settle_gone", post=post_id))
        return SettleView(item=item, asked=asked, post_id=post_id, trouble=gone)
    return SettleView(item=item, asked=asked, post_id=post_id, seen=seen)
