"""The short rows that lists look through, written with each change of a draft.

Where a draft stands is told by its items and approvals: triggers keep that part of the row.
"""

from datetime import datetime

from sqlalchemy import Connection, column, delete, insert, select, table, update

from composer.store.article import folded
from composer.store.desk_schema import listed

_MOMENT = listed.c.moment.type
_standing = table("standing", column("draft"), column("stage"), column("moment", _MOMENT))


def list_draft(
    connection: Connection, draft_id: str, *, title: str, actor: str, now: datetime
) -> None:
    """Have a draft listed as it is now.

    Args:
        connection: In the transaction that wrote it.
        draft_id: Its ID.
        title: Its headline.
        actor: Who changed it.
        now: In UTC.
    """
    values = {"words": folded(title), "changed": now, "actor": actor}
    change = update(listed).where(listed.c.draft == draft_id).values(**values)
    if connection.execute(change).rowcount:
        return
    query = select(_standing.c.stage, _standing.c.moment).where(_standing.c.draft == draft_id)
    stands = connection.execute(query).one()
    row = insert(listed).values(draft=draft_id, **values, stage=stands.stage, moment=stands.moment)
    connection.execute(row)


def unlist_draft(connection: Connection, draft_id: str) -> None:
    """List a draft no longer."""
    connection.execute(delete(listed).where(listed.c.draft == draft_id))
