"""What is different between a draft and what was last approved of it: words and pixels."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from composer.app.newsroom import Newsroom
from composer.app.standing import LastApproval, standing_of
from composer.cards.difference import difference as drawn_difference
from composer.domain.post import Post, PostImage, Target
from composer.errors import StoreError

_WORDS = re.compile(r"\S+\s*|\s+")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_MOST_WORDS = 4000
"""Beyond, lines are compared: words would take seconds."""

_NUMBER = re.compile(r"^\d+-")
_ENDING = re.compile(r"\.\w+$")


class Fate(StrEnum):
    """What became of a piece of text or of a card."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a text: ``same``, ``added`` or ``removed``."""

    text: str
    fate: Fate


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDifference:
    """A text as it was and is.

    Args:
        field: ``text``, ``link``, ``comment`` or ``alt[KEY]``.
        pieces: All of it, what was removed and what was added too, in order.
    """

    field: str
    pieces: tuple[Piece, ...]

    @property
    def is_same(self) -> bool:
        """Whether nothing is different."""
        return all(each.fate is Fate.SAME for each in self.pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardDifference:
    """A card as it was and is.

    Args:
        key: Its key, such as ``quote-1-portrait``.
        fate: What became of it.
        before: Its image then; None where it was not there.
        after: Its image now; None where it is not there.
        moved: Whether it stands elsewhere in the order of the post.
        picture: A PNG that shows what changed in it; None where there is nothing to show.
    """

    key: str
    fate: Fate
    before: PostImage | None
    after: PostImage | None
    moved: bool = False
    picture: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What is different from what was last approved for a page.

    Args:
        approval: The last approval.
        texts: Text, link, comment and alternative texts of the post that is or was.
        cards: The images that the post has, in their order, then those that it had.
    """

    approval: LastApproval
    texts: tuple[TextDifference, ...]
    cards: tuple[CardDifference, ...]

    @property
    def is_same(self) -> bool:
        """Whether nothing is different."""
        texts = all(each.is_same for each in self.texts)
        return texts and all(c.fate is Fate.SAME and not c.moved for c in self.cards)


def difference(newsroom: Newsroom, draft_id: str, target: Target) -> Difference | None:
    """Return what is different in a draft from what was last approved of it for a page.

    Args:
        newsroom: Where it is.
        draft_id: Its ID.
        target: The page.

    Returns:
        None where it was never approved for the page.

    Raises:
        DraftError: There is no such draft.
        StoreError: What was approved was changed in the database.
    """
    draft = newsroom.draft(draft_id)
    last = standing_of(newsroom, draft.id, target).last
    if last is None:
        return None
    approved = newsroom.store.drafts.content(last.fingerprint)
    post = draft.post_for(target.key)
    return Difference(
        approval=last,
        texts=tuple(_texts(approved, post)),
        cards=tuple(_cards(newsroom, approved, post)),
    )


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Return a text as it was and is, word by word."""
    was, now = _WORDS.findall(before), _WORDS.findall(after)
    if max(len(was), len(now)) > _MOST_WORDS:
        was, now = _LINES.findall(before), _LINES.findall(after)
    found: list[Piece] = []
    for how, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if how == "equal":
            found.append(Piece(text="".join(was[a:b]), fate=Fate.SAME))
            continue
        if a < b:
            found.append(Piece(text="".join(was[a:b]), fate=Fate.REMOVED))
        if c < d:
            found.append(Piece(text="".join(now[c:d]), fate=Fate.ADDED))
    return tuple(found)


def _texts(before: Post, after: Post) -> Sequence[TextDifference]:
    was, now = _keyed(before), _keyed(after)
    pairs = [
        ("text", before.text, after.text),
        ("link", before.link or "", after.link or ""),
        ("comment", before.comment or "", after.comment or ""),
        *((f"alt[{key}]", _alt(was, key), _alt(now, key)) for key in dict.fromkeys([*now, *was])),
    ]
    return [
        TextDifference(field=field, pieces=pieces(old, new))
        for field, old, new in pairs
        if old or new
    ]


def _alt(images: Mapping[str, PostImage], key: str) -> str:
    image = images.get(key)
    return "" if image is None else image.alt_text


def _cards(newsroom: Newsroom, before: Post, after: Post) -> Sequence[CardDifference]:
    was, now = _keyed(before), _keyed(after)
    shared = [key for key in was if key in now]
    order = [key for key in now if key in was]
    moved = {key for key, other in zip(shared, order, strict=True) if key != other}
    return [
        _card(newsroom, key, was.get(key), now.get(key), moved=key in moved)
        for key in dict.fromkeys([*now, *was])
    ]


def _card(
    newsroom: Newsroom,
    key: str,
    before: PostImage | None,
    after: PostImage | None,
    *,
    moved: bool,
) -> CardDifference:
    fate, picture = Fate.SAME, None
    if before is None or after is None:
        fate = Fate.ADDED if before is None else Fate.REMOVED
    elif before.sha256 != after.sha256:
        fate, picture = Fate.CHANGED, _picture(newsroom, before, after)
    return CardDifference(
        key=key, fate=fate, before=before, after=after, moved=moved, picture=picture
    )


def _picture(newsroom: Newsroom, before: PostImage, after: PostImage) -> bytes | None:
    try:
        blobs = newsroom.store.blobs
        return drawn_difference(blobs.get(before.sha256), blobs.get(after.sha256))
    except StoreError:  # an old image was swept away; that it is another one is told all the same
        return None


def _keyed(post: Post) -> dict[str, PostImage]:
    """Return the images by what names a card in a draft: kind, part and size, from its file."""
    parts: Counter[str] = Counter()
    images: dict[str, PostImage] = {}
    for image in sorted(post.images, key=lambda each: each.file):
        name = _ENDING.sub("", _NUMBER.sub("", image.file))
        parts[name] += 1
        kind, _, size = name.rpartition("-")
        images[f"{kind}-{parts[name]}-{size}"] = image
    in_order = {image.file: key for key, image in images.items()}
    return {in_order[image.file]: image for image in post.images}
