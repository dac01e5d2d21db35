"""Telling people in time that a page's token is about to die."""

import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from composer.app.connect import app_of, connection_of
from composer.app.following import usable_outlets
from composer.app.newsroom import Newsroom
from composer.app.outlet import Outlet
from composer.app.press import Press
from composer.app.token import mark_of_keyring, vault
from composer.domain.notice import NoticeKind
from composer.errors import InputError, PublishError
from composer.publishing.account import examine, expiry
from composer.publishing.readiness import days_to_warn_of
from composer.publishing.vault import Kept
from composer.settings import MAIN_PAGE, PublisherKind, Settings, load_secrets
from composer.store.fact import Facts

logger = logging.getLogger(__name__)

_LIFE = "token-life:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifetime:
    """How long a token opens its page.

    Args:
        is_valid: It opens it now, as far as can be told.
        expires: When it ends by itself, in UTC; None for never or not known.
    """

    is_valid: bool = True
    expires: datetime | None = None


def warn_of_tokens(press: Press) -> None:
    """Have people told of each token that ends soon: 14, 7, 3 and 1 days before, once each."""
    settings, kind = press.newsroom.settings, PublisherKind.FACEBOOK.value
    outlets = [each for each in usable_outlets(settings) if each.target.publisher == kind]
    kept = kept_tokens(settings, outlets)
    for outlet in outlets:
        life = lifetime(press, outlet, kept.get(outlet.name))
        told = _told(outlet, life, now=press.newsroom.now())
        if told is not None:
            _tell(press, outlet, *told)


def lifetime(press: Press, outlet: Outlet, kept: Kept | None) -> Lifetime:
    """Return how long the token of a page lives: by the platform's word where the app may ask.

    A token that cannot be read, or a platform that is away, tells nothing here: publishing says so.

    Args:
        press: What reaches the page.
        outlet: The page.
        kept: The token that is kept here for it.
    """
    settings, name = press.newsroom.settings, outlet.name
    app = app_of(name)
    if app is not None:
        connection = connection_of(settings, name)
        try:
            facts = examine(connection, press.platforms.token(outlet), app=app)
        except (PublishError, InputError) as error:
            logger.info("token not examined", extra={"page": name, "error": str(error)})
        else:
            life = Lifetime(is_valid=facts.is_valid, expires=expiry(facts))
            _remember(press.newsroom, outlet, life)
            return life
        finally:
            connection.close()
    return Lifetime(expires=None if kept is None else kept.expires)


def known_lifetimes(
    newsroom: Newsroom, outlets: Iterable[Outlet], *, keyring: bool = True
) -> Mapping[str, Lifetime]:
    """Return how long tokens of pages live, as far as it is known without asking anybody.

    That is what the platform said last; of a token that was kept after that, what is kept with it.
    It costs one look at the store and one at the file of tokens, however many pages there are.

    Args:
        newsroom: Whose.
        outlets: The pages.
        keyring: Ask the desktop's keyring, too, where tokens were put there: a call for each page.

    Returns:
        By the pages' names.
    """
    words = Facts(newsroom.store.database).beginning(_LIFE)
    kept = kept_tokens(newsroom.settings, outlets := tuple(outlets), keyring=keyring)
    return {each.name: _lifetime(words.get(_fact(each)), kept.get(each.name)) for each in outlets}


def kept_tokens(
    settings: Settings, outlets: Iterable[Outlet], *, keyring: bool = True
) -> Mapping[str, Kept]:
    """Return the tokens that are kept here for pages, by their names; see ``known_lifetimes``.

    Those that the environment tells are in nobody's keeping, and what cannot be read is left out.
    """
    try:
        filed = vault(settings, keyring=False).in_file()
    except InputError:
        return {}
    is_asked = keyring and mark_of_keyring(settings).exists()
    found = {}
    for name in (each.name for each in outlets):
        kept = filed.get(name)
        if kept is None and is_asked:
            kept = _kept(settings, name)
        if kept is not None and not _is_given(name):
            found[name] = kept
    return found


def _lifetime(word: str | None, kept: Kept | None) -> Lifetime:
    """Return how long a token lives.

    Args:
        word: What the platform said of it last, as it was kept.
        kept: The token that is kept here.
    """
    told = None if word is None else json.loads(word)
    if told is not None and (kept is None or kept.kept_at <= datetime.fromisoformat(told["at"])):
        ends = told["expires"]
        expires = None if ends is None else datetime.fromisoformat(ends)
        return Lifetime(is_valid=told["is_valid"], expires=expires)
    return Lifetime(expires=None if kept is None else kept.expires)


def _remember(newsroom: Newsroom, outlet: Outlet, life: Lifetime) -> None:
    """Keep what the platform said of a token, for those who may not ask it."""
    word = {
        "at": newsroom.now().isoformat(),
        "is_valid": life.is_valid,
        "expires": None if life.expires is None else life.expires.isoformat(),
    }
    database = newsroom.store.database
    with database.write() as connection:
        Facts(database).put(connection, _fact(outlet), json.dumps(word))


def _fact(outlet: Outlet) -> str:
    return f"{_LIFE}{outlet.target.key}"


def _kept(settings: Settings, name: str) -> Kept | None:
    """Return the token that is kept here; None where there is none or it cannot be read."""
    try:
        return None if _is_given(name) else vault(settings).kept(name)
    except InputError:
        return None


def _is_given(name: str) -> bool:
    """Tell whether the surroundings give a page's token, were it one that cannot be read."""
    try:
        return bool(load_secrets(name).token)
    except InputError:
        return True


def _told(outlet: Outlet, life: Lifetime, *, now: datetime) -> tuple[str, str] | None:
    """Return the step that a token has come to, and what to tell; None where it is far from any."""
    name = outlet.name
    of_page = "" if name == MAIN_PAGE else f" --page {name}"
    login = f"nashir facebook login{of_page} gets a new one"
    if not life.is_valid:
        return "invalid", f"the token of the page {name} is not valid any more: {login}"
    days = days_to_warn_of(life.expires, now=now)
    if days is None or life.expires is None:
        return None
    said = "expires" if days else "expired"
    when = f"{life.expires:%Y-%m-%d %H:%M} UTC"
    step = f"{life.expires.isoformat()} {days}"
    return step, f"the token of the page {name} {said} on {when}: {login}"


def _tell(press: Press, outlet: Outlet, step: str, text: str) -> None:
    """Tell people, unless they were told of this step."""
    store = press.newsroom.store
    facts, name = Facts(store.database), f"token-told:{outlet.target.key}"
    if facts.get(name) == step:
        return
    with store.database.write() as connection:
        facts.put(connection, name, step)
        store.notices.write(
            connection,
            at=press.newsroom.now(),
            kind=NoticeKind.TOKEN_EXPIRY.value,
            title="",
            text=text,
            page=outlet.name,
        )
    logger.warning("token ends", extra={"page": outlet.name, "told": text})
