"""Checks whether a page can be published to, and for how long."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from composer.domain.secret import Secret
from composer.errors import PublishError, Rejected
from composer.publishing.account import App, TokenFacts, examine, expiry
from composer.publishing.connection import Call, Connection
from composer.publishing.seen import identity, text_of

NEEDED = frozenset({"pages_manage_posts", "pages_read_engagement", "pages_show_list"})
NEEDED_FOR_COMMENTS = frozenset({"pages_manage_engagement"})

VERSIONS: Mapping[str, date | None] = {
    "v26.0": None,  # not set yet
    "v25.0": date(2028, 7, 29),
    "v24.0": date(2028, 2, 18),
    "v23.0": date(2027, 10, 8),
    "v22.0": date(2027, 5, 20),
    "v21.0": date(2027, 1, 21),
    "v20.0": date(2026, 9, 24),
}
"""Until when Meta answers a version of the Graph API, by its changelog of July 2026."""

_WARN_VERSION = timedelta(days=90)
_WARN_DAYS = (1, 3, 7, 14)
_CLOCKS_DIFFER_BY = timedelta(minutes=5)
_CREATE = "CREATE_CONTENT"
_LOGIN = "run `nashir facebook login` again"


class Standing(StrEnum):
    """How a thing that was checked stands."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """One thing that was checked.

    Args:
        check: What it is.
        standing: How it stands.
        detail: What was seen, and what to do where it is not in order.
        away: Nothing was seen: the platform could not be reached, or did not answer.
    """

    check: str
    standing: Standing
    detail: str
    away: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is checked.

    Args:
        page_id: The page.
        token: The token that is to open it.
        tasks: What the person who gave the token may do there; None where nobody knows.
        comments: First comments are used, which need a permission more.
    """

    page_id: str
    token: Secret
    tasks: Collection[str] | None = None
    comments: bool = False


def check(
    connection: Connection, subject: Subject, *, app: App | None, now: datetime
) -> tuple[Readiness, ...]:
    """Check all that can be checked; nothing that a reader sees is made.

    Args:
        connection: The way to the platform.
        subject: The page and its token.
        app: Without it, what only the app may ask is left out with a warning.
        now: What our own clock says, in UTC.
    """
    return (
        check_version(connection.api_version, now=now),
        *_page(connection, subject),
        *_clock(connection, now),
        *_token(connection, subject, app, now),
        *_tasks(subject),
    )


def check_version(version: str, *, now: datetime) -> Readiness:
    """Check how long Meta answers a version of the Graph API."""
    until = VERSIONS.get(version)
    today = now.astimezone(UTC).date()
    if version not in VERSIONS:
        newest = next(iter(VERSIONS))
        return _warn("version", f"{version} is not known here; {newest} is the newest that is")
    if until is None:
        return _ok("version", f"{version} has no end set")
    if until <= today:
        return _fail("version", f"{version} ended on {until}: set api_version to a newer one")
    if until - today <= _WARN_VERSION:
        return _warn("version", f"{version} ends on {until}: set api_version to a newer one")
    return _ok("version", f"{version} is answered until {until}")


def days_to_warn_of(expires: datetime | None, *, now: datetime) -> int | None:
    """Return the step at which a person is told that a token ends: 14, 7, 3, 1 or 0 days.

    Args:
        expires: When it ends, in UTC; None for never.
        now: The present, in UTC.

    Returns:
        The smallest step that the rest of its life fits in; None while it lives longer. A person
        is told once for each step.
    """
    if expires is None:
        return None
    left = expires - now
    if left <= timedelta(0):
        return 0
    return next((days for days in _WARN_DAYS if left <= timedelta(days=days)), None)


def _page(connection: Connection, subject: Subject) -> Iterator[Readiness]:
    call = Call(
        method="GET", path=subject.page_id, token=subject.token, fields={"fields": "id,name"}
    )
    try:
        node = connection.send(call)
    except PublishError as error:
        yield _said("page", error)
        return
    if identity(node.get("id")) != subject.page_id:
        yield _fail("page", f"Facebook shows another page than {subject.page_id}: check page_id")
        return
    yield _ok("page", f"{subject.page_id} can be seen: «{text_of(node, 'name')}»")


def _clock(connection: Connection, now: datetime) -> Iterator[Readiness]:
    theirs = connection.last_server_date
    if theirs is None:
        return
    seconds = round((now - theirs).total_seconds())
    if abs(now - theirs) > _CLOCKS_DIFFER_BY:
        detail = f"this machine's clock is {seconds} s off Facebook's: have it set by a time server"
        yield _warn("clock", detail)
    else:
        yield _ok("clock", "this machine's clock and Facebook's agree")


def _token(
    connection: Connection, subject: Subject, app: App | None, now: datetime
) -> Iterator[Readiness]:
    if app is None:
        detail = (
            "its expiry and permissions were not checked: that needs NASHIR_FACEBOOK_APP_ID and"
            " NASHIR_FACEBOOK_APP_SECRET"
        )
        yield _warn("token", detail)
        yield from _owner(connection, subject)
        return
    try:
        facts = examine(connection, subject.token, app=app)
    except PublishError as error:
        yield _warn("token", f"it could not be examined: {error}")
        return
    yield from check_facts(facts, subject, now=now)


def check_facts(facts: TokenFacts, subject: Subject, *, now: datetime) -> Iterator[Readiness]:
    """Check what the platform says of a token."""
    if not facts.is_valid:
        yield _fail(
            "token", f"it is not valid: {_LOGIN} ({facts.problem or 'no reason was given'})"
        )
        return
    yield from _kind(facts, subject)
    yield _expiry(facts, now)
    yield from _permissions(facts, subject)


def _owner(connection: Connection, subject: Subject) -> Iterator[Readiness]:
    """Ask the token whose it is: a page's own token answers with the page."""
    call = Call(method="GET", path="me", token=subject.token, fields={"fields": "id"})
    try:
        owner = identity(connection.send(call).get("id"))
    except PublishError as error:
        yield _said("owner", error)
        return
    if owner == subject.page_id:
        yield _ok("owner", "the token is the page's own")
    else:
        yield _fail("owner", f"the token is not the page's own: {_LOGIN}")


def _kind(facts: TokenFacts, subject: Subject) -> Iterator[Readiness]:
    wrong_page = facts.profile not in (None, subject.page_id)
    if facts.kind == "PAGE" and not wrong_page:
        yield _ok("token", "it is valid, and a page's own")
    elif facts.kind == "PAGE":
        yield _fail("token", f"it is another page's: {_LOGIN} and choose {subject.page_id}")
    elif facts.kind:
        yield _fail("token", f"it is of the kind {facts.kind}, but the page itself posts: {_LOGIN}")
    else:
        yield _warn("token", "it is valid; Facebook does not say of which kind")


def _expiry(facts: TokenFacts, now: datetime) -> Readiness:
    expires = expiry(facts)
    days = days_to_warn_of(expires, now=now)
    if expires is None:
        return _ok("expiry", "the token does not expire")
    when = expires.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    if days is None:
        return _ok("expiry", f"the token expires on {when}")
    standing = Standing.WARN if days else Standing.FAIL
    said = "expires" if days else "expired"
    return Readiness(
        check="expiry", standing=standing, detail=f"the token {said} on {when}: {_LOGIN}"
    )


def _permissions(facts: TokenFacts, subject: Subject) -> Iterator[Readiness]:
    needed = NEEDED | (NEEDED_FOR_COMMENTS if subject.comments else frozenset())
    missing = sorted(needed - facts.scopes)
    elsewhere = sorted(
        scope
        for scope in needed & facts.scopes
        if subject.page_id not in facts.targets.get(scope, (subject.page_id,))
    )
    if missing:
        yield _fail("permission", f"missing: {', '.join(missing)}; give them, then {_LOGIN}")
    if elsewhere:
        detail = (
            f"given for other pages only: {', '.join(elsewhere)}; {_LOGIN} and choose this page"
        )
        yield _fail("permission", detail)
    if not missing and not elsewhere:
        yield _ok("permission", ", ".join(sorted(needed)))


def _tasks(subject: Subject) -> Iterator[Readiness]:
    if subject.tasks is None:
        return
    if _CREATE in subject.tasks:
        yield _ok("task", f"{_CREATE} is among the tasks on the page")
    else:
        detail = f"{_CREATE} is not among the tasks: give the person a role that may post"
        yield _fail("task", detail)


def _said(name: str, error: PublishError) -> Readiness:
    """Return what an error means: a refusal stands, an absence passes."""
    if isinstance(error, Rejected):
        return _fail(name, str(error))
    return Readiness(check=name, standing=Standing.WARN, detail=str(error), away=True)


def _ok(name: str, detail: str) -> Readiness:
    return Readiness(check=name, standing=Standing.OK, detail=detail)


def _warn(name: str, detail: str) -> Readiness:
    return Readiness(check=name, standing=Standing.WARN, detail=detail)


def _fail(name: str, detail: str) -> Readiness:
    return Readiness(check=name, standing=Standing.FAIL, detail=detail)
