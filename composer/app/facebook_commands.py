"""What the commands about a Facebook page's token do, and what they print."""

import getpass
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from composer.app.checkup import Result, report
from composer.app.connect import app_of, connection_of
from composer.app.console import say, tell
from composer.app.outlet import outlet
from composer.app.platform import Platforms
from composer.app.session import workspace
from composer.app.token import mark_of_keyring, vault
from composer.cards.frame import Level
from composer.domain.secret import Secret
from composer.engine.clock import MachineClock
from composer.errors import Rejected, SettingsError, Unavailable
from composer.publishing.account import (
    App,
    PageAccount,
    examine,
    exchange,
    expiry,
    page_of,
    pages,
)
from composer.publishing.connection import Connection
from composer.publishing.readiness import Subject, check
from composer.settings import FILE_NAME, MAIN_PAGE, PublisherKind, Settings

_PROMPT = "User token (it is not shown): "
_MOST_TOKEN = 10_000
_CREATE = "CREATE_CONTENT"


def login(*, page: str, page_id: str | None, keyring: bool) -> None:
    """Take a user token, find the page it opens, and keep that page's own token.

    Args:
        page: Name of the page in the settings.
        page_id: The page to take; None for that of the settings or, without one, a person's choice.
        keyring: Keep it in the desktop's keyring.

    Raises:
        SettingsError: No token was given, or the one of the page cannot be kept.
        Rejected: The token opens no page, or not that one.
        Unavailable: The platform is away.
    """
    settings = workspace()
    configured = settings.page(page).publisher.page_id
    wanted = page_id or configured
    connection, app = connection_of(settings, page), app_of(page)
    try:
        user_token = _lasting(connection, _user_token(), app)
        account = _chosen(_accounts(connection, user_token, wanted), wanted)
        expires = None
        if app is not None:
            expires = expiry(examine(connection, account.token, app=app))
    finally:
        connection.close()
    kept = vault(settings, keyring=keyring or None)
    kept.keep(page, account, expires=expires, now=datetime.now(UTC), in_keyring=keyring)
    if keyring:
        mark_of_keyring(settings).touch()
    _say_kept(settings, page, account, expires, is_set=configured == account.id)


def check_page(*, page: str, as_json: bool) -> None:
    """Check the token of a page and what it may do.

    Raises:
        SettingsError: There is no token, or no page.
        InputError: A check failed.
        Unavailable: None failed, but the page could not be reached.
    """
    settings = workspace()
    publisher = settings.page(page).publisher
    if publisher.page_id is None or publisher.kind is not PublisherKind.FACEBOOK:
        msg = (
            f'the page {page} is published to the practice page: write kind = "facebook" and'
            " page_id in [publisher] first"
        )
        raise SettingsError(msg)
    platforms = Platforms(settings, MachineClock())
    token = platforms.token(outlet(settings, page))
    connection = connection_of(settings, page)
    try:
        found = check(
            connection,
            Subject(page_id=publisher.page_id, token=token),
            app=app_of(page),
            now=datetime.now(UTC),
        )
    finally:
        connection.close()
    results = [
        Result(check=each.check, level=Level(each.standing.value), detail=each.detail)
        for each in found
    ]
    report(results, {"page": page}, as_json=as_json)
    if any(each.away for each in found if each.check == "page"):
        msg = "the page could not be reached, as said above: check again later"
        raise Unavailable(msg)


def logout(*, page: str) -> None:
    """Forget the token that is kept for a page.

    Raises:
        SettingsError: Nothing is kept, or what is kept cannot be changed.
    """
    settings = workspace()
    settings.page(page)
    if not vault(settings).forget(page):
        msg = f"no token is kept for the page {page}"
        raise SettingsError(msg)
    say(f"the token of the page {page} is forgotten here; it stays valid until it ends, or until")
    say("the app is removed from the page's settings at Facebook")


def _user_token() -> Secret:
    """Return the token that a person types without its being shown, or pipes in."""
    if sys.stdin is None:
        msg = "standard input is closed: run this in a terminal, or pipe the user token in"
        raise SettingsError(msg)
    typed = getpass.getpass(_PROMPT) if sys.stdin.isatty() else sys.stdin.read(_MOST_TOKEN)
    token = typed.strip()
    if not token or len(token.split()) > 1:
        msg = "that is no user token: paste the one that Facebook's Graph API Explorer shows"
        raise SettingsError(msg)
    return Secret(token)


def _lasting(connection: Connection, user_token: Secret, app: App | None) -> Secret:
    """Return a user token that lasts, so that the page's token does, where the app is known."""
    if app is None:
        tell(
            "warning: without NASHIR_FACEBOOK_APP_ID and NASHIR_FACEBOOK_APP_SECRET the token is"
            " not exchanged: unless it lasts by itself, it will die in an hour or two"
        )
        return user_token
    return exchange(connection, user_token, app=app)[0]


def _accounts(
    connection: Connection, user_token: Secret, wanted: str | None
) -> tuple[PageAccount, ...]:
    """Return the pages that a token opens; a system user's are not listed and asked for by ID."""
    found = pages(connection, user_token)
    if wanted is None or any(each.id == wanted for each in found):
        return found
    return (*found, page_of(connection, user_token, wanted))


def _chosen(found: Sequence[PageAccount], wanted: str | None) -> PageAccount:
    """Return the page that is wanted, the only one, or the one that a person chooses."""
    if wanted is not None:
        return next(each for each in found if each.id == wanted)
    if not found:
        msg = "the token opens no page: give its user a role on the page, and the app access to it"
        raise Rejected(msg)
    if len(found) == 1:
        return found[0]
    for number, each in enumerate(found, start=1):
        tell(f"{number}. {each.id}  {each.name}  {each.category}".rstrip())
    if not sys.stdin.isatty():
        msg = "the token opens several pages, as said above: name one with --page-id"
        raise SettingsError(msg)
    sys.stderr.write("Which page? ")
    sys.stderr.flush()
    answer = sys.stdin.readline().strip()
    if not (answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(found)):
        msg = f"{answer!r} is none of 1 to {len(found)}"
        raise SettingsError(msg)
    return found[int(answer) - 1]


def _say_kept(
    settings: Settings, page: str, account: PageAccount, expires: datetime | None, *, is_set: bool
) -> None:
    say(f"The token of «{account.name}» ({account.id}) is kept for the page {page}")
    if expires is not None:
        say(f"It expires on {expires:%Y-%m-%d %H:%M} UTC; nashir run tells you before")
    if account.tasks is not None and _CREATE not in account.tasks:
        tell(f"warning: {_CREATE} is not among your tasks on the page: posting will be refused")
    if not is_set:
        own = settings.page_files.get(page)
        is_there = page == MAIN_PAGE or own is not None
        table = "publisher" if is_there else f"pages.{page}.publisher"
        say(f"Now write in {own or settings.file or FILE_NAME}:")
        say(f"    [{table}]")
        say(f'    kind = "{PublisherKind.FACEBOOK}"')
        say(f'    page_id = "{account.id}"')
    say(
        "Then: nashir facebook check"
        if page == MAIN_PAGE
        else f"Then: nashir facebook check --page {page}"
    )
