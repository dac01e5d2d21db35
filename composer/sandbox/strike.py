"""Which faults strike a call: counted in the database, so exact across processes and crashes."""

import hashlib
import json
import os
import secrets
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from composer.errors import SettingsError, StoreError
from composer.sandbox.fault import FILE_NAME, Effect, Fault, Faults, Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Strikes:
    """What strikes one call.

    Args:
        outcome: What is answered instead of the truth; None for the truth.
        along: What changes the way in which the call is done, by name.
        place: Of the outcome in the list of faults.
    """

    outcome: Fault | None = None
    along: Mapping[str, Fault] = field(default_factory=dict)
    place: int = 0

    def number(self, name: str, key: str) -> float | None:
        """Return a number of a fault that strikes; None where it does not."""
        fault = self.along.get(name)
        return None if fault is None else fault.numbers[key]

    @property
    def names(self) -> str | None:
        """What struck, for the list of calls."""
        struck = [*self.along, *([self.outcome.name] if self.outcome else [])]
        return " ".join(struck) or None


def read_faults(folder: Path) -> Faults:
    """Return the faults armed in a state folder.

    Writing the file again arms them afresh: the counts begin at nothing.

    Raises:
        SettingsError: The file is not what it should be.
    """
    file = folder / FILE_NAME
    try:
        with file.open("rb") as stream:
            written = os.fstat(stream.fileno()).st_mtime_ns
            data = stream.read()
    except FileNotFoundError:
        return Faults()
    except OSError as error:
        msg = f"{file} cannot be read: {error}"
        raise SettingsError(msg) from error
    arming = hashlib.sha256(f"{written}:".encode() + data).hexdigest()
    return Faults.from_json(data, source=str(file), arming=arming)


def write_faults(folder: Path, faults: Faults) -> None:
    """Arm faults, and no others.

    Raises:
        StoreError: The folder cannot be written.
    """
    # The random part makes each arming another one, even two within a tick of the file's clock.
    document = {**faults.as_json(), "arming": secrets.token_hex(8)}
    file = folder / FILE_NAME
    unfinished = folder / f"{FILE_NAME}.{secrets.token_hex(4)}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
        unfinished.replace(file)
    except OSError as error:
        msg = f"{file} cannot be written: {error}"
        raise StoreError(msg) from error


def draw(db: sqlite3.Connection, faults: Faults, effect: Effect) -> Strikes:
    """Return what strikes a call, and count it.

    Of the faults that answer something else, the first that strikes is the only one.
    """
    outcome: Fault | None = None
    along: dict[str, Fault] = {}
    found = 0
    for place, fault in enumerate(faults.listed):
        answers = fault.moment is not Moment.ALONG
        if not fault.applies_to(effect) or (answers and outcome):
            continue
        if fault.is_standing or _strikes(db, faults.arming, place, fault):
            if answers:
                outcome, found = fault, place
            else:
                along.setdefault(fault.name, fault)
    return Strikes(outcome=outcome, along=along, place=found)


def spare(db: sqlite3.Connection, faults: Faults, strikes: Strikes) -> Strikes:
    """Return what strikes a call that was refused anyway.

    A fault that strikes after the work is done keeps its turn for a call that does some.
    """
    if strikes.outcome is None or strikes.outcome.moment is not Moment.AFTER:
        return strikes
    db.execute(
        "UPDATE strike SET struck = struck - 1 WHERE arming = ? AND place = ?",
        (faults.arming, strikes.place),
    )
    return Strikes(along=strikes.along)


def _strikes(db: sqlite3.Connection, arming: str, place: int, fault: Fault) -> bool:
    row = db.execute(
        "SELECT met, struck FROM strike WHERE arming = ? AND place = ?", (arming, place)
    ).fetchone()
    met, struck = (row["met"] + 1, row["struck"]) if row else (1, 0)
    left = fault.times is None or struck < fault.times
    strikes = left and met > fault.skip and fault.by_chance(met)
    db.execute(
        "INSERT OR REPLACE INTO strike (arming, place, met, struck) VALUES (?, ?, ?, ?)",
        (arming, place, met, struck + strikes),
    )
    return strikes
