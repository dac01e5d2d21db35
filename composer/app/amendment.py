"""What an editor asks to be changed in a draft, as the command line says it."""

import re
from dataclasses import dataclass
from unicodedata import bidirectional

from composer.domain.post import Target
from composer.errors import DraftError
from composer.posts.direction import right_to_left
from composer.store.change import DraftChange
from composer.store.stored import StoredCard, StoredDraft

_COMMA = re.compile("[,،]")
_LINE_END = re.compile("\r\n|\r|\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """The options of ``nashir edit``; what is None or empty stays as it is.

    Args:
        text: A file with the new text, or ``-``.
        link: The new link; empty for none.
        comment: The new first comment; empty for none.
        alt_texts: Numbers of images, as they were written, with their new texts.
        order: Numbers of the images of the post, in their new order, such as ``2,1,3``.
        drop: Numbers of images to leave out.
        add: Numbers of cards to put in, behind the others.
        page: The page of which text, link and comment shall be its own.
        common: Let go of what that page has of its own.
    """

    text: str | None = None
    link: str | None = None
    comment: str | None = None
    alt_texts: tuple[tuple[str, str], ...] = ()
    order: str | None = None
    drop: tuple[int, ...] = ()
    add: tuple[int, ...] = ()
    page: str | None = None
    common: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        return self == Amendment(page=self.page)


def numbered(draft: StoredDraft) -> tuple[StoredCard, ...]:
    """Return the cards of a draft as people count them, from 1: the post's, then the others."""
    posted = tuple(card for card in draft.cards if card.posted)
    return posted + tuple(card for card in draft.cards if not card.posted)


def change_of(
    amendment: Amendment,
    draft: StoredDraft,
    *,
    text: str | None,
    target: Target | None = None,
) -> DraftChange:
    """Return the change to a draft that is asked for.

    Args:
        amendment: What is asked for.
        draft: The draft that the numbers count in.
        text: The new text of the post itself.
        target: The page that ``amendment`` names.

    Raises:
        DraftError: A number is none, or no card has it.
    """
    cards = numbered(draft)
    alt_texts = {
        _card(cards, _number(number), draft).position: told for number, told in amendment.alt_texts
    }
    return DraftChange(
        text=None if text is None else from_the_right(text),
        link=amendment.link,
        comment=amendment.comment,
        target=target,
        common=amendment.common,
        alt_texts=alt_texts or None,
        order=_order(amendment, cards, draft),
    )


def from_the_right(text: str) -> str:
    """Return a text that somebody typed, with each line of an Arabic post running from the right.

    The invisible mark that does it at a line such as ``F-35 …`` cannot be typed easily; a text
    without any Arabic letter stays as it is.
    """
    if not any(bidirectional(each) == "AL" for each in text):
        return text
    return "\n".join(map(right_to_left, _LINE_END.split(text)))


def _order(
    amendment: Amendment, cards: tuple[StoredCard, ...], draft: StoredDraft
) -> tuple[int, ...] | None:
    """Return the positions of the posted cards in their new order; None where it stays."""
    if amendment.order is not None:
        if amendment.drop or amendment.add:
            msg = "--order names all images of the post: give it without --drop and --add"
            raise DraftError(msg)
        numbers = [_number(each) for each in _COMMA.split(amendment.order)]
        return tuple(_card(cards, each, draft).position for each in numbers)
    if not (amendment.drop or amendment.add):
        return None
    dropped = {_posted(cards, each, draft).position for each in amendment.drop}
    kept = [card.position for card in cards if card.posted and card.position not in dropped]
    added = [_card(cards, each, draft).position for each in amendment.add]
    return tuple(dict.fromkeys(kept + added))


def _posted(cards: tuple[StoredCard, ...], number: int, draft: StoredDraft) -> StoredCard:
    card = _card(cards, number, draft)
    if not card.posted:
        msg = f"card {number} of draft {draft.id} is not in its post: there is nothing to leave out"
        raise DraftError(msg)
    return card


def _card(cards: tuple[StoredCard, ...], number: int, draft: StoredDraft) -> StoredCard:
    if not 1 <= number <= len(cards):
        known = f"they count from 1 to {len(cards)}" if cards else "it has none"
        msg = f"draft {draft.id} has no card {number}: {known}; nashir show {draft.id} names them"
        raise DraftError(msg)
    return cards[number - 1]


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        msg = f"{text!r} is no number of an image: write one such as 2, and several as 2,1,3"
        raise DraftError(msg) from error
