"""A draft as it stands in the store."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from composer.domain.post import Post, PostImage
from composer.store.own_text import OwnText, read_own
from composer.store.schema import draft, draft_card


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCard:
    """A card of a draft.

    Args:
        position: Its place in the draft, counted from 1.
        sha256: Hash of its bytes.
        file: Its name, such as ``01-headline-portrait.png``.
        kind: Its kind, such as ``headline``.
        size: Name of its size.
        media_type: ``image/png`` or ``image/jpeg``.
        width: In pixels.
        height: In pixels.
        bytes: Number of its bytes.
        alt_text: What is told to a reader who cannot see it.
        posted: Whether it is an image of the post.
    """

    position: int
    sha256: str
    file: str
    kind: str
    size: str
    media_type: str
    width: int
    height: int
    bytes: int
    alt_text: str
    posted: bool

    @property
    def image(self) -> PostImage:
        """The card as an image of a post."""
        return PostImage(
            sha256=self.sha256,
            media_type=self.media_type,
            alt_text=self.alt_text,
            width=self.width,
            height=self.height,
            size=self.bytes,
            file=self.file,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Flagged:
    """Something in the article that proofreading did not touch and a person should see.

    Args:
        rule: Name of the rule.
        before: What stands there.
        after: What should stand there, where that is known.
    """

    rule: str
    before: str
    after: str

    def __str__(self) -> str:
        change = f" → «{self.after}»" if self.after and self.after != self.before else ""
        return f"{self.rule}: «{self.before}»{change}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedCheck:
    """A check of a card that failed.

    Args:
        file: Name of the card.
        rule: Name of the check.
        detail: What is wrong.
    """

    file: str
    rule: str
    detail: str

    def __str__(self) -> str:
        return f"{self.file}: {self.rule}: {self.detail}"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDraft:
    """A draft.

    Args:
        id: Its ID.
        title: The headline.
        theme: Name of its theme.
        link: The article's own address.
        source: What the article was read from.
        made: When it was taken in, in UTC.
        changed: When it was changed last, in UTC.
        revision: Grows with each change.
        text: The text of the post.
        post_link: The address of a link post; it counts where no card is posted.
        comment: The first comment below the post.
        cards: In their order; those that are posted come first.
        document: The document that it came with.
        own: What single pages say in the place of text, link and comment, in the order of their
            keys.
        trace: That of its article; see ``composer.domain.trace``.
    """

    id: str
    title: str
    theme: str
    link: str | None
    source: str | None
    made: datetime
    changed: datetime
    revision: int
    text: str
    post_link: str | None
    comment: str | None
    cards: tuple[StoredCard, ...]
    document: Mapping[str, Any]
    own: tuple[OwnText, ...] = ()
    trace: str | None = None

    @property
    def post(self) -> Post:
        """What a reader would meet on a page that has no text of its own."""
        return self._post(self.text, self.post_link, self.comment)

    def post_for(self, target_key: str) -> Post:
        """Return what a reader would meet on a page."""
        own = self.own_for(target_key)
        if own is None:
            return self.post
        return self._post(
            self.text if own.text is None else own.text,
            self.post_link if own.post_link is None else own.post_link or None,
            self.comment if own.comment is None else own.comment or None,
        )

    def own_for(self, target_key: str) -> OwnText | None:
        """Return what a page says of its own; None where all is common."""
        return next((each for each in self.own if each.target == target_key), None)

    @property
    def flags(self) -> tuple[Flagged, ...]:
        """What proofreading wants a person to see."""
        return tuple(
            Flagged(rule=each["rule"], before=each["before"], after=each["after"])
            for each in self.document["findings"]
            if each["action"] == "flagged"
        )

    @property
    def fails(self) -> tuple[FailedCheck, ...]:
        """The checks of posted cards that failed."""
        posted = {card.file for card in self.cards if card.posted}
        return tuple(
            FailedCheck(file=card["file"], rule=check["rule"], detail=check["detail"])
            for card in self.document["cards"]
            if card["file"] in posted
            for check in card["checks"]
            if check["level"] == "fail"
        )

    def _post(self, text: str, link: str | None, comment: str | None) -> Post:
        images = tuple(card.image for card in self.cards if card.posted)
        return Post(text=text, link=None if images else link, images=images, comment=comment)


def read_draft(
    connection: Connection, draft_id: str, *, for_update: bool = False
) -> StoredDraft | None:
    """Return a draft by its whole ID; None where there is none, or it was removed.

    Args:
        connection: In a transaction.
        draft_id: Its ID.
        for_update: Whether nobody else may change it until the transaction ends.
    """
    query = select(draft).where(draft.c.id == draft_id, draft.c.removed.is_(None))
    row = connection.execute(query.with_for_update() if for_update else query).one_or_none()
    if row is None:
        return None
    cards = select(draft_card).where(draft_card.c.draft == draft_id).order_by(draft_card.c.position)
    found = tuple(map(_card, connection.execute(cards).all()))
    return replace(_draft(row, found), own=read_own(connection, draft_id))


def _draft(row: Row[Any], cards: tuple[StoredCard, ...]) -> StoredDraft:
    values = {name: row._mapping[name] for name in StoredDraft.__slots__ if name in row._mapping}  # noqa: SLF001 - SQLAlchemy's public name
    return StoredDraft(**{**values, "document": json.loads(row.document)}, cards=cards)


def _card(row: Row[Any]) -> StoredCard:
    return StoredCard(**{name: row._mapping[name] for name in StoredCard.__slots__})  # noqa: SLF001 - same


def replace_cards(connection: Connection, draft_id: str, cards: tuple[StoredCard, ...]) -> None:
    """Put these cards in the place of those that a draft has."""
    connection.execute(delete(draft_card).where(draft_card.c.draft == draft_id))
    rows = [
        {"draft": draft_id, **{name: getattr(card, name) for name in StoredCard.__slots__}}
        for card in cards
    ]
    if rows:
        connection.execute(insert(draft_card), rows)
