"""The drafts of a store: taken in, edited, approved, removed."""

import difflib
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from composer.domain.post import Post, Target
from composer.domain.queue import LIVE
from composer.errors import DraftError
from composer.store.approval import Approval, Approvals, valid_approval
from composer.store.article import title_key
from composer.store.blob import Blobs
from composer.store.bundle import Bundle, parse_bundle, read_image
from composer.store.change import DraftChange, changed
from composer.store.content import read_content
from composer.store.database import Database
from composer.store.field import Damaged
from composer.store.inbox import TakenIn, take_in
from composer.store.journal import Journal
from composer.store.listing import DraftRow, list_drafts
from composer.store.schema import draft, draft_card, item, meta
from composer.store.stored import StoredCard, StoredDraft, read_draft

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

    def take_in(self, inbox: Path, *, now: datetime, actor: str) -> TakenIn:
        """Take in what ``compose`` has left.

        Args:
            inbox: The folder of bundles.
            now: In UTC.
            actor: Who did it.
        """
        return take_in(inbox, lambda folder, each: self._keep(folder, each, now=now, actor=actor))

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
                _replace_cards(connection, old.id, fresh.cards)
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
            query = select(item.c.id).where(item.c.draft == found.id, item.c.status.in_(LIVE))
            number = connection.scalar(query.limit(1))
            if number is not None:
                msg = (
                    f"draft {found.id} is in the queue as q{number}: nashir queue cancel q{number},"
                    " then remove it"
                )
                raise DraftError(msg)
            self.drop(connection, found.id, now=now, actor=actor, event="removed")
            return found.id

    def drop(
        self, connection: Connection, draft_id: str, *, now: datetime, actor: str, event: str
    ) -> None:
        """Let the cards and approvals of a draft go; its row stays."""
        self._approvals.void_all(connection, draft_id, now=now, actor=actor)
        connection.execute(delete(draft_card).where(draft_card.c.draft == draft_id))
        row = update(draft).where(draft.c.id == draft_id)
        connection.execute(row.values(removed=now, changed=now, revision=draft.c.revision + 1))
        self._journal.write(connection, at=now, actor=actor, event=event, draft=draft_id)

    def _keep(self, folder: Path, bundle: Bundle, *, now: datetime, actor: str) -> bool:
        """Put a bundle into the store; tell whether its draft was not there.

        Raises:
            Damaged: An image is not what the document tells of, or another draft has the ID.
        """
        for card in bundle.cards:
            self._blobs.put(read_image(folder, card))
        with self._database.write() as connection:
            hold_images(connection)
            for card in bundle.cards:
                if not self._blobs.has(card.sha256):  # swept away since: it was an old one
                    self._blobs.put(read_image(folder, card))
            row = connection.execute(
                select(draft.c.document, draft.c.removed).where(draft.c.id == bundle.id)
            ).one_or_none()
            if row is not None and not parse_bundle(row.document).says_the_same(bundle):
                msg = f"the store holds another draft with the ID {bundle.id}"
                raise Damaged(msg)
            if row is not None and row.removed is None:
                return False
            event = "taken in" if row is None else "came back"
            _insert(connection, bundle, now=now, is_known=row is not None)
            self._journal.write(
                connection,
                at=now,
                actor=actor,
                event=event,
                draft=bundle.id,
                title=bundle.title,
                images=len(bundle.cards),
            )
        return True


def hold_images(connection: Connection) -> None:
    """Keep others from sweeping images until the transaction ends.

    On SQLite a writer is alone; on PostgreSQL a row that is always there serves as the lock.
    """
    connection.execute(select(meta.c.value).where(meta.c.name == "id").with_for_update())


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


def _insert(connection: Connection, bundle: Bundle, *, now: datetime, is_known: bool) -> None:
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
    }
    if is_known:
        row = update(draft).where(draft.c.id == bundle.id)
        connection.execute(row.values(**values, revision=draft.c.revision + 1))
    else:
        connection.execute(insert(draft).values(id=bundle.id, made=now, **values))
    cards = tuple(
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
    )
    _replace_cards(connection, bundle.id, cards)


def _replace_cards(connection: Connection, draft_id: str, cards: tuple[StoredCard, ...]) -> None:
    connection.execute(delete(draft_card).where(draft_card.c.draft == draft_id))
    rows = [
        {"draft": draft_id, **{name: getattr(card, name) for name in StoredCard.__slots__}}
        for card in cards
    ]
    if rows:
        connection.execute(insert(draft_card), rows)
