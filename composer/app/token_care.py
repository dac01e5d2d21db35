"""Telling people in time that a page's token is about to die."""

import logging
from dataclasses import dataclass
from datetime import datetime

from composer.app.connect import app_of, connection_of
from composer.app.outlet import Outlet
from composer.app.press import Press
from composer.app.token import vault
from composer.domain.notice import NoticeKind
from composer.errors import InputError, PublishError
from composer.publishing.account import examine, expiry
from composer.publishing.readiness import days_to_warn_of
from composer.settings import PublisherKind, load_secrets
from composer.store.fact import Facts

logger = logging.getLogger(__name__)

_LOGIN = "nashir facebook login gets a new one"


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
    for outlet in press.newsroom.outlets():
        if press.newsroom.settings.page(outlet.name).publisher.kind is not PublisherKind.FACEBOOK:
            continue
        told = _told(outlet, lifetime(press, outlet), now=press.newsroom.now())
        if told is not None:
            _tell(press, outlet, *told)


def lifetime(press: Press, outlet: Outlet) -> Lifetime:
    """Return how long the token of a page lives: by the platform's word where the app may ask.

    A token that cannot be read, or a platform that is away, tells nothing here: publishing says so.
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
            return Lifetime(is_valid=facts.is_valid, expires=expiry(facts))
        finally:
            connection.close()
    try:
        kept = None if load_secrets(name).token else vault(settings).kept(name)
    except InputError:
        kept = None
    return Lifetime(expires=None if kept is None else kept.expires)


def _told(outlet: Outlet, life: Lifetime, *, now: datetime) -> tuple[str, str] | None:
    """Return the step that a token has come to, and what to tell; None where it is far from any."""
    name = outlet.name
    if not life.is_valid:
        return "invalid", f"the token of the page {name} is not valid any more: {_LOGIN}"
    days = days_to_warn_of(life.expires, now=now)
    if days is None or life.expires is None:
        return None
    said = "expires" if days else "expired"
    when = f"{life.expires:%Y-%m-%d %H:%M} UTC"
    step = f"{life.expires.isoformat()} {days}"
    return step, f"the token of the page {name} {said} on {when}: {_LOGIN}"


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
