"""The newsroom: drafts and approvals as people and other programs work with them.

Opened once for a command or a program. Everything here returns frozen values and prints nothing.
What goes out when is in ``composer.app.rundown``.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from composer.app.outlet import Outlet, outlet, outlet_names
from composer.app.wake import wake_workers
from composer.domain.post import Post
from composer.domain.queue import QueueItem, Status
from composer.engine.lock import RunnerLock, this_machine
from composer.settings import MAIN_PAGE, NotifySettings, Settings
from composer.settings.images import image_place
from composer.store.approval import Approval, check_approver, read_approvals
from composer.store.change import DraftChange
from composer.store.inbox import Refused
from composer.store.listing import DraftRow
from composer.store.store import Store
from composer.store.stored import StoredDraft

logger = logging.getLogger(__name__)

REBOUND = frozenset({Status.QUEUED, Status.ATTENTION})
"""An item in one of these carries a new approval as soon as there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """What an edit left behind.

    Args:
        draft: The draft as it stands now.
        changed: Whether anything is different.
        voided: The pages for which it was approved, and is not any more.
        waiting: Items of the queue that wait for a new approval.
    """

    draft: StoredDraft
    changed: bool
    voided: tuple[str, ...]
    waiting: tuple[QueueItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """What an approval did.

    Args:
        draft: The draft that was approved.
        approval: Who allowed what.
        renewed: Number of waiting items that now carry this approval in place of another.
        stuck: Those which a person has to send by a command of its own; ``last_error`` names it.
    """

    draft: StoredDraft
    approval: Approval
    renewed: int
    stuck: tuple[QueueItem, ...] = ()

    @property
    def post(self) -> Post:
        """What was approved."""
        return self.draft.post_for(self.approval.target)


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    """A workspace that is being worked in.

    Args:
        settings: What is set.
        store: What is kept.
        person: Who works here; the journal names them.
        now: Tells the time, in UTC.
        taken: IDs of the drafts that came in with this opening.
        refused: Bundles that could not be taken in; each lies aside, with the reason.
    """

    settings: Settings
    store: Store
    person: str
    now: Callable[[], datetime]
    taken: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()

    @classmethod
    def open(cls, settings: Settings, *, now: Callable[[], datetime], person: str) -> Self:
        """Open the store of a workspace and take in what ``compose`` has left in the inbox.

        Args:
            settings: Where it is.
            now: Tells the time, in UTC.
            person: Who works here.

        Raises:
            StoreError: The store cannot be opened.
            SettingsError: Its images need a key.
        """
        store = Store.open(
            settings.store.url,
            workspace=settings.workspace,
            state=settings.state,
            images=image_place(settings.store),
            channels=channels(settings.notify),
            events=frozenset(settings.notify.events),
        )
        wake_workers(store, settings, now=now)
        try:
            found = store.drafts.take_in(store.inbox, now=now(), actor=person)
        except BaseException:
            store.close()
            raise
        return cls(
            settings=settings,
            store=store,
            person=person,
            now=now,
            taken=found.taken,
            refused=found.refused,
        )

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()

    def outlet(self, page: str = MAIN_PAGE) -> Outlet:
        """Return a page of the settings; see ``composer.app.outlet``."""
        return outlet(self.settings, page)

    def outlets(self) -> tuple[Outlet, ...]:
        """Return all pages of the settings, ``main`` first."""
        return tuple(map(self.outlet, outlet_names(self.settings)))

    def drafts(
        self, *, search: str | None = None, limit: int | None = None
    ) -> tuple[DraftRow, ...]:
        """Return the drafts, the newest first.

        Args:
            search: Only those whose headline holds these words, or whose ID begins so.
            limit: At most so many.
        """
        return self.store.drafts.all(search=search, limit=limit)

    def draft(self, name: str) -> StoredDraft:
        """Return a draft by its ID or the beginning of it.

        Raises:
            DraftError: There is none, or several begin so.
        """
        return self.store.drafts.get(name)

    def edit(
        self, name: str, change: DraftChange, *, expected_revision: int | None = None
    ) -> Edited:
        """Change a draft.

        Args:
            name: Its ID or the beginning of it.
            change: What is new.
            expected_revision: The revision that the editor saw; None to change whatever is there.

        Raises:
            DraftError: See ``Drafts.edit``.
        """
        drafts, now, actor = self.store.drafts, self.now(), self.person
        expected = expected_revision
        return self.changing(
            name,
            lambda old: drafts.edit(
                old.id, change, expected_revision=expected, now=now, actor=actor
            ),
        )

    def changing(self, name: str, change: Callable[[StoredDraft], StoredDraft]) -> Edited:
        """Change a draft in whatever way, and tell what that left behind.

        Args:
            name: Its ID or the beginning of it.
            change: Given the draft as it stands, changes it and returns it.

        Raises:
            DraftError: There is no such draft, or as ``change`` does.
        """
        old = self.draft(name)
        before = self._approved_for(old)
        fresh = change(old)
        after = self._approved_for(fresh)
        return Edited(
            draft=fresh,
            changed=fresh.revision != old.revision,
            voided=tuple(sorted(before - after)),
            waiting=self._unapproved(fresh),
        )

    def approve(
        self, name: str, *, page: str = MAIN_PAGE, expected_revision: int | None = None
    ) -> Approved:
        """Allow a draft as it stands for a page; its waiting items there carry it from now on.

        Args:
            name: Its ID or the beginning of it.
            page: Name of the page in the settings.
            expected_revision: The revision that the approver saw; None for the present one.

        Raises:
            NotAnApprover: The settings of the page name others.
            DraftError: See ``Drafts.approve``.
        """
        outlet = self.outlet(page)
        target = outlet.target
        now, found = self.now(), self.draft(name)
        expected = found.revision if expected_revision is None else expected_revision
        approval = self.store.drafts.approve(
            found.id,
            target,
            approver=self.person,
            now=now,
            expected_revision=expected,
            allowed=outlet.approvers,
        )
        renewed = self.store.queue.bind(
            found.id, target, approval.fingerprint, now=now, actor=self.person
        )
        facts = {"draft": found.id, "page": page, "person": self.person, "trace": found.trace}
        logger.info("approved", extra=facts)
        stuck = self._stuck(approval) if renewed else ()
        return Approved(draft=found, approval=approval, renewed=renewed, stuck=stuck)

    def approve_all(
        self, name: str, *, pages: Iterable[str], expected_revision: int | None = None
    ) -> tuple[Approved, ...]:
        """Allow a draft as it stands for several pages; see ``approve``.

        Whoever may not approve for one of them approves for none.

        Args:
            name: Its ID or the beginning of it.
            pages: Names of the pages in the settings; one named twice counts once.
            expected_revision: The revision that the approver saw; None for the present one.

        Raises:
            NotAnApprover: The settings of a page name others.
            DraftError: See ``Drafts.approve``.
        """
        names = tuple(dict.fromkeys(pages))
        for page in names:
            self.check_approver(page)
        draft = self.draft(name)
        seen = draft.revision if expected_revision is None else expected_revision
        return tuple(self.approve(draft.id, page=each, expected_revision=seen) for each in names)

    def check_approver(self, page: str) -> None:
        """Refuse whoever may not approve for a page.

        Raises:
            NotAnApprover: The settings of the page name others.
        """
        outlet = self.outlet(page)
        check_approver(self.person, outlet.target, outlet.approvers)

    def lock(self, folder: str) -> RunnerLock:
        """Return a lock by which others see that this process lives.

        Args:
            folder: Name of the locks' folder in the workspace's state. Where several machines use
                the store, they may share that, too; the lock tells on which of them it is held.

        Raises:
            StoreError: The folder cannot be written.
        """
        is_shared = self.store.database.dialect != "sqlite"
        return RunnerLock(self.settings.state / folder, machine=this_machine() if is_shared else "")

    def remove(self, names: Iterable[str]) -> tuple[str, ...]:
        """Remove drafts, each with its cards, and return their whole IDs.

        Raises:
            DraftError: One is unknown, or may still be sent; those before it are removed.
        """
        drafts = self.store.drafts
        return tuple(drafts.remove(each, now=self.now(), actor=self.person) for each in names)

    def _approved_for(self, draft: StoredDraft) -> frozenset[str]:
        """Return the names of the pages for which a draft is approved."""
        with self.store.database.read() as connection:
            return frozenset(each.page for each in read_approvals(connection, draft.id))

    def _stuck(self, approval: Approval) -> tuple[QueueItem, ...]:
        """Return the items that carry an approval and wait for a person all the same."""
        return tuple(
            each
            for each in self.store.queue.of_draft(approval.draft)
            if each.status is Status.ATTENTION
            and not each.doubt
            and each.approval == approval.fingerprint
        )

    def _unapproved(self, draft: StoredDraft) -> tuple[QueueItem, ...]:
        """Return the items of a draft that carry an approval of something else."""
        return tuple(
            each
            for each in self.store.queue.of_draft(draft.id)
            if each.status in REBOUND and not each.doubt and not binds(each, draft)
        )


def binds(item: QueueItem, draft: StoredDraft) -> bool:
    """Tell whether an item carries the approval of a draft as it stands now."""
    target_key = f"{item.publisher}:{item.page_id}"
    return item.approval == draft.post_for(target_key).fingerprint(target_key)


def channels(notify: NotifySettings) -> tuple[str, ...]:
    """Return the channels over which people are told, by the names that the store knows."""
    return (("webhook",) if notify.webhook else ()) + (("mail",) if notify.mail_to else ())
