"""The door of the desk: who is in, and who comes in."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network

from composer.app.password import Passwords
from composer.domain.role import Role
from composer.store.person import Person
from composer.store.store import Store
from composer.store.visit import digest_of

_TOKEN_BYTES = 32
_IPV6_HOME = 64


class TooManyAttempts(Exception):  # noqa: N818 - an error is named by what is true
    """Nobody may sign in so for a while.

    Args:
        wait_s: How long, in seconds.
    """

    def __init__(self, *, wait_s: float) -> None:
        self.wait_s = wait_s
        super().__init__()


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Somebody who is signed in.

    Args:
        name: What the journal calls them.
        shown: What the page calls them.
        role: What they may do.
        session: Names their session; it opens nothing.
        csrf: What each of their requests that changes something has to bring along.
        has_account: Whether they are a user, with a password of their own.
    """

    name: str
    shown: str
    role: Role
    session: str
    csrf: str
    has_account: bool = True


class Door:
    """Lets people in.

    As long as there are no users, whoever has the key that was printed is the local person. From
    the first user on everybody has to sign in, and the key opens nothing any more.

    Args:
        store: Knows the users and their sessions.
        person: Who works here as long as there are none.
        key: Lets that person in.
        now: Tells the time, in UTC.
    """

    def __init__(self, store: Store, *, person: str, key: str, now: Callable[[], datetime]) -> None:
        self._store = store
        self._person = person
        self._key = key
        self._now = now
        self._local: set[str] = set()
        self.passwords = Passwords()

    @property
    def has_users(self) -> bool:
        """Whether there are users, so that everybody has to sign in."""
        return self._store.people.any()

    def guest(self, token: str) -> Guest | None:
        """Return who brings a session's token; None where it is none, or has ended."""
        if digest_of(token) in self._local:
            return None if self.has_users else self._local_guest(token)
        found = self._store.visits.find(token, now=self._now())
        if found is None:
            return None
        return Guest(
            name=found.person.name,
            shown=found.person.shown,
            role=found.person.role,
            session=found.id,
            csrf=found.csrf,
        )

    def open_with(self, key: str) -> str | None:
        """Return the token of a new session for who brings the key; None where it opens nothing."""
        if not hmac.compare_digest(key.encode(), self._key.encode()) or self.has_users:
            return None
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        self._local.add(digest_of(token))
        return token

    def sign_in(self, name: str, password: str, *, address: str) -> tuple[str, Person] | None:
        """Return the token of a new session, and whose it is; None where name or password is wrong.

        Args:
            name: The name that was given.
            password: The password that was given.
            address: Where it comes from.

        Raises:
            TooManyAttempts: Too many failed lately, at this name or from there.
        """
        person = self.known(name, password, address=address)
        if person is None:
            return None
        return self._store.visits.begin(person.name, now=self._now()), person

    def known(self, name: str, password: str, *, address: str) -> Person | None:
        """Return who it is that has this name and this password; None where either is wrong.

        Raises:
            TooManyAttempts: As above.
        """
        store, now, subject = self._store, self._now(), _home(address)
        wait_s = store.attempts.begin(name, subject, now=now)
        if wait_s > 0:
            raise TooManyAttempts(wait_s=wait_s)
        person = store.people.find(name)
        secret = person.secret if person is not None and person.disabled is None else None
        checked = self.passwords.check(secret, password)
        if person is None or not checked.is_right:
            return None
        store.attempts.succeeded(name, subject, now=now)
        if checked.fresh is not None:
            store.people.hash_again(person.name, old=person.secret, new=checked.fresh)
        return person

    def leave(self, token: str) -> None:
        """End a session."""
        self._local.discard(digest_of(token))
        self._store.visits.end(digest_of(token))

    def _local_guest(self, token: str) -> Guest:
        return Guest(
            name=self._person,
            shown=self._person,
            role=Role.PUBLISHER,
            session=digest_of(token),
            csrf=hmac.new(token.encode(), b"csrf", hashlib.sha256).hexdigest(),
            has_account=False,
        )


def _home(address: str) -> str:
    """Return what stands for all addresses of one home: of IPv6, each has 2⁶⁴ of them."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(ip_network((found, _IPV6_HOME), strict=False))
    return str(found)
