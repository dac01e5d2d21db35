"""What an editor changes in a draft."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from composer.errors import DraftError
from composer.store.rule import check_link, check_post
from composer.store.stored import StoredCard, StoredDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftChange:
    """New values; None leaves a thing as it is.

    Args:
        text: The text of the post.
        link: The address of a link post; empty for none.
        comment: The first comment below the post; empty for none.
        alt_texts: Alternative texts by the position of their card.
        order: The positions of the cards that are posted, in their new order; the others stay in
            the draft, behind them.
    """

    text: str | None = None
    link: str | None = None
    comment: str | None = None
    alt_texts: Mapping[int, str] | None = None
    order: tuple[int, ...] | None = None


def changed(draft: StoredDraft, change: DraftChange) -> StoredDraft:
    """Return a draft with a change made to it.

    Raises:
        DraftError: It names a card that is not there, or no page could take the post.
    """
    cards = _ordered(_retold(draft, change.alt_texts or {}), draft.id, change.order)
    fresh = replace(
        draft,
        text=draft.text if change.text is None else _lines(change.text),
        post_link=draft.post_link if change.link is None else _address(change.link),
        comment=draft.comment if change.comment is None else _lines(change.comment) or None,
        cards=cards,
    )
    check_post(fresh.post)
    return fresh


def _lines(text: str) -> str:
    """Return a text with plain line ends, as editors of other systems do not write them."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _address(link: str) -> str | None:
    """Return an address; it is looked at even where images keep it out of the post for now."""
    link = link.strip()
    if link:
        check_link(link)
    return link or None


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
