"""Finding a draft by its ID or the beginning of it."""

import difflib

from sqlalchemy import Connection, Select, func, select

from composer.errors import DraftError
from composer.store.rule import fit
from composer.store.schema import draft
from composer.store.stored import StoredDraft, read_draft

_SHORTEST_PREFIX = 4


def found_draft(connection: Connection, draft_id: str, *, for_update: bool = False) -> StoredDraft:
    """Return a draft.

    Args:
        connection: In a transaction.
        draft_id: Its ID, or four characters of its beginning at least.
        for_update: Whether nobody else may change it until the transaction ends.

    Raises:
        DraftError: There is none, or several begin so.
    """
    wanted = fit(draft_id).strip()
    exact = read_draft(connection, wanted, for_update=for_update)
    if exact is not None:
        return exact
    names = _beginning(connection, wanted) if len(wanted) >= _SHORTEST_PREFIX else []
    if len(names) == 1:
        found = read_draft(connection, names[0], for_update=for_update)
        if found is not None:
            return found
    raise DraftError(_unknown(connection, wanted, names))


def check_revision(found: StoredDraft, expected: int | None) -> None:
    """See that a draft is still what somebody saw; with None they saw nothing.

    Raises:
        DraftError: Somebody else has changed it meanwhile.
    """
    if expected is not None and expected != found.revision:
        msg = (
            f"draft {found.id} was changed by somebody else meanwhile (it is at revision"
            f" {found.revision}, you saw {expected}): look at it again"
        )
        raise DraftError(msg)


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
