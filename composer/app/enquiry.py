"""What a page shows of a post whose outcome nobody knows: for the person who has to say."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from composer.app.care import aftercare
from composer.app.newsroom import Newsroom
from composer.domain.post import Post
from composer.domain.queue import QueueItem
from composer.errors import DraftError, PublishError
from composer.publishing.match import by_images, by_text
from composer.publishing.platform import SeenPost
from composer.store.claim import Claims
from composer.store.outcome import Outcomes

_CLOCKS_DIFFER_BY = timedelta(hours=6)
_SIMILAR = 0.6
_COMPARED = 600
"""So many characters of a text are compared: two posts that begin alike are alike to a person."""
_MOST_OTHERS = 5


class Likeness(IntEnum):
    """How like ours a post on the page is; the liker the smaller."""

    IMAGES = 0  # it shows images that we uploaded for this very post: it is ours
    TEXT = 1  # it has our text and link
    SIMILAR = 2  # it begins like ours
    RECENT = 3  # it was made since we sent ours

    @property
    def word(self) -> str:
        """Its name in small letters."""
        return self.name.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A post that may be ours.

    Args:
        post: As the page shows it.
        likeness: How like ours it is.
        same_text: Whether its text and link are ours.
        ours: How many of its images are ours.
        after: How long after we sent ours it was made; negative for before, None where the page
            does not tell.
    """

    post: SeenPost
    likeness: Likeness
    same_text: bool
    ours: int
    after: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enquiry:
    """What was seen.

    Args:
        item: The item.
        post: What was approved for it.
        staged: How many of its images were uploaded.
        seen: How many posts the page showed.
        candidates: Those that may be ours, the likest first.
        trouble: Why the page could not be asked; None where it could.
    """

    item: QueueItem
    post: Post
    staged: int
    seen: int = 0
    candidates: tuple[Candidate, ...] = ()
    trouble: str | None = None


def enquire(newsroom: Newsroom, item: QueueItem) -> Enquiry:
    """Look at the page for the post of an item; nothing is changed by it.

    Args:
        newsroom: Where the item is.
        item: One whose outcome nobody knows.

    Raises:
        StoreError: What was approved for it was changed in the database.
    """
    store = newsroom.store
    post = store.drafts.content(item.approval)
    claims = Claims(store.database, store.ledger, owner=newsroom.person)
    images = [each.photo_id for each in claims.staged(item.id)]
    known = Outcomes(store.database, store.ledger, store.pages, owner=newsroom.person).others_posts(
        item
    )
    try:
        with aftercare(newsroom) as care:
            shown = care.look_around(item.id)
    except (PublishError, DraftError) as error:
        return Enquiry(item=item, post=post, staged=len(images), trouble=str(error))
    foreign = [each for each in shown if each.id not in known]
    return Enquiry(
        item=item,
        post=post,
        staged=len(images),
        seen=len(shown),
        candidates=candidates(post, foreign, images=images, sent=item.intent),
    )


def candidates(
    post: Post, shown: Sequence[SeenPost], *, images: Sequence[str], sent: datetime | None
) -> tuple[Candidate, ...]:
    """Return the posts that may be ours, the likest first.

    Args:
        post: What we sent.
        shown: What the page shows, without the posts of other items.
        images: IDs of the images that we uploaded for it.
        sent: When we sent it by our own clock, in UTC.
    """
    found = [each for seen in shown if (each := _candidate(post, seen, images, sent)) is not None]
    found.sort(key=lambda each: (each.likeness, abs(each.after or timedelta.max)))
    like = [each for each in found if each.likeness is not Likeness.RECENT]
    recent = [each for each in found if each.likeness is Likeness.RECENT]
    return (*like, *recent[:_MOST_OTHERS])


def _candidate(
    post: Post, seen: SeenPost, images: Sequence[str], sent: datetime | None
) -> Candidate | None:
    same_text = bool(by_text(post, (seen,), since=None, known=()))
    after = None if seen.created is None or sent is None else seen.created - sent
    likeness = _likeness(post, seen, images, same_text=same_text, after=after)
    if likeness is None:
        return None
    return Candidate(
        post=seen,
        likeness=likeness,
        same_text=same_text,
        ours=len(set(images).intersection(seen.images)),
        after=after,
    )


def _likeness(
    post: Post, seen: SeenPost, images: Sequence[str], *, same_text: bool, after: timedelta | None
) -> Likeness | None:
    """Return how like ours a post is; None for one that was made long before, and is not like."""
    if by_images(images, (seen,)):
        return Likeness.IMAGES
    if same_text:
        return Likeness.TEXT
    if _ratio(post.text, seen.text) >= _SIMILAR:
        return Likeness.SIMILAR
    return Likeness.RECENT if after is None or after >= -_CLOCKS_DIFFER_BY else None


def _ratio(ours: str, theirs: str) -> float:
    matcher = difflib.SequenceMatcher(None, ours[:_COMPARED], theirs[:_COMPARED], autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= _SIMILAR else 0.0
