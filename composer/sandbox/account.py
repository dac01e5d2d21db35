"""Pages, tokens and who may do what with which."""

import hashlib
import hmac
import re
import sqlite3
from dataclasses import dataclass
from enum import StrEnum

from composer.sandbox.graph_error import GraphError, bad_parameter, needs_page_token

PRACTICE_PAGE_ID = "100000000000001"
"""The page that is there from the beginning."""

PRACTICE_PAGE_NAME = "صفحة التدريب"
PRACTICE_TOKEN = "practice-token"  # noqa: S105 - everybody may know it
"""The token of every page that was not given one of its own."""

PRACTICE_USER_ID = "200000000000001"
PRACTICE_USER_TOKEN = "practice-user-token"  # noqa: S105 - everybody may know it
"""The token of a person with a role on every page, as the login dialog would give it."""

PRACTICE_LONG_USER_TOKEN = "practice-long-user-token"  # noqa: S105 - everybody may know it
PRACTICE_APP_ID = "practice-app"
PRACTICE_APP_SECRET = "practice-secret"  # noqa: S105 - everybody may know it

LONG_LIFE_S = 5_183_944
"""How long an exchanged user token lives, in seconds: the number in Facebook's own sample."""

SHORT_LIFE_S = 3600

_OWN_APP_TOKEN = f"{PRACTICE_APP_ID}|{PRACTICE_APP_SECRET}"
_PAGE_ID = re.compile(r"1\d{14}", re.ASCII)


class Role(StrEnum):
    """As what a token acts."""

    PAGE = "PAGE"
    USER = "USER"
    APP = "APP"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who calls.

    Args:
        role: As what.
        token: The token in use.
        subject: ID of what ``me`` means; None for an app.
    """

    role: Role
    token: str
    subject: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPage:
    """A page; its token is the common one unless it was given one of its own."""

    id: str
    name: str
    token: str


def find_page(db: sqlite3.Connection, page_id: str) -> StoredPage | None:
    """Return a page; None where there is none of this ID."""
    row = db.execute("SELECT * FROM page WHERE id = ?", (page_id,)).fetchone()
    return None if row is None else _page(row)


def all_pages(db: sqlite3.Connection) -> tuple[StoredPage, ...]:
    """Return all pages, by ID."""
    return tuple(_page(row) for row in db.execute("SELECT * FROM page ORDER BY id"))


def put_page(db: sqlite3.Connection, page_id: str, name: str | None, token: str | None) -> None:
    """Make a page, or give one that is there another name or token; None leaves it as it is."""
    db.execute(
        "INSERT INTO page (id, name, token) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE"
        " SET name = coalesce(?, name), token = coalesce(excluded.token, token)",
        (page_id, name or PRACTICE_PAGE_NAME, None if token == PRACTICE_TOKEN else token, name),
    )


def put_first_page(db: sqlite3.Connection, *, name: str | None) -> None:
    """Have the page that is there from the beginning; None leaves its name as it is."""
    put_page(db, PRACTICE_PAGE_ID, name, None)


def visit_page(db: sqlite3.Connection, page_id: str, actor: Actor) -> StoredPage | None:
    """Return a page; the practice token brings one that was never asked for into being."""
    found = find_page(db, page_id)
    if found is None and actor.token == PRACTICE_TOKEN and _PAGE_ID.fullmatch(page_id):
        put_page(db, page_id, None, None)
        found = find_page(db, page_id)
    return found


def actor_of(db: sqlite3.Connection, token: str | None, now_s: int) -> Actor:
    """Return who a token stands for.

    Raises:
        GraphError: There is no token, or it is none of ours, or it is dead.
    """
    if token is None:
        what = "An active access token must be used to query information about the current user."
        raise GraphError(message=what, code=2500)
    if token == PRACTICE_TOKEN:
        return Actor(role=Role.PAGE, token=token, subject=PRACTICE_PAGE_ID)
    if token == _OWN_APP_TOKEN:
        return Actor(role=Role.APP, token=token)
    if token == PRACTICE_USER_TOKEN or (token == PRACTICE_LONG_USER_TOKEN and issued(db)):
        _check_life(db, token, now_s)
        return Actor(role=Role.USER, token=token, subject=PRACTICE_USER_ID)
    for row in db.execute("SELECT id, token FROM page WHERE token IS NOT NULL"):
        if hmac.compare_digest(row["token"].encode(), token.encode()):
            return Actor(role=Role.PAGE, token=token, subject=row["id"])
    raise GraphError(message="The access token could not be decrypted", code=190)


def issued(db: sqlite3.Connection) -> int | None:
    """Return when the long-lived user token was given out, in Unix seconds; None if never."""
    row = db.execute("SELECT at FROM issued WHERE token = 'long user token'").fetchone()
    return None if row is None else int(row["at"])


def issue(db: sqlite3.Connection, now_s: int) -> None:
    """Note that the long-lived user token is given out now."""
    db.execute("INSERT OR REPLACE INTO issued (token, at) VALUES ('long user token', ?)", (now_s,))


def check_proof(actor: Actor, proof: str | None, *, required: bool) -> None:
    """Check that the caller knows the app's secret: a keyed hash of the token.

    Raises:
        GraphError: The proof is wrong, or missing where it is required.
    """
    if actor.role is Role.APP or (proof is None and not required):
        return
    if proof is None:
        raise GraphError(
            message="API calls from the server require an appsecret_proof argument",
            kind="GraphMethodException",
        )
    digest = hmac.new(PRACTICE_APP_SECRET.encode(), actor.token.encode(), hashlib.sha256)
    if not hmac.compare_digest(digest.hexdigest().encode(), proof.encode()):
        what = "Invalid appsecret_proof provided in the API argument"
        raise GraphError(message=what, kind="GraphMethodException")


def acts_as(actor: Actor, page: StoredPage) -> bool:
    """Tell whether a token is this page's own."""
    return actor.role is Role.PAGE and actor.token == page.token


def may_see(actor: Actor, page: StoredPage) -> bool:
    """Tell whether a token sees what is on a page."""
    return actor.role is Role.USER or acts_as(actor, page)


def must_be_page(actor: Actor, page: StoredPage, what: str) -> None:
    """Refuse a call that only the page itself may make.

    Raises:
        GraphError: The token is not the page's own.
    """
    if not acts_as(actor, page):
        raise needs_page_token(what)


def must_be_user(actor: Actor, user: str) -> None:
    """Refuse a call about a person by anybody else.

    Raises:
        GraphError: The token is another's.
    """
    if actor.role is not Role.USER or user != actor.subject:
        msg = f"Tried accessing nonexisting field (accounts) on node type ({user})"
        raise bad_parameter(msg)


def _check_life(db: sqlite3.Connection, token: str, now_s: int) -> None:
    given = issued(db)
    if token == PRACTICE_LONG_USER_TOKEN and given is not None and now_s >= given + LONG_LIFE_S:
        raise GraphError(
            message="Error validating access token: Session has expired", code=190, subcode=463
        )


def _page(row: sqlite3.Row) -> StoredPage:
    return StoredPage(id=row["id"], name=row["name"], token=row["token"] or PRACTICE_TOKEN)
