"""Lists in pages: cursors that stay right when posts come and go meanwhile."""

import base64
import binascii
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from composer.sandbox.graph_error import bad_parameter
from composer.sandbox.parameter import Parameters

MOST = 100
USUAL = 25

_END = (1 << 63) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list, as SQL says it.

    Args:
        table: Where its rows are.
        where: Which they are.
        values: What the question marks in ``where`` stand for.
        rank: The column that orders them, before their number.
        newest_first: The order.
    """

    table: str
    where: str
    values: tuple[Any, ...]
    rank: str = "number"
    newest_first: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """A page of a list: rows, and whether there are more on either side."""

    rows: Sequence[sqlite3.Row]
    first: str | None = None
    last: str | None = None
    more_after: bool = False
    more_before: bool = False


def read_slice(
    db: sqlite3.Connection,
    listing: Listing,
    parameters: Parameters,
    *,
    short: bool = False,
    empty: bool = False,
) -> Slice:
    """Return the page of a list that is asked for.

    Args:
        db: The database.
        listing: The list.
        parameters: ``limit``, ``after`` and ``before``.
        short: Give fewer than the limit while there are more.
        empty: Begin with a page that holds nothing and yet has a next one.

    Raises:
        GraphError: The limit is too great, or a cursor is none of ours.
    """
    limit = parameters.whole("limit", usual=USUAL)
    if limit > MOST:
        what = f"Please reduce the amount of data you're asking for, limit must be at most {MOST}"
        raise bad_parameter(what)
    after, before = parameters.text("after"), parameters.text("before")
    if empty and after is None and before is None:
        begin = _cursor(_END if listing.newest_first else -1, 0)
        return Slice(rows=(), first=begin, last=begin, more_after=True)
    backwards = after is None and before is not None
    rows = _rows(db, listing, after or before, backwards=backwards, count=limit + 1)
    kept = rows[: max(1, limit // 2)] if short and len(rows) > limit else rows[:limit]
    more = len(rows) > len(kept)
    if backwards:
        kept = kept[::-1]
    return Slice(
        rows=kept,
        first=_cursor_of(kept[0]) if kept else None,
        last=_cursor_of(kept[-1]) if kept else None,
        more_after=backwards or more,
        more_before=more if backwards else after is not None,
    )


def page_body(found: Slice, items: list[dict[str, Any]], url: str) -> dict[str, Any]:
    """Return the answer about a page of a list.

    Args:
        found: The page.
        items: What is told of its rows.
        url: The address that was asked, from which the next and the previous are made: they
            hold the token only where the caller put it there.
    """
    if found.first is None or found.last is None:
        return {"data": items}
    paging: dict[str, Any] = {"cursors": {"before": found.first, "after": found.last}}
    if found.more_after:
        paging["next"] = _with(url, {"after": found.last})
    if found.more_before:
        paging["previous"] = _with(url, {"before": found.first})
    return {"data": items, "paging": paging}


def _rows(
    db: sqlite3.Connection, listing: Listing, cursor: str | None, *, backwards: bool, count: int
) -> list[sqlite3.Row]:
    falling = listing.newest_first is not backwards
    sign, order = ("<", "DESC") if falling else (">", "ASC")
    place = (_END, _END) if falling else (-_END, -_END)
    if cursor is not None:
        place = _place(cursor)
    query = (
        f"SELECT *, {listing.rank} AS place FROM {listing.table}"  # noqa: S608 - our own words
        f" WHERE {listing.where} AND ({listing.rank}, number) {sign} (?, ?)"
        f" ORDER BY {listing.rank} {order}, number {order} LIMIT ?"
    )
    return db.execute(query, (*listing.values, *place, count)).fetchall()


def _with(url: str, change: Mapping[str, str]) -> str:
    parts = urlsplit(url)
    kept = [(key, value) for key, value in parse_qsl(parts.query) if key not in {"after", "before"}]
    return urlunsplit(parts._replace(query=urlencode([*kept, *change.items()])))


def _cursor_of(row: sqlite3.Row) -> str:
    return _cursor(row["place"], row["number"])


def _cursor(rank: int, number: int) -> str:
    return base64.urlsafe_b64encode(f"{rank}:{number}".encode()).decode().rstrip("=")


def _place(cursor: str) -> tuple[int, int]:
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True).decode()
        rank, number = (int(each) for each in text.split(":"))
    except (ValueError, binascii.Error):
        msg = "Invalid cursors values"
        raise bad_parameter(msg) from None
    if max(abs(rank), abs(number)) > _END:
        msg = "Invalid cursors values"
        raise bad_parameter(msg)
    return rank, number
