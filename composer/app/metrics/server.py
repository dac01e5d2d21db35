"""A small server beside a runner or a worker: metrics and health, and nothing else.

How a command offers it::

    stop, meter = Stop(), Meter()
    vitals = Vitals(
        lambda: newsroom,
        meter=meter,
        health=Health(newsroom=lambda: newsroom, stopping=stop, engine=ask_the_engine),
        token=load_secrets().metrics,
    )
    with serve_metrics(vitals, host=metrics_host, port=metrics_port):
        ...  # the work, with ``meter`` as the observer of its press
"""

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from socketserver import TCPServer
from typing import Any
from urllib.parse import urlsplit

from composer.app.metrics.vitals import PATHS, Question, Reply, Vitals
from composer.errors import SettingsError

logger = logging.getLogger(__name__)

HOST = "127.0.0.1"

_PATIENCE_S = 10.0
_LOOK_S = 0.1
"""How long the end waits for it at most."""


@contextmanager
def serve_metrics(vitals: Vitals, *, host: str = HOST, port: int | None) -> Iterator[int | None]:
    """Answer for ``vitals`` in threads of its own while the block runs.

    Args:
        vitals: What is answered.
        host: Name or number of this machine's side.
        port: Where to listen; 0 for a free port, None to serve nothing at all.

    Yields:
        The port; None without one.

    Raises:
        SettingsError: The port is taken, or the host is not this machine's.
    """
    if port is None:
        yield None
        return
    server = _server(vitals, host, port)
    thread = threading.Thread(
        target=server.serve_forever, args=(_LOOK_S,), name="metrics", daemon=True
    )
    thread.start()
    found = int(server.server_address[1])
    logger.info("metrics served", extra={"host": host, "port": found})
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _server(vitals: Vitals, host: str, port: int) -> "_Server":
    try:
        return _Server(vitals, host, port)
    except OSError as error:
        reason = error.strerror or error
        msg = (
            f"metrics cannot be served on {host}:{port}: {reason}: choose another one with"
            " --metrics-port or --metrics-host"
        )
        raise SettingsError(msg) from error


class _Server(ThreadingHTTPServer):
    """Knows what to answer; a caller that hangs keeps only its own thread."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, vitals: Vitals, host: str, port: int) -> None:
        self.vitals = vitals
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), _Answer)

    def server_bind(self) -> None:
        """Bind the address; HTTPServer would ask the network for this machine's name, too."""
        TCPServer.server_bind(self)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the library's signature
        """Say nothing about callers that went away in the middle."""


class _Answer(BaseHTTPRequestHandler):
    """Answers one request and closes."""

    timeout = _PATIENCE_S
    server: _Server

    def do_GET(self) -> None:
        """Answer with a body."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """Answer without one."""
        self._answer(with_body=False)

    def version_string(self) -> str:
        """Tell which program this is, not which library serves it."""
        return "nashir"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's signature
        """Log nothing: a scrape every few seconds is no event."""

    def _answer(self, *, with_body: bool) -> None:
        asked = Question(
            path=urlsplit(self.path).path,
            authorization=self.headers.get("Authorization", ""),
            accept=self.headers.get("Accept", ""),
            near=_is_near(str(self.client_address[0]), self.headers.get("Host", "")),
        )
        self._send(self.server.vitals.answer(asked) or _LOST, with_body=with_body)

    def _send(self, reply: Reply, *, with_body: bool) -> None:
        self.send_response(reply.status)
        told = {"Content-Type": reply.media_type, "Content-Length": str(len(reply.body))}
        for name, value in (told | reply.headers | {"Cache-Control": "no-store"}).items():
            self.send_header(name, value)
        self.end_headers()
        if with_body:
            self.wfile.write(reply.body)


_LOST = Reply(
    status=404,
    media_type="text/plain; charset=utf-8",
    body=f"There is {', '.join(PATHS)}.\n".encode(),
)


def _is_near(peer: str, host: str) -> bool:
    """Tell whether a request is from this machine and meant for it.

    The name that was asked for counts, too: a page in this machine's browser may have a name of
    its own that leads here, and would read the answer.
    """
    return is_loopback(peer) and is_loopback(urlsplit(f"//{host}").hostname or "")


def is_loopback(name: str) -> bool:
    """Tell whether a name or number means the machine that asks itself."""
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
