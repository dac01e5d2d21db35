"""The drafts of a store: taken in, edited, approved, removed."""

import difflib
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Select, func, select, update

from composer.domain.post import Post, Target
from composer.errors import DraftError
from composer.store.approval import Approval, Approvals, valid_approval
from composer.store.blob import Blobs
from composer.store.change import DraftChange, changed
from composer.store.content import read_content
from composer.store.database import Database
from composer.store.inbox import TakenIn, take_in
from composer.store.intake import Intake
from composer.store.journal import Journal
from composer.store.listing import DraftRow, list_drafts
from composer.store.removal import Cleaned, Removal
from composer.store.schema import draft
from composer.store.stored import StoredDraft, read_draft, replace_cards

_SHORTEST_PREFIX = 4


class Drafts:
    """The drafts.

    Args:
        database: Where they are.
        blobs: Where their images are.
        journal: Where each change is written down.
    """

    def __init__(self, database: Database, blobs: Blobs, journal: Journal) -> None:
        self._database = database
        self._blobs = blobs
        self._journal = journal
        self._approvals = Approvals(journal, blobs)
        self._intake = Intake(database, blobs, journal)
        self._removal = Removal(database, blobs, journal, self._approvals)

    def take_in(self, inbox: Path, *, now: datetime, actor: str) -> TakenIn:
        """Take in what ``compose`` has left.

        Args:
            inbox: The folder of bundles.
            now: In UTC.
            actor: Who did it.
        """
        return take_in(inbox, self._intake.keeper(now=now, actor=actor))

    def all(self, *, limit: int | None = None, search: str | None = None) -> tuple[DraftRow, ...]:
        """Return the drafts, the newest first; see ``list_drafts``."""
        return list_drafts(self._database, limit=limit, search=search)

    def get(self, draft_id: str) -> StoredDraft:
        """Return a draft by its ID or the beginning of it, four characters at least.

        Raises:
            DraftError: There is none, or several begin so.
        """
        with self._database.read() as connection:
            return _found(connection, draft_id)

    def edit(
        self,
        draft_id: str,
        change: DraftChange,
        *,
        expected_revision: int | None,
        now: datetime,
        actor: str,
    ) -> StoredDraft:
        """Change a draft; an approval that binds something else than it says now is void.

        Args:
            draft_id: Its ID or the beginning of it.
            change: What is new.
            expected_revision: The revision that the editor saw; None to change whatever is there.
            now: In UTC.
            actor: Who did it.

        Raises:
            DraftError: There is no such draft, somebody else has changed it meanwhile, or no page
                could take the post.
        """
        with self._database.write() as connection:
            old = _found(connection, draft_id, for_update=True)
            _check_revision(old, expected_revision)
            fresh = changed(old, change)
            if fresh == old:
                return old
            facts = {"text": fresh.text, "post_link": fresh.post_link, "comment": fresh.comment}
            revised = draft.c.revision + 1
            row = update(draft).where(draft.c.id == old.id)
            connection.execute(row.values(**facts, changed=now, revision=revised))
            if fresh.cards != old.cards:
                replace_cards(connection, old.id, fresh.cards)
            stored = _found(connection, old.id)
            self._journal.write(
                connection,
                at=now,
                actor=actor,
                event="edited",
                draft=old.id,
                revision=stored.revision,
                changed=_what_changed(old, fresh),
            )
            self._approvals.void(connection, stored, now=now, actor=actor)
            return stored

    def approve(
        self,
        draft_id: str,
        target: Target,
        *,
        approver: str,
        now: datetime,
        expected_revision: int | None = None,
    ) -> Approval:
        """Allow a draft as it stands for a page; what proofreading flagged counts as accepted.

        Raises:
            DraftError: There is no such draft, a card failed a check, no page takes the post, or
                it is not the revision that the approver saw.
            StoreError: An image is missing or was changed.
        """
        with self._database.write() as connection:
            found = _found(connection, draft_id, for_update=True)
            _check_revision(found, expected_revision)
            return self._approvals.approve(connection, found, target, approver=approver, now=now)

    def approval(self, draft_id: str, target: Target) -> Approval | None:
        """Return the approval of a draft as it stands now for a page; None without one.

        Raises:
            DraftError: There is no such draft.
        """
        with self._database.read() as connection:
            return valid_approval(connection, _found(connection, draft_id), target.key)

    def content(self, fingerprint: str) -> Post:
        """Return a post as it was approved.

        Raises:
            StoreError: It is missing, or is not what its fingerprint was made of.
        """
        with self._database.read() as connection:
            return read_content(connection, fingerprint)

    def remove(self, draft_id: str, *, now: datetime, actor: str) -> str:
        """Remove a draft and return its ID; its article is still known again.

        Raises:
            DraftError: There is no such draft, or it may still be sent.
        """
        with self._database.write() as connection:
            found = _found(connection, draft_id, for_update=True)
            self._removal.remove(connection, found.id, now=now, actor=actor)
            return found.id

    def clean(self, *, before: datetime, now: datetime, actor: str) -> Cleaned:
        """Remove old drafts that no person touched, and the images that nothing needs.

        Args:
            before: What was changed or published since is kept, in UTC.
            now: In UTC.
            actor: Who did it.
        """
        drafts = self._removal.remove_untouched(before, now=now, actor=actor)
        return Cleaned(drafts=drafts, images=self._removal.sweep_images(before, now=now))


def _found(connection: Connection, draft_id: str, *, for_update: bool = False) -> StoredDraft:
    wanted = draft_id.strip()
    exact = read_draft(connection, wanted, for_update=for_update)
    if exact is not None:
        return exact
    names = _beginning(connection, wanted) if len(wanted) >= _SHORTEST_PREFIX else []
    if len(names) == 1:
        found = read_draft(connection, names[0], for_update=for_update)
        if found is not None:
            return found
    raise DraftError(_unknown(connection, wanted, names))


def _beginning(connection: Connection, prefix: str) -> list[str]:
    query = _standing().where(func.substr(draft.c.id, 1, len(prefix)) == prefix)
    return list(connection.scalars(query.order_by(draft.c.id)))


def _standing() -> Select[tuple[str]]:
    return select(draft.c.id).where(draft.c.removed.is_(None))


def _unknown(connection: Connection, wanted: str, names: list[str]) -> str:
    """Return why an ID names no draft, and what to do."""
    if names:
        return f"several drafts begin with {wanted}: {', '.join(names[:5])}: write more of the ID"
    if connection.scalar(select(draft.c.id).where(draft.c.id == wanted)) is not None:
        return f"draft {wanted} was removed: compose its article again"
    if 0 < len(wanted) < _SHORTEST_PREFIX and _beginning(connection, wanted):
        return f"{wanted!r} is too short: write {_SHORTEST_PREFIX} characters of the ID at least"
    known = list(connection.scalars(_standing()))
    near = difflib.get_close_matches(wanted, known, n=1)
    advice = f"did you mean {near[0]}?" if near else "nashir drafts names them"
    return f"there is no draft {wanted!r}: {advice}"


def _check_revision(found: StoredDraft, expected: int | None) -> None:
    if expected is not None and expected != found.revision:
        msg = (
            f"draft {found.id} was changed by somebody else meanwhile (it is at revision"
            f" {found.revision}, you saw {expected}): look at it again"
        )
        raise DraftError(msg)


def _what_changed(old: StoredDraft, fresh: StoredDraft) -> list[str]:
    names = ("text", "post_link", "comment", "cards")
    return [name for name in names if getattr(old, name) != getattr(fresh, name)]
