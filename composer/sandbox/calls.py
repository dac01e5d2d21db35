"""The list of calls: what was asked, never with what; and how much of the allowance is used."""

import json
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime

from composer.sandbox.fault import Effect
from composer.sandbox.feed import MICRO
from composer.sandbox.strike import Strikes

USUAL_SILENCE = 25
"""How many calls in a day go by before the headers about usage appear."""

_ALLOWANCE = 4800
"""Calls in 24 hours for each engaged user; a practice page has one."""

_DAY_US = 86_400 * MICRO


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call that was made.

    Args:
        number: The first is 1.
        at: When, in UTC.
        method: As ``POST``.
        path: Without the query.
        parameters: Their names, sorted; what they held is not kept.
        effect: What it was to do.
        done: Whether that was done, whatever was answered.
        faults: Names of the faults that struck it.
    """

    number: int
    at: datetime
    method: str
    path: str
    parameters: tuple[str, ...]
    effect: Effect
    done: bool
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """How much is used.

    Args:
        percent: Of what is allowed; 100 is all.
        minutes: How long until calls are taken again.
    """

    percent: int
    minutes: int = 0


def begin_call(
    db: sqlite3.Connection,
    *,
    now_us: int,
    method: str,
    path: str,
    parameters: tuple[str, ...],
    effect: Effect,
) -> int:
    """Note a call that comes in, and return its number."""
    cursor = db.execute(
        "INSERT INTO call (at, method, path, parameters, effect) VALUES (?, ?, ?, ?, ?)",
        (now_us, method, path, json.dumps(parameters), effect),
    )
    return int(cursor.lastrowid or 0)


def end_call(db: sqlite3.Connection, number: int, *, done: bool, strikes: Strikes) -> None:
    """Note what became of a call."""
    db.execute(
        "UPDATE call SET done = ?, fault = ? WHERE number = ?", (done, strikes.names, number)
    )


def all_calls(db: sqlite3.Connection) -> tuple[Call, ...]:
    """Return all calls, the first one first."""
    return tuple(_call(row) for row in db.execute("SELECT * FROM call ORDER BY number"))


def usage_of(db: sqlite3.Connection, *, now_us: int, strikes: Strikes) -> Usage | None:
    """Return how much is used; None where there is too little to speak of it."""
    percent = strikes.number("usage", "percent")
    if percent is not None:
        minutes = strikes.number("usage", "minutes") or 0
        return Usage(percent=round(percent), minutes=round(minutes))
    recent = "SELECT 1 FROM call WHERE at > ? LIMIT ?"
    row = db.execute(f"SELECT count(*) FROM ({recent})", (now_us - _DAY_US, _ALLOWANCE))  # noqa: S608 - our own words
    calls = int(row.fetchone()[0])
    silence = strikes.number("usage-after", "calls")
    if calls <= (USUAL_SILENCE if silence is None else silence):
        return None
    return Usage(percent=calls * 100 // _ALLOWANCE)


def _call(row: sqlite3.Row) -> Call:
    return Call(
        number=row["number"],
        at=datetime.fromtimestamp(row["at"] / MICRO, UTC),
        method=row["method"],
        path=row["path"],
        parameters=tuple(json.loads(row["parameters"])),
        effect=Effect(row["effect"]),
        done=bool(row["done"]),
        faults=tuple((row["fault"] or "").split()),
    )
