"""Putting a bundle into the store."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, func, insert, select, update

from composer.store.article import title_key
from composer.store.blob import Blobs
from composer.store.bundle import Bundle, parse_bundle, read_image, read_picture
from composer.store.database import Database
from composer.store.field import Damaged
from composer.store.history import original
from composer.store.inbox import Keep
from composer.store.journal import Journal
from composer.store.schema import draft
from composer.store.standing import list_draft
from composer.store.stored import StoredCard, StoredDraft, read_draft, replace_cards
from composer.store.sweep import hold_images
from composer.store.version import keep_images

Along = Callable[[Connection, bool], None]
"""Writes more in the transaction that keeps a draft, told whether the draft was not there; what it
raises takes all of the transaction back."""

_DRAFT_LOCK = 7_140_021
"""With the hash of a draft's ID the name of a lock; a number of this program's own."""


class Intake:
    """What turns bundles into drafts.

    Args:
        database: Where drafts are.
        blobs: Where their images are.
        journal: Where it is written down.
    """

    def __init__(self, database: Database, blobs: Blobs, journal: Journal) -> None:
        self._database = database
        self._blobs = blobs
        self._journal = journal

    def keep(
        self,
        bundle: Bundle,
        images: Mapping[str, bytes],
        *,
        now: datetime,
        actor: str,
        along: Along,
    ) -> bool:
        """Put a draft that this very program has made into the store; see ``keeper``.

        Args:
            bundle: The draft.
            images: All that it names, by their hashes.
            now: In UTC.
            actor: Who had it made.
            along: What is written in the same transaction; see ``Along``.

        Returns:
            Whether the draft was not there.

        Raises:
            Damaged: Another draft has the ID.
            KeyError: An image lacks.
        """
        named = {sha256: partial(images.__getitem__, sha256) for sha256 in bundle.images}
        return self._take(bundle, named, now=now, actor=actor, along=along)

    def keeper(self, *, now: datetime, actor: str) -> Keep:
        """Return what keeps one bundle after another."""

        def keep(folder: Path, bundle: Bundle) -> bool:
            return self._take(bundle, dict(_images(folder, bundle)), now=now, actor=actor)

        return keep

    def _take(
        self,
        bundle: Bundle,
        images: Mapping[str, Callable[[], bytes]],
        *,
        now: datetime,
        actor: str,
        along: Along | None = None,
    ) -> bool:
        """Put a bundle into the store; tell whether its draft was not there.

        The images come first: a draft in the database without its images could not be mended,
        images without a draft are swept away.

        Raises:
            Damaged: An image is not what the document tells of, or another draft has the ID.
        """
        for read in images.values():
            self._blobs.put(read())
        with self._database.write() as connection:
            self._blobs.claim(hold_images(connection))
            for sha256 in self._blobs.missing(images):  # swept away since: it was an old one
                self._blobs.put(images[sha256]())
            _hold_name(connection, bundle.id)
            standing = read_draft(connection, bundle.id)
            if standing is not None:
                _check_same(original(connection, standing), bundle)
            if along is not None:
                along(connection, standing is None)
            if standing is not None:
                return False
            query = select(draft.c.id).where(draft.c.id == bundle.id)
            row = connection.execute(query).one_or_none()
            _put(connection, bundle, now=now, is_known=row is not None)
            list_draft(connection, bundle.id, title=bundle.title, actor=actor, now=now)
            self._journal.write(
                connection,
                at=now,
                actor=actor,
                event="taken in" if row is None else "came back",
                draft=bundle.id,
                title=bundle.title,
                images=len(bundle.cards),
                trace=bundle.trace,
            )
        return True


def _hold_name(connection: Connection, draft_id: str) -> None:
    """Keep others from bringing in the same draft meanwhile; on SQLite a writer is alone."""
    if connection.dialect.name == "postgresql":
        number = func.hashtext(draft_id)
        connection.execute(select(func.pg_advisory_xact_lock(_DRAFT_LOCK, number)))


def _images(folder: Path, bundle: Bundle) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Give the hash of each image of a bundle with what reads it."""
    for card in bundle.cards:
        yield card.sha256, partial(read_image, folder, card)
    if bundle.picture is not None:
        yield bundle.picture.sha256, partial(read_picture, folder, bundle.picture)


def _check_same(standing: StoredDraft, bundle: Bundle) -> None:
    """See that a bundle is what a draft was before people changed it."""
    if not parse_bundle(json.dumps(standing.document)).says_the_same(bundle):
        msg = f"the store holds another draft with the ID {bundle.id}"
        raise Damaged(msg)


def _put(connection: Connection, bundle: Bundle, *, now: datetime, is_known: bool) -> None:
    """Put the rows of a draft; one that was removed comes back as it was made."""
    values = {
        "title": bundle.title,
        "title_key": title_key(bundle.title),
        "link": bundle.link,
        "source": bundle.source,
        "theme": bundle.theme,
        "changed": now,
        "text": bundle.text,
        "post_link": bundle.link,
        "comment": None,
        "document": bundle.document,
        "removed": None,
        "trace": bundle.trace,
    }
    if is_known:
        row = update(draft).where(draft.c.id == bundle.id)
        connection.execute(row.values(**values, revision=draft.c.revision + 1))
    else:
        connection.execute(insert(draft).values(id=bundle.id, made=now, **values))
    replace_cards(connection, bundle.id, tuple(_cards(bundle)))
    if bundle.picture is not None:
        keep_images(connection, bundle.id, (bundle.picture.sha256,))


def _cards(bundle: Bundle) -> list[StoredCard]:
    return [
        StoredCard(
            position=position,
            sha256=card.sha256,
            file=card.file,
            kind=card.kind,
            size=card.size,
            media_type=card.media_type,
            width=card.width,
            height=card.height,
            bytes=card.bytes,
            alt_text=card.alt_text,
            posted=bundle.is_posted(card),
        )
        for position, card in enumerate(bundle.cards, start=1)
    ]
