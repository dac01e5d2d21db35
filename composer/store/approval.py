"""Approvals: who allowed exactly which post for which page."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, delete, func, insert, select, update

from composer.domain.post import Target
from composer.errors import DraftError, ImagesAway, NotAnApprover, StoreError
from composer.store.blob import Blobs
from composer.store.content import keep_content
from composer.store.desk_schema import review
from composer.store.history import mark_approved
from composer.store.journal import Journal
from composer.store.rule import check_post
from composer.store.schema import approval
from composer.store.stored import StoredDraft

_MOST_NAMED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """That a person allowed a post.

    Args:
        id: Its number.
        draft: ID of the draft.
        target: Key of the page.
        page: Name of the page in the settings.
        fingerprint: Hash of what was approved, in hexadecimal.
        approver: Who it was.
        at: When, in UTC.
        accepted: What proofreading had flagged, and the approver accepted.
    """

    id: int
    draft: str
    target: str
    page: str
    fingerprint: str
    approver: str
    at: datetime
    accepted: tuple[str, ...]


def read_approvals(connection: Connection, draft_id: str) -> tuple[Approval, ...]:
    """Return the approvals of a draft that were not voided."""
    columns = [approval.c[name] for name in Approval.__slots__]
    query = select(*columns).where(approval.c.draft == draft_id, approval.c.voided.is_(None))
    rows = connection.execute(query.order_by(approval.c.id)).mappings().all()
    return tuple(
        Approval(**{**row, "accepted": tuple(json.loads(row["accepted"]))}) for row in rows
    )


def valid_approval(connection: Connection, draft: StoredDraft, target_key: str) -> Approval | None:
    """Return the approval of a draft as it stands now for a page; None without one."""
    fingerprint = draft.post_for(target_key).fingerprint(target_key)
    return next(
        (
            each
            for each in read_approvals(connection, draft.id)
            if each.target == target_key and each.fingerprint == fingerprint
        ),
        None,
    )


def voided_pages(connection: Connection, drafts: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """Return the pages for which drafts were approved once, and are not any more.

    Args:
        connection: In a transaction.
        drafts: IDs of the drafts.

    Returns:
        Names of pages in the settings, by the ID of the draft; nothing for the other drafts.
    """
    stands = func.max(case((approval.c.voided.is_(None), 1), else_=0))
    query = (
        select(approval.c.draft, approval.c.page)
        .where(approval.c.draft.in_(sorted(set(drafts))))
        .group_by(approval.c.draft, approval.c.page)
        .having(stands == 0)
        .order_by(approval.c.draft, approval.c.page)
    )
    found: dict[str, tuple[str, ...]] = {}
    for row in connection.execute(query):
        found[row.draft] = (*found.get(row.draft, ()), row.page)
    return found


def may_approve(person: str, allowed: Collection[str]) -> bool:
    """Tell whether somebody may approve where these may; nobody named means everybody."""
    return not allowed or person in allowed


def check_approver(person: str, target: Target, allowed: Collection[str]) -> None:
    """Refuse an approval by somebody whom the settings of a page do not name.

    Raises:
        NotAnApprover: That is so.
    """
    if may_approve(person, allowed):
        return
    named = sorted(allowed)
    more = f" and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else ""
    listed = f"{', '.join(named[:_MOST_NAMED])}{more}"
    msg = f"{person} may not approve for the page {target.page}: ask one of its approvers: {listed}"
    raise NotAnApprover(msg)


class Approvals:
    """What approving does, in the transactions of others.

    Args:
        journal: Where it is written down.
        blobs: Where the images are.
    """

    def __init__(self, journal: Journal, blobs: Blobs) -> None:
        self._journal = journal
        self._blobs = blobs

    def whole_images(self, draft: StoredDraft) -> frozenset[str]:
        """Return the hashes of the post's images that are there, with the bytes of their names.

        Raises:
            ImagesAway: They cannot be reached.
        """
        whole = set()
        for image in draft.post.images:
            try:
                self._blobs.get(image.sha256)
            except ImagesAway:
                raise
            except StoreError:  # approving tells what is wrong, if nothing else is
                continue
            whole.add(image.sha256)
        return frozenset(whole)

    def approve(
        self,
        connection: Connection,
        draft: StoredDraft,
        target: Target,
        *,
        approver: str,
        now: datetime,
        whole: Collection[str] = (),
    ) -> Approval:
        """Keep the post and that it is allowed; what is allowed already stays as it is.

        A review of the draft is over.

        Args:
            connection: In a transaction that holds the draft.
            draft: As it stands.
            target: The page.
            approver: Who it is.
            now: In UTC.
            whole: Hashes of images that were just read; the others are read now, while other
                programs wait.

        Raises:
            DraftError: A card failed a check, or no page takes the post.
            StoreError: An image is missing or was changed.
        """
        standing = valid_approval(connection, draft, target.key)
        self._check(draft, target, whole)
        connection.execute(delete(review).where(review.c.draft == draft.id))
        if standing is not None:
            return standing
        self.void(connection, draft, now=now, actor=approver)
        flags = [str(each) for each in draft.flags]
        fingerprint = keep_content(connection, draft.post_for(target.key), target.key)
        mark_approved(connection, draft)
        values: dict[str, Any] = {
            "draft": draft.id,
            "target": target.key,
            "page": target.page,
            "fingerprint": fingerprint,
            "approver": approver,
            "at": now,
        }
        row = insert(approval).values(**values, accepted=json.dumps(flags, ensure_ascii=False))
        number = connection.execute(row.returning(approval.c.id)).scalar_one()
        self._journal.write(
            connection,
            at=now,
            actor=approver,
            event="approved",
            draft=draft.id,
            page=target.page,
            fingerprint=fingerprint,
            accepted=flags,
        )
        return Approval(id=number, **values, accepted=tuple(flags))

    def void(
        self, connection: Connection, draft: StoredDraft, *, now: datetime, actor: str
    ) -> None:
        """Void the approvals of a draft that bind something else than it says now."""
        for each in read_approvals(connection, draft.id):
            if each.fingerprint != draft.post_for(each.target).fingerprint(each.target):
                self._void(connection, each, now=now, actor=actor)

    def void_all(self, connection: Connection, draft_id: str, *, now: datetime, actor: str) -> None:
        """Void all approvals of a draft."""
        for each in read_approvals(connection, draft_id):
            self._void(connection, each, now=now, actor=actor)

    def _void(self, connection: Connection, old: Approval, *, now: datetime, actor: str) -> None:
        change = update(approval).where(approval.c.id == old.id)
        connection.execute(change.values(voided=now))
        self._journal.write(
            connection,
            at=now,
            actor=actor,
            event="approval voided",
            draft=old.draft,
            page=old.page,
            fingerprint=old.fingerprint,
        )

    def _check(self, draft: StoredDraft, target: Target, whole: Collection[str]) -> None:
        if draft.fails:
            listed = "; ".join(map(str, draft.fails))
            msg = f"draft {draft.id} has cards that failed a check: {listed}: compose it anew"
            raise DraftError(msg)
        check_post(draft.post_for(target.key))
        for image in draft.post.images:
            if image.sha256 not in whole:
                self._blobs.get(image.sha256)
