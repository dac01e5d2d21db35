"""What a database says when it cannot go on, in words for people."""

import re
import sqlite3

from sqlalchemy.exc import DBAPIError

from composer.errors import StoreError

_RESTORE = "restore a backup: nashir restore ARCHIVE"
_LOCKED = "another program holds {place}: wait until it is done and try again"
_FULL = "the disk of {place} is full: make room and try again; what was stored before is safe"
_READ_ONLY = "{place} may not be written to: allow it, or name another store in nashir.toml"
_CORRUPT = "{place} is damaged: " + _RESTORE
_DISK = (
    "the disk of {place} fails ({reason}): make room if it is full, else look after it and "
    + _RESTORE
)
_AWAY = "{place} cannot be reached ({reason}): start the server, or mend url in [store]"
_STRANGER = (
    "{place} does not let the program in ({reason}): write the password into ~/.pgpass, which"
    " only you may read, into the file that PGPASSFILE names, or give it as PGPASSWORD"
)
_NO_DATABASE = "{place} is not there ({reason}): createdb makes it, or mend url in [store]"
_SHAPE = (
    "{place} lacks a table or a column that this program needs: it was made by another"
    " Nashir; start this program anew, or " + _RESTORE
)

_SEALED = (
    "{place} was moved to another database while this program ran: start the program anew;"
    " nothing was changed"
)
SEALED_CODE = "NA001"
SEALED_WORDS = "this store was moved"
"""What PostgreSQL and SQLite say of a write to a store that carries a seal."""

_SQLITE = {
    "SQLITE_BUSY": _LOCKED,
    "SQLITE_LOCKED": _LOCKED,
    "SQLITE_FULL": _FULL,
    "SQLITE_READONLY": _READ_ONLY,
    "SQLITE_PERM": _READ_ONLY,
    "SQLITE_CANTOPEN": "{place} cannot be opened: see that its folder can be written to",
    "SQLITE_CORRUPT": _CORRUPT,
    "SQLITE_NOTADB": "{place} is no database, or it is damaged: " + _RESTORE,
    "SQLITE_IOERR_SHMSIZE": _FULL,  # no room for the file that its programs share
    "SQLITE_IOERR": _DISK,
    "SQLITE_PROTOCOL": _LOCKED,
}

_POSTGRESQL = {
    "40P01": _LOCKED,  # deadlock
    "55P03": _LOCKED,  # a lock was not to be had in time
    "40001": _LOCKED,  # another transaction came first
    "53100": _FULL,
    "25006": _READ_ONLY,
    "42501": _READ_ONLY,
    "XX001": _CORRUPT,
    "XX002": _CORRUPT,
    "58030": _DISK,
    "42P01": _SHAPE,
    "42703": _SHAPE,
    SEALED_CODE: _SEALED,
}

_AWAY_CLASSES = ("08", "57", "53")

_REFUSALS = {
    re.compile("no password supplied|password authentication failed"): _STRANGER,
    re.compile('database ".*" does not exist'): _NO_DATABASE,
}
"""What a server says in English to who asks for a connection, which carries no code."""


def store_error(error: DBAPIError, *, place: str) -> StoreError | None:
    """Return what to tell people; None where it is a mistake of ours and is to be seen as one.

    Args:
        error: What the database's driver said.
        place: What names the database, without a password.
    """
    words = _words(error)
    if words is None:
        return None
    return StoreError(words.format(place=place, reason=_reason(error)))


def sealed_error(error: DBAPIError, *, place: str) -> StoreError | None:
    """Return what to tell people where a store refused a row because it was moved; else None."""
    if SEALED_WORDS in str(error.orig):
        return StoreError(_SEALED.format(place=place))
    return None


def sqlite_error(error: sqlite3.Error, *, place: str) -> StoreError:
    """Return what to tell people about a failure of SQLite itself."""
    words = _sqlite_words(getattr(error, "sqlite_errorname", ""), str(error)) or _CORRUPT
    return StoreError(words.format(place=place, reason=str(error)))


def is_missing_table(error: DBAPIError) -> bool:
    """Tell whether a table that was asked for does not exist."""
    return _words(error) == _SHAPE


def is_damage(error: StoreError) -> bool:
    """Tell whether a SQLite file was found to be damaged, or to be no database at all."""
    cause = error.__cause__
    original = cause.orig if isinstance(cause, DBAPIError) else cause
    name = getattr(original, "sqlite_errorname", None) or ""
    return name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB"))


def _words(error: DBAPIError) -> str | None:
    name = getattr(error.orig, "sqlite_errorname", None)
    if name is not None:
        return _sqlite_words(name, str(error.orig))
    state = getattr(error.orig, "sqlstate", None)
    if state in _POSTGRESQL:
        return _POSTGRESQL[state]
    if error.connection_invalidated or (state or "")[:2] in _AWAY_CLASSES:
        return _AWAY
    unreachable = state is None and type(error.orig).__name__ in {
        "OperationalError",
        "ConnectionTimeout",
    }
    return _refusal(str(error.orig)) if unreachable else None


def _refusal(message: str) -> str:
    """Return the words for a connection that was not to be had."""
    found = (words for said, words in _REFUSALS.items() if said.search(message))
    return next(found, _AWAY)


def _sqlite_words(name: str, message: str) -> str | None:
    """Return the words for a code, or for the one that it is a finer form of."""
    for known, words in _SQLITE.items():
        if name == known or name.startswith(f"{known}_"):
            return words
    if "no such table" in message or "no such column" in message:
        return _SHAPE
    return None


def _reason(error: DBAPIError) -> str:
    lines = str(error.orig).strip().splitlines()
    return lines[0].rstrip(".:") if lines else type(error.orig).__name__
