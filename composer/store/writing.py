"""Writing a changed draft: its row, its cards, its version, and what follows from the change."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, update

from composer.errors import DraftError
from composer.store.approval import Approvals
from composer.store.blob import Blobs
from composer.store.change import check_posts
from composer.store.history import EDIT, Step, add_version, keep_first
from composer.store.journal import Fact, Journal
from composer.store.own_text import replace_own
from composer.store.schema import draft
from composer.store.standing import list_draft
from composer.store.stored import StoredDraft, replace_cards
from composer.store.version import Revision, images_of

CONTENT = ("title", "theme", "text", "post_link", "comment", "cards", "document")
"""What a revision brings anew, and drafts differ by."""
_OWN = "own"


class Writing:
    """What writes a changed draft, in the transactions of others.

    Args:
        journal: Where it is written down.
        blobs: Where the images are.
        approvals: What voids approvals of something else.
    """

    def __init__(self, journal: Journal, blobs: Blobs, approvals: Approvals) -> None:
        self._journal = journal
        self._blobs = blobs
        self._approvals = approvals

    def write(
        self,
        connection: Connection,
        old: StoredDraft,
        fresh: StoredDraft,
        step: Step,
        *,
        event: str,
        now: datetime,
    ) -> StoredDraft:
        """Put a draft in the place of what it was, and return it with its new revision.

        Args:
            connection: In a transaction that holds the draft.
            old: The draft before.
            fresh: Its new content.
            step: How the new version joins the others.
            event: What the journal calls it.
            now: In UTC.
        """
        keep_first(connection, old)
        self._put(connection, old, fresh, now)
        stored = replace(fresh, revision=old.revision + 1, changed=now)
        add_version(connection, stored, step)
        list_draft(connection, old.id, title=fresh.title, actor=step.actor, now=now)
        self._journal.write(
            connection,
            at=now,
            actor=step.actor,
            event=event,
            draft=old.id,
            item=None,
            revision=stored.revision,
            changed=what_changed(old, fresh),
            **_more(old, fresh, step),
        )
        self._approvals.void(connection, stored, now=now, actor=step.actor)
        return stored

    def _put(
        self, connection: Connection, old: StoredDraft, fresh: StoredDraft, now: datetime
    ) -> None:
        apart = {"cards", "document", _OWN}
        names = [each for each in what_changed(old, fresh) if each not in apart]
        values = {name: getattr(fresh, name) for name in names}
        if fresh.document != old.document:
            values["document"] = json.dumps(
                fresh.document, ensure_ascii=False, allow_nan=False, separators=(",", ":")
            )
        row = update(draft).where(draft.c.id == old.id)
        connection.execute(row.values(**values, changed=now, revision=draft.c.revision + 1))
        if fresh.cards != old.cards:
            replace_cards(connection, old.id, fresh.cards)
        if fresh.own != old.own:
            replace_own(connection, old.id, fresh.own)


def _more(old: StoredDraft, fresh: StoredDraft, step: Step) -> Mapping[str, Fact]:
    """Return what the journal tells of a change beside what is different."""
    apart = sorted({each.page for each in set(old.own) ^ set(fresh.own)})
    pages: Mapping[str, Fact] = {"pages": apart} if apart else {}
    if step.source is not None:
        return {"version": step.source, **pages}
    return {"label": step.label, **pages} if step.label not in {"", EDIT} else pages


def revised(old: StoredDraft, revision: Revision) -> StoredDraft:
    """Return a draft with the content of a revision.

    Raises:
        DraftError: No page could take the post.
        ValueError: Its cards are not counted from 1.
    """
    values = {name: getattr(revision, name) for name in CONTENT}
    fresh = replace(old, **values)
    if [card.position for card in fresh.cards] != list(range(1, len(fresh.cards) + 1)):
        msg = "the positions of cards must count from 1"
        raise ValueError(msg)
    check_posts(fresh)
    return fresh


def check_images(blobs: Blobs, fresh: StoredDraft, revision: Revision) -> None:
    """See that all images of a draft are there; what was swept away meanwhile is put anew.

    Raises:
        DraftError: One is missing.
    """
    for sha256 in sorted(blobs.missing(images_of(fresh))):
        if sha256 not in revision.images:
            msg = f"an image of draft {fresh.id} is missing from the store: compose it anew"
            raise DraftError(msg)
        blobs.put(revision.images[sha256])


def what_changed(old: StoredDraft, fresh: StoredDraft) -> list[str]:
    """Return the names of what is different in a draft, those that readers meet first."""
    return [name for name in (*CONTENT, _OWN) if getattr(old, name) != getattr(fresh, name)]
