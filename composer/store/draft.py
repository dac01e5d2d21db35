"""The drafts of a store: taken in, edited, approved, removed."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from composer.domain.post import Post, Target
from composer.store.approval import (
    Approval,
    Approvals,
    check_approver,
    valid_approval,
    voided_pages,
)
from composer.store.blob import Blobs
from composer.store.change import DraftChange, changed
from composer.store.content import read_content
from composer.store.database import Database
from composer.store.desk_list import DeskPage, DeskQuery, desk_list
from composer.store.find import check_revision, found_draft
from composer.store.history import (
    EDIT,
    Step,
    change_step,
    redo_step,
    restore_step,
    turns,
    undo_step,
    version,
    versions,
)
from composer.store.inbox import TakenIn, take_in
from composer.store.intake import Intake
from composer.store.journal import Journal
from composer.store.listing import DraftRow, list_drafts
from composer.store.notice import Notices
from composer.store.removal import Cleaned, Removal
from composer.store.review import Review, Reviews, read_review
from composer.store.stored import StoredDraft
from composer.store.sweep import hold_images
from composer.store.version import Revision, Turns, Version, VersionRow
from composer.store.writing import Writing, check_images, revised


class Drafts:
    """The drafts.

    Args:
        database: Where they are.
        blobs: Where their images are.
        journal: Where each change is written down.
        notices: What people are told.
    """

    def __init__(
        self, database: Database, blobs: Blobs, journal: Journal, notices: Notices
    ) -> None:
        self._database = database
        self._blobs = blobs
        self._journal = journal
        self._approvals = Approvals(journal, blobs)
        self._intake = Intake(database, blobs, journal)
        self._removal = Removal(database, blobs, journal, self._approvals)
        self._reviews = Reviews(journal, notices, self._approvals)
        self._writing = Writing(journal, blobs, self._approvals)

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

    def desk_list(self, query: DeskQuery, *, now: datetime) -> DeskPage:
        """Return a page of the desk's list, and how much each part holds; see ``desk_list``.

        Raises:
            DraftError: ``query.after`` is none that a page told.
        """
        return desk_list(self._database, query, now=now)

    def get(self, draft_id: str) -> StoredDraft:
        """Return a draft by its ID or the beginning of it, four characters at least.

        Raises:
            DraftError: There is none, or several begin so.
        """
        with self._database.read() as connection:
            return found_draft(connection, draft_id)

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
            old = found_draft(connection, draft_id, for_update=True)
            check_revision(old, expected_revision)
            fresh = changed(old, change)
            if fresh == old:
                return old
            step = change_step(connection, old, label=EDIT, actor=actor, now=now)
            return self._writing.write(connection, old, fresh, step, event="edited", now=now)

    def revise(
        self,
        draft_id: str,
        revision: Revision,
        *,
        expected_revision: int,
        now: datetime,
        actor: str,
    ) -> StoredDraft:
        """Put a whole new content in the place of a draft's; see ``edit``.

        The images are on the disk before the draft names them: killed at any instant this leaves
        the old draft or the new one.

        Args:
            draft_id: Its ID or the beginning of it.
            revision: The new content.
            expected_revision: The revision that it was made from.
            now: In UTC.
            actor: Who did it.

        Raises:
            DraftError: As ``edit`` does, or an image is missing.
            StoreError: An image cannot be written.
        """
        for data in revision.images.values():
            self._blobs.put(data)
        with self._database.write() as connection:
            hold_images(connection)
            old = found_draft(connection, draft_id, for_update=True)
            check_revision(old, expected_revision)
            fresh = revised(old, revision)
            if fresh == old:
                return old
            check_images(self._blobs, fresh, revision)
            step = change_step(
                connection,
                old,
                label=revision.label,
                actor=actor,
                now=now,
                together=revision.together,
            )
            return self._writing.write(connection, old, fresh, step, event="edited", now=now)

    def undo(
        self, draft_id: str, *, expected_revision: int, now: datetime, actor: str
    ) -> StoredDraft:
        """Bring up what stood before the last change, as a new revision.

        Raises:
            DraftError: Nothing was changed before, or somebody else has changed it meanwhile.
        """

        def step(connection: Connection, old: StoredDraft) -> Step:
            return undo_step(connection, old, actor=actor, now=now)

        return self._again(draft_id, step, "undone", expected_revision=expected_revision, now=now)

    def redo(
        self, draft_id: str, *, expected_revision: int, now: datetime, actor: str
    ) -> StoredDraft:
        """Bring up what the last undo took away, as a new revision.

        Raises:
            DraftError: Nothing was undone, or somebody else has changed it meanwhile.
        """

        def step(connection: Connection, old: StoredDraft) -> Step:
            return redo_step(connection, old, actor=actor, now=now)

        return self._again(draft_id, step, "redone", expected_revision=expected_revision, now=now)

    def restore(
        self, draft_id: str, number: int, *, expected_revision: int, now: datetime, actor: str
    ) -> StoredDraft:
        """Bring up any version, as a new revision; the one that stands stays as it is.

        Raises:
            DraftError: There is no such version, or somebody else has changed it meanwhile.
        """

        def step(_: Connection, old: StoredDraft) -> Step:
            return restore_step(old, number, actor=actor, now=now)

        return self._again(
            draft_id, step, "version restored", expected_revision=expected_revision, now=now
        )

    def versions(self, draft_id: str) -> tuple[VersionRow, ...]:
        """Return the versions of a draft, the newest first; there is one at least.

        Raises:
            DraftError: There is no such draft.
        """
        with self._database.read() as connection:
            return versions(connection, found_draft(connection, draft_id))

    def version(self, draft_id: str, number: int) -> Version:
        """Return a version of a draft.

        Raises:
            DraftError: There is no such draft, or it has no version of that number any more.
            StoreError: It was damaged in the database.
        """
        with self._database.read() as connection:
            return version(connection, found_draft(connection, draft_id), number)

    def turns(self, draft_id: str) -> Turns:
        """Return where an undo and a redo of a draft lead.

        Raises:
            DraftError: There is no such draft.
        """
        with self._database.read() as connection:
            return turns(connection, found_draft(connection, draft_id))

    def ask(
        self,
        draft_id: str,
        *,
        note: str = "",
        expected_revision: int | None = None,
        now: datetime,
        actor: str,
    ) -> Review:
        """Ask for the approval of a draft; it waits for it, whatever is changed meanwhile.

        Args:
            draft_id: Its ID or the beginning of it.
            note: What is said to the editor; may be empty.
            expected_revision: The revision that the writer saw; None for the present one.
            now: In UTC.
            actor: Who asks.

        Raises:
            DraftError: There is no such draft, or it is not the revision that the writer saw.
        """
        with self._database.write() as connection:
            found = found_draft(connection, draft_id, for_update=True)
            check_revision(found, expected_revision)
            return self._reviews.ask(connection, found, note=note, now=now, actor=actor)

    def reject(
        self,
        draft_id: str,
        *,
        reason: str,
        expected_revision: int | None = None,
        now: datetime,
        actor: str,
    ) -> Review:
        """Send a draft back to who wrote it; what was approved of it is void.

        Args:
            draft_id: Its ID or the beginning of it.
            reason: What is to be mended.
            expected_revision: The revision that the editor saw; None for the present one.
            now: In UTC.
            actor: Who rejects.

        Raises:
            DraftError: There is no such draft, no reason, or it is not the revision that the
                editor saw.
        """
        with self._database.write() as connection:
            found = found_draft(connection, draft_id, for_update=True)
            check_revision(found, expected_revision)
            return self._reviews.reject(connection, found, reason=reason, now=now, actor=actor)

    def review(self, draft_id: str) -> Review | None:
        """Return where the review of a draft stands; None where nobody asked since its approval.

        Raises:
            DraftError: There is no such draft.
        """
        with self._database.read() as connection:
            return read_review(connection, found_draft(connection, draft_id).id)

    def approve(
        self,
        draft_id: str,
        target: Target,
        *,
        approver: str,
        now: datetime,
        expected_revision: int | None = None,
        allowed: Collection[str] = (),
    ) -> Approval:
        """Allow a draft as it stands for a page; what proofreading flagged counts as accepted.

        Args:
            draft_id: Its ID or the beginning of it.
            target: The page.
            approver: Who allows it.
            now: In UTC.
            expected_revision: The revision that the approver saw; None for the present one.
            allowed: Who may approve for the page; nobody named means everybody.

        Raises:
            NotAnApprover: The page wants somebody else's word.
            DraftError: There is no such draft, a card failed a check, no page takes the post, or
                it is not the revision that the approver saw.
            StoreError: An image is missing or was changed.
            ImagesAway: The images cannot be reached.
        """
        check_approver(approver, target, allowed)
        whole = self._approvals.whole_images(self.get(draft_id))
        with self._database.write() as connection:
            found = found_draft(connection, draft_id, for_update=True)
            check_revision(found, expected_revision)
            return self._approvals.approve(
                connection, found, target, approver=approver, now=now, whole=whole
            )

    def approval(self, draft_id: str, target: Target) -> Approval | None:
        """Return the approval of a draft as it stands now for a page; None without one.

        Raises:
            DraftError: There is no such draft.
        """
        with self._database.read() as connection:
            return valid_approval(connection, found_draft(connection, draft_id), target.key)

    def voided(self, draft_id: str) -> tuple[str, ...]:
        """Return the pages for which a draft was approved once, and is not any more.

        Raises:
            DraftError: There is no such draft.
        """
        with self._database.read() as connection:
            name = found_draft(connection, draft_id).id
            return voided_pages(connection, [name]).get(name, ())

    def content(self, fingerprint: str) -> Post:
        """Return a post as it was approved.

        Raises:
            ApprovalLost: It is missing, or is not what its fingerprint was made of.
        """
        with self._database.read() as connection:
            return read_content(connection, fingerprint)

    def remove(self, draft_id: str, *, now: datetime, actor: str) -> str:
        """Remove a draft and return its ID; its article is still known again.

        Raises:
            DraftError: There is no such draft, or it may still be sent.
        """
        with self._database.write() as connection:
            found = found_draft(connection, draft_id, for_update=True)
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
        swept = self._removal.sweep_images(before, now=now)
        return Cleaned(drafts=drafts, images=swept.images, freed=swept.bytes)

    def _again(
        self,
        draft_id: str,
        step: Callable[[Connection, StoredDraft], Step],
        event: str,
        *,
        expected_revision: int,
        now: datetime,
    ) -> StoredDraft:
        """Bring up an earlier version; one that the draft has already stays as it is."""
        with self._database.write() as connection:
            old = found_draft(connection, draft_id, for_update=True)
            check_revision(old, expected_revision)
            taken = step(connection, old)
            if taken.source == old.revision:
                return old
            there = version(connection, old, taken.source or old.revision).draft
            fresh = replace(there, revision=old.revision, changed=old.changed)
            return self._writing.write(connection, old, fresh, taken, event=event, now=now)
