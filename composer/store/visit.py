"""Sessions: who is signed in, known by the hash of a token that only their browser holds."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from composer.errors import SettingsError
from composer.store.database import Database
from composer.store.desk_schema import person, visit
from composer.store.person import Person, person_of

IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)
_SEEN_EVERY = timedelta(minutes=1)
_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A session.

    Args:
        id: Hash of its token: it names the session, and opens nothing.
        person: Whose it is.
        csrf: What each request that changes something has to bring along.
        made: When they signed in, in UTC.
        seen: When they were here last, in UTC, to a minute.
        ends: When it ends however often they come, in UTC.
    """

    id: str
    person: Person
    csrf: str = field(repr=False)
    made: datetime
    seen: datetime
    ends: datetime


class Visits:
    """The sessions.

    Args:
        database: Where they are.
        idle: A session ends when nobody was seen for so long.
        longest: And at this age in any case.
    """

    def __init__(
        self, database: Database, *, idle: timedelta = IDLE, longest: timedelta = LONGEST
    ) -> None:
        self._database = database
        self._idle = idle
        self._longest = longest

    def begin(self, name: str, *, now: datetime) -> str:
        """Begin a session and return its token, which is kept nowhere.

        Raises:
            SettingsError: There is no such person, or they may not sign in.
        """
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        allowed = select(person.c.name).where(person.c.name == name, person.c.disabled.is_(None))
        with self._database.write() as connection:
            if connection.scalar(allowed.with_for_update()) is None:
                msg = f"{name!r} may not sign in"
                raise SettingsError(msg)
            row = insert(visit).values(
                digest=digest_of(token),
                person=name,
                csrf=secrets.token_urlsafe(_TOKEN_BYTES),
                made=now,
                seen=now,
                ends=now + self._longest,
            )
            connection.execute(row)
            ended = (visit.c.ends <= now) | (visit.c.seen <= now - self._idle)
            connection.execute(delete(visit).where(ended))
        return token

    def find(self, token: str, *, now: datetime) -> Visit | None:
        """Return the session of a token; None where it is none, or is over.

        That somebody was here is noted at most once a minute.
        """
        query = (
            select(*(visit.c[name].label(f"visit_{name}") for name in _OWN), *person.c)
            .join(person, person.c.name == visit.c.person)
            .where(visit.c.digest == digest_of(token), visit.c.ends > now)
            .where(visit.c.seen > now - self._idle, person.c.disabled.is_(None))
        )
        with self._database.read() as connection:
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            return None
        digest, csrf, made, seen, ends = (row[f"visit_{name}"] for name in _OWN)
        found = Visit(id=digest, person=person_of(row), csrf=csrf, made=made, seen=seen, ends=ends)
        if now - seen >= _SEEN_EVERY:
            self._note(digest, now)
        return found

    def end(self, visit_id: str) -> None:
        """End a session by its ID."""
        with self._database.write() as connection:
            connection.execute(delete(visit).where(visit.c.digest == visit_id))

    def end_all(self, name: str, *, but: str | None = None) -> int:
        """End all sessions of a person, but perhaps the one that they sit at; return how many."""
        with self._database.write() as connection:
            gone = delete(visit).where(visit.c.person == name)
            return connection.execute(gone.where(visit.c.digest != (but or ""))).rowcount

    def _note(self, digest: str, now: datetime) -> None:
        change = update(visit).where(visit.c.digest == digest, visit.c.seen < now)
        with self._database.write() as connection:
            connection.execute(change.values(seen=now))


_OWN = ("digest", "csrf", "made", "seen", "ends")


def digest_of(token: str) -> str:
    """Return what is kept of a token, in hexadecimal: with it alone nobody comes in."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()
