"""Removing drafts: by a person's word, or because they are old and nobody touched them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, exists, select, update

from composer.domain.queue import LIVE
from composer.errors import DraftError
from composer.store.approval import Approvals
from composer.store.blob import Blobs
from composer.store.database import Database
from composer.store.desk_schema import review
from composer.store.journal import Journal
from composer.store.own_text import replace_own
from composer.store.review import end_review
from composer.store.schema import approval, draft, draft_card, item
from composer.store.standing import unlist_draft
from composer.store.sweep import Swept, sweep_images
from composer.store.thinning import drop_versions

_AT_ONCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """What cleaning up removed.

    Args:
        drafts: IDs of the drafts.
        images: Number of the images.
        freed: Bytes that they took.
    """

    drafts: tuple[str, ...]
    images: int
    freed: int


class Removal:
    """What removes drafts.

    Args:
        database: Where they are.
        blobs: Where their images are.
        journal: Where it is written down.
        approvals: What voids their approvals.
    """

    def __init__(
        self, database: Database, blobs: Blobs, journal: Journal, approvals: Approvals
    ) -> None:
        self._database = database
        self._blobs = blobs
        self._journal = journal
        self._approvals = approvals

    def remove(self, connection: Connection, draft_id: str, *, now: datetime, actor: str) -> None:
        """Remove a draft by a person's word.

        Raises:
            DraftError: It may still be sent.
        """
        query = select(item.c.id).where(item.c.draft == draft_id, item.c.status.in_(sorted(LIVE)))
        number = connection.scalar(query.limit(1))
        if number is not None:
            msg = (
                f"draft {draft_id} is in the queue as q{number}: nashir queue cancel q{number},"
                " then remove it"
            )
            raise DraftError(msg)
        self._drop(connection, draft_id, "removed", now=now, actor=actor)

    def remove_untouched(self, before: datetime, *, now: datetime, actor: str) -> tuple[str, ...]:
        """Remove the drafts older than ``before`` that nobody edited, reviewed or queued.

        A few at a time, so that no other program waits long.
        """
        query = (
            select(draft.c.id)
            .where(draft.c.changed < before, draft.c.revision == 1, draft.c.removed.is_(None))
            .where(~exists().where(approval.c.draft == draft.c.id))
            .where(~exists().where(item.c.draft == draft.c.id))
            .where(~exists().where(review.c.draft == draft.c.id))
            .order_by(draft.c.changed)
            .limit(_AT_ONCE)
            .with_for_update()
        )
        gone: list[str] = []
        while True:
            with self._database.write() as connection:
                names = connection.scalars(query).all()
                for each in names:
                    self._drop(connection, each, "cleaned up", now=now, actor=actor)
            if not names:
                return tuple(gone)
            gone += names

    def sweep_images(self, before: datetime, *, now: datetime) -> Swept:
        """Remove the images that nothing needs but what was published before an instant."""
        return sweep_images(self._database, self._blobs, since=before, now=now)

    def _drop(
        self, connection: Connection, draft_id: str, event: str, *, now: datetime, actor: str
    ) -> None:
        """Let all of a draft go but what its article is known again by."""
        self._approvals.void_all(connection, draft_id, now=now, actor=actor)
        connection.execute(delete(draft_card).where(draft_card.c.draft == draft_id))
        replace_own(connection, draft_id, ())
        drop_versions(connection, draft_id)
        end_review(connection, draft_id)
        unlist_draft(connection, draft_id)
        change = update(draft).where(draft.c.id == draft_id)
        revised = draft.c.revision + 1
        connection.execute(change.values(removed=now, changed=now, revision=revised, document="{}"))
        self._journal.write(connection, at=now, actor=actor, event=event, draft=draft_id)
