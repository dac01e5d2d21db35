"""What ``doctor`` looks at in a page that is published to: pauses, token, permissions, clock."""

from collections.abc import Iterator
from datetime import datetime

from composer.app.checkup import Result, fail, ok, warn
from composer.app.connect import app_of, connection_of
from composer.app.press import Press
from composer.app.token import vault
from composer.cards.frame import Level
from composer.errors import NashirError
from composer.publishing.readiness import Subject, check, days_to_warn_of
from composer.settings import PublisherKind, Settings, load_secrets


def page_results(press: Press, name: str) -> Iterator[Result]:
    """Give what was found out about a page.

    Args:
        press: Whose.
        name: Name of the page in the settings.
    """
    work = press.page(name)
    if work is None:
        return
    now = press.newsroom.now()
    state = press.newsroom.store.pages.state(work.target.key)
    what = f"{name}: {work.target.publisher} {work.target.page_id}"
    if state.paused:
        yield warn("page", f"{what} is paused by {state.paused_by}: nashir queue resume")
    elif state.blocked_until is not None and state.blocked_until > now:
        until = f"{state.blocked_until:%Y-%m-%d %H:%M} UTC"
        yield warn("page", f"{what} is left alone until {until}, as the platform asked")
    else:
        yield ok("page", what)
    if press.newsroom.settings.page(name).publisher.kind is PublisherKind.FACEBOOK:
        yield from _facebook(press, name, now)


def _facebook(press: Press, name: str, now: datetime) -> Iterator[Result]:
    """Check a page on Facebook; nothing that a reader sees is made."""
    outlet = press.newsroom.outlet(name)
    try:
        token = press.platforms.token(outlet)
        yield from _kept(press.newsroom.settings, name, now)
        connection = connection_of(press.newsroom.settings, name)
    except NashirError as error:
        yield fail("token", f"{name}: {error}")
        return
    try:
        subject = Subject(page_id=outlet.target.page_id, token=token)
        found = check(connection, subject, app=app_of(name), now=now)
    finally:
        connection.close()
    for each in found:
        level = Level(each.standing.value)
        yield Result(check=each.check, level=level, detail=f"{name}: {each.detail}")


def _kept(settings: Settings, name: str, now: datetime) -> Iterator[Result]:
    """Tell where the token is, and its end as far as it is known here."""
    if load_secrets(name).token:
        yield ok("token", f"{name}: from the environment")
        return
    kept = vault(settings).kept(name)
    if kept is None:
        return
    told = f"{name}: kept on {kept.kept_at:%Y-%m-%d}"
    if kept.expires is not None:
        told += f", expires on {kept.expires:%Y-%m-%d %H:%M} UTC"
    days = days_to_warn_of(kept.expires, now=now)
    yield ok("token", told) if days is None else warn("token", f"{told}: nashir facebook login")
