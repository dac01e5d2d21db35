"""Serves the desk until it is told to end."""

import logging
import signal
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import uvicorn

from composer.app.desk.application import create_desk
from composer.app.desk.desk import Desk
from composer.errors import SettingsError

_GRACE_S = 5
_WAITING = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What the desk speaks TLS with.

    Args:
        file: The certificate and what signed it.
        key: Its key; None where it stands in the same file.
    """

    file: Path
    key: Path | None = None


class Server(uvicorn.Server):
    """Serves the desk, and ends its long answers at once when it is told to end.

    Args:
        desk: The desk, open.
        ready: Called when it answers.
        certificate: With it the desk speaks TLS.

    Raises:
        SettingsError: The certificate cannot be used.
    """

    def __init__(
        self,
        desk: Desk,
        ready: Callable[[], None] = lambda: None,
        *,
        certificate: Certificate | None = None,
    ) -> None:
        self._desk = desk
        self._ready = ready
        super().__init__(_config(desk, certificate))

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End on SIGINT and SIGTERM; they are not raised once more when all is done."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        numbers = (signal.SIGINT, signal.SIGTERM)
        before = {each: signal.signal(each, self.handle_exit) for each in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End because of a signal; a second one waits for nobody."""
        self._desk.live.close()
        super().handle_exit(sig, frame)

    def end(self) -> None:
        """Be told to end; may be called from any thread."""
        self._desk.live.close()
        self.should_exit = True


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Args:
        host: Name or number of this machine's side.
        port: The port; 0 for a free one.

    Raises:
        SettingsError: The port is taken, or the host is not this machine's.
    """
    try:
        family, kind, proto, _, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        found = socket.socket(family, kind, proto)
    except OSError as error:
        msg = f"the desk cannot listen on {host}: {error.strerror or error}"
        raise SettingsError(msg) from error
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(place)
        found.listen(_WAITING)
    except OSError as error:
        found.close()
        reason = error.strerror or error
        msg = f"the desk cannot listen on {host}:{port}: {reason}: choose another one with --port"
        raise SettingsError(msg) from error
    return found


def _config(desk: Desk, certificate: Certificate | None) -> uvicorn.Config:
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    proxies = desk.settings.desk.trusted_proxies
    config = uvicorn.Config(
        create_desk(desk),
        http="h11",
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
        timeout_graceful_shutdown=_GRACE_S,
        ssl_certfile=certificate.file if certificate else None,
        ssl_keyfile=certificate.key if certificate else None,
    )
    try:
        config.load()
    except (OSError, ssl.SSLError) as error:
        msg = f"the certificate {certificate.file if certificate else ''} cannot be used: {error}"
        raise SettingsError(msg) from error
    return config
