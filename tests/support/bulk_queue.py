"""Very many items at once, put into the table by the database itself."""

from datetime import datetime, timedelta

from sqlalchemy import text
from stores import EDITOR, add_draft

from composer.domain.post import Target
from composer.store.store import Store

TARGET = Target(page="bulk", publisher="sandbox", page_id="100000000099999")

_COLUMNS = "draft, page, publisher, page_id, target, approval, due, zone, wake"
_VALUES = ":draft, :page, :publisher, :page_id, {target}, :approval, {due}, 'UTC', {due}"
_INSERT = f"INSERT INTO item ({_COLUMNS}) SELECT {_VALUES} FROM"
_COUNTED = "WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n + 1 < :count)"
_SQLITE = f"{_COUNTED} {_INSERT} n"
_POSTGRESQL = f"{_INSERT} generate_series(0, :count - 1) AS n (n)"


def fill(store: Store, *, waiting: int, due: int, now: datetime) -> None:
    """Queue items: many that wait for tomorrow and later, and some that are due, a page each.

    Args:
        store: An empty one.
        waiting: How many wait; a second lies between one and the next.
        due: How many are due.
        now: Just after the last of them was due.
    """
    draft = add_draft(store, "خبر", sizes=("portrait",), shades=(1,))
    approval = store.drafts.approve(draft.id, TARGET, approver=EDITOR, now=now)
    values = {
        "draft": draft.id,
        "page": TARGET.page,
        "publisher": TARGET.publisher,
        "page_id": TARGET.page_id,
        "target": TARGET.key,
        "approval": approval.fingerprint,
    }
    _insert(store, {**values, "count": waiting}, begin=now + timedelta(days=1), pages="one")
    _insert(store, {**values, "count": due}, begin=now - timedelta(minutes=5), pages="each")
    if store.database.dialect == "postgresql":
        with store.database.write() as connection:
            connection.execute(text("ANALYZE"))


def _insert(store: Store, values: dict[str, object], *, begin: datetime, pages: str) -> None:
    is_sqlite = store.database.dialect == "sqlite"
    begin_text = f"{begin:%Y-%m-%dT%H:%M:%S}"
    due = (
        f"strftime('%Y-%m-%dT%H:%M:%f000Z', '{begin_text}', n || ' seconds')"
        if is_sqlite
        else f"timestamptz '{begin_text}Z' + n * interval '1 second'"
    )
    target = ":target" if pages == "one" else "CAST(:target AS text) || '-' || n"
    statement = (_SQLITE if is_sqlite else _POSTGRESQL).format(due=due, target=target)
    with store.database.write() as connection:
        connection.execute(text(statement), values)
