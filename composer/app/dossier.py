"""All that is known of a draft or an item: what ``nashir show`` tells."""

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from composer.app.newsroom import Newsroom
from composer.app.outlet import Outlet
from composer.app.rundown import is_item, zone_of
from composer.app.standing import LastApproval, standing_of
from composer.domain.post import Post, Target
from composer.domain.queue import QueueItem
from composer.errors import DraftError
from composer.settings import MAIN_PAGE
from composer.store.item import number_of
from composer.store.journal import JournalLine
from composer.store.own_text import OwnText
from composer.store.stored import Flagged, StoredCard, StoredDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class CardCheck:
    """A check of a posted card that did not simply pass.

    Args:
        file: Name of the card.
        rule: Name of the check.
        level: ``warn`` or ``fail``.
        detail: What was seen.
    """

    file: str
    rule: str
    level: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """All that is known.

    Args:
        draft: ID of the draft.
        title: Its headline.
        stored: The draft as it stands; None once it was removed.
        target: The page that approval and post are told for.
        zone: In which times are told.
        post: What a reader meets: of a draft as it stands now, of an item as it was approved.
        own: What of the post is the page's own; None where all is common to the pages, and of an
            item, which has its post whatever the draft says.
        own_pages: The pages for which the draft says something of its own.
        others: The cards that are not in the post.
        flags: What proofreading wants a person to see.
        checks: The checks of posted cards that did not simply pass.
        approval: Its last approval for the page; None without one.
        items: The items of the queue, newest first.
        journal: What happened, in its order.
    """

    draft: str
    title: str
    stored: StoredDraft | None
    target: Target
    zone: ZoneInfo
    post: Post
    others: tuple[StoredCard, ...]
    flags: tuple[Flagged, ...]
    checks: tuple[CardCheck, ...]
    approval: LastApproval | None
    items: tuple[QueueItem, ...]
    journal: tuple[JournalLine, ...]
    own: OwnText | None = None
    own_pages: tuple[str, ...] = ()


def dossier(newsroom: Newsroom, name: str, *, page: str = MAIN_PAGE) -> Dossier:
    """Return all that is known of a draft or an item.

    Args:
        newsroom: Where it is.
        name: ID of an item, such as ``q17``, or of a draft, or the beginning of that.
        page: The page that a draft's approval is told for; an item has its own.

    Raises:
        DraftError: There is none.
        StoreError: What was approved for the item was changed in the database.
    """
    if is_item(name):
        return _of_item(newsroom, newsroom.store.queue.get(name))
    return _of_draft(newsroom, newsroom.draft(name), newsroom.outlet(page))


def _of_draft(newsroom: Newsroom, draft: StoredDraft, outlet: Outlet) -> Dossier:
    target = outlet.target
    return Dossier(
        draft=draft.id,
        title=draft.title,
        stored=draft,
        target=target,
        zone=outlet.zone,
        post=draft.post_for(target.key),
        own=draft.own_for(target.key),
        own_pages=tuple(each.page for each in draft.own),
        others=tuple(card for card in draft.cards if not card.posted),
        flags=draft.flags,
        checks=tuple(_checks(draft)),
        approval=standing_of(newsroom, draft.id, target).last,
        items=newsroom.store.queue.of_draft(draft.id),
        journal=newsroom.store.journal.of(draft_id=draft.id),
    )


def _of_item(newsroom: Newsroom, item: QueueItem) -> Dossier:
    target = Target(page=item.page, publisher=item.publisher, page_id=item.page_id)
    lines = newsroom.store.journal.of(draft_id=item.draft)
    number = number_of(item.id)
    draft = _standing(newsroom, item.draft)
    return Dossier(
        draft=item.draft,
        title=item.title,
        stored=draft,
        target=target,
        zone=zone_of(item),
        post=newsroom.store.drafts.content(item.approval),
        others=(),
        flags=() if draft is None else draft.flags,
        checks=() if draft is None else tuple(_checks(draft)),
        approval=standing_of(newsroom, item.draft, target).last,
        items=(item,),
        journal=tuple(each for each in lines if each.item in (None, number)),
    )


def _standing(newsroom: Newsroom, draft_id: str) -> StoredDraft | None:
    """Return a draft; None once it was removed."""
    try:
        return newsroom.draft(draft_id)
    except DraftError:
        return None


def _checks(draft: StoredDraft) -> Iterator[CardCheck]:
    posted = {card.file for card in draft.cards if card.posted}
    for card in draft.document["cards"]:
        for check in card["checks"]:
            if card["file"] in posted and check["level"] != "ok":
                yield CardCheck(
                    file=card["file"],
                    rule=check["rule"],
                    level=check["level"],
                    detail=check["detail"],
                )
