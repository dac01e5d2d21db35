"""``nashir desk``: serves the desk of the workspace."""

import secrets
import sys
import webbrowser
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from composer.app import log
from composer.app.console import say
from composer.app.desk.address import Address
from composer.app.desk.desk import Desk
from composer.app.desk.heap import give_back_large_blocks
from composer.app.desk.publisher import Publisher
from composer.app.desk.serve import Certificate, Server, listen
from composer.app.roster import DESKS
from composer.app.session import workspace
from composer.app.token import known_secrets
from composer.domain.secret import Secret
from composer.engine.lock import RunnerLock
from composer.errors import SettingsError
from composer.settings import Settings, person

_KEY_BYTES = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How the desk is to be served.

    Args:
        host: Name or number of this machine's side.
        port: The port; 0 for a free one.
        certificate: File of the certificate and what signed it; with it the desk speaks TLS.
        certificate_key: File of its key; None where it stands in the same file.
        insecure: Whether people may sign in over plain HTTP from other machines.
        opens: Whether to open it in the browser.
        runs: Whether to run ``nashir run`` beside it.
        log: How the lines about events look.
    """

    host: str = "127.0.0.1"
    port: int = 0
    certificate: Path | None = None
    certificate_key: Path | None = None
    insecure: bool = False
    opens: bool = False
    runs: bool = False
    log: str = "text"


def serve(wish: Wish) -> None:
    """Serve the desk until the program is told to end.

    Raises:
        SettingsError: The settings are wrong, the port is taken, or others would reach the desk
            without having to sign in, or over a way that anybody listens to.
        StoreError: The store cannot be opened.
    """
    give_back_large_blocks()
    settings = workspace()
    key = secrets.token_urlsafe(_KEY_BYTES)
    log.keep_log(log.Form(wish.log), secrets=(*known_secrets(settings), Secret(key)))
    with ExitStack() as stack:
        socket = stack.enter_context(listen(wish.host, wish.port))
        address = _address(wish, settings, port=socket.getsockname()[1])
        stack.enter_context(_seen_by_others(settings))
        desk = Desk.open(settings, person=person(), key=key, address=address, now=_now)
        stack.callback(desk.close)
        _check_way(wish, desk)
        server = Server(desk, ready=partial(_ready, desk, key, wish), certificate=_own(wish))
        if wish.runs:
            stack.enter_context(Publisher(settings.workspace, log=wish.log))
        server.run(sockets=[socket])


def _seen_by_others(settings: Settings) -> RunnerLock:
    """Return a lock that tells who wants to move the store that a desk has it open."""
    lock = RunnerLock(settings.state / DESKS)
    lock.sweep()
    return lock


def _address(wish: Wish, settings: Settings, *, port: int) -> Address:
    return Address(
        host=wish.host,
        port=port,
        hosts=settings.desk.hosts,
        tls=wish.certificate is not None,
        insecure=wish.insecure,
    )


def _own(wish: Wish) -> Certificate | None:
    if wish.certificate is None:
        return None
    return Certificate(file=wish.certificate, key=wish.certificate_key)


def _check_way(wish: Wish, desk: Desk) -> None:
    """Refuse to be reached by others without sign-in, or over a way that anybody listens to."""
    if desk.address.is_local:
        return
    if not desk.door.has_users:
        msg = (
            "others than this machine would reach the desk, and it has no users yet: add one"
            " first, such as: nashir desk user add NAME --role publisher"
        )
        raise SettingsError(msg)
    if not (wish.certificate or wish.insecure or desk.settings.desk.trusted_proxies):
        msg = (
            "people would sign in over plain HTTP, which anybody on the way can read: give"
            " --tls-cert and --tls-key, or put a proxy with TLS before the desk and name it as"
            " trusted_proxies under [desk] in nashir.toml, or accept it with --insecure-http"
        )
        raise SettingsError(msg)


def _ready(desk: Desk, key: str, wish: Wish) -> None:
    """Say where the desk is; whoever waits for the address through a pipe gets it now."""
    url = desk.address.url
    way = url if desk.door.has_users else f"{url}/sign-in?key={key}"
    say(f"The desk of {desk.settings.workspace}: {way}")
    for each in desk.address.hosts:
        say(f"Others reach it as {each}")
    say("Ctrl-C ends it.")
    sys.stdout.flush()
    if wish.opens:
        webbrowser.open(way)


def _now() -> datetime:
    return datetime.now(UTC)
