"""Serves the desk until it is told to end."""

import logging
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn

from composer.app.desk.application import create_desk
from composer.app.desk.desk import Desk
from composer.errors import SettingsError

_GRACE_S = 5


class Server(uvicorn.Server):
    """Serves the desk, and ends its long answers at once when it is told to end.

    Args:
        desk: The desk, open.
        ready: Called when it answers.
    """

    def __init__(self, desk: Desk, ready: Callable[[], None] = lambda: None) -> None:
        self._desk = desk
        self._ready = ready
        super().__init__(_config(desk))

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End because of a signal."""
        self.end()
        super().handle_exit(sig, frame)

    def end(self) -> None:
        """Be told to end; may be called from any thread."""
        self._desk.live.end()
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
        found.listen(128)
    except OSError as error:
        found.close()
        reason = error.strerror or error
        msg = f"the desk cannot listen on {host}:{port}: {reason}: choose another one with --port"
        raise SettingsError(msg) from error
    return found


def _config(desk: Desk) -> uvicorn.Config:
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    return uvicorn.Config(
        create_desk(desk),
        http="h11",
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_GRACE_S,
    )
