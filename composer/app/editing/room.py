"""The editing room: opens drafts, changes them, and lets two people work on one."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from composer.app.editing.bench import Bench
from composer.app.editing.change import Change, Turn, told
from composer.app.editing.galley import Galley, galley_of
from composer.app.editing.redraw import Drawn, draw, looks_alike, revision_of
from composer.app.editing.sheet import Sheet, sheet_of
from composer.app.editing.wording import ChangeRefused
from composer.app.newsroom import Approved, Newsroom
from composer.app.workshop import gazetteer
from composer.domain.queue import QueueItem
from composer.errors import DraftError, ImagesAway, InputError, TextDoesNotFit
from composer.ingest import Gazetteer
from composer.settings import MAIN_PAGE
from composer.store.stored import StoredDraft
from composer.store.version import VersionRow

_SEEN = 128
"""Galleys of late: what people saw when they made a change."""

_TRIES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What a change left behind.

    Args:
        sheet: The draft as it stands now.
        cards: Keys of the cards whose image is another now.
        changed: Whether anything is different.
        voided: The pages for which it was approved until now.
        waiting: Items of the queue that wait for a new approval.
    """

    sheet: Sheet
    cards: tuple[str, ...] = ()
    changed: bool = True
    voided: tuple[str, ...] = ()
    waiting: tuple[QueueItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Two people changed one place; nothing was changed now.

    Args:
        field: The place.
        yours: What the person wants there.
        theirs: What stands there.
        version: Who changed the draft last, and when.
        revision: The revision that ``theirs`` is of: the ``base`` of a change that is meant.
    """

    field: str
    yours: str
    theirs: str
    version: VersionRow
    revision: int


@dataclass(frozen=True, slots=True)
class _Open:
    """A draft and its galley."""

    draft: StoredDraft
    galley: Galley


@dataclass(slots=True)
class EditingRoom:
    """Where drafts are edited; one for a process, for any number of threads."""

    bench: Bench = field(default_factory=Bench)
    _seen: OrderedDict[tuple[Path, str, int], tuple[object, Galley]] = field(
        default_factory=OrderedDict
    )
    _drawing: threading.Lock = field(default_factory=threading.Lock)
    _looking: threading.Lock = field(default_factory=threading.Lock)
    _gazetteer: Gazetteer = field(default_factory=gazetteer)

    def sheet(self, draft_id: str, newsroom: Newsroom) -> Sheet:
        """Return all that the screen shows of a draft.

        Raises:
            DraftError: There is no such draft.
        """
        return self._sheet(self._open(newsroom.draft(draft_id), newsroom), newsroom)

    def change(
        self,
        draft_id: str,
        change: Change,
        *,
        base: int,
        newsroom: Newsroom,
        images: Mapping[str, bytes] | None = None,
    ) -> Changed | Clash:
        """Change a draft; what others changed elsewhere in it meanwhile stays.

        Args:
            draft_id: Its ID or the beginning of it.
            change: What to change.
            base: The revision that the person saw.
            newsroom: Where the draft is, acting as that person.
            images: Bytes of images that the change brings, by their hashes.

        Raises:
            ChangeRefused: It cannot be made; the error holds what was typed.
            DraftError: There is no such draft, or it was removed.
            StoreError: Something cannot be written.
        """
        for _ in range(_TRIES):
            found = self._open(newsroom.draft(draft_id), newsroom)
            meant = self._meant(change, found, base, newsroom)
            if isinstance(meant, Clash):
                return meant
            done = self._done(meant, found, newsroom, images or {})
            if done is not None:
                return done
        msg = f"draft {draft_id} is being changed by many at once: try again"
        raise DraftError(msg)

    def undo(self, draft_id: str, *, base: int, newsroom: Newsroom) -> Changed:
        """Bring up what stood before the last change.

        Raises:
            DraftError: There is nothing to undo, or somebody else has changed the draft meanwhile.
        """
        drafts = newsroom.store.drafts
        return self._again(
            draft_id,
            newsroom,
            lambda found: drafts.undo(
                found.id, expected_revision=base, now=newsroom.now(), actor=newsroom.person
            ),
        )

    def redo(self, draft_id: str, *, base: int, newsroom: Newsroom) -> Changed:
        """Bring up what the last undo took away.

        Raises:
            DraftError: There is nothing to do again, or somebody else has changed the draft.
        """
        drafts = newsroom.store.drafts
        return self._again(
            draft_id,
            newsroom,
            lambda found: drafts.redo(
                found.id, expected_revision=base, now=newsroom.now(), actor=newsroom.person
            ),
        )

    def restore(self, draft_id: str, number: int, *, base: int, newsroom: Newsroom) -> Changed:
        """Bring up an earlier version.

        Raises:
            DraftError: There is no such version, or somebody else has changed the draft.
        """
        drafts = newsroom.store.drafts
        return self._again(
            draft_id,
            newsroom,
            lambda found: drafts.restore(
                found.id, number, expected_revision=base, now=newsroom.now(), actor=newsroom.person
            ),
        )

    def approve(
        self, draft_id: str, *, base: int, newsroom: Newsroom, page: str = MAIN_PAGE
    ) -> Approved:
        """Allow a draft for a page, unless something hinders it.

        Args:
            draft_id: Its ID.
            base: The revision that the approver saw.
            newsroom: Where the draft is, acting as the approver.
            page: Name of the page in the settings.

        Raises:
            DraftError: A check fails, a flag waits for a decision, or as ``Newsroom.approve``.
        """
        sheet = self.sheet(draft_id, newsroom)
        hindrances = sheet.hindrances
        if hindrances and sheet.revision == base:
            listed = "; ".join(f"{each.rule}: {each.detail}" for each in hindrances[:3])
            msg = f"draft {sheet.draft.id} cannot be approved yet: {listed}"
            raise ChangeRefused(
                msg, code="hindered", field="approval", facts={"count": len(hindrances)}
            )
        return newsroom.approve(sheet.draft.id, page=page, expected_revision=base)

    def _open(self, draft: StoredDraft, newsroom: Newsroom) -> _Open:
        """Return a draft with its galley, and remember what people see of it."""
        key = newsroom.settings.workspace, draft.id, draft.revision
        mark = draft.changed, draft.text, draft.cards
        with self._looking:
            known = self._seen.get(key)
        if known is None or known[0] != mark:  # a restored store may tell another story
            known = mark, galley_of(draft)
        with self._looking:
            self._seen[key] = known
            self._seen.move_to_end(key)
            if len(self._seen) > _SEEN:
                self._seen.popitem(last=False)
        return _Open(draft, known[1])

    def _sheet(self, found: _Open, newsroom: Newsroom) -> Sheet:
        turns = newsroom.store.drafts.turns(found.draft.id)
        return sheet_of(found.draft, found.galley, gazetteer=self._gazetteer, turns=turns)

    def _base(self, draft: StoredDraft, revision: int, newsroom: Newsroom) -> Galley | None:
        """Return what a person saw; None where it is not kept any more."""
        with self._looking:
            known = self._seen.get((newsroom.settings.workspace, draft.id, revision))
        if known is not None:
            return known[1]
        try:
            return galley_of(newsroom.store.drafts.version(draft.id, revision).draft)
        except DraftError:
            return None

    def _meant(self, change: Change, found: _Open, base: int, newsroom: Newsroom) -> Change | Clash:
        """Return a change as it applies to a draft now, or that somebody else was quicker."""
        if base == found.draft.revision:
            return change
        seen = self._base(found.draft, base, newsroom)
        meant = None if seen is None else change.moved(seen, found.galley)
        if meant is not None:
            return meant
        if self._is_made(change, found, newsroom):
            return change
        return Clash(
            field=change.field,
            yours=change.told,
            theirs=told(change.place(found.galley)),
            version=newsroom.store.drafts.versions(found.draft.id)[0],
            revision=found.draft.revision,
        )

    def _is_made(self, change: Change, found: _Open, newsroom: Newsroom) -> bool:
        """Tell whether a draft stands as wanted already, as when an answer was lost on its way."""
        try:
            return change.apply(found.galley, self._turn(newsroom, {})) == found.galley
        except ChangeRefused:
            return False

    def _done(
        self,
        change: Change,
        found: _Open,
        newsroom: Newsroom,
        images: Mapping[str, bytes],
    ) -> Changed | None:
        """Make a change; None where somebody else was quicker."""
        turn = self._turn(newsroom, images)
        fresh = change.apply(found.galley, turn)
        if fresh == found.galley:
            return Changed(sheet=self._sheet(found, newsroom), changed=False)
        drawn = self._drawn(change, found.galley, fresh, newsroom, images)
        revision = revision_of(found.draft, found.galley, fresh, drawn, label=change.field)
        revision = replace(revision, images={**revision.images, **images}, together=change.is_typed)
        drafts = newsroom.store.drafts

        def revise(_: StoredDraft) -> StoredDraft:
            return drafts.revise(
                found.draft.id,
                revision,
                expected_revision=found.draft.revision,
                now=turn.at,
                actor=newsroom.person,
            )

        try:
            edited = newsroom.changing(found.draft.id, revise)
        except DraftError as error:
            if newsroom.draft(found.draft.id).revision != found.draft.revision:
                return None
            raise _refused(change, error) from error
        sheet = self._sheet(self._open(edited.draft, newsroom), newsroom)
        return Changed(
            sheet=sheet,
            cards=_other_images(found.draft, sheet),
            changed=edited.changed,
            voided=edited.voided,
            waiting=edited.waiting,
        )

    def _turn(self, newsroom: Newsroom, images: Mapping[str, bytes]) -> Turn:
        blobs = newsroom.store.blobs
        return Turn(
            by=newsroom.person,
            at=newsroom.now(),
            gazetteer=self._gazetteer,
            has_picture=lambda sha256: sha256 in images or blobs.has(sha256),
        )

    def _drawn(
        self,
        change: Change,
        old: Galley,
        fresh: Galley,
        newsroom: Newsroom,
        images: Mapping[str, bytes],
    ) -> Drawn | None:
        """Draw what changed; None where no card and no text of the template did."""
        if fresh.material is None or old.material is None:
            return None
        if looks_alike(old.material, fresh.material):
            return None

        def read(sha256: str) -> bytes:
            return images[sha256] if sha256 in images else newsroom.store.blobs.get(sha256)

        try:
            with self._drawing:
                return draw(fresh.material, self.bench, newsroom.settings, read=read)
        except ImagesAway:  # nothing is wrong with the change: it can be made a little later
            raise
        except InputError as error:
            raise _refused(change, error) from error

    def _again(
        self, draft_id: str, newsroom: Newsroom, step: Callable[[StoredDraft], StoredDraft]
    ) -> Changed:
        before = newsroom.draft(draft_id)
        edited = newsroom.changing(before.id, step)
        sheet = self._sheet(self._open(edited.draft, newsroom), newsroom)
        return Changed(
            sheet=sheet,
            cards=_other_images(before, sheet),
            changed=edited.changed,
            voided=edited.voided,
            waiting=edited.waiting,
        )


def _other_images(before: StoredDraft, sheet: Sheet) -> tuple[str, ...]:
    """Return the keys of the cards whose image was not there before."""
    known = {card.sha256 for card in before.cards}
    return tuple(card.key for card in sheet.cards if card.sha256 not in known)


def _refused(change: Change, error: InputError) -> ChangeRefused:
    """Return why a change cannot be made, with what was typed."""
    if isinstance(error, TextDoesNotFit):
        facts: dict[str, str | int] = {
            "card": error.card,
            "needed_px": round(error.needed_px),
            "available_px": round(error.available_px),
        }
        return ChangeRefused(
            str(error), code="does-not-fit", field=change.field, typed=change.told, facts=facts
        )
    if isinstance(error, ChangeRefused):
        return error
    return ChangeRefused(str(error), code="refused", field=change.field, typed=change.told)
