"""Whose token it is: exchanges a person's, finds the pages it opens, and has tokens examined."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from composer.domain.secret import Secret
from composer.errors import Rejected, Unavailable
from composer.publishing.connection import Call, Connection
from composer.publishing.edge import read_edge
from composer.publishing.graph import number
from composer.publishing.seen import identity, instant, text_of

_ACCOUNT_FIELDS = "id,name,access_token,category"


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """The app at Meta in whose name tokens are given.

    Args:
        id: Its ID, which is no secret.
        secret: What proves that we are the app.
    """

    id: str
    secret: Secret

    @property
    def token(self) -> Secret:
        """The app's own token, which speaks for no person and no page."""
        return Secret(f"{self.id}|{self.secret.reveal()}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAccount:
    """A page with the token that opens it.

    Args:
        id: The page's ID.
        name: Its name.
        token: Its own token.
        tasks: What the person may do there, such as ``CREATE_CONTENT``; None where not told.
        category: What it is about, in the platform's words.
    """

    id: str
    name: str
    token: Secret
    tasks: tuple[str, ...] | None = None
    category: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenFacts:
    """What the platform says of a token.

    Args:
        is_valid: It opens something now.
        kind: ``PAGE``, ``USER`` or ``SYSTEM_USER``; empty where not told.
        app_id: ID of the app it was given to.
        profile: ID of the page it speaks for.
        expires: When it ends by itself, in UTC; None for never.
        data_access_expires: When what a person shares ends unless the person comes back. The
            permissions that publishing needs do not end with it.
        scopes: The permissions it carries.
        targets: For some permissions, the IDs of the pages that they are limited to.
        problem: Why it is not valid, in the platform's words.
    """

    is_valid: bool
    kind: str = ""
    app_id: str = ""
    profile: str | None = None
    expires: datetime | None = None
    data_access_expires: datetime | None = None
    scopes: frozenset[str] = frozenset()
    targets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    problem: str = ""


def exchange(
    connection: Connection, user_token: Secret, *, app: App
) -> tuple[Secret, float | None]:
    """Exchange a person's token of an hour or two for one of about 60 days.

    A page's token that is found with the long one does not expire; with the short one it would.

    Returns:
        The token, and the seconds that it will last; None where the platform does not say.

    Raises:
        Rejected: The token or the app's credentials are not right.
        Unavailable: The platform is away.
    """
    told: dict[str, str | Secret] = {
        "grant_type": "fb_exchange_token",
        "client_id": app.id,
        "client_secret": app.secret,
        "fb_exchange_token": user_token,
    }
    answer = connection.send(Call(method="GET", path="oauth/access_token", token=None, fields=told))
    token = text_of(answer, "access_token")
    if not token:
        msg = "Facebook gave no token in exchange: log in again with a new token"
        raise Unavailable(msg)
    seconds = number(answer.get("expires_in"))
    return Secret(token), None if seconds is None else float(seconds)


def pages(connection: Connection, user_token: Secret) -> tuple[PageAccount, ...]:
    """Return the pages that a person's token opens; one without a token of its own is left out.

    Raises:
        Rejected: The token is not right.
        Unavailable: The platform is away.
    """

    def get(told: Mapping[str, str]) -> Mapping[str, object]:
        return connection.send(
            Call(method="GET", path="me/accounts", token=user_token, fields=told)
        )

    found = read_edge(get, fields=f"{_ACCOUNT_FIELDS},tasks")
    return tuple(account for node in found if (account := _account(node)) is not None)


def page_of(connection: Connection, token: Secret, page_id: str) -> PageAccount:
    """Return one page with its own token: the way for a system user, who has no list of pages.

    Raises:
        Rejected: The token does not open the page.
        Unavailable: The platform is away.
    """
    told = {"fields": _ACCOUNT_FIELDS}
    answer = connection.send(Call(method="GET", path=page_id, token=token, fields=told))
    account = _account(answer)
    if account is None or account.id != page_id:
        msg = f"the token does not open the page {page_id}: give its user a role on the page"
        raise Rejected(msg)
    return account


def examine(connection: Connection, token: Secret, *, app: App) -> TokenFacts:
    """Have the platform tell about a token; the app asks, so the token need not be valid.

    Raises:
        Rejected: The app's credentials are not right.
        Unavailable: The platform is away, or says something else.
    """
    call = Call(
        method="GET",
        path="debug_token",
        token=app.token,
        fields={"input_token": token},
        proven=False,
    )
    data = connection.send(call).get("data")
    if not isinstance(data, dict):
        msg = "Facebook did not tell about the token: ask again later"
        raise Unavailable(msg)
    return _facts(data)


def expiry(facts: TokenFacts) -> datetime | None:
    """Return the instant in UTC at which publishing with a token ends by itself; None for never."""
    return facts.expires


def _account(node: Mapping[str, object]) -> PageAccount | None:
    found, token = identity(node.get("id")), text_of(node, "access_token")
    if found is None or not token:
        return None
    return PageAccount(
        id=found,
        name=text_of(node, "name"),
        token=Secret(token),
        tasks=_texts(node["tasks"]) if "tasks" in node else None,
        category=text_of(node, "category"),
    )


def _facts(data: Mapping[str, object]) -> TokenFacts:
    error = data.get("error")
    return TokenFacts(
        is_valid=data.get("is_valid") is True,
        kind=text_of(data, "type").upper(),
        app_id=identity(data.get("app_id")) or "",
        profile=identity(data.get("profile_id")),
        expires=instant(data.get("expires_at")),  # 0, which is no instant, stands for never
        data_access_expires=instant(data.get("data_access_expires_at")),
        scopes=frozenset(_texts(data.get("scopes"))),
        targets=_targets(data.get("granular_scopes")),
        problem=text_of(error, "message") if isinstance(error, dict) else "",
    )


def _targets(value: object) -> dict[str, tuple[str, ...]]:
    listed = [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
    return {
        text_of(each, "scope"): _texts(each["target_ids"])
        for each in listed
        if "target_ids" in each
    }


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()
