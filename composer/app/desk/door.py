"""The door of the desk: who is in, and who comes in."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from composer.domain.role import Role

TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Somebody who is signed in.

    Args:
        name: What the journal calls them.
        shown: What the page calls them.
        role: What they may do.
        session: Names their session; it opens nothing.
        csrf: What each of their requests that changes something has to bring along.
    """

    name: str
    shown: str
    role: Role
    session: str
    csrf: str


class Door:
    """Lets people in.

    Args:
        person: Who works here as long as there are no users.
        key: Lets that person in.
    """

    def __init__(self, *, person: str, key: str) -> None:
        self._person = person
        self._key = key
        self._sessions: set[str] = set()

    @property
    def has_users(self) -> bool:
        """Whether there are users, so that everybody has to sign in."""
        return False

    def guest(self, token: str) -> Guest | None:
        """Return who brings a session's token; None where it is none, or has ended."""
        session = hashed(token)
        if session not in self._sessions:
            return None
        return Guest(
            name=self._person,
            shown=self._person,
            role=Role.PUBLISHER,
            session=session,
            csrf=csrf_of(token),
        )

    def open_with(self, key: str) -> str | None:
        """Return the token of a new session for who brings the key; None where it is wrong."""
        if not hmac.compare_digest(key.encode(), self._key.encode()):
            return None
        token = secrets.token_urlsafe(TOKEN_BYTES)
        self._sessions.add(hashed(token))
        return token

    def leave(self, token: str) -> None:
        """End a session."""
        self._sessions.discard(hashed(token))


def hashed(token: str) -> str:
    """Return what is kept of a token: with it alone nobody comes in."""
    return hashlib.sha256(token.encode()).hexdigest()


def csrf_of(token: str) -> str:
    """Return the mark by which a page proves that it is ours; it tells nothing of the token."""
    return hmac.new(token.encode(), b"csrf", hashlib.sha256).hexdigest()
