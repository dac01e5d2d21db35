"""The ways to a practice page: inside the process, or over a real port."""

import contextlib
import logging
import signal
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx2
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from composer.errors import SettingsError
from composer.sandbox.practice import IN_PROCESS, PracticePage
from composer.sandbox.wait import PATIENCE, PatienceEnded

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

logger = logging.getLogger(__name__)

_POLL_S = 0.25
_SHORT_POLL_S = 0.01
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class _InProcess(httpx2.BaseTransport):
    """Calls the application, and fails as a real connection would."""

    def __init__(self, page: PracticePage) -> None:
        self._page = page

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        patience = request.extensions.get("timeout", {}).get("read")

        def app(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
            path = environ["PATH_INFO"].encode().decode("latin-1")  # as WSGI wants it
            extra = {"PATH_INFO": path, PATIENCE: patience, IN_PROCESS: True}
            return self._page.app({**environ, **extra}, start_response)

        try:
            response = httpx2.WSGITransport(app=app).handle_request(request)
            response.read()
        except PatienceEnded as error:
            msg = "The read operation timed out"
            raise httpx2.ReadTimeout(msg, request=request) from error
        except ConnectionError as error:
            raise httpx2.ReadError(str(error), request=request) from error
        return response


def transport(page: PracticePage) -> httpx2.BaseTransport:
    """Return a transport for an ``httpx2.Client`` that reaches a practice page in this process.

    A cut connection raises ``httpx2.ReadError``, an answer slower than the client's patience
    ``httpx2.ReadTimeout``. What is wrong with the state itself raises our own ``InputError``.
    """
    return _InProcess(page)


def serve(
    page: PracticePage,
    *,
    host: str = "127.0.0.1",
    port: int,
    ready: Callable[[str], None],
) -> None:
    """Serve a practice page until the process is told to end.

    In the main thread SIGTERM and SIGINT end it cleanly.

    Args:
        page: The page.
        host: Where to listen.
        port: Where to listen; 0 for a free one.
        ready: Called with the address as soon as calls are taken.

    Raises:
        SettingsError: The port cannot be had.
    """
    server = _server(page, host=host, port=port)
    with _ending(server):
        ready(_address(server, host))
        server.serve_forever(poll_interval=_POLL_S)


@contextmanager
def running(page: PracticePage, port: int = 0) -> Iterator[str]:
    """Serve a practice page beside what the program does; gives its address.

    Raises:
        SettingsError: The port cannot be had.
    """
    host = "127.0.0.1"
    server = _server(page, host=host, port=port)
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": _SHORT_POLL_S}, name="practice-page"
    )
    thread.start()
    try:
        yield _address(server, host)
    finally:
        server.shutdown()
        thread.join()


class _Handler(WSGIRequestHandler):
    """Leaves the date to the application, and logs without queries: they may hold tokens."""

    def send_response(self, code: int, message: str | None = None) -> None:
        self.log_request(code)
        self.send_response_only(code, message)

    def connection_dropped(
        self, error: BaseException, environ: "WSGIEnvironment | None" = None
    ) -> None:
        del error, environ
        self.close_connection = True  # or the handler would wait for the next request on it

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        del size
        path = urlsplit(self.path).path if hasattr(self, "path") else ""
        facts = {"method": self.command, "path": path, "status": int(code)}
        logger.debug("practice page called", extra=facts)

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - as inherited
        if type == "error":
            logger.warning("practice page: %s", message % args if args else message)


class _Guard:
    """Refuses what a web page of somebody else could have a browser on this machine ask for.

    That is a call under a name that is not this machine's, and a change that comes from a page
    under such a name.
    """

    def __init__(self, page: PracticePage) -> None:
        self._page = page

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        if _is_ours(f"//{environ.get('HTTP_HOST', '')}") and _is_own_write(environ):
            return self._page.app(environ, start_response)
        body = b"403 Forbidden: the practice page answers this machine only\n"
        headers = [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))]
        start_response("403 Forbidden", headers)
        return [body]


def _is_ours(address: str) -> bool:
    try:
        return urlsplit(address).hostname in _LOOPBACK
    except ValueError:
        return False


def _is_own_write(environ: "WSGIEnvironment") -> bool:
    """Tell whether a call changes nothing, or comes from no page under another name."""
    origin = environ.get("HTTP_ORIGIN")
    return environ["REQUEST_METHOD"] in {"GET", "HEAD"} or origin is None or _is_ours(origin)


def _server(page: PracticePage, *, host: str, port: int) -> BaseWSGIServer:
    """Return a server that listens already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=128)
    except (OSError, OverflowError) as error:
        msg = f"the practice page cannot listen on {host}:{port}: {error}"
        raise SettingsError(msg) from error
    app: Any = _Guard(page) if host in _LOOPBACK else page.app
    with listener:
        return make_server(
            host, port, app, threaded=True, request_handler=_Handler, fd=listener.fileno()
        )


def _address(server: BaseWSGIServer, host: str) -> str:
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{server.server_address[1]}"


@contextmanager
def _ending(server: BaseWSGIServer) -> Iterator[None]:
    """Have the signals that end a process end the server, where they can be had."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(_number: int, _frame: object) -> None:
        # From another thread: the loop that shutdown waits for is the one interrupted here.
        threading.Thread(target=server.shutdown).start()

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            with contextlib.suppress(TypeError):
                signal.signal(number, handler)
