"""What the commands about users and tokens of the desk do, and what they print."""

import getpass
import sys
from datetime import datetime

from composer.app.columns import columns
from composer.app.console import say, tell
from composer.app.json_text import Document, to_json
from composer.app.newsroom import Newsroom
from composer.app.password import Passwords, refuse_weak
from composer.app.session import newsroom
from composer.domain.role import Role
from composer.errors import SettingsError
from composer.store.access import Access
from composer.store.person import Person, person_name

_LONGEST_LINE = 10_000


def add_user(name: str, *, role: str, shown: str, from_stdin: bool) -> None:
    """Add a user.

    Raises:
        SettingsError: The name is taken or none, or the password weak.
    """
    with newsroom() as room:
        name = person_name(name)
        if room.store.people.find(name) is not None:
            msg = f"there is a person {name} already: nashir desk user password {name}"
            raise SettingsError(msg)
        is_first = not room.store.people.any()
        secret = _secret(name, from_stdin=from_stdin)
        person = room.store.people.add(
            name, shown=shown, role=Role(role), secret=secret, now=room.now(), actor=room.person
        )
    say(f"{person.name} may sign in as {person.role}")
    if is_first:
        tell("from now on the desk asks everybody who they are, on this machine too")


def list_users(*, as_json: bool) -> None:
    """List the users."""
    with newsroom() as room:
        people = room.store.people.all()
    if as_json:
        sys.stdout.write(to_json(list(map(_user_document, people))))
        return
    rows = [(each.name, str(each.role), each.shown, _state(each.disabled)) for each in people]
    for line in columns(rows):
        say(line)
    if not people:
        tell("there are no users: nashir desk user add NAME --role publisher")


def set_role(name: str, *, role: str) -> None:
    """Give a user another role."""
    with newsroom() as room:
        person = room.store.people.set_role(name, Role(role), now=room.now(), actor=room.person)
    say(f"{person.name} is {person.role} from now on")


def set_shown(name: str, *, shown: str) -> None:
    """Give a user another name for others to read."""
    with newsroom() as room:
        person = room.store.people.set_shown(name, shown, now=room.now(), actor=room.person)
    say(f"{person.name} is shown as {person.shown}")


def set_password(name: str, *, from_stdin: bool) -> None:
    """Give a user another password; their sessions end."""
    with newsroom() as room:
        person = room.store.people.get(name)
        secret = _secret(person.name, from_stdin=from_stdin)
        room.store.people.set_secret(person.name, secret, now=room.now(), actor=room.person)
    say(f"{person.name} has a new password; their sessions have ended")


def disable(name: str) -> None:
    """Let a user in no more."""
    with newsroom() as room:
        person = room.store.people.disable(name, now=room.now(), actor=room.person)
        _warn_of_nobody(room)
    say(f"{person.name} may not sign in any more; their sessions have ended")


def enable(name: str) -> None:
    """Let a user in again."""
    with newsroom() as room:
        person = room.store.people.enable(name, now=room.now(), actor=room.person)
    say(f"{person.name} may sign in as {person.role}")


def add_token(name: str, *, role: str, as_json: bool) -> None:
    """Make a token and print it, this one time."""
    with newsroom() as room:
        access, token = room.store.tokens.add(
            name, role=Role(role), now=room.now(), actor=room.person
        )
    if as_json:
        sys.stdout.write(to_json({**_token_document(access), "token": token}))
        return
    say(token)
    tell(f"the token of {access.name}, {access.role}: keep it, it is not shown again")


def list_tokens(*, as_json: bool) -> None:
    """List the tokens, without themselves."""
    with newsroom() as room:
        tokens = room.store.tokens.all()
    if as_json:
        sys.stdout.write(to_json(list(map(_token_document, tokens))))
        return
    rows = [(each.name, str(each.role), _used(each), _state(each.revoked)) for each in tokens]
    for line in columns(rows):
        say(line)
    if not tokens:
        tell("there are no tokens: nashir desk token add NAME --role writer")


def revoke(name: str) -> None:
    """Let a token open nothing any more."""
    with newsroom() as room:
        access = room.store.tokens.revoke(name, now=room.now(), actor=room.person)
    say(f"the token of {access.name} opens nothing any more")


def _secret(name: str, *, from_stdin: bool) -> str:
    """Return the hash of a password that a person types twice, or that is piped in."""
    password = _piped() if from_stdin else _typed()
    refuse_weak(password, name=name)
    return Passwords().hash(password)


def _piped() -> str:
    if sys.stdin is None:
        msg = "standard input is closed: pipe the password in"
        raise SettingsError(msg)
    return sys.stdin.readline(_LONGEST_LINE).rstrip("\r\n")


def _typed() -> str:
    if not sys.stdin.isatty():
        msg = "a password is typed at a terminal; to pipe it in, say --password-stdin"
        raise SettingsError(msg)
    password = getpass.getpass("Password (it is not shown): ")
    if getpass.getpass("The same again: ") != password:
        msg = "the two passwords differ: nothing was changed"
        raise SettingsError(msg)
    return password


def _warn_of_nobody(room: Newsroom) -> None:
    people = room.store.people.all()
    if not any(each.disabled is None and each.role is Role.PUBLISHER for each in people):
        tell("warning: no publisher is left who may sign in")


def _user_document(person: Person) -> Document:
    return {
        "name": person.name,
        "shown": person.shown,
        "role": person.role.value,
        "made": _at(person.made),
        "disabled": _at(person.disabled),
    }


def _token_document(access: Access) -> Document:
    return {
        "name": access.name,
        "role": access.role.value,
        "made": _at(access.made),
        "made_by": access.made_by,
        "used": _at(access.used),
        "revoked": _at(access.revoked),
    }


def _at(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat(timespec="seconds")


def _state(ended: datetime | None) -> str:
    return "" if ended is None else f"ended {ended:%Y-%m-%d}"


def _used(access: Access) -> str:
    return "never used" if access.used is None else f"used {access.used:%Y-%m-%d %H:%M} UTC"
