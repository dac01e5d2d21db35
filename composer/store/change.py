"""What an editor changes in a draft."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from composer.domain.post import Target
from composer.errors import DraftError
from composer.store.own_text import OwnText
from composer.store.rule import check_link, check_post
from composer.store.stored import StoredCard, StoredDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftChange:
    """New values; None leaves a thing as it is.

    Args:
        text: The text of the post.
        link: The address of a link post; empty for none.
        comment: The first comment below the post; empty for none.
        target: The page of which text, link and comment shall be its own; None for what is common
            to all pages.
        common: Let go of what that page has of its own, before anything new.
        alt_texts: Alternative texts by the position of their card.
        order: The positions of the cards that are posted, in their new order; the others stay in
            the draft, behind them.
    """

    text: str | None = None
    link: str | None = None
    comment: str | None = None
    target: Target | None = None
    common: bool = False
    alt_texts: Mapping[int, str] | None = None
    order: tuple[int, ...] | None = None


def changed(draft: StoredDraft, change: DraftChange) -> StoredDraft:
    """Return a draft with a change made to it.

    Raises:
        DraftError: It names a card that is not there, or no page could take the post.
    """
    cards = _ordered(_retold(draft, change.alt_texts or {}), draft.id, change.order)
    fresh = replace(_told(draft, change), cards=cards)
    check_posts(fresh)
    return fresh


def check_posts(draft: StoredDraft) -> None:
    """Refuse what a page cannot take; see ``check_post``.

    Raises:
        DraftError: The common post is none, or that of a page with a text of its own.
    """
    check_post(draft.post)
    for each in draft.own:
        try:
            check_post(draft.post_for(each.target))
        except DraftError as error:
            msg = f"for the page {each.page}: {error}"
            raise DraftError(msg) from error


def _told(draft: StoredDraft, change: DraftChange) -> StoredDraft:
    """Return a draft with new words, for all pages or for one."""
    text = None if change.text is None else _lines(change.text)
    link = None if change.link is None else _address(change.link)
    comment = None if change.comment is None else _lines(change.comment)
    if change.target is not None:
        there = OwnText(
            target=change.target.key,
            page=change.target.page,
            text=text,
            post_link=link,
            comment=comment,
        )
        return _with_own(draft, there, anew=change.common)
    return replace(
        draft,
        text=draft.text if text is None else text,
        post_link=draft.post_link if link is None else link or None,
        comment=draft.comment if comment is None else comment or None,
    )


def _with_own(draft: StoredDraft, told: OwnText, *, anew: bool) -> StoredDraft:
    """Return a draft with new words of one page's own, beside those it has there or ``anew``."""
    old = None if anew else draft.own_for(told.target)
    if old is not None:
        told = replace(
            told,
            text=old.text if told.text is None else told.text,
            post_link=old.post_link if told.post_link is None else told.post_link,
            comment=old.comment if told.comment is None else told.comment,
        )
    others = [each for each in draft.own if each.target != told.target]
    own = others if told.is_common else [*others, told]
    return replace(draft, own=tuple(sorted(own, key=lambda each: each.target)))


def _lines(text: str) -> str:
    """Return a text with plain line ends, as editors of other systems do not write them."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _address(link: str) -> str:
    """Return an address; it is looked at even where images keep it out of the post for now."""
    link = link.strip()
    if link:
        check_link(link)
    return link


def _retold(draft: StoredDraft, alt_texts: Mapping[int, str]) -> tuple[StoredCard, ...]:
    _check_known(draft, alt_texts)
    if any(not text.strip() for text in alt_texts.values()):
        msg = "an alternative text is empty: say what the image shows"
        raise DraftError(msg)
    return tuple(
        replace(card, alt_text=_lines(alt_texts[card.position]))
        if card.position in alt_texts
        else card
        for card in draft.cards
    )


def _ordered(
    cards: tuple[StoredCard, ...], draft_id: str, order: tuple[int, ...] | None
) -> tuple[StoredCard, ...]:
    """Return the cards with those that are posted first, and their positions anew."""
    if order is None:
        return cards
    by_position = {card.position: card for card in cards}
    unknown = set(order) - by_position.keys()
    if unknown:
        raise DraftError(_no_card(draft_id, min(unknown), len(cards)))
    if len(set(order)) < len(order):
        msg = "the order names a card twice: name each once"
        raise DraftError(msg)
    posted = [replace(by_position[each], posted=True) for each in order]
    rest = [replace(card, posted=False) for card in cards if card.position not in order]
    return tuple(replace(card, position=i) for i, card in enumerate(posted + rest, start=1))


def _check_known(draft: StoredDraft, positions: Mapping[int, str]) -> None:
    unknown = positions.keys() - {card.position for card in draft.cards}
    if unknown:
        raise DraftError(_no_card(draft.id, min(unknown), len(draft.cards)))


def _no_card(draft_id: str, position: int, count: int) -> str:
    return f"draft {draft_id} has no card {position}: they count from 1 to {count}"
