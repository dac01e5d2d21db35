"""The order of a draft's versions: one line of states and a place in it, told by rows only added.

An undo does not go back to a row: it adds one that has the content of an earlier, and knows what
an undo and a redo bring up from there. So everybody's revisions grow, and nothing is lost.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from composer.errors import DraftError
from composer.store.desk_schema import draft_version
from composer.store.schema import journal
from composer.store.stored import StoredDraft
from composer.store.thinning import let_go, thin_out
from composer.store.version import (
    Turns,
    Version,
    VersionRow,
    first_image,
    keep_body,
    read_body,
)

TAKEN_IN, EDIT, UNDO, REDO, RESTORE = "taken in", "edit", "undo", "redo", "restore"
"""The labels of versions that are no change at one place of the desk."""
_ALONE = frozenset({"", TAKEN_IN, EDIT, UNDO, REDO, RESTORE})
TOGETHER = timedelta(seconds=20)
"""What one person changes at one place within this time is one version."""
_MAKES = ("taken in", "came back", "edited")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How a new version joins those that are there.

    Args:
        label: What was changed, or ``undo``, ``redo``, ``restore``.
        actor: Who does it.
        at: When it began, in UTC.
        undo: What an undo brings up from it.
        redo: What a redo brings up from it.
        source: The earlier version whose content it takes up again.
        replaces: The version before, which it goes on with.
    """

    label: str
    actor: str
    at: datetime
    undo: int | None
    redo: int | None = None
    source: int | None = None
    replaces: int | None = None


def change_step(
    connection: Connection,
    old: StoredDraft,
    *,
    label: str,
    actor: str,
    now: datetime,
    together: bool = True,
) -> Step:
    """Return how a change joins; what could be done again before it cannot be any more.

    Args:
        connection: In a transaction.
        old: The draft before.
        label: What is changed; without one it is always a version of its own.
        actor: Who changes it.
        now: In UTC.
        together: Whether it may go on with a version of the same person and label.
    """
    step = Step(label=label, actor=actor, at=now, undo=old.revision)
    last = _row(connection, old, old.revision)
    goes_on = (
        last is not None
        and together
        and label not in _ALONE
        and (last.label, last.actor) == (label, actor)
        and timedelta(0) <= now - last.at <= TOGETHER
        and not last.approved
    )
    if last is not None and goes_on:
        return replace(step, undo=last.parent, at=last.at, replaces=last.number)
    return step


def undo_step(connection: Connection, old: StoredDraft, *, actor: str, now: datetime) -> Step:
    """Return the step back.

    Raises:
        DraftError: Nothing was changed before.
    """
    back = turns(connection, old).undo
    there = None if back is None else _row(connection, old, back)
    if there is None:
        msg = f"nothing of draft {old.id} can be undone"
        raise DraftError(msg)
    return Step(
        label=UNDO,
        actor=actor,
        at=now,
        undo=there.parent,
        redo=old.revision,
        source=there.number,
    )


def redo_step(connection: Connection, old: StoredDraft, *, actor: str, now: datetime) -> Step:
    """Return the step forth again.

    Raises:
        DraftError: Nothing was undone, or something was changed since.
    """
    forth = turns(connection, old).redo
    there = None if forth is None else _row(connection, old, forth)
    if there is None:
        msg = f"nothing of draft {old.id} can be done again"
        raise DraftError(msg)
    return Step(
        label=REDO,
        actor=actor,
        at=now,
        undo=old.revision,
        redo=there.redo,
        source=there.number,
    )


def restore_step(old: StoredDraft, number: int, *, actor: str, now: datetime) -> Step:
    """Return the step to any version, which is a change like others."""
    return Step(label=RESTORE, actor=actor, at=now, undo=old.revision, source=number)


def add_version(connection: Connection, fresh: StoredDraft, step: Step) -> None:
    """Keep a draft as it stands now as its newest version."""
    gone = "" if step.replaces is None else _take_out(connection, fresh.id, step.replaces)
    body = _insert(connection, fresh, step)
    if gone:
        let_go(connection, fresh.id, gone, body)
    thin_out(connection, fresh.id)


def keep_first(connection: Connection, draft: StoredDraft) -> None:
    """Keep a draft that was never changed as its first version, before it is changed."""
    if _row(connection, draft, draft.revision) is None:
        row = _untouched(connection, draft)
        _insert(connection, draft, Step(label=row.label, actor=row.actor, at=row.at, undo=None))


def mark_approved(connection: Connection, draft: StoredDraft) -> None:
    """Note that somebody approved a draft as it stands, so that this version is kept for good."""
    keep_first(connection, draft)
    change = update(draft_version).where(*_of(draft.id, draft_version.c.number == draft.revision))
    connection.execute(change.values(approved=True))


def versions(connection: Connection, draft: StoredDraft) -> tuple[VersionRow, ...]:
    """Return the versions of a draft, the newest first; there is one at least."""
    query = _rows().where(draft_version.c.draft == draft.id)
    rows = connection.execute(query.order_by(draft_version.c.number.desc())).all()
    found = tuple(_version_row(row, draft) for row in rows)
    if found and found[0].is_current:
        return found
    return (_untouched(connection, draft), *found)


def version(connection: Connection, draft: StoredDraft, number: int) -> Version:
    """Return a version of a draft.

    Raises:
        DraftError: It has none of that number, or it is not kept any more.
    """
    row = _row(connection, draft, number)
    if row is not None:
        return Version(row=row, draft=read_body(connection, draft, number))
    if number == draft.revision:
        return Version(row=_untouched(connection, draft), draft=draft)
    msg = f"draft {draft.id} has no version {number} any more: take another one"
    raise DraftError(msg)


def turns(connection: Connection, draft: StoredDraft) -> Turns:
    """Return where an undo and a redo lead; a version that is not kept any more is no way."""
    here = _row(connection, draft, draft.revision)
    if here is None:
        return Turns()
    asked = [each for each in (here.parent, here.redo) if each is not None]
    query = select(draft_version.c.number)
    kept = set(connection.scalars(query.where(*_of(draft.id, draft_version.c.number.in_(asked)))))
    undo, redo = (each if each in kept else None for each in (here.parent, here.redo))
    return Turns(undo=undo, redo=redo)


def original(connection: Connection, draft: StoredDraft) -> StoredDraft:
    """Return a draft as it was taken in."""
    query = select(func.min(draft_version.c.number)).where(draft_version.c.draft == draft.id)
    number = connection.scalar(query)
    return draft if number is None else read_body(connection, draft, number)


def _insert(connection: Connection, draft: StoredDraft, step: Step) -> str:
    """Put a version and return its body."""
    body = keep_body(connection, draft)
    values = {name: getattr(step, name) for name in ("at", "actor", "label", "undo", "redo")}
    row = insert(draft_version).values(
        draft=draft.id,
        number=draft.revision,
        source=step.source,
        image=first_image(draft),
        body=body,
        **values,
    )
    connection.execute(row)
    return body


def _take_out(connection: Connection, draft_id: str, number: int) -> str:
    """Remove a version and return its body."""
    gone = delete(draft_version).where(*_of(draft_id, draft_version.c.number == number))
    body: str = connection.execute(gone.returning(draft_version.c.body)).scalar_one()
    return body


def _row(connection: Connection, draft: StoredDraft, number: int) -> VersionRow | None:
    if not 0 < number <= draft.revision:  # people ask for any; databases know no larger ones
        return None
    query = _rows().where(*_of(draft.id, draft_version.c.number == number))
    row = connection.execute(query).one_or_none()
    return None if row is None else _version_row(row, draft)


def _rows() -> Any:  # noqa: ANN401 - a query of so many columns has no name
    return select(*(each for each in draft_version.c if each.name not in {"draft", "body"}))


def _of(draft_id: str, which: Any) -> tuple[Any, Any]:  # noqa: ANN401 - a condition
    return draft_version.c.draft == draft_id, which


def _version_row(row: Row[Any], draft: StoredDraft) -> VersionRow:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name
    parent = values.pop("undo")
    return VersionRow(**values, parent=parent, is_current=row.number == draft.revision)


def _untouched(connection: Connection, draft: StoredDraft) -> VersionRow:
    """Return the only version of a draft that nobody changed since versions are kept."""
    query = select(journal.c.actor).where(journal.c.draft == draft.id, journal.c.event.in_(_MAKES))
    actor = connection.scalar(query.order_by(journal.c.id.desc()).limit(1))
    return VersionRow(
        number=draft.revision,
        at=draft.changed,
        actor=actor or "",
        label=TAKEN_IN,
        parent=None,
        redo=None,
        source=None,
        image=first_image(draft),
        approved=False,
        is_current=True,
    )
