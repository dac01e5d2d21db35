"""``nashir desk``: serves the desk of the workspace."""

import secrets
import sys
import webbrowser
from datetime import UTC, datetime

from composer.app import log
from composer.app.console import say
from composer.app.desk.address import Address
from composer.app.desk.desk import Desk
from composer.app.desk.serve import Server, listen
from composer.app.session import workspace
from composer.app.token import known_secrets
from composer.domain.secret import Secret
from composer.settings import person

_KEY_BYTES = 24


def serve(*, host: str, port: int, open_browser: bool) -> None:
    """Serve the desk until the program is told to end.

    Raises:
        SettingsError: The settings are wrong, or the port is taken.
        StoreError: The store cannot be opened.
    """
    settings = workspace()
    key = secrets.token_urlsafe(_KEY_BYTES)
    log.keep_log(log.Form.TEXT, secrets=(*known_secrets(settings), Secret(key)))
    socket = listen(host, port)
    address = Address(host=host, port=socket.getsockname()[1])
    desk = Desk.open(settings, person=person(), now=_now, key=key, address=address)

    def ready() -> None:
        way = f"{address.url}/sign-in?key={key}"
        say(f"The desk of {settings.workspace}: {way}")
        say("Ctrl-C ends it.")
        sys.stdout.flush()  # whoever waits for the address through a pipe gets it now
        if open_browser:
            webbrowser.open(way)

    try:
        Server(desk, ready).run(sockets=[socket])
    finally:
        desk.close()
        socket.close()


def _now() -> datetime:
    return datetime.now(UTC)
